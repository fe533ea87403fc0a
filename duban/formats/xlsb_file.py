"""Excel's binary workbook (.xlsb): a package whose parts are rows of records, each with a number and a length.

calamine reads the values; errors and merged areas are read here from the records.
"""

import struct
from collections.abc import Collection, Iterator
from enum import IntEnum
from functools import cached_property

from duban.formats.drawings import read_drawings
from duban.formats.opened_file import ERROR_TEXT_BY_CODE, CellSelection, LookByCell, file_format
from duban.formats.workbook_extras import WorkbookExtras
from duban.formats.xlsb_records import XlsbStyles, read_shared_pieces, read_wide_text, record_bodies
from duban.formats.xlsx_file import OfficePackage
from duban.workbook.book import cell_address


class _Record(IntEnum):
    ROW = 0
    FIRST_CELL = 1
    CELL_ERROR = 3
    SHARED_TEXT = 7
    FORMULA_ERROR = 11
    FIRST_SHORT = 12
    LAST_SHORT = 18
    RICH_TEXT = 62
    BOOK = 153
    SHEET = 156
    MERGED = 176
    PAGES = 479


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
        for sheet, part in self._part_by_sheet.items():
            _read_sheet(extras, sheet, record_bodies(self.package.read(part)))
            read_drawings(extras, self.package, sheet, part)
        books = (body for record, body in record_bodies(self.package.read("xl/workbook.bin")) if record == _Record.BOOK)
        extras.date_1904 = any(body[0] & 1 for body in books)
        return extras

    def find_looks(self, cells: CellSelection, unsettled: CellSelection) -> LookByCell:
        """First the styles are read; the cells only where one of these is odd, or a format is asked for."""
        styles = XlsbStyles(record_bodies(self.package.read("xl/styles.bin")))
        if not (any(unsettled.values()) or styles.are_odd):
            return {}
        pieces_by_text = read_shared_pieces(record_bodies(self.package.read("xl/sharedstrings.bin")))
        parts = {sheet: self.package.read(self._part_by_sheet.get(sheet, "")) for sheet in cells}
        styled = {sheet: _cell_styles(record_bodies(part)) for sheet, part in parts.items()}
        return styles.find_looks(styled, pieces_by_text, cells, unsettled)

    @cached_property
    def _part_by_sheet(self) -> dict[str, str]:
        """The name of each sheet → the part that it stands in."""
        relations = self.package.relations("xl/workbook.bin")
        parts = {}
        for record, body in record_bodies(self.package.read("xl/workbook.bin")):
            if record == _Record.SHEET:  # its state and number, its relation, its name
                link, after_link = read_wide_text(body[8:])
                parts[read_wide_text(after_link)[0]] = relations[link].target if link in relations else ""
        return parts


def _cell_styles(records: Iterator[tuple[int, bytes]]) -> Iterator[tuple[str, int, int]]:
    """Address, number of the style and number of the shared text (-1 where it has none) of each cell."""
    row = 0
    for record, body in records:
        if record == _Record.ROW:
            row = int.from_bytes(body[:4], "little")
        elif _Record.FIRST_CELL <= record <= _Record.FORMULA_ERROR:
            address = cell_address(row + 1, int.from_bytes(body[:4], "little") + 1)
            text_number = int.from_bytes(body[8:12], "little") if record == _Record.SHARED_TEXT else -1
            yield address, int.from_bytes(body[4:7], "little"), text_number


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
        elif record == _Record.PAGES:
            extras.page_texts += [(sheet, text) for text in _page_texts(body[2:])]
        elif record == _Record.MERGED:
            first_row, last_row, first_column, last_column = struct.unpack_from("<4I", body)
            areas = extras.merged_areas.setdefault(sheet, [])
            areas.append((first_row, first_column, last_row, last_column))


def _page_texts(body: bytes) -> Iterator[str]:
    """Six heads and feet of pages, those that are not blank."""
    while len(body) >= len(b"size"):
        text, body = read_wide_text(body)
        if text:
            yield text
