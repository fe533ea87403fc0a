"""Who answers for a line of a plan: one unit, several that lead alike, each member of a group, or a lead of its own."""

from pathlib import Path

import pytest

from duban.messages.finding import InputError
from duban.model.assignment import Assignment
from duban.model.layout import Column, SheetLayout
from duban.model.period import Holidays, list_periods
from duban.model.role import Role
from duban.model.row import Counting
from duban.model.unit import known_names
from duban.plan_source.addressees import with_addressees
from duban.reports.latest_answers import task_answer_text
from duban.reports.packing import HandedOutForms
from duban.validation.reading import validated
from duban.workspace.plan_folder import LoadedPlan, load_plan
from tests.offices import history_of, layout, status_of_one_form

UNITS = """\
机构:
  - {名称: 甲局, 代码: JIA}
  - {名称: 乙局, 代码: YI}
  - {名称: 丙镇, 代码: BING}
  - {名称: 丁镇, 代码: DING}
群组:
  各镇: {包含: [丙镇, 丁镇], 各自填报: 是}
  镇街办: {包含: [丙镇, 丁镇], 填报: 甲局}
"""
PLAN = """\
计划: {{名称: 要点, 年度: 2022, 单位: 某县, 编号: MX2022, 汇总单位: 甲局}}
填报: [{{表: 表, 周期: 每月, 截止: 期末, 填报对象: {filler}}}]
任务:
  - {task}
"""


def loaded(folder: Path, task: str, filler: str = "牵头", units: str = UNITS) -> LoadedPlan:
    (folder / "plan.yaml").write_text(PLAN.format(task=task, filler=filler), encoding="utf-8")
    (folder / "units.yaml").write_text(units, encoding="utf-8")
    return load_plan(folder, "plans/x")


def assignment(plan: LoadedPlan, month: int = 12) -> Assignment:
    cycle = plan.plan.cycles[0]
    expanded = with_addressees(plan.plan, plan.directory)
    return Assignment(expanded, plan.directory, cycle, list_periods(plan.plan, cycle, Holidays())[month - 1])


def asked(split: Assignment, rows: str, of: str = "lead") -> dict[str, str]:
    """Unit → the keys of the rows that it is asked about."""
    column = Column(key="n", label="n", shows="task.number")
    sheet = validated(SheetLayout, {"key": "x", "name": "x", "rows": rows, "of": of, "title": "", "columns": (column,)})
    found = {unit.name: " ".join(row.key for row in split.rows(sheet, unit)) for unit in split.directory.units}
    return {name: keys for name, keys in found.items() if keys}


@pytest.mark.parametrize(
    ("lead", "tasks", "milestones"),
    [
        ("甲局", {"甲局": "1"}, {"甲局": "1@0331"}),
        ("甲局、乙局", {"甲局": "1", "乙局": "1~YI"}, {"甲局": "1@0331", "乙局": "1@0331~YI"}),
        ("[甲局, 乙局]", {"甲局": "1", "乙局": "1~YI"}, {"甲局": "1@0331", "乙局": "1@0331~YI"}),
        ("各镇", {"丙镇": "1", "丁镇": "1~DING"}, {"丙镇": "1@0331", "丁镇": "1@0331~DING"}),
        (
            "甲局、各镇",
            {"甲局": "1", "丙镇": "1~BING", "丁镇": "1~DING"},
            {"甲局": "1@0331", "丙镇": "1@0331~BING", "丁镇": "1@0331~DING"},
        ),
        ("镇街办", {"甲局": "1"}, {"甲局": "1@0331"}),  # one of them reports for all
    ],
)
def test_each_unit_that_leads_has_a_row_of_its_own(
    tmp_path: Path, lead: str, tasks: dict[str, str], milestones: dict[str, str]
) -> None:
    split = assignment(loaded(tmp_path, f"{{序号: 1, 名称: 一, 牵头: {lead}, 节点: [{{3月底前: 做完。}}]}}"))
    assert asked(split, "task") == tasks
    assert asked(split, "milestone") == milestones


