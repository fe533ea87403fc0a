"""What a workbook holds beside the values that its reader gives."""

import re
from dataclasses import dataclass, field

ERROR_TEXT_BY_CODE = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
"""The error values of the binary formats, by their numbers."""

UNCALCULATED_FORMULA = "formula"
"""A formula without a value: the program that saved the file did not work it out."""

_AUTHOR = "duban"
_OURS = re.compile(r"【[^】]{1,20}】读到")  # so begin the comments of a correction copy; LibreOffice drops the author

MergedArea = tuple[int, int, int, int]
"""First row, first column, last row and last column, counted from 0."""


@dataclass(slots=True)
class WorkbookExtras:
    """Filled while a file is walked through.

    odd: by (sheet, address), the error as shown, or FORMULA. notes: sheet, address and text of each comment; the
    text is empty where it cannot be had. merged: by sheet. unsound: the reader would lose cells of this file.
    """

    cell_errors: dict[tuple[str, str], str] = field(default_factory=dict)
    comments: list[tuple[str, str, str]] = field(default_factory=list)
    merged_areas: dict[str, list[MergedArea]] = field(default_factory=dict)
    date_1904: bool = False
    loses_cells: bool = False

    def add_comment(self, sheet: str, cell: str, text: str, author: str = "") -> None:
        """A comment on a cell, unless it is one of ours."""
        if author.strip() != _AUTHOR and not _OURS.match(text.strip()):
            self.comments.append((sheet, cell, text))
