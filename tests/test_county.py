"""A county of hundreds of units is reported whole: nobody is lost."""

import io
import zipfile
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from duban.model.report_layout import MOST_BARS, ReportChart, ReportSeries
from duban.model.status import Status
from duban.reports.calls import calls_to_make
from duban.reports.letters import LETTERS
from duban.reports.table_chart import chart_height
from duban.reports.workbooks import report_workbooks
from duban.workbook.chart import ChartKind
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


@cache
def opened() -> tuple[Workbook, ...]:
    return tuple(load_workbook(io.BytesIO(workbook)) for workbook in workbooks().values())


def sheet_called(name: str) -> Worksheet:
    [sheet] = [book[name] for book in opened() if name in book.sheetnames]
    return sheet


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


def test_the_sheet_for_whoever_takes_over_is_one_page() -> None:
    """It lists no 285 names, no line for each of 95 milestones of one day and not everybody's telephone."""
    sheet = sheet_called("交接单")
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert sheet.page_setup.fitToHeight != 0  # which would be as many pages as there are
    assert [text for text in texts if "个节点到期" in text] == [
        "95个节点到期（第9-9、10-10、13-13、18-18、28-9、29-10、32-13、37-18项等），见“节点”"
    ]
    assert max(map(len, texts)) < 250
    assert any(text.endswith("家见单位名单（units.yaml）和“报送情况”。") for text in texts)


def test_a_chart_draws_no_more_units_than_it_can_name_and_the_gravest() -> None:
    """A red unit before one that is only yellow; what the chart leaves out stands below it."""
    sheet = sheet_called("各单位亮灯")
    [chart] = vars(sheet)["_charts"]
    names = chart.series[0].cat.strRef.strCache.pt
    assert len(names) == MOST_BARS
    counts = [
        tuple(row[column].value or 0 for column in (2, 3, 7, 4))  # red, yellow, unknown, blue
        for row in sheet.iter_rows(min_row=6, max_row=5 + UNITS)
    ]
    assert len(counts) == UNITS
    assert all(worse >= better for worse, better in pairwise(counts))


@pytest.mark.parametrize("kind", ["bar", "stacked-bar"])
def test_as_many_bars_as_a_chart_draws_have_each_its_whole_room(kind: ChartKind) -> None:
    """In less, LibreOffice leaves out every second name."""
    series = (ReportSeries(column="red"),)
    layout = ReportChart(kind=kind, title="", names="unit", series=series)
    assert chart_height(layout, MOST_BARS) - chart_height(layout, MOST_BARS - 1) == 16.5


def test_whatever_is_frozen_leaves_a_small_screen_room_for_rows() -> None:
    """1366 × 768 shows about 420 points of a sheet, 1,300 pixels wide."""
    for sheet in (sheet for book in opened() for sheet in book if sheet.freeze_panes):
        row, column = coordinate_to_tuple(str(sheet.freeze_panes))
        assert sum(sheet.row_dimensions[line].height or 15 for line in range(1, row)) <= 210, sheet.title
        assert sum(sheet.column_dimensions[get_column_letter(at)].width * 7 for at in range(1, column)) <= 650


def test_a_circular_lists_the_units_that_lag_most_and_counts_the_others_together() -> None:
    """57 lines of 300 units, and each column still adds up to its total."""
    (letter,) = LETTERS["circular"](status())
    facts: Mapping[str, Any] = letter.facts
    *listed, others = facts["units"]
    assert (len(listed), others["unit"]) == (56, f"其余{UNITS - 56}家")
    assert facts["total"] == {
        key: "合计" if key == "unit" else sum(row[key] for row in facts["units"]) for key in facts["total"]
    }
    assert others["due_not_done"] == 0 or min(row["due_not_done"] for row in listed) > 0


def test_a_summary_tells_some_finished_tasks_of_very_many_and_counts_the_others() -> None:
    (letter,) = LETTERS["summary"](county(80, 80 * 19).status())
    facts: Mapping[str, Any] = letter.facts
    (chapter,) = facts["chapters"]
    assert len(chapter["finished"]) == 60 < chapter["finished_count"] == facts["counts"]["finished"]
