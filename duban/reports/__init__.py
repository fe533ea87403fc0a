"""A situation becomes workbooks and texts: what the leaders read, and all that stands behind it."""

from collections.abc import Mapping, Sequence

from duban.model.report_layout import ReportBook, ReportSheet
from duban.model.status import Status
from duban.reports import (
    attention,
    chapters,
    claims,
    expected,
    invested,
    laggards,
    leaders,
    losses,
    matrix,
    official,
    overview,
    proposals,
    scores,
    slices,
    sources,
    summary,
    targets,
    totals,
    working,
)
from duban.reports.batch import Batch
from duban.reports.notices import correction_notices, issue_notices, receipt_notices, reminder_notices
from duban.reports.packing import packing_list
from duban.reports.sheet import report_sheet, report_sheets
from duban.workbook.book import Book

__all__ = [
    "Batch",
    "attention",
    "chapters",
    "claims",
    "correction_notices",
    "expected",
    "invested",
    "issue_notices",
    "laggards",
    "leaders",
    "losses",
    "matrix",
    "official",
    "overview",
    "packing_list",
    "proposals",
    "receipt_notices",
    "reminder_notices",
    "report_sheet",
    "report_sheets",
    "report_workbooks",
    "scores",
    "slices",
    "sources",
    "summary",
    "targets",
    "totals",
    "working",
]


def report_workbooks(
    status: Status, layouts: Mapping[str, ReportSheet], books: Sequence[ReportBook]
) -> dict[str, Book]:
    """File name → workbook. layouts: by the names of their YAML files, which each wanted book lists."""
    made = {}
    for book in books:
        title = book.file.removesuffix(".xlsx")
        made[book.file] = Book(report_sheets([layouts[name] for name in book.sheets], status), title=title)
    return made
