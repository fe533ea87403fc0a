"""A county of hundreds of units is reported whole: nobody is lost."""

import io
import zipfile
from functools import cache

from duban.model.status import Status
from duban.reports import report_workbooks
from duban.reports.calls import calls_to_make
from duban.writers.xlsx import write_workbook
from tests import returns
from tests.county import county

UNITS, TASKS = 300, 450


@cache
def status() -> Status:
    return county(UNITS, TASKS).status()


@cache
def workbooks() -> dict[str, bytes]:
    workspace = returns.workspace()
    books = workspace.report_books.books_of_kind("JZ")
    made = report_workbooks(status(), workspace.report_sheets, books)
    return {name: write_workbook(book, workspace.resolved_styles) for name, book in made.items()}


def words(workbook: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        return package.read("xl/sharedStrings.xml").decode()


def test_every_unit_and_every_task_is_in_the_report() -> None:
    report, *_ = map(words, workbooks().values())
    assert [unit.name for unit in status().assignment.units if unit.name not in report] == []
    assert [task.name for task in status().plan.tasks if task.name not in report] == []


def test_every_unit_that_sent_nothing_is_called() -> None:
    """Every twentieth; nobody else's call is lost beside them."""
    called = {call.unit.name for call in calls_to_make(status())}
    silent = {own.unit.name for own in status().units if own.owes}
    assert len(silent) == UNITS // 20
    assert silent <= called
