"""What a later return changed, or would, stands at the head of the run's result and in the working papers."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.clerk import Clerk, read_table
from tests.test_register_decisions import DUE, ISSUED, JUNE, compiled, decide, hand_in


@pytest.fixture
def clerk(tmp_path: Path) -> Clerk:
    """人事股 reported, and was compiled, three days before the due day."""
    clerk = Clerk(tmp_path / "desk")
    clerk.build(JUNE, ISSUED)
    hand_in(clerk, "人事股", "先.xlsx")
    clerk.compile(JUNE, "2022-06-18")
    return clerk


def rows_of_sheet(clerk: Clerk) -> list[tuple[object, ...]]:
    book = load_workbook(clerk.papers(JUNE))
    labels = ("后报的文件", "处理结果", "先报的文件", "栏目", "现填")
    return [tuple(row[label] for label in labels) for row in read_table(book["版本变化"], "单位")]


def test_a_later_return_is_told_first_with_what_it_changed(clerk: Clerk) -> None:
    """By the run that sees it first; the working papers say it as long as they are written."""
    hand_in(clerk, "人事股", "后.xlsx", by="另一人")
    lines = clerk.run("compile", "--period", JUNE, "--as-of", DUE).out.splitlines()
    assert lines[0] == "人事股后报的“2-回收/后.xlsx”已代替“2-回收/先.xlsx”，有1处不同："
    assert lines[1].startswith("  进展情况表!")
    assert lines[1].endswith("，现“另一人”")
    changed = [("2-回收/后.xlsx", "采用", "2-回收/先.xlsx", "填报人", "另一人")]
    assert rows_of_sheet(clerk) == changed
    told = compiled(clerk)
    assert told.json["replaced"] == []
    assert rows_of_sheet(clerk) == changed


def test_a_file_that_bears_another_units_name_waits_for_her_decision(clerk: Clerk) -> None:
    """The earlier one counts; unit and clerk are told, and her decision settles it."""
    hand_in(clerk, "人事股", "督导室-补充材料.xlsx", by="另一人")
    told = compiled(clerk)
    assert told.outcomes == {"先.xlsx": "accepted", "督导室-补充材料.xlsx": "rejected"}
    assert told.codes("督导室-补充材料.xlsx") == ["names-another"]
    (replaced,) = told.json["replaced"]
    assert (replaced["former"], replaced["waits"], len(replaced["changes"])) == ("2-回收/先.xlsx", True, 1)
    assert [row[1] for row in rows_of_sheet(clerk)] == ["暂未采用"]
    script = (clerk.reports_folder(JUNE) / "文字稿.txt").read_text(encoding="utf-8")
    assert "后来报来的“督导室-补充材料.xlsx”：文件名写的是“督导室-补充材料.xlsx”，像是督导室的" in script
    decide(clerk, "采用版本", "督导室-补充材料.xlsx", 采用="是", 确认人="王五")
    told = compiled(clerk)
    assert told.outcomes == {"先.xlsx": "superseded", "督导室-补充材料.xlsx": "accepted"}
    assert told.json["register"] == []
