"""A workbook as it was read: plain values in rows, nothing understood yet."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from duban.value_object import ValueObject, field
from duban.workbook.book import cell_address

MAX_ROWS = 20_000
MAX_COLUMNS = 256
"""What a sheet holds beyond so many rows and columns is not read."""

CellValue = str | float | int | bool | date | datetime | time | timedelta
"""What a cell may hold. `""` is blank, but also an error or a formula without a value: see WorkbookGrid.cell_errors."""
MergedArea = tuple[int, int, int, int]
"""First row, first column, last row and last column, counted from 0."""
FileFinding = tuple[str, Mapping[str, object]]
"""What is to be told of a file as a whole: the code of a finding, and its facts."""


class CellLook(ValueObject):
    """How a cell looks, as far as a person sees another thing in it than its value.

    Attributes:
        number_format: as Excel writes it, such as `0%`; General where the file names none.
        shown: the words that a person saw, where the file keeps them beside the value.
        text: its words with raised and lowered figures as such, 10² and not 102; None where there are none.
        is_struck: all of it is struck out.
        struck_words: what is struck out of a text that is not struck out as a whole.
        is_unseen: its letters have the colour of the cell.
        unseen_words: the words of it that have.
    """

    number_format: str = "General"
    shown: str | None = None
    text: str | None = None
    is_struck: bool = False
    struck_words: str = ""
    is_unseen: bool = False
    unseen_words: str = ""


PLAIN_LOOK = CellLook()
"""Of a cell in which a person saw its value."""


class SheetGrid(ValueObject):
    """One sheet from A1 on: `rows[0]` is row 1, its first value column A. Rows may be of unequal length.

    Attributes:
        visible: what the file says; LibreOffice turns very hidden into hidden, so find a sheet by its name.
        truncated: something stands beyond MAX_ROWS or MAX_COLUMNS, and was left out.
    """

    name: str
    visible: bool
    rows: Sequence[Sequence[CellValue]]
    truncated: bool = False
    merged_areas: tuple[MergedArea, ...] = ()

    def value_at(self, row: int, column: int) -> CellValue:
        """The value at a place counted from 0; `""` outside."""
        if not (0 <= row < len(self.rows) and 0 <= column < len(self.rows[row])):
            return ""
        return self.rows[row][column]

    def address(self, row: int, column: int) -> str:
        """The name of a cell, counted from 0: (6, 5) is F7."""
        return cell_address(row + 1, column + 1)


class WorkbookGrid(ValueObject):
    """All worksheets of one file, in its order.

    Attributes:
        file_format: how the file is written, whatever it is called: xlsx, xls, xlsb, ods or csv.
        cell_errors: of the cells that read as `""` and were looked at again, by (sheet, address): the error as shown,
            such as `#REF!`, or another word of OpenedFile.cell_errors. One that was looked at and is not here is blank.
        cell_looks: of the cells that were looked at again, by (sheet, address), those in which a person may have seen
            another thing than their value; None before anybody looked.
        properties: the document's custom properties, as far as this format has any that can be read.
        file_findings: what is to be told of the file itself: macros that were ignored, a comment that hangs on a cell
            (`sheet` and `cell` are then among its facts).
    """

    sheets: tuple[SheetGrid, ...]
    file_format: str = ""
    cell_errors: Mapping[tuple[str, str], str] = field(default_factory=dict)
    cell_looks: Mapping[tuple[str, str], CellLook] | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    file_findings: tuple[FileFinding, ...] = ()

    def sheet(self, name: str) -> SheetGrid | None:
        """The sheet of this name, if there is one."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)

    def look_of(self, sheet: str, cell: str) -> CellLook | None:
        """How a cell looks, by its address; None before anybody looked."""
        return None if self.cell_looks is None else self.cell_looks.get((sheet, cell), PLAIN_LOOK)
