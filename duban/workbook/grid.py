"""A workbook as it was read: plain values in rows, nothing understood yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from duban.workbook.book import cell_address

CellValue = str | float | int | bool | date | datetime | time | timedelta
"""What a cell may hold. `""` is blank, but also an error or a formula without a value: see `Grid.second`."""


@dataclass(frozen=True, slots=True)
class SheetGrid:
    """One sheet from A1 on: `rows[0]` is row 1, its first value column A. Rows may be of unequal length.

    visible: what the file says; LibreOffice turns very hidden into hidden, so find a sheet by its name.
    cut: something stands beyond the rows and columns that we read, and was left out.
    merged: first row, first column, last row and last column of each merged area, counted from 0.
    """

    name: str
    visible: bool
    rows: Sequence[Sequence[CellValue]]
    truncated: bool = False
    merged_areas: tuple[tuple[int, int, int, int], ...] = ()

    def value_at(self, row: int, column: int) -> CellValue:
        """The value at a place counted from 0; `""` outside."""
        if not (0 <= row < len(self.rows) and 0 <= column < len(self.rows[row])):
            return ""
        return self.rows[row][column]

    def address(self, row: int, column: int) -> str:
        """The name of a cell, counted from 0: (6, 5) is F7."""
        return cell_address(row + 1, column + 1)


@dataclass(frozen=True, slots=True)
class WorkbookGrid:
    """All worksheets of one file, in its order.

    kind: how the file is written, whatever it is called: xlsx, xls, xlsb, ods or csv.
    second: what a second look found in cells that read as `""`, by (sheet, address): the error as shown, such
    as `#REF!`, or one of the words of duban.formats.second_look. A cell that was looked at and is not here is blank.
    formats: number formats that were looked up, by (sheet, address); most never are.
    properties: the document's custom properties, as far as this kind of file has any that can be read.
    remarks: what is to be told of the file itself, as finding codes with their facts: macros that were ignored,
    a comment that hangs on a cell (`sheet` and `cell` are then among its facts).
    """

    sheets: tuple[SheetGrid, ...]
    file_format: str = ""
    cell_errors: Mapping[tuple[str, str], str] = field(default_factory=dict)
    number_formats: Mapping[tuple[str, str], str] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    file_findings: tuple[tuple[str, Mapping[str, object]], ...] = ()

    def sheet(self, name: str) -> SheetGrid | None:
        """The sheet of this name, if there is one."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)
