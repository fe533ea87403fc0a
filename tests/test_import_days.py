"""Days of cells and of words that programs made of them: whatever a cell shows of a day, the task is due on it."""

import io
from datetime import date, datetime

import pytest
import xlsxwriter

from duban.formats.source_document import read_source_document
from duban.importing.plan_draft import DraftPlan, draft_plan
from tests.imports.words import import_words

DAY = datetime(2026, 8, 5)  # noqa: DTZ001 - a sheet knows no zones
EVENING = datetime(2026, 8, 5, 17, 30)  # noqa: DTZ001
HEADER = ("序号", "交办事项", "承办单位", "办结时限")


def drafted(data: bytes) -> DraftPlan:
    plan = draft_plan({"台账": read_source_document(data)}, import_words(), {}, 2026)
    assert plan is not None
    return plan


def workbook(value: date | float, number_format: str) -> bytes:
    """A list of one task whose due day is a cell of this format."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, (1, "供水改造", "县住建局"))
        cell_format = book.add_format({"num_format": number_format})
        if isinstance(value, date):
            sheet.write_datetime(1, 3, value, cell_format)
        else:
            sheet.write_number(1, 3, value, cell_format)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("value", "number_format", "due"),
    [
        (DAY, "yyyy-mm-dd h:mm:ss", "2026-08-05"),
        (DAY, "yyyy/m/d h:mm", "2026/8/5"),
        (EVENING, "yyyy/m/d h:mm", "2026/8/5"),
        (EVENING, "yyyy/m/d", "2026/8/5"),
        (DAY, r"[$-F800]dddd\,\ mmmm\ dd\,\ yyyy", "2026年8月5日"),
        (DAY, "m/d/yy", "2026-08-05"),
        (DAY, "dd/mm/yy", "2026-08-05"),  # and not 26 August 2005, as 05/08/26 reads
        (DAY, "d-mmm-yy", "2026-08-05"),
        (DAY, "d-mmm", "8月5日"),
        (DAY, "mmm-yy", "2026年8月"),
        (DAY, "yyyy-m", "2026年8月"),
        (DAY, 'yyyy"年"m"月"', "2026年8月"),
        (DAY, 'm"月"d"日"', "8月5日"),
        (DAY, "yyyy.m.d", "2026.8.5"),
    ],
)
def test_a_day_is_due_however_its_cell_shows_it(value: date, number_format: str, due: str) -> None:
    """The year, the month or the day that the cell hides stays hidden."""
    task = drafted(workbook(value, number_format)).tasks[0]
    assert task.data["完成时限"] == due
    assert not task.findings


def test_a_number_of_no_format_is_a_question_and_no_day() -> None:
    task = drafted(workbook(46239, "General")).tasks[0]
    assert "完成时限" not in task.data
    assert [finding.code for finding in task.findings] == ["import-unreadable-day"]


@pytest.mark.parametrize("clock", ["0:00", "0:00:00", "00:00:00.000", "17:30"])
def test_a_day_with_its_time_written_out_by_a_program_is_that_day(clock: str) -> None:
    lines = (",".join(HEADER), f"1,供水改造,县住建局,2026-08-05 {clock}")
    task = drafted("\n".join(lines).encode()).tasks[0]
    assert task.data["完成时限"] == "2026-08-05"
    assert not task.findings
