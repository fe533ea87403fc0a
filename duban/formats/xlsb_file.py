"""Excel's binary workbook (.xlsb): a package whose parts are rows of records, each with a number and a length.

calamine reads the values; errors and merged areas are read here from the records.
"""

import struct
from collections.abc import Collection, Iterator
from enum import IntEnum
from functools import cached_property

from duban.formats.opened_file import ERROR_TEXT_BY_CODE, file_format
from duban.formats.workbook_extras import WorkbookExtras
from duban.formats.xlsx_file import OfficePackage
from duban.workbook.book import cell_address

_NO_TEXT = 0xFFFFFFFF
_LAST_BYTE = 0x80
"""Numbers have seven bits in a byte; a byte below this is the last of its number."""


class _Record(IntEnum):
    ROW = 0
    CELL_ERROR = 3
    FORMULA_ERROR = 11
    FIRST_SHORT = 12
    LAST_SHORT = 18
    RICH_TEXT = 62
    BOOK = 153
    SHEET = 156
    MERGED = 176


@file_format("xlsb", ".xlsb")
class XlsbFile(OfficePackage):
    """A package whose parts are binary."""

    @classmethod
    def recognises(cls, entry_names: Collection[str], text: str) -> bool:
        """By the part that lists its sheets; where both kinds are there, it is an .xlsx."""
        return "xl/workbook.bin" in entry_names and "xl/workbook.xml" not in entry_names

    @cached_property
    def extras(self) -> WorkbookExtras:
        """Errors, merged areas, the date system, and that there are comments, but not which.

        Damage raises one of PACKAGE_ERRORS, or IndexError.
        """
        extras = WorkbookExtras()
        if self._has_entry(("xl/comments", "xl/threadedcomments")):
            extras.add_comment("", "", "")
        relations = self.package.relations("xl/workbook.bin")
        for record, body in _records(self.package.read("xl/workbook.bin")):
            if record == _Record.SHEET:  # its state and number, its relation, its name
                link, after_link = _text(body[8:])
                part = relations[link].target if link in relations else ""
                _read_sheet(extras, _text(after_link)[0], _records(self.package.read(part)))
            elif record == _Record.BOOK:
                extras.date_1904 = bool(body[0] & 1)
        return extras


def _read_sheet(extras: WorkbookExtras, sheet: str, records: Iterator[tuple[int, bytes]]) -> None:
    row = 0
    for record, body in records:
        if record == _Record.ROW:
            row = int.from_bytes(body[:4], "little")
        elif record in (_Record.CELL_ERROR, _Record.FORMULA_ERROR):
            column = int.from_bytes(body[:4], "little")
            extras.cell_errors[sheet, cell_address(row + 1, column + 1)] = ERROR_TEXT_BY_CODE.get(body[8], "#N/A")
        elif _Record.FIRST_SHORT <= record <= _Record.LAST_SHORT or record == _Record.RICH_TEXT:
            extras.loses_cells = True  # cells that do not say their column, or their text: calamine passes them over
        elif record == _Record.MERGED:
            first_row, last_row, first_column, last_column = struct.unpack_from("<4I", body)
            areas = extras.merged_areas.setdefault(sheet, [])
            areas.append((first_row, first_column, last_row, last_column))


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
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


def _text(body: bytes) -> tuple[str, bytes]:
    """A text with its length before it, and what follows it."""
    length = int.from_bytes(body[:4], "little")
    if length == _NO_TEXT:
        return "", body[4:]
    return body[4 : 4 + 2 * length].decode("utf-16-le", "replace"), body[4 + 2 * length :]
