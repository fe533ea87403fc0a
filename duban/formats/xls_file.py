"""Excel 97 to 2003 (.xls, and .et of WPS): an OLE file with one stream of records, each with a number and a length.

calamine reads the values and the merged areas; errors, comments and the date system are read here from the records.
"""

import struct
from collections.abc import Collection, Iterator
from enum import IntEnum
from functools import cached_property

from duban.formats.ole_container import read_ole_stream
from duban.formats.opened_file import ERROR_TEXT_BY_CODE, OpenedFile, file_format
from duban.formats.workbook_extras import WorkbookExtras
from duban.workbook.book import cell_address

_STREAMS = ("workbook", "book")
_MIN_CELL_BYTES = 8
_ERROR_RESULT = b"\2"
_NO_NUMBER = b"\xff\xff"


class _Record(IntEnum):
    FORMULA = 0x06
    EOF = 0x0A
    NOTE = 0x1C
    DATE_1904 = 0x22
    FILEPASS = 0x2F
    CONTINUE = 0x3C
    OBJ = 0x5D
    BOUND_SHEET = 0x85
    TXO = 0x1B6
    BOOL_ERR = 0x205


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
        sheets: list[tuple[int, str]] = []
        for record, body in self._records(0):
            if record == _Record.BOUND_SHEET:  # where it begins, its state and kind, its name
                sheets.append((int.from_bytes(body[:4], "little"), _sheet_name(body[6:])))
            elif record == _Record.DATE_1904:
                extras.date_1904 = body[:1] == b"\1"
        for start, name in sheets:
            _read_sheet(extras, name, self._records(start))
        return extras

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
    drawing = text_length = 0
    for record, body in records:
        if record == _Record.OBJ:
            drawing = int.from_bytes(body[6:8], "little")
        elif record == _Record.TXO:
            text_length = int.from_bytes(body[10:12], "little")
        elif record == _Record.CONTINUE and text_length:
            text_by_drawing[drawing], text_length = _text(body, text_length), 0
        elif record == _Record.NOTE and len(body) >= _MIN_CELL_BYTES:
            text = text_by_drawing.get(int.from_bytes(body[6:8], "little"), "")
            author = _text(body[10:], int.from_bytes(body[8:10], "little"))
            extras.add_comment(sheet, _address(body), text, author)
        elif len(body) >= _MIN_CELL_BYTES and (error := _error(record, body)):
            extras.cell_errors[sheet, _address(body)] = error


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
    return _text(body[1:], body[0])


def _text(body: bytes, length: int) -> str:
    """So many characters, of two bytes each, or of one: the first byte says which."""
    if body[:1] == b"\1":
        return body[1 : 1 + 2 * length].decode("utf-16-le", "replace")
    return body[1 : 1 + length].decode("latin-1")