def test_the_plan_prints_a_line_once(tmp_path: Path) -> None:
    """However many units lead it, and however often it comes due."""
    task = "{序号: 1, 名称: 一, 牵头: 各镇, 内容: 推进。, 节点: [{每季度末: 检查一次。}, {9月底前: 总结。}]}"
    (resolved,) = assignment(loaded(tmp_path, task)).plan.tasks
    assert resolved.printed == "推进。\n一是每季度末检查一次。\n二是9月底前总结。"
    assert (len(resolved.lines), len(resolved.milestones)) == (2, 2 * 5)


def test_a_milestone_with_a_lead_of_its_own_is_asked_of_that_one_alone(tmp_path: Path) -> None:
    own_lead = "{时限: 6月底前, 内容: 丑。, 牵头: 乙局, 协办: [丙镇]}"
    task = f"{{序号: 1, 名称: 一, 牵头: 甲局, 节点: [{{3月底前: 子。}}, {own_lead}]}}"
    split = assignment(loaded(tmp_path, task))
    assert asked(split, "milestone") == {"甲局": "1@0331", "乙局": "1@0630"}
    assert asked(split, "task") == {"甲局": "1", "乙局": "1~YI"}  # both tell of the whole


def test_a_unit_is_told_of_as_many_milestones_as_its_form_has(tmp_path: Path) -> None:
    """The milestones of a task that other units lead are counted for these."""
    own_lead = "{时限: 3月底前, 内容: 丑。, 牵头: 各镇}"
    task = f"{{序号: 1, 名称: 一, 牵头: 甲局, 节点: [{{6月底前: 子。}}, {own_lead}]}}"
    split = assignment(loaded(tmp_path, task), 3)
    forms = HandedOutForms(split, {unit.code: f"MX-{unit.code}" for unit in split.units}, {})
    counts = {unit.name: forms.row_counts(unit) for unit in forms.units}
    assert counts == {
        "甲局": {"tasks": 1, "milestones": 1, "due": 0},
        "丙镇": {"tasks": 1, "milestones": 1, "due": 1},
        "丁镇": {"tasks": 1, "milestones": 1, "due": 1},
    }


def test_a_support_is_asked_once_of_what_several_lead(tmp_path: Path) -> None:
    task = "{序号: 1, 名称: 一, 牵头: 甲局、乙局, 协办: [丙镇], 节点: [{3月底前: 子。}]}"
    split = assignment(loaded(tmp_path, task, filler="每家"))
    assert asked(split, "milestone", of="support") == {"丙镇": "1@0331~BING"}


def test_a_form_asks_of_a_recurring_duty_what_runs_and_what_has_just_ended(tmp_path: Path) -> None:
    plan = loaded(tmp_path, "{序号: 1, 名称: 一, 牵头: 甲局, 完成时限: 每月10日前}")
    assert asked(assignment(plan, 1), "milestone") == {"甲局": "1@0110"}
    assert asked(assignment(plan, 6), "milestone") == {"甲局": "1@0510 1@0610"}


def test_the_intervals_before_the_issue_are_not_promised(tmp_path: Path) -> None:
    head = "编号: MX2022, 印发日期: 2022-05-20"
    (tmp_path / "plan.yaml").write_text(
        PLAN.format(task="{序号: 1, 名称: 一, 牵头: 甲局, 完成时限: 每季度}", filler="牵头").replace(
            "编号: MX2022", head
        ),
        encoding="utf-8",
    )
    (tmp_path / "units.yaml").write_text(UNITS, encoding="utf-8")
    (task,) = load_plan(tmp_path, "plans/x").plan.tasks
    assert [milestone.key for milestone in task.milestones] == ["1@0630", "1@0930", "1@1231"]


