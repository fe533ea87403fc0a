"""The records of an .xlsb, and what those of its styles and shared texts say of how cells look."""

import struct
from collections.abc import Iterator
from enum import IntEnum

from duban.formats.binary_looks import BinaryStyles, TextPieces, text_pieces
from duban.formats.cell_look import Letters, StyleLook
from duban.formats.xlsx_styles import builtin_number_format

_NO_TEXT = 0xFFFFFFFF
_LAST_BYTE = 0x80
"""Numbers have seven bits in a byte; a byte below this is the last of its number."""
_STRUCK = 8
_POSITIONS = {1: "super", 2: "sub"}
_SOLID = 1
_RICH = 1
_INDEXED, _RGB, _THEME = 1, 2, 3
_COLOURS = {(_INDEXED, 0): "000000", (_INDEXED, 1): "FFFFFF", (_INDEXED, 8): "000000", (_INDEXED, 9): "FFFFFF"}
_COLOURS |= {(_THEME, 0): "FFFFFF", (_THEME, 1): "000000"}


class LookPart(IntEnum):
    """The records that say how cells look."""

    SHARED_ITEM = 19
    FONT = 43
    FORMAT = 44
    FILL = 45
    STYLE = 47
    BEGIN_CELL_STYLES = 617
    END_CELL_STYLES = 618


class XlsbStyles(BinaryStyles):
    """What the part with styles says of cells. What is cut short raises struct.error or IndexError."""

    def __init__(self, records: Iterator[tuple[int, bytes]]) -> None:
        super().__init__()
        self._grounds: list[str] = []
        self._format_by_number: dict[int, str] = {}
        is_of_cells = False
        for record, body in records:
            if record in (LookPart.BEGIN_CELL_STYLES, LookPart.END_CELL_STYLES):
                is_of_cells = record == LookPart.BEGIN_CELL_STYLES
            elif record == LookPart.STYLE and is_of_cells:
                self.styles.append(self._style_look(body))
            else:
                self._add(record, body)

    def _add(self, record: int, body: bytes) -> None:
        if record == LookPart.FONT:
            _, flags, _, position = struct.unpack_from("<4H", body)
            self.fonts.append(Letters(bool(flags & _STRUCK), _POSITIONS.get(position, ""), _colour(body[12:20])))
        elif record == LookPart.FORMAT:
            self._format_by_number[int.from_bytes(body[:2], "little")] = read_wide_text(body[2:])[0]
        elif record == LookPart.FILL:
            pattern = int.from_bytes(body[:4], "little")
            self._grounds.append("" if not pattern else (_colour(body[4:12]) or "?") if pattern == _SOLID else "?")

    def _style_look(self, body: bytes) -> StyleLook:
        _, number, font, fill = struct.unpack_from("<4H", body)
        number_format = self._format_by_number.get(number) or builtin_number_format(number)
        return StyleLook(number_format, self.font(font), self._grounds[fill] if fill < len(self._grounds) else "?")


def read_shared_pieces(records: Iterator[tuple[int, bytes]]) -> dict[int, TextPieces]:
    """The shared texts that are written in several fonts, by number: each piece with its font, None for the cell's."""
    items = (body for record, body in records if record == LookPart.SHARED_ITEM)
    return {number: _pieces(body) for number, body in enumerate(items) if body[0] & _RICH}


def _pieces(body: bytes) -> TextPieces:
    text, after_text = read_wide_text(body[1:])
    count = int.from_bytes(after_text[:4], "little")
    runs = list(struct.iter_unpack("<HH", after_text[4 : 4 + 4 * count]))
    return text_pieces(text, runs)


def _colour(body: bytes) -> str:
    """RRGGBB; empty where that is not said."""
    kind, number, tint = body[0] >> 1, body[1], body[2:4]
    if kind == _RGB:
        return body[4:7].hex().upper()
    return "" if any(tint) else _COLOURS.get((kind, number), "")


def record_bodies(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The number and the body of each record. Raises IndexError where the last one is cut short."""
    at = 0
    while at < len(data):
        record, at = _number(data, at, 2)
        length, at = _number(data, at, 4)
        yield record, data[at : at + length]
        at += length


def _number(data: bytes, at: int, max_bytes: int) -> tuple[int, int]:
    """A number in so many bytes at most, seven bits each, the lowest first; and where it ends."""
    value = 0
    for step in range(max_bytes):
        byte = data[at + step]
        value |= (byte % _LAST_BYTE) << 7 * step
        if byte < _LAST_BYTE:
            return value, at + step + 1
    return value, at + max_bytes


def read_wide_text(body: bytes) -> tuple[str, bytes]:
    """A text with its length before it, and what follows it."""
    length = int.from_bytes(body[:4], "little")
    if length == _NO_TEXT:
        return "", body[4:]
    return body[4 : 4 + 2 * length].decode("utf-16-le", "replace"), body[4 + 2 * length :]
