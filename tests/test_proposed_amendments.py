"""What units propose, as the entries that a person would type under 调整: complete, uncontested, and each once."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from duban.model.assignment import Assignment
from duban.model.change import Change
from duban.model.plan import Task
from duban.model.report_layout import ReportBlock, ReportColumn
from duban.model.role import Role
from duban.model.status import FilingStatus, Status
from duban.reports.block_rows import block_rows
from duban.reports.proposals import proposed_amendments
from duban.reports.table_rows import TABLES, ReportRow, styled_cell
from duban.value_object import replace
from tests.offices import Answers, history_of, layout, status_of

CLAIM, DECLINE, SUPPORT = "同意牵头", "不宜牵头", "参与配合"


def step(day: date | None, content: str = "完成") -> Mapping[str, Any]:
    return {"content": content, "day": day}


def stages(answers: Answers) -> Status:
    """Huarong's tasks have until 31 December; each is asked for two to four steps."""
    return status_of("huarong-2021", "stages", date(2021, 4, 1), answers)


def own_form(status: Status, **settings: object) -> Status:
    """The same answers in an office's own form: its first sheet has these settings."""
    (sheet,) = status.layout.sheets
    return replace(status, layout=replace(status.layout, sheets=(replace(sheet, **settings),)))


def with_tasks(status: Status, *tasks: Task) -> Status:
    """The same answers, and a plan of these tasks."""
    plan, old = replace(status.plan, tasks=tasks), status.assignment
    return replace(status, assignment=Assignment(plan, old.directory, old.cycle, old.period, status.layout))


def found(status: Status, key: str) -> list[object]:
    return [entry[key] for entry in proposed_amendments(status)]


# ---- steps


@pytest.mark.parametrize(
    ("steps", "milestones"),
    [
        ([step(date(2021, 6, 30), "甲"), step(date(2021, 5, 20), "乙")], [{"5月20日前": "乙"}, {"6月底前": "甲"}]),
        (
            [step(date(2021, 12, 31)), step(date(2021, 6, 1))],
            [{"6月1日前": "完成"}, {"12月底前": "完成"}],
        ),  # its own day
        ([step(date(2021, 6, 1)), step(date(2022, 1, 1))], None),  # later than the task itself
        ([step(date(2021, 6, 1))], None),  # two are owed
        ([step(date(2021, 6, 1)), step(None)], None),
        ([step(date(2021, 6, 1)), step(date(2021, 7, 1), "")], None),
        (
            [step(date(2021, month, 1)) for month in (6, 7, 8)] + [step(None)],
            [{f"{month}月1日前": "完成"} for month in (6, 7, 8)],
        ),
    ],
)
def test_steps_are_proposed_where_enough_of_them_are_dated_within_the_task(
    steps: list[Mapping[str, Any]], milestones: object
) -> None:
    answers = {f"2+{slot}": said for slot, said in enumerate(steps, 1)}
    assert found(stages(answers), "节点") == ([] if milestones is None else [milestones])


def test_a_proposal_names_its_day_its_task_and_the_form_it_comes_from() -> None:
    (entry,) = proposed_amendments(stages({"2+1": step(date(2021, 6, 1)), "2+4": step(date(2021, 9, 1))}))
    assert {key: entry[key] for key in ("日期", "类型", "任务", "依据")} == {
        "日期": "2021-04-01",
        "类型": "阶段节点",
        "任务": "2",
        "依据": "阶段节点申报表（全年）汇总结果",
    }


def test_a_form_that_owes_no_steps_proposes_none_for_tasks_of_which_none_came() -> None:
    """An amendment without a milestone would be refused with the whole plan."""
    status = own_form(stages({"2+1": step(date(2021, 6, 1))}), least=0)
    assert found(status, "任务") == ["2"]


@pytest.mark.parametrize(
    ("place", "basis", "proposed"),
    [
        (1, "阶段节点申报表（全年）汇总结果", []),
        (1, "局务会纪要", ["2"]),
        (2, "阶段节点申报表（全年）汇总结果", ["2"]),  # another task has them
    ],
)
def test_steps_that_the_plan_has_from_this_form_are_not_proposed_again(
    place: int, basis: str, proposed: list[str]
) -> None:
    status = stages({"2+1": step(date(2021, 6, 1)), "2+2": step(date(2021, 9, 1))})
    tasks = list(status.plan.tasks)
    change = Change(day=date(2021, 4, 1), kind="阶段节点", basis=basis)
    tasks[place] = replace(tasks[place], changes=(change,))
    assert found(with_tasks(status, *tasks), "任务") == proposed


def test_of_a_form_with_several_sheets_the_one_that_it_names_is_proposed() -> None:
    status = stages({"2+1": step(date(2021, 6, 1)), "2+2": step(date(2021, 9, 1))})
    sheets = (*layout("dispatch").sheets, *status.layout.sheets)
    assert found(replace(status, layout=replace(status.layout, sheets=sheets)), "任务") == ["2"]


