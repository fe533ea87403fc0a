"""A situation becomes workbooks and texts: what the leaders read, and all that stands behind it."""

from collections.abc import Mapping, Sequence

from duban.model.report_layout import ReportBook, ReportSheet
from duban.model.status import Situation
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
from duban.reports.notices import corrections, handing_out, receipts, reminders
from duban.reports.packing import packing
from duban.reports.sheet import sheet, sheets
from duban.workbook.book import Book

__all__ = [
    "Batch",
    "attention",
    "books",
    "chapters",
    "claims",
    "corrections",
    "expected",
    "handing_out",
    "invested",
    "laggards",
    "leaders",
    "losses",
    "matrix",
    "official",
    "overview",
    "packing",
    "proposals",
    "receipts",
    "reminders",
    "scores",
    "sheet",
    "sheets",
    "slices",
    "sources",
    "summary",
    "targets",
    "totals",
    "working",
]


def books(situation: Situation, layouts: Mapping[str, ReportSheet], wanted: Sequence[ReportBook]) -> dict[str, Book]:
    """File name → workbook. layouts: by the names of their YAML files, which each wanted book lists."""
    made = {}
    for book in wanted:
        title = book.file.removesuffix(".xlsx")
        made[book.file] = Book(sheets([layouts[name] for name in book.sheets], situation), title=title)
    return made