def test_how_often_a_duty_is_to_be_done_is_a_number_of_its_interval(tmp_path: Path) -> None:
    (task,) = loaded(tmp_path, "{序号: 1, 名称: 一, 牵头: 甲局, 完成时限: 每季度不少于2次}").plan.tasks
    assert [[target.words for target in one.targets] for one in task.milestones] == [["≥2次"]] * 4


@pytest.mark.parametrize(
    ("lead", "later", "rows"),
    [
        # 乙局 goes on under its own key, and nobody speaks by what 甲局 answered
        ("甲局、乙局", "乙局、丙镇", {"乙局": "1@0331~YI", "丙镇": "1@0331~BING"}),
        ("甲局、乙局", "乙局", {"乙局": "1@0331~YI"}),
        ("甲局、乙局", "乙局、甲局", {"甲局": "1@0331", "乙局": "1@0331~YI"}),
        ("甲局", "甲局、乙局", {"甲局": "1@0331", "乙局": "1@0331~YI"}),
        ("甲局", "乙局、甲局", {"甲局": "1@0331", "乙局": "1@0331~YI"}),
        ("甲局", "乙局", {"乙局": "1@0331"}),  # who takes over from a single lead goes on where that one ended
    ],
)
def test_nobody_speaks_by_what_another_lead_answered(
    tmp_path: Path, lead: str, later: str, rows: dict[str, str]
) -> None:
    amended = f"{{日期: 2022-05-01, 类型: 换牵头, 任务: 1, 牵头: {later}, 依据: 会议}}"
    task = f"{{序号: 1, 名称: 一, 牵头: {lead}, 节点: [{{3月底前: 做完。}}]}}"
    plan = PLAN.format(task=task, filler="牵头") + f"调整: [{amended}]\n"
    (tmp_path / "plan.yaml").write_text(plan, encoding="utf-8")
    (tmp_path / "units.yaml").write_text(UNITS, encoding="utf-8")
    split = assignment(load_plan(tmp_path, "plans/x"))
    assert asked(split, "milestone") == rows
    assert asked(split, "task") == {unit: key.replace("@0331", "") for unit, key in rows.items()}
    again = with_addressees(split.plan, split.directory)
    assert again == split.plan


def test_a_number_that_is_shared_out_is_asked_of_each_and_once(tmp_path: Path) -> None:
    """The whole is the sum: nobody is asked for it."""
    target = "{名称: 新增, 目标: 500, 单位: 个, 分解: {丙镇: 300, 丁镇: 200}}"
    split = assignment(loaded(tmp_path, f"{{序号: 1, 名称: 一, 牵头: 各镇, 指标: [{target}]}}"))
    assert asked(split, "target") == {"丙镇": "1@1231#1", "丁镇": "1@1231~DING#1"}
    goals = [target.goal for one in split.plan.tasks[0].milestones for target in one.targets]
    assert goals == [300, 200]


def test_a_share_of_the_years_number_is_one_number_however_often_the_duty_comes_again(tmp_path: Path) -> None:
    """600 households in the year are not 600 each quarter; each lead tells of its part from the year's start."""
    target = "{名称: 户厕, 目标: 500, 单位: 户, 分解: {丙镇: 300, 丁镇: 200}}"
    plan = loaded(tmp_path, f"{{序号: 1, 名称: 一, 牵头: 各镇, 完成时限: 每季度一次, 指标: [{target}]}}")
    split = assignment(plan, 3)
    assert asked(split, "target") == {"丙镇": "1@1231#1", "丁镇": "1@1231~DING#1"}
    (task,) = split.plan.tasks
    shares = [row for row in split.target_rows(task) if row.is_share]
    assert [(row.target.words, row.span, row.counting) for row in shares if row.target] == [
        ("≥300户", "", Counting.YEAR),
        ("≥200户", "", Counting.YEAR),
    ]


