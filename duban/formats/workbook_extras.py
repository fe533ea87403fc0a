"""What stands in a workbook beside its values, as the formats find it."""

from duban.value_object import MutableObject, field
from duban.workbook.grid import MergedArea

TextByCell = dict[tuple[str, str], str]
"""By sheet name and address."""

_OWN_AUTHOR = "duban"


class WorkbookExtras(MutableObject):
    """What stands in a workbook beside its values; filled while a file is walked through.

    Attributes:
        cell_errors: by (sheet, address), the error as shown, or UNCALCULATED_FORMULA.
        comments: sheet, address and text of each comment; the text is empty where it cannot be had.
        threaded_comments: likewise, the first of each thread.
        merged_areas: by sheet.
        drawn_texts: sheet, address and words of each text box or shape; the address is empty where it is not known.
        page_texts: sheet and words of each head or foot of printed pages, with Excel's codes in them.
        has_pictures: some lie on the sheets.
        has_objects: documents lie on the sheets.
        date_1904: dates are counted from 1904.
        loses_cells: calamine would pass over cells of this file.
    """

    cell_errors: TextByCell = field(default_factory=dict)
    comments: list[tuple[str, str, str]] = field(default_factory=list)
    threaded_comments: list[tuple[str, str, str]] = field(default_factory=list)
    merged_areas: dict[str, list[MergedArea]] = field(default_factory=dict)
    drawn_texts: list[tuple[str, str, str]] = field(default_factory=list)
    page_texts: list[tuple[str, str]] = field(default_factory=list)
    has_pictures: bool = False
    has_objects: bool = False
    date_1904: bool = False
    loses_cells: bool = False

    def add_comment(self, sheet: str, cell: str, text: str, author: str = "") -> None:
        """Keep a comment on a cell, unless it is one that duban wrote.

        Args:
            sheet: the sheet's name.
            cell: address such as F7.
            text: of the comment.
            author: as the file names it; empty where the format names none.
        """
        if author.strip() != _OWN_AUTHOR:
            self.comments.append((sheet, cell, text))
