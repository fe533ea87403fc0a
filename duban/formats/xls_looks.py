"""How cells of an .xls look: its fonts, formats and styles, and the pieces of its shared texts, from its records."""

import struct
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum

from duban.formats.binary_looks import BinaryStyles, TextPieces, text_pieces
from duban.formats.cell_look import PLAIN_STYLE_LOOK, Letters, StyleLook
from duban.formats.xlsx_styles import builtin_number_format

_UNUSED_FONT = 4
_STRUCK = 8
_STYLE_ONLY = 4
"""A style that other styles follow, and no cell has."""
_FIRST_PALETTE_COLOUR = 8
_USUAL_COLOURS = {0: "000000", 1: "FFFFFF", 8: "000000", 9: "FFFFFF"}
_POSITIONS = {1: "super", 2: "sub"}
_SOLID = 1
_WIDE, _WITH_MORE, _WITH_RUNS = 1, 4, 8


class LookRecord(IntEnum):
    """The records that say how cells look; they stand in the first part of the stream."""

    FONT = 0x31
    CONTINUE = 0x3C
    PALETTE = 0x92
    XF = 0xE0
    SST = 0xFC
    FORMAT = 0x41E


class XlsStyles(BinaryStyles):
    """What the first part of the stream says of cells. What is cut short raises struct.error or IndexError."""

    def __init__(self, records: Iterable[tuple[int, bytes]]) -> None:
        super().__init__()
        self._colours = dict(_USUAL_COLOURS)
        self._font_records: list[bytes] = []
        self._style_records: list[bytes] = []
        self._format_by_number: dict[int, str] = {}
        self._text_pieces: list[bytes] = []
        last = 0
        for record, body in records:
            self._add(record, body, last)
            last = last if record == LookRecord.CONTINUE else record
        self.fonts = [self._letters(body) for body in self._font_records]
        self.styles = [self._style_look(body) for body in self._style_records]

    def font(self, number: int) -> Letters:
        """The letters of a font by its number; no font has the number 4."""
        return super().font(number - (number > _UNUSED_FONT))

    def shared_pieces(self) -> Mapping[int, TextPieces]:
        """The shared texts that are written in pieces, by number: each piece with its font, None for the cell's own."""
        return read_shared_texts(self._text_pieces)

    def _add(self, record: int, body: bytes, last: int) -> None:
        if record == LookRecord.FONT:
            self._font_records.append(body)
        elif record == LookRecord.XF:
            self._style_records.append(body)
        elif record == LookRecord.FORMAT:
            self._format_by_number[int.from_bytes(body[:2], "little")] = read_text(body[2:])
        elif record == LookRecord.PALETTE:
            colours = (body[at : at + 3].hex().upper() for at in range(2, len(body) - 3, 4))
            self._colours |= dict(enumerate(colours, start=_FIRST_PALETTE_COLOUR))
        elif LookRecord.SST in (record, last if record == LookRecord.CONTINUE else 0):
            self._text_pieces.append(body)

    def _letters(self, body: bytes) -> Letters:
        _, flags, colour, _, position = struct.unpack_from("<5H", body)
        return Letters(bool(flags & _STRUCK), _POSITIONS.get(position, ""), self._colours.get(colour, ""))

    def _style_look(self, body: bytes) -> StyleLook:
        font, number, flags = struct.unpack_from("<3H", body)
        if flags & _STYLE_ONLY:
            return PLAIN_STYLE_LOOK
        pattern, colour = body[17] >> 2, struct.unpack_from("<H", body, 18)[0] & 0x7F
        ground = "" if not pattern else (self._colours.get(colour, "?") if pattern == _SOLID else "?")
        number_format = self._format_by_number.get(number) or builtin_number_format(number)
        return StyleLook(number_format, self.font(font), ground)


def read_text(body: bytes) -> str:
    """A text with its length before it, in two bytes, and a byte that says how wide its characters are."""
    return read_characters(body[2:], int.from_bytes(body[:2], "little"))


def read_characters(body: bytes, length: int) -> str:
    """So many characters, of two bytes each, or of one: the first byte says which."""
    if body[:1] == b"\1":
        return body[1 : 1 + 2 * length].decode("utf-16-le", "replace")
    return body[1 : 1 + length].decode("latin-1")


def read_shared_texts(pieces: Sequence[bytes]) -> dict[int, TextPieces]:
    """The shared texts that are written in several fonts, by their numbers.

    Args:
        pieces: the record of shared texts and those that continue it. A text that goes on in the next one says there
            again how wide its characters are.
    """
    if not pieces:
        return {}
    reader = _PieceReader(pieces)
    _, count = struct.unpack("<II", reader.take(8))
    texts: dict[int, TextPieces] = {}
    for number in range(count):
        text, fonts = reader.take_text()
        if fonts:
            texts[number] = text_pieces(text, fonts)
    return texts


class _PieceReader:
    """Reads on over the ends of records. Raises IndexError behind the last one."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self._pieces = pieces
        self._piece = self._at = 0

    def take(self, count: int) -> bytes:
        taken = b""
        while len(taken) < count:
            if self._at >= len(self._pieces[self._piece]):
                self._piece, self._at = self._piece + 1, 0
                _ = self._pieces[self._piece]
            part = self._pieces[self._piece][self._at : self._at + count - len(taken)]
            self._at += len(part)
            taken += part
        return taken

    def take_text(self) -> tuple[str, list[tuple[int, int]]]:
        """A text; where other fonts begin in it, and which."""
        length, flags = struct.unpack("<HB", self.take(3))
        run_count = int.from_bytes(self.take(2), "little") if flags & _WITH_RUNS else 0
        more = int.from_bytes(self.take(4), "little") if flags & _WITH_MORE else 0
        text = self._take_characters(length, is_wide=bool(flags & _WIDE))
        runs = [struct.unpack("<HH", self.take(4)) for _ in range(run_count)]
        self.take(more)
        return text, [(start, font) for start, font in runs]

    def _take_characters(self, length: int, *, is_wide: bool) -> str:
        text = ""
        while len(text) < length:
            if self._at >= len(self._pieces[self._piece]):
                self._piece, self._at = self._piece + 1, 1
                is_wide = bool(self._pieces[self._piece][0] & _WIDE)
            width = 2 if is_wide else 1
            characters_here = (len(self._pieces[self._piece]) - self._at) // width
            raw = self.take(width * max(1, min(characters_here, length - len(text))))
            text += raw.decode("utf-16-le" if is_wide else "latin-1", "surrogatepass" if is_wide else "strict")
        return text
