"""Excel 97 to 2003 (.xls, and .et of WPS): an OLE file with one stream of records, each with a number and a length.

calamine reads the values and the merged areas; errors, comments and the date system are read here from the records.
"""

import struct
from collections.abc import Collection, Iterator, Mapping
from enum import IntEnum
from functools import cached_property

from duban.formats.ole_container import read_ole_stream
from duban.formats.opened_file import ERROR_TEXT_BY_CODE, CellSelection, LookByCell, OpenedFile, file_format
from duban.formats.workbook_extras import WorkbookExtras
from duban.formats.xls_looks import XlsStyles, read_characters, read_text
from duban.workbook.book import cell_address

_STREAMS = ("workbook", "book")
_MIN_CELL_BYTES = 8
_ERROR_RESULT = b"\2"
_NO_NUMBER = b"\xff\xff"


class _Record(IntEnum):
    FORMULA = 0x06
    EOF = 0x0A
    HEADER = 0x14
    FOOTER = 0x15
    NOTE = 0x1C
    DATE_1904 = 0x22
    FILEPASS = 0x2F
    CONTINUE = 0x3C
    OBJ = 0x5D
    SEVERAL_NUMBERS = 0xBD
    RICH_TEXT = 0xD6
    SHARED_TEXT = 0xFD
    BOUND_SHEET = 0x85
    TXO = 0x1B6
    NUMBER = 0x203
    TEXT = 0x204
    BOOL_ERR = 0x205
    SHORT_NUMBER = 0x27E


_CELLS = frozenset(
    {
        *(_Record.FORMULA, _Record.NUMBER, _Record.SHORT_NUMBER, _Record.TEXT, _Record.RICH_TEXT),
        *(_Record.SHARED_TEXT, _Record.BOOL_ERR),
    }
)
_COMMENT, _PICTURE = 0x19, 0x08
"""Kinds of drawings."""


@file_format("xls", ".xls", ".et")
class XlsFile(OpenedFile):
    """An OLE file with a stream of records."""

    @classmethod
    def recognises(cls, entry_names: Collection[str], text: str) -> bool:
        """By the name of its main stream."""
        return any(stream in entry_names for stream in _STREAMS)

    def is_encrypted(self) -> bool:
        """Whether its first part says that what follows is encrypted."""
        return any(record == _Record.FILEPASS for record, _ in self._records(0))

    @cached_property
    def extras(self) -> WorkbookExtras:
        """Errors, comments and the date system. What is cut short is left out; damage raises IndexError."""
        extras = WorkbookExtras()
        extras.date_1904 = any(record == _Record.DATE_1904 and body[:1] == b"\1" for record, body in self._records(0))
        for name, start in self._sheet_starts.items():
            _read_sheet(extras, name, self._records(start))
        return extras

    def find_looks(self, cells: CellSelection, unsettled: CellSelection) -> LookByCell:
        """First the styles are read; the cells only where one of these is odd, or a format is asked for."""
        styles = XlsStyles(self._records(0))
        if not (any(unsettled.values()) or styles.are_odd):
            return {}
        starts = {sheet: self._sheet_starts.get(sheet, len(self._stream)) for sheet in cells}
        styled = {sheet: _cell_styles(self._records(start)) for sheet, start in starts.items()}
        return styles.find_looks(styled, styles.shared_pieces() if styles.has_odd_fonts else {}, cells, unsettled)

    @cached_property
    def _sheet_starts(self) -> dict[str, int]:
        """The name of each sheet → where it begins in the stream. A record says that, its state and kind, its name."""
        return {
            _sheet_name(body[6:]): int.from_bytes(body[:4], "little")
            for record, body in self._records(0)
            if record == _Record.BOUND_SHEET
        }

    @cached_property
    def _stream(self) -> bytes:
        return read_ole_stream(self.data, _STREAMS)

    def _records(self, at: int) -> Iterator[tuple[int, bytes]]:
        """The number and the body of each record from a place in the stream to the end of that part."""
        while at + 4 <= len(self._stream):
            record, length = struct.unpack_from("<HH", self._stream, at)
            if record == _Record.EOF:
                return
            yield record, self._stream[at + 4 : at + 4 + length]
            at += 4 + length


def _read_sheet(extras: WorkbookExtras, sheet: str, records: Iterator[tuple[int, bytes]]) -> None:
    """A comment's text stands before its cell, in two records that follow the number of its drawing."""
    text_by_drawing: dict[int, str] = {}
    drawing = kind = text_length = 0
    for record, body in records:
        if record == _Record.OBJ:
            kind, drawing = int.from_bytes(body[4:6], "little"), int.from_bytes(body[6:8], "little")
            extras.has_pictures |= kind == _PICTURE
        elif record == _Record.TXO:
            text_length = int.from_bytes(body[10:12], "little")
        elif record == _Record.CONTINUE and text_length:
            text_by_drawing[drawing], text_length = read_characters(body, text_length), 0
            if kind != _COMMENT:
                extras.drawn_texts.append((sheet, "", text_by_drawing[drawing]))
        elif len(body) >= _MIN_CELL_BYTES:
            _read_record(extras, sheet, record, body, text_by_drawing)


def _read_record(
    extras: WorkbookExtras, sheet: str, record: int, body: bytes, text_by_drawing: Mapping[int, str]
) -> None:
    """A comment's place, an error, or the head or foot of the pages."""
    if record == _Record.NOTE:
        author = read_characters(body[10:], int.from_bytes(body[8:10], "little"))
        text = text_by_drawing.get(int.from_bytes(body[6:8], "little"), "")
        extras.add_comment(sheet, _address(body), text, author)
    elif record in (_Record.HEADER, _Record.FOOTER):
        extras.page_texts.append((sheet, read_text(body)))
    elif error := _error(record, body):
        extras.cell_errors[sheet, _address(body)] = error


def _cell_styles(records: Iterator[tuple[int, bytes]]) -> Iterator[tuple[str, int, int]]:
    """Address, number of the style and number of the shared text (-1 where it has none) of each cell."""
    for record, body in records:
        if record in _CELLS and len(body) >= _MIN_CELL_BYTES:
            text_number = int.from_bytes(body[6:10], "little") if record == _Record.SHARED_TEXT else -1
            yield _address(body), int.from_bytes(body[4:6], "little"), text_number
        elif record == _Record.SEVERAL_NUMBERS:
            row, column = struct.unpack_from("<HH", body)
            for number, at in enumerate(range(4, len(body) - 6, 6)):
                yield cell_address(row + 1, column + number + 1), int.from_bytes(body[at : at + 2], "little"), -1


def _address(body: bytes) -> str:
    row, column = struct.unpack_from("<HH", body)
    return cell_address(row + 1, column + 1)


def _error(record: int, body: bytes) -> str:
    """The error that a cell holds; empty where it holds none."""
    if record == _Record.BOOL_ERR and body[7]:  # the last byte says that it is an error
        return ERROR_TEXT_BY_CODE.get(body[6], "#N/A")
    if record == _Record.FORMULA and body[6:7] == _ERROR_RESULT and body[12:14] == _NO_NUMBER:
        return ERROR_TEXT_BY_CODE.get(body[8], "#N/A")
    return ""


def _sheet_name(body: bytes) -> str:
    """A name with its length before it; before 1997 in the encoding of the place."""
    if len(body) == body[0] + 1:
        return body[1:].decode("gb18030", "replace")
    return read_characters(body[1:], body[0])