def test_a_form_that_changes_no_plan_proposes_nothing() -> None:
    assert proposed_amendments(status_of("huarong-2021", "dispatch", date(2021, 4, 1), {})) == []


def step_rows(status: Status, where: str) -> dict[str, ReportRow]:
    keys = ("number", "step_count", "steps", "steps_check")
    columns = tuple(ReportColumn(key=key, label=key) for key in keys)
    made = block_rows(status, ReportBlock(rows="tasks", where=(where,), columns=columns))
    return {str(styled_cell(row["number"], "").value): row for row in made}


@pytest.mark.parametrize(
    ("steps", "words", "style"),
    [
        ([step(date(2021, 6, 1)), step(date(2021, 12, 31))], "已报齐", "light-green"),  # the task's own day is in time
        ([step(date(2021, 6, 1)), step(date(2022, 1, 1))], "1月1日的节点晚于任务时限", "light-yellow"),
        ([step(date(2022, 2, 1)), step(date(2022, 1, 1))], "1月1日的节点晚于任务时限", "light-yellow"),  # the first
        ([step(date(2021, 6, 1)), step(None, "")], "还缺1个节点", "light-yellow"),  # a blank row is no step
        ([step(None)], "还缺1个节点；有节点未写日期", "light-yellow"),
        ([step(date(2021, 6, 1), ""), step(date(2021, 9, 1))], "已报齐", "light-green"),
        ([], "还缺2个节点", "light-yellow"),
    ],
)
def test_steps_of_a_task_are_told_with_what_is_wrong_with_them(
    steps: list[Mapping[str, Any]], words: str, style: str
) -> None:
    row = step_rows(stages({f"2+{slot}": said for slot, said in enumerate(steps, 1)}), "asked-for-steps")["2"]
    assert (getattr(row["steps_check"], "value", ""), getattr(row["steps_check"], "style", "")) == (words, style)
    assert row["step_count"] == sum(bool(said["content"] or said["day"]) for said in steps)


def test_of_a_unit_whose_return_is_missing_that_is_told_in_place_of_steps() -> None:
    status = stages({})
    units = tuple(replace(unit, filing_status=FilingStatus.OWING, counted_return=None) for unit in status.units)
    checks = [row["steps_check"] for row in step_rows(replace(status, units=units), "too-few-steps").values()]
    assert {getattr(check, "value", "") for check in checks} == {"未报送"}


def test_a_task_with_milestones_is_measured_by_the_last_of_them_where_the_form_asks_for_its_steps() -> None:
    """An office's own form that asks about every task: Huarong's 21 has six parts, Taishan's tasks have days."""
    said = {"1+1": step(date(2022, 6, 1)), "1+2": step(date(2022, 9, 1))}
    history = history_of("stages", said, "2022-06")
    status = replace(status_of("taishan-2022", "progress", date(2022, 6, 1), {}), history=history)
    asked = own_form(replace(status, layout=layout("stages")), whole_only=False)
    assert max(milestone.due for milestone in asked.tasks[0].task.milestones) > date(2022, 9, 1)
    assert min(milestone.due for milestone in asked.tasks[0].task.milestones) < date(2022, 6, 1)
    assert getattr(step_rows(asked, "asked-for-steps")["1"]["steps_check"], "value", "") == "已报齐"
    assert [entry["任务"] for entry in proposed_amendments(asked)] == ["1"]
    assert step_rows(replace(status, layout=layout("stages")), "asked-for-steps") == {}


def test_a_form_without_blank_rows_asks_for_no_steps() -> None:
    """Its table has none, and none of its cells says that any is missing."""
    status = status_of("taishan-2022", "progress", date(2022, 6, 20), {})
    assert "task" in {sheet.rows for sheet in status.layout.sheets}
    assert step_rows(status, "asked-for-steps") == step_rows(status, "too-few-steps") == {}
    columns = tuple(ReportColumn(key=key, label=key) for key in ("step_count", "steps", "steps_check"))
    made = block_rows(status, ReportBlock(rows="tasks", columns=columns))
    assert {tuple(row[column.key] for column in columns) for row in made} == {(0, "", "")}


# ---- who leads


