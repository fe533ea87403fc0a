"""A Book, counted from 1, becomes an .xlsx file, by xlsxwriter, which counts from 0.

The rows are stamped by sheet_rows; all else of a workbook is xlsxwriter's, see book_frame.
"""

from collections.abc import Iterable
from itertools import chain

from duban.text.zip_bytes import join_packed
from duban.workbook.book import Book
from duban.workbook.long_lists import with_lists_sheet
from duban.writers.book_frame import book_frame
from duban.writers.resolved_styles import ResolvedStyles
from duban.writers.shared_strings import SharedStrings
from duban.writers.sheet_rows import Looks, SheetRows
from duban.writers.xlsx_looks import BookStyles
from duban.writers.xlsx_package import SHARED_STRINGS, STYLES, sheet_part


def write_workbook(book: Book, styles: ResolvedStyles) -> bytes:
    """The file; the same book and styles give the same bytes.

    Raises:
        ValueError: something would be dropped with no more than a warning: cells, a rule or a link that Excel refuses.
    """
    book = with_lists_sheet(book)
    looks, strings = BookStyles(styles), SharedStrings()
    rows = [SheetRows(sheet, Looks(looks, looks.font), strings) for sheet in book.sheets]
    for conditional in chain.from_iterable(sheet.conditional_formats for sheet in book.sheets):
        looks.conditional(conditional.style)  # numbers it, as the frame does
    frame, words = book_frame(book, rows, styles, has_texts=strings.count > 0)
    contents: dict[str, Iterable[bytes]] = {sheet_part(number): one.xml() for number, one in enumerate(rows, 1)}
    contents[SHARED_STRINGS] = strings.part()
    contents[STYLES] = [looks.part(has_comments=any(one.has_notes for one in rows)).encode()]
    return join_packed(frame.filled(words, contents))
