"""Where a plan says 销号, a task accepted as finished in an earlier period leaves the form, until it is reopened."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.clerk import Clerk, taishan_answers

JUNE, JULY = "2022-06", "2022-07"
DONE = {"state": "已按期完成"}


@pytest.fixture
def clerk(tmp_path: Path) -> Clerk:
    """The plan closes tasks; 机关党委 and 督导室 say in June that all of tasks 16 and 11 is finished."""
    clerk = Clerk(tmp_path / "office")
    plan = clerk.folder / "plans" / "taishan-2022" / "plan.yaml"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace("周期: 每月", "销号: 是\n    周期: 每月", 1), encoding="utf-8")
    clerk.build(JUNE, "2022-06-06")
    for unit, task in (("机关党委", "16"), ("督导室", "11")):
        answers = taishan_answers()[JUNE][unit]
        form = load_workbook(clerk.form_path(JUNE, unit))["节点确认"]
        keys = [str(row[-1].value or "").rpartition("/")[2] for row in form.iter_rows()]
        finished = dict.fromkeys((key for key in keys if key.startswith(f"{task}@")), DONE)
        clerk.hand_in(JUNE, unit, {**answers, "milestones": {**answers["milestones"], **finished}})
    clerk.compile(JUNE, "2022-06-21")
    return clerk


def tasks_in(form: Path) -> set[str]:
    """The numbers of the tasks that a form asks about."""
    return {str(row[0].value) for row in load_workbook(form).worksheets[0].iter_rows(min_row=4)}


def test_a_finished_task_leaves_the_form_and_stays_in_the_report(clerk: Clerk) -> None:
    """机关党委 has no other task: it gets no form and owes none. 督导室 is asked about its other tasks."""
    assert clerk.build(JULY, "2022-07-04").exit == 0
    assert not clerk.form_path(JULY, "机关党委").exists()
    asked = tasks_in(clerk.form_path(JULY, "督导室"))
    assert ("11" in asked, "9" in asked) == (False, True)
    clerk.hand_in(JULY, "督导室", taishan_answers()[JULY]["督导室"])
    result = clerk.compile(JULY, "2022-07-25")
    assert result.codes("督导室.xlsx").count("row-missing") == 0
    cells = [
        str(cell.value)
        for path in clerk.reports_folder(JULY).glob("*.xlsx")
        for sheet in load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value
    ]
    assert any("已销号" in cell for cell in cells)
    filing = load_workbook(clerk.papers(JULY))["报送情况"]
    assert "机关党委" not in {row[0].value for row in filing.iter_rows()}


def test_a_task_that_is_no_longer_finished_comes_back(clerk: Clerk) -> None:
    """After the report 机关党委 hands in another June form: it was not finished after all."""
    answers = taishan_answers()[JUNE]["机关党委"]
    late = {"state": "有困难", "expected": date(2023, 1, 31), "reason": "三所学校尚未换届，上次误报为已完成"}
    late_rows = {"16@0630": DONE, "16@0930": DONE, "16@1231": late}
    clerk.hand_in(JUNE, "机关党委", {**answers, "milestones": late_rows}, "机关党委（更正）.xlsx")
    clerk.compile(JUNE, "2022-06-25")
    clerk.build(JULY, "2022-07-04")
    assert "16" in tasks_in(clerk.form_path(JULY, "机关党委"))
