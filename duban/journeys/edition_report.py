"""`duban edition`: the report once more, for readers who are not shown all of it."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from duban.journeys.context import Context
from duban.journeys.publication import Publication, Published, Request, open_publication
from duban.model.edition import Edition
from duban.model.report_layout import ReportBook
from duban.model.run_entry import RunCommand
from duban.reports.workbooks import report_workbooks
from duban.text.file_names import safe_file_name
from duban.value_object import replace
from duban.writers.xlsx import write_workbook


def publish_edition(context: Context, request: Request) -> Published:
    """Write the report of an edition. Raises InputError where nothing was written."""
    with open_publication(context, request) as publication:
        return publication.publish(RunCommand.EDITION, edition_reports(publication))


def edition_reports(publication: Publication) -> dict[Path, bytes]:
    """The report's workbook with its bytes. Working papers are the clerk's: no edition has them."""
    workspace = publication.context.workspace
    books = workspace.report_books.books_of_kind(publication.context.layout.code)
    report = _book_of_edition(books[0], publication.edition)
    return {
        publication.folder / safe_file_name(name): write_workbook(workbook, workspace.resolved_styles)
        for name, workbook in report_workbooks(publication.status, workspace.report_sheets, [report]).items()
    }


def _book_of_edition(book: ReportBook, edition: Edition) -> ReportBook:
    """The book with the sheets of an edition."""
    sheets: Sequence[str] | Iterable[str] = edition.only or (edition.sheets.get(name, name) for name in book.sheets)
    return replace(book, sheets=tuple(filter(None, sheets)))
