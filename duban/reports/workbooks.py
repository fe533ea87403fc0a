"""A status becomes the workbooks of a report: what the leaders read, and all that stands behind it."""

from collections.abc import Iterator, Mapping, Sequence

from duban.model.report_layout import ReportBook, ReportSheet
from duban.model.status import Status
from duban.reports.amended import AMENDMENTS, amendment_list
from duban.reports.book_names import book_file_name
from duban.reports.other_answers import OTHER_ANSWERS, other_answers
from duban.reports.report_book import report_sheets
from duban.reports.shown_answers import shown_answers
from duban.value_object import replace
from duban.workbook.book import Book


def report_workbooks(
    status: Status, layouts: Mapping[str, ReportSheet], books: Sequence[ReportBook]
) -> dict[str, Book]:
    """The workbooks of a report, by file names.

    Args:
        status: what is reported on.
        layouts: as `each_workbook` has them.
        books: likewise.
    """
    return dict(each_workbook(status, layouts, books))


def each_workbook(
    status: Status, layouts: Mapping[str, ReportSheet], books: Sequence[ReportBook]
) -> Iterator[tuple[str, Book]]:
    """The workbooks of a report one after the other: who writes each at once holds the rows of no more than one.

    Args:
        status: what is reported on.
        layouts: by the names of their YAML files; each sheet of a book must be among them.
        books: which sheets each workbook has, and its name, a template (`file_name_facts`). Where none lists
            `amendments` and the plan was amended, the first one gets that sheet too; where none lists `other-answers`
            and there are such answers, the last one; editions that keep them back have none of both.

    Yields:
        File name and workbook, in the order of the books. The first has the office's logo.
    """
    listed_names = {name for book in books for name in book.sheets}
    status = replace(status, shown_answers=shown_answers(layouts[name] for name in listed_names))
    names_by_file = {book_file_name(book.file, status): [*book.sheets] for book in books}
    sheets_of_books, unlisted_names = [*names_by_file.values()], layouts.keys() - listed_names
    sheets_of_books[0] += _sheets_for_leaders(status) & unlisted_names
    sheets_of_books[-1] += _sheets_for_the_clerk(status) & unlisted_names
    for place, (file, names) in enumerate(names_by_file.items()):
        yield file, _report_book(file, {name: layouts[name] for name in names}, status, has_logo=place == 0)


def _sheets_for_leaders(status: Status) -> set[str]:
    """What belongs into a report though no book lists it."""
    return {AMENDMENTS} if not status.edition.only and any(amendment_list(status)) else set()


def _sheets_for_the_clerk(status: Status) -> set[str]:
    """What belongs into working papers though no book lists it."""
    return {OTHER_ANSWERS} if status.edition.shows("words") and any(other_answers(status)) else set()


def _report_book(file: str, layouts: Mapping[str, ReportSheet], status: Status, *, has_logo: bool) -> Book:
    return Book(
        report_sheets(layouts, status),
        file.removesuffix(".xlsx"),
        subject=status.plan.subject,
        author=status.plan.office,
        company=status.plan.office,
        has_logo=has_logo,
    )