def claimed(answers: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Of Huizhou's item 1, for which 体卫艺科 is proposed."""
    said = {f"1~{unit}": answer for unit, answer in answers.items()}
    entries = proposed_amendments(status_of("huizhou-2020", "assignment", date(2020, 4, 1), said))
    return [{key: value for key, value in entry.items() if key not in {"日期", "类型", "依据"}} for entry in entries]


@pytest.mark.parametrize(
    ("answers", "entry"),
    [
        ({"TWYK": {"opinion": CLAIM}}, {}),
        ({"TWYK": {"opinion": CLAIM, "due": date(2020, 9, 30)}}, {"完成时限": "9月底前"}),
        ({"TWYK": {"opinion": CLAIM, "due": date(2021, 1, 15)}}, {"完成时限": "2021年1月15日前"}),
        ({"TWYK": {"opinion": CLAIM, "leader": "何局长"}}, {"责任领导": "何局长"}),
        (
            {"TWYK": {"opinion": CLAIM, "supports": "办公室/某处；人事科、"}, "RSK": {"opinion": SUPPORT}},
            {"协办": ["办公室", "人事科"]},
        ),
        ({"TWYK": {"opinion": CLAIM, "supports": "体卫艺科"}}, {}),  # itself is no support
        ({"TWYK": {"opinion": CLAIM}, "BGS": {"opinion": SUPPORT}}, {"协办": ["办公室"]}),
        ({"TWYK": {"opinion": CLAIM}, "BGS": {"opinion": CLAIM}}, None),
        ({"TWYK": {"opinion": DECLINE}, "BGS": {"opinion": SUPPORT}}, None),
    ],
)
def test_who_leads_is_proposed_where_one_unit_alone_wants_to(
    answers: Mapping[str, Mapping[str, Any]], entry: Mapping[str, Any] | None
) -> None:
    expected = [] if entry is None else [{"任务": "1", "牵头": "体卫艺科", **entry}]
    assert claimed(answers) == expected


# ---- new goals

FLOOD = {"content": "做好防汛", "basis": "市防指会议", "due": date(2024, 9, 30), "supports": "规划科、某处"}
QUAKE = {"content": "排查校舍"}


def goals(*periods: Answers, of: int = 1) -> Status:
    """Quanzhou's, as compiled in the last of these quarters; 3-1 is the first number that its plan leaves free."""
    status = status_of("quanzhou-2024", "dynamic-goal", date(2024, 7, 8), {}, period_index=of)
    history = history_of("dynamic-goal", {}, "2024-Q1")
    for number, answers in enumerate(periods, of + 2 - len(periods)):
        of_period = history_of("dynamic-goal", answers, f"2024-Q{number}")
        history = history.extended_by({key: records[-1] for key, records in of_period.records.items()})
    return replace(status, history=history)


def test_a_goal_becomes_a_task_of_its_unit_with_what_the_form_says_of_all_of_them() -> None:
    (flood, quake) = proposed_amendments(goals({"~BGS+4": FLOOD, "~XAK+1": QUAKE}))
    assert flood["任务内容"] == {
        "序号": "3-1",
        "类别": "职能工作目标/动态工作目标",
        "权重": "0",
        "名称": "做好防汛",
        "牵头": "办公室",
        "来源": "市防指会议",
        "协办": ["规划科"],
        "完成时限": "9月底前",
    }
    assert set(quake["任务内容"]) == {"序号", "类别", "权重", "名称", "牵头"}
    assert quake["任务内容"]["序号"] == "3-2"
    assert quake["依据"] == "动态目标申报表（4—6月）汇总结果"


@pytest.mark.parametrize(
    ("earlier", "now", "names"),
    [
        ({"~BGS+1": FLOOD}, {}, []),  # proposed in its own quarter, by that quarter's form
        ({"~BGS+1": FLOOD}, {"~BGS+1": QUAKE}, ["排查校舍"]),
        ({}, {"~BGS+1": FLOOD, "~BGS+2": FLOOD}, ["做好防汛"]),  # twice in one form
        ({}, {"~BGS+1": {"basis": "市防指会议"}}, []),  # no goal
    ],
)
def test_a_goal_is_proposed_once_and_by_the_form_that_has_it(earlier: Answers, now: Answers, names: list[str]) -> None:
    assert [entry["名称"] for entry in found(goals(earlier, now), "任务内容")] == names  # type: ignore[index]


def test_numbers_go_on_from_those_of_the_plan_without_a_gap() -> None:
    """防汛 was taken into the plan as 3-1; a goal that came late is 3-2, whoever stands before it in the form."""
    status = goals({"~BGS+1": FLOOD, "~BGS+2": QUAKE})
    adopted = replace(status.plan.tasks[0], number="3-1", name="做好防汛")
    entries = found(with_tasks(status, *status.plan.tasks, adopted), "任务内容")
    assert [(entry["序号"], entry["名称"]) for entry in entries] == [("3-2", "排查校舍")]  # type: ignore[index]


def test_every_goal_of_the_year_is_listed_unit_by_unit_and_period_by_period() -> None:
    """A row without a goal is none; the last blank row is read like the first."""
    status = goals(
        {"~BGS+4": FLOOD, "~XAK+1": {"basis": "无"}},
        {"~BGS+1": QUAKE, "~BGS+2": {"content": "修缮围墙", "reason": "台风"}, "~XAK+1": FLOOD},
    )
    listed = [
        [row[key] for key in ("place", "unit", Role.CONTENT, "period", "fresh")] for row in TABLES["new-goals"](status)
    ]
    assert listed == [
        [1, "办公室", "做好防汛", "一季度", "以前已报"],
        [2, "办公室", "排查校舍", "二季度", "本期新报"],
        [3, "办公室", "修缮围墙", "二季度", "本期新报"],
        [4, "校安科", "做好防汛", "二季度", "本期新报"],
    ]


def test_a_form_without_blank_rows_of_units_has_no_goals() -> None:
    assert list(TABLES["new-goals"](stages({"2+1": step(date(2021, 6, 1))}))) == []
