"""A status becomes workbooks and texts: what the leaders read, and all that stands behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from duban.model.report_layout import ReportBook, ReportSheet
from duban.model.status import Status
from duban.registry import import_submodules
from duban.reports.other_answers import OTHER_ANSWERS, other_answers
from duban.reports.sheet import report_sheets
from duban.reports.shown_answers import shown_answers
from duban.workbook.book import Book

import_submodules(__name__)


def report_workbooks(
    status: Status, layouts: Mapping[str, ReportSheet], books: Sequence[ReportBook]
) -> dict[str, Book]:
    """The workbooks of a report.

    Args:
        status: what is reported on.
        layouts: by the names of their YAML files; each sheet of a book must be among them.
        books: which sheets each workbook has. Where none lists
            `other-answers` and there are such answers, the last one gets that sheet too.

    Returns:
        File name → workbook, in the order of the books.
    """
    names_by_file = {book.file: list(book.sheets) for book in books}
    listed = [layouts[name] for names in names_by_file.values() for name in names]
    status = replace(status, shown_answers=shown_answers(listed))
    is_listed = any(OTHER_ANSWERS in names for names in names_by_file.values())
    if OTHER_ANSWERS in layouts and not is_listed and any(other_answers(status)):
        names_by_file[books[-1].file].append(OTHER_ANSWERS)
    return {
        file: Book(report_sheets([layouts[name] for name in names], status), title=file.removesuffix(".xlsx"))
        for file, names in names_by_file.items()
    }