def test_a_number_of_several_leads_together_is_told_by_the_first(tmp_path: Path) -> None:
    """A share, a number of times or a level is reached by each."""
    level = "{名称: 未结, 目标: 5, 单位: 件, 口径: 时点}"
    targets = f"[{{名称: 新增, 目标: 500, 单位: 个}}, {{名称: 覆盖率, 目标: 90, 单位: '%'}}, {level}]"
    task = f"{{序号: 1, 名称: 一, 牵头: 各镇, 节点: [{{时限: 年底, 内容: 做完。, 指标: {targets}}}]}}"
    assert asked(assignment(loaded(tmp_path, task)), "target") == {
        "丙镇": "1@1231#1 1@1231#2 1@1231#3",
        "丁镇": "1@1231~DING#1 1@1231~DING#2",
    }


def test_an_unknown_lead_among_several_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        loaded(tmp_path, "{序号: 1, 名称: 一, 牵头: 甲局、戊局}")
    assert [finding.code for finding in refused.value.findings] == ["unit-unknown"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("文化、旅游局", ["文化、旅游局"]),
        ("乙局、文化、旅游局、甲局", ["乙局", "文化、旅游局", "甲局"]),
        ("文化、旅游局、", ["文化、旅游局"]),
        ("文化、旅游局、旅游局；文化", ["文化、旅游局", "旅游局", "文化"]),
        ("乙局、无名", []),
        ("乙局、" * 50_000, ["乙局"] * 50_000),
        ("", []),
        (["乙局"], []),
    ],
)
def test_a_name_may_hold_a_sign_that_parts_others(text: object, names: list[str]) -> None:
    assert known_names(text, {"乙局", "甲局", "文化、旅游局", "旅游局", "文化"}.__contains__) == names


def test_nobody_is_left_out_whose_name_holds_a_sign(tmp_path: Path) -> None:
    """The list was accepted, and then nobody led the task."""
    units = UNITS.replace("名称: 乙局", "名称: 文化、旅游局")
    plan = loaded(tmp_path, "{序号: 1, 名称: 任务, 牵头: [甲局, 文化、旅游局], 节点: [3月底前: 做完]}", units=units)
    assert asked(assignment(plan), "task") == {"甲局": "1", "文化、旅游局": "1~YI"}


def test_what_was_said_of_an_undivided_task_is_printed_once(tmp_path: Path) -> None:
    """Of a task that several units lead, each one's words stood twice: as the task's and as its milestone's."""
    plan = loaded(tmp_path, "{序号: 1, 名称: 任务, 牵头: 甲局、乙局}")
    split, kind = assignment(plan), layout("progress")
    answers = {"1": {"progress": "甲局已动工。"}, "1~YI": {"progress": "乙局已选址。"}}
    history = history_of("progress", answers, split.period.code, split.period.due)
    status = status_of_one_form(split, [split.period], split.period.end, kind, history)
    assert task_answer_text(status, status.tasks[0], Role.PROGRESS) == "甲局：甲局已动工。\n乙局：乙局已选址。"


@pytest.mark.parametrize(
    ("other_line", "next_rows"),
    [
        ("{内容: 摸底, 时限: 6月底前}", ["1@0630", "1@1231", "1@1231~BING"]),  # another unit's line comes first
        ("{内容: 摸底, 时限: 6月底前, 牵头: 乙局}", ["1@0630", "1@1231~BING"]),
        ("{内容: 摸底, 时限: 每月, 牵头: 乙局}", ["1@1231b", "1@1231b~BING"]),  # that of May is not asked about yet
    ],
)
def test_each_unit_is_asked_about_what_comes_next_of_its_own(
    tmp_path: Path, other_line: str, next_rows: list[str]
) -> None:
    task = f"{{序号: 1, 名称: 一, 牵头: 甲局, 分项: [{other_line}, {{内容: 排查, 牵头: 乙局、丙镇}}]}}"
    april = assignment(loaded(tmp_path, task), month=4)
    assert [row.key for row in april.milestone_rows(april.plan.tasks[0]) if row.is_next] == next_rows
