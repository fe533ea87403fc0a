"""Whose a line's row is when its leads change in the course of the year: what was answered belongs to its key."""

from pathlib import Path

import pytest

from duban.model.assignment import Assignment
from duban.model.period import Holidays, list_periods
from duban.workspace.plan_folder import load_plan
from tests.test_addressees import PLAN, UNITS, asked

MERGED = "变更: [{日期: 2022-06-01, 单位: %s, 并入: %s, 依据: 机构改革}]\n"


def assignment(folder: Path, task: str, amended: str = "", units: str = UNITS, month: int = 12) -> Assignment:
    """Who answers for what in a month's form; amended: what 调整 says; units: of units.yaml."""
    plan = PLAN.format(task=task, filler="牵头") + (f"调整:\n{amended}" if amended else "")
    (folder / "plan.yaml").write_text(plan, encoding="utf-8")
    (folder / "units.yaml").write_text(units, encoding="utf-8")
    loaded = load_plan(folder, "plans/x")
    cycle = loaded.plan.cycles[0]
    period = list_periods(loaded.plan, cycle, Holidays())[month - 1]
    return Assignment(loaded.plan_at(period.end), loaded.directory_at(period.end), cycle, period)


def handed_over(day: str, lead: str) -> str:
    return f"  - {{日期: {day}, 类型: 换牵头, 任务: 1, 牵头: {lead}, 依据: 会议}}\n"


@pytest.mark.parametrize(
    ("merged", "into", "rows"),
    [
        # who had a part of its own goes on with that one, whichever stood first
        ("甲局", "乙局", {"乙局": "1@0630~YI", "丙镇": "1@0630~BING"}),
        ("乙局", "甲局", {"甲局": "1@0630", "丙镇": "1@0630~BING"}),
        ("丙镇", "乙局", {"甲局": "1@0630", "乙局": "1@0630~YI"}),
        # who had none goes on with that of the unit that became part of it
        ("甲局", "丁镇", {"丁镇": "1@0630", "乙局": "1@0630~YI", "丙镇": "1@0630~BING"}),
        ("乙局", "丁镇", {"甲局": "1@0630", "丁镇": "1@0630~YI", "丙镇": "1@0630~BING"}),
    ],
)
def test_a_merger_loses_no_answers_of_the_unit_that_goes_on(
    tmp_path: Path, merged: str, into: str, rows: dict[str, str]
) -> None:
    task = "{序号: 1, 名称: 一, 牵头: 甲局、乙局、丙镇, 节点: [{6月底前: 做完。}]}"
    split = assignment(tmp_path, task, units=UNITS + MERGED % (merged, into))
    assert asked(split, "milestone") == rows
    assert asked(split, "task") == {unit: key.replace("@0630", "") for unit, key in rows.items()}


def test_a_line_without_a_lead_of_its_own_stands_beside_one_that_several_lead(tmp_path: Path) -> None:
    task = "{序号: 1, 名称: 一, 牵头: 甲局, 分项: [{内容: 摸底}, {内容: 排查, 牵头: 各镇}]}"
    split = assignment(tmp_path, task, units=UNITS + MERGED % ("乙局", "甲局"))
    assert asked(split, "milestone") == {"甲局": "1@1231", "丙镇": "1@1231b", "丁镇": "1@1231b~DING"}


def test_a_merged_unit_has_the_numbers_of_both(tmp_path: Path) -> None:
    """What was shared out is added up, so that the parts still come to the whole; a share in percent is one."""
    targets = "[{名称: 新增, 目标: 500, 单位: 个, 分解: {丙镇: 300, 丁镇: 200}}, {名称: 覆盖率, 目标: 90, 单位: '%'}]"
    task = f"{{序号: 1, 名称: 一, 牵头: 各镇, 节点: [{{时限: 年底, 内容: 做完。, 指标: {targets}}}]}}"
    split = assignment(tmp_path, task, units=UNITS + MERGED % ("丙镇", "丁镇"))
    (milestone,) = split.plan.tasks[0].milestones
    assert (milestone.key, [target.words for target in milestone.targets]) == ("1@1231~DING", ["≥500个", "≥90%"])


