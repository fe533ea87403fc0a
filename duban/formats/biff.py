"""What .xls and .xlsb hold beside their values: both are rows of records, each with a number and a length."""

import struct
from collections.abc import Iterator, Mapping
from enum import IntEnum

from duban.formats import ole
from duban.formats.aside import ERROR_TEXT_BY_CODE, WorkbookExtras
from duban.formats.package import PackageParts, read_part, read_relations
from duban.workbook.book import cell_address

_NO_TEXT = 0xFFFFFFFF
_LAST = 0x80  # below it, a byte is the last of its number
_CELL = 8
"""So many bytes at least has a record of a cell."""


class _Xls(IntEnum):
    FORMULA = 0x06
    EOF = 0x0A
    NOTE = 0x1C
    DATE_1904 = 0x22
    CONTINUE = 0x3C
    OBJ = 0x5D
    BOUND_SHEET = 0x85
    TXO = 0x1B6
    BOOL_ERR = 0x205


class _Xlsb(IntEnum):
    ROW = 0
    CELL_ERROR = 3
    FORMULA_ERROR = 11
    FIRST_SHORT = 12
    LAST_SHORT = 18
    RICH_TEXT = 62
    BOOK = 153
    SHEET = 156
    MERGED = 176


def read_xls_extras(data: bytes) -> WorkbookExtras:
    """Of an .xls or .et that passed the guard. What is cut short is left out. Damage raises IndexError."""
    found = WorkbookExtras()
    records = ole.read_ole_stream(data, ("Workbook", "Book"))
    sheets: list[tuple[int, str]] = []
    for record, body in _xls_records(records, 0):
        if record == _Xls.BOUND_SHEET:  # where it begins, its state and kind, its name
            sheets.append((int.from_bytes(body[:4], "little"), _name(body[6:])))
        elif record == _Xls.DATE_1904:
            found.date_1904 = body[:1] == b"\1"
    for start, name in sheets:
        _xls_sheet(found, name, _xls_records(records, start))
    return found


def _xls_sheet(found: WorkbookExtras, sheet: str, records: Iterator[tuple[int, bytes]]) -> None:
    texts: dict[int, str] = {}
    drawn = expected = 0
    for record, body in records:
        if record == _Xls.OBJ:  # the number of the drawing whose text may follow
            drawn = int.from_bytes(body[6:8], "little")
        elif record == _Xls.TXO:  # how long that text is
            expected = int.from_bytes(body[10:12], "little")
        elif record == _Xls.CONTINUE and expected:
            texts[drawn], expected = _text(body, expected), 0
        elif len(body) >= _CELL:
            _xls_cell(found, sheet, record, body, texts)


def _xls_cell(found: WorkbookExtras, sheet: str, record: int, body: bytes, texts: Mapping[int, str]) -> None:
    row, column = struct.unpack_from("<HH", body)
    cell = cell_address(row + 1, column + 1)
    if record == _Xls.BOOL_ERR and body[7]:  # the last byte says that it is an error
        found.cell_errors[sheet, cell] = ERROR_TEXT_BY_CODE.get(body[6], "#N/A")
    elif record == _Xls.FORMULA and body[6:7] == b"\2" and body[12:14] == b"\xff\xff":  # its value is an error
        found.cell_errors[sheet, cell] = ERROR_TEXT_BY_CODE.get(body[8], "#N/A")
    elif record == _Xls.NOTE:
        author = _text(body[10:], int.from_bytes(body[8:10], "little"))
        found.add_comment(sheet, cell, texts.get(int.from_bytes(body[6:8], "little"), ""), author)


def _xls_records(records: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """From a place on to the end of that part."""
    while at + 4 <= len(records):
        record, length = struct.unpack_from("<HH", records, at)
        if record == _Xls.EOF:
            return
        yield record, records[at + 4 : at + 4 + length]
        at += 4 + length


def _name(body: bytes) -> str:
    """A name with its length before it; before 1997 in the encoding of the place."""
    if len(body) == body[0] + 1:
        return body[1:].decode("gb18030", "replace")
    return _text(body[1:], body[0])


def _text(body: bytes, length: int) -> str:
    """So many characters, of two bytes each, or of one: the first byte says which."""
    if body[:1] == b"\1":
        return body[1 : 1 + 2 * length].decode("utf-16-le", "replace")
    return body[1 : 1 + length].decode("latin-1")


def read_xlsb_extras(data: bytes, parts: PackageParts) -> WorkbookExtras:
    """Of an .xlsb that passed the guard. Damage raises one of BROKEN, or IndexError."""
    found = WorkbookExtras()
    known = read_relations(data, parts, "xl/workbook.bin")
    sheets: list[tuple[str, str]] = []
    for record, body in _xlsb_records(read_part(data, parts, "xl/workbook.bin")):
        if record == _Xlsb.SHEET:  # its state and number, its relation, its name
            link, rest = _wide_text(body[8:])
            sheets.append((_wide_text(rest)[0], known.get(link, ("", ""))[1]))
        elif record == _Xlsb.BOOK:
            found.date_1904 = bool(body[0] & 1)
    for name, target in sheets:
        _xlsb_sheet(found, name, _xlsb_records(read_part(data, parts, target)))
    return found


def _xlsb_sheet(found: WorkbookExtras, sheet: str, records: Iterator[tuple[int, bytes]]) -> None:
    row = 0
    for record, body in records:
        if record == _Xlsb.ROW:
            row = int.from_bytes(body[:4], "little")
        elif record in (_Xlsb.CELL_ERROR, _Xlsb.FORMULA_ERROR):
            column = int.from_bytes(body[:4], "little")
            found.cell_errors[sheet, cell_address(row + 1, column + 1)] = ERROR_TEXT_BY_CODE.get(body[8], "#N/A")
        elif _Xlsb.FIRST_SHORT <= record <= _Xlsb.LAST_SHORT or record == _Xlsb.RICH_TEXT:
            found.loses_cells = True  # cells that do not say their column, or their text: calamine passes them over
        elif record == _Xlsb.MERGED:
            first, last, left, right = struct.unpack_from("<4I", body)
            found.merged_areas.setdefault(sheet, []).append((first, left, last, right))


def _xlsb_records(records: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(records):
        record, at = _number(records, at, 2)
        length, at = _number(records, at, 4)
        yield record, records[at : at + length]
        at += length


def _number(records: bytes, at: int, most: int) -> tuple[int, int]:
    """A number in so many bytes at most, seven bits each, the lowest first; and where it ends."""
    value = 0
    for step in range(most):
        byte = records[at + step]
        value |= (byte % _LAST) << 7 * step
        if byte < _LAST:
            return value, at + step + 1
    return value, at + most


def _wide_text(body: bytes) -> tuple[str, bytes]:
    """A text with its length before it, and what follows it."""
    length = int.from_bytes(body[:4], "little")
    if length == _NO_TEXT:
        return "", body[4:]
    return body[4 : 4 + 2 * length].decode("utf-16-le", "replace"), body[4 + 2 * length :]
