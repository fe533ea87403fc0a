"""A situation becomes workbooks and texts: what the leaders read, and all that stands behind it."""

from collections.abc import Mapping, Sequence

from duban.model.book import Book
from duban.model.report import ReportBook, ReportSheet
from duban.model.situation import Situation
from duban.reports import attention, overview, sources, summary, working
from duban.reports.batch import Batch
from duban.reports.notices import corrections, handing_out, reminders
from duban.reports.packing import packing
from duban.reports.sheet import sheet

__all__ = [
    "Batch",
    "attention",
    "books",
    "corrections",
    "handing_out",
    "overview",
    "packing",
    "reminders",
    "sheet",
    "sources",
    "summary",
    "working",
]


def books(situation: Situation, sheets: Mapping[str, ReportSheet], wanted: Sequence[ReportBook]) -> dict[str, Book]:
    """File name → workbook. sheets: by the names of their YAML files, which each wanted book lists."""
    made = {}
    for book in wanted:
        title = book.file.removesuffix(".xlsx")
        made[book.file] = Book([sheet(sheets[name], situation) for name in book.sheets], title=title)
    return made