@pytest.mark.parametrize(
    ("lead", "changes", "rows"),
    [
        ("甲局", [("2022-03-01", "乙局、丙镇"), ("2022-05-01", "乙局")], {"乙局": "1@0630~YI"}),
        ("甲局、乙局", [("2022-03-01", "乙局"), ("2022-05-01", "丙镇")], {"丙镇": "1@0630~YI"}),
        ("甲局", [("2022-03-01", "乙局"), ("2022-05-01", "甲局")], {"甲局": "1@0630"}),
        ("甲局", [("2022-03-01", "乙局"), ("2022-05-01", "甲局、乙局")], {"甲局": "1@0630~JIA", "乙局": "1@0630"}),
    ],
)
def test_a_lead_keeps_its_key_however_often_the_leads_change(
    tmp_path: Path, lead: str, changes: list[tuple[str, str]], rows: dict[str, str]
) -> None:
    task = f"{{序号: 1, 名称: 一, 牵头: {lead}, 节点: [{{6月底前: 做完。}}]}}"
    split = assignment(tmp_path, task, "".join(handed_over(*change) for change in changes))
    assert asked(split, "milestone") == rows


@pytest.mark.parametrize(
    ("lead", "later", "march", "april"),
    [
        # the interval of March ended before 乙局 led
        ("甲局", "乙局", {"甲局": "1@0228 1@0331"}, {"乙局": "1@0430"}),
        ("甲局", "甲局、乙局", {"甲局": "1@0228 1@0331"}, {"甲局": "1@0331 1@0430", "乙局": "1@0430~YI"}),
        (
            "甲局、乙局",
            "乙局、丙镇",
            {"甲局": "1@0228 1@0331", "乙局": "1@0228~YI 1@0331~YI"},
            {"乙局": "1@0331~YI 1@0430~YI", "丙镇": "1@0430~BING"},
        ),
    ],
)
def test_a_new_lead_is_not_asked_of_intervals_before_it_led(
    tmp_path: Path, lead: str, later: str, march: dict[str, str], april: dict[str, str]
) -> None:
    task = f"{{序号: 1, 名称: 一, 牵头: {lead}, 完成时限: 每月}}"
    amended = handed_over("2022-04-10", later)
    rows = [asked(assignment(tmp_path, task, amended, month=month), "milestone") for month in (3, 4)]
    assert rows == [march, april]


def test_a_unit_that_was_parted_from_another_is_asked_from_its_first_day_on(tmp_path: Path) -> None:
    units = UNITS.replace("各镇: {包含: [丙镇, 丁镇]", "各镇: {包含: [丙镇, 丁镇, 戊镇]")
    units += "变更: [{日期: 2022-04-01, 单位: 丁镇, 分出: {名称: 戊镇, 代码: WU}, 依据: 区划调整}]\n"
    task = "{序号: 1, 名称: 一, 牵头: 各镇, 完成时限: 每月}"
    split = assignment(tmp_path, task, units=units, month=4)
    assert asked(split, "milestone") == {
        "丙镇": "1@0331 1@0430",
        "丁镇": "1@0331~DING 1@0430~DING",
        "戊镇": "1@0430~WU",
    }


def test_what_a_former_lead_did_is_counted_and_stays_its_own(tmp_path: Path) -> None:
    task = "{序号: 1, 名称: 一, 牵头: 甲局, 完成时限: 每月}"
    split = assignment(tmp_path, task, handed_over("2022-05-10", "乙局"), month=6)
    leads = {row.key: row.unit.name for row in split.milestone_rows(split.plan.tasks[0])}
    assert [leads[f"1@{day}"] for day in ("0331", "0430", "0531", "1231")] == ["甲局", "甲局", "乙局", "乙局"]
    assert [unit.name for unit in split.units] == ["乙局"]  # 甲局 gets no form any more
