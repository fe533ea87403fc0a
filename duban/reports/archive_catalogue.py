"""归档文件目录: what an archived year holds, and what was not settled when it was archived."""

from collections.abc import Sequence
from datetime import date

from duban.messages.catalogue import Messages
from duban.messages.finding import Finding
from duban.model.plan import Plan
from duban.model.report_layout import ReportSheet
from duban.reports.sheet import build_sheet
from duban.reports.table_rows import ReportRows
from duban.value_object import ValueObject
from duban.workbook.book import PRODUCT_PROPERTY, Book


class CatalogueEntry(ValueObject):
    """One line of the catalogue: a file, or several that belong together.

    Attributes:
        party: who made it (责任者); empty where nobody knows.
        title: what it is called.
        path: where it lies in the archive, with forward slashes; of several files their folder.
        document: the number of the document (文号).
        day: of which it is; None where nobody knows.
        pages: when it is printed; None where nobody has counted.
        files: how many files it is.
    """

    party: str
    title: str
    path: str
    document: str = ""
    day: date | None = None
    pages: int | None = None
    note: str = ""
    files: int = 1


def design_catalogue(
    plan: Plan,
    entries: Sequence[CatalogueEntry],
    unsettled: Sequence[Finding],
    layouts: Sequence[ReportSheet],
    messages: Messages,
) -> Book:
    """The catalogue as a workbook.

    Args:
        plan: whose year it is.
        entries: in their order.
        unsettled: what was not settled and archived all the same.
        layouts: templates/reports/archive.yaml and archive-unsettled.yaml.
        messages: have the sentences of what is not settled.
    """
    facts = {
        "plan": plan,
        "count": len(entries),
        "files": sum(entry.files for entry in entries),
        "unsettled": len(unsettled),
    }
    tables = {"archive-files": list(_files(entries)), "archive-unsettled": list(_unsettled(unsettled, messages))}
    sheets = [build_sheet(layout, facts, lambda block: tables[block.rows]) for layout in layouts]
    return Book(sheets, title=sheets[0].name, properties={PRODUCT_PROPERTY: "catalogue"})


def _files(entries: Sequence[CatalogueEntry]) -> ReportRows:
    for number, entry in enumerate(entries, 1):
        yield {
            "number": number,
            "party": entry.party,
            "document": entry.document,
            "title": entry.title,
            "day": entry.day,
            "pages": entry.pages,
            "note": entry.note,
            "path": entry.path,
        }


def _unsettled(findings: Sequence[Finding], messages: Messages) -> ReportRows:
    for number, finding in enumerate(findings, 1):
        yield {"number": number, "where": str(finding.place), "what": messages.message(finding).text}
