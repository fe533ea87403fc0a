"""A status becomes workbooks and texts: what the leaders read, and all that stands behind it."""

from collections.abc import Mapping, Sequence

from duban.model.report_layout import ReportBook, ReportSheet
from duban.model.status import Status
from duban.registry import import_submodules
from duban.reports.sheet import report_sheets
from duban.workbook.book import Book

import_submodules(__name__)


def report_workbooks(
    status: Status, layouts: Mapping[str, ReportSheet], books: Sequence[ReportBook]
) -> dict[str, Book]:
    """The workbooks of a report.

    Args:
        status: what is reported on.
        layouts: by the names of their YAML files; each sheet of a book must be among them.
        books: which sheets each workbook has.

    Returns:
        File name → workbook, in the order of the books.
    """
    return {
        book.file: Book(
            report_sheets([layouts[name] for name in book.sheets], status), title=book.file.removesuffix(".xlsx")
        )
        for book in books
    }
