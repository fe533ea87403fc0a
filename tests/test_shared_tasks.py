"""A task of several units, and a duty that comes due again: one task in the counts, each judged by its own answers."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from duban.model.assignment import Assignment
from duban.model.edition import Edition, Withheld
from duban.model.period import Holidays, list_periods
from duban.model.report_layout import ReportBlock, ReportColumn
from duban.model.status import Status, TaskStatus
from duban.model.verdict import Light, UnknownState
from duban.plan_source.addressees import with_addressees
from duban.reports.block_rows import block_rows
from duban.reports.edition_status import status_for_edition
from duban.reports.figures import figures_of_units, group_figures
from duban.reports.letters.matters import matter
from duban.reports.light_reasons import light_reasons
from duban.reports.number_gaps import number_gaps
from duban.reports.other_answers import other_answers
from duban.reports.recurring_duties import recurring_counts
from duban.reports.shown_answers import RowKind, ShownAnswer
from duban.reports.table_rows import COLUMNS, TaskRow
from duban.reports.task_groups import group_tasks
from duban.review.assess import StatusInputs
from duban.review.coordination_items import coordination_items
from duban.value_object import replace
from duban.workbook.book import Cell
from duban.workspace.plan_folder import load_plan
from tests.offices import accepted_return, history_of, layout, rules, texts
from tests.test_addressees import UNITS

DONE, TROUBLE, ON_TRACK = "已按期完成", "有困难", "能按期完成"
PLAN = """\
计划: {{名称: 要点, 年度: 2022, 单位: 某县, 编号: MX2022, 汇总单位: 甲局, 并列判定: {并列判定}}}
填报: [{{表: 进展跟踪表, 周期: 每月, 截止: {截止}, 填报对象: {填报对象}}}]
任务: [{task}]
"""


def status(
    folder: Path,
    task: str,
    states: dict[str, str],
    silent: tuple[str, ...] = (),
    inputs: dict[str, dict[str, Any]] | None = None,
    **settings: str,
) -> Status:
    """The office at the end of June.

    Args:
        folder: where its plan is written.
        task: of the plan.
        states: row key → the choice that was accepted.
        silent: names of units of which nothing came.
        inputs: row key → what else was accepted.
        settings: 并列判定 of the plan, 填报对象 and 截止 of its form.
    """
    month = 6
    head = {"并列判定": "最差", "填报对象": "牵头", "截止": "期末", **settings}
    (folder / "plan.yaml").write_text(PLAN.format(task=task, **head), encoding="utf-8")
    (folder / "units.yaml").write_text(UNITS, encoding="utf-8")
    loaded, kind = load_plan(folder, "plans/x"), layout("tracking")
    plan = with_addressees(loaded.plan, loaded.directory)
    periods = list_periods(plan, plan.cycles[0], Holidays())
    period = periods[month - 1]
    assignment = Assignment(plan, loaded.directory, plan.cycles[0], period, kind)
    answers = {key: {"state": state} for key, state in states.items()}
    for key, further in (inputs or {}).items():
        answers[key] = {**answers.get(key, {}), **further}
    came_in = (unit for unit in assignment.units if unit.name not in silent)
    return StatusInputs(
        assignment=assignment,
        periods=periods,
        as_of=date(2022, month + 1, 5),
        history=history_of("tracking", answers, period.code, period.due),
        related_histories={},
        records_to_correct={},
        returns=tuple(accepted_return(assignment, unit, kind.code) for unit in came_in),
        light_rules=rules(),
        messages=texts(),
        layout=kind,
    ).build_status()


def only_task(found: Status) -> TaskStatus:
    (task,) = found.tasks
    return task


def lights_by_unit(found: Status) -> dict[str, Light]:
    return {unit.unit.name: share.verdict.light for unit in found.units for share in unit.tasks}


ALL_TOWNS = "{序号: 1, 名称: 排查, 牵头: 各镇, 节点: [{5月底前: 排查一遍。}]}"
ONE_LATE = {"1@0531": DONE, "1@0531~DING": "不能按期完成"}


def test_each_lead_is_judged_by_its_own_answers_and_the_task_by_the_gravest(tmp_path: Path) -> None:
    found = status(tmp_path, ALL_TOWNS, ONE_LATE)
    assert lights_by_unit(found) == {"丙镇": Light.GREEN, "丁镇": Light.RED}
    assert only_task(found).verdict.light is Light.RED


def test_the_first_lead_may_speak_for_all(tmp_path: Path) -> None:
    """The plan says so (并列判定: 首家); the others are judged by their own all the same."""
    found = status(tmp_path, ALL_TOWNS, ONE_LATE, 并列判定="首家")
    assert only_task(found).verdict.light is Light.GREEN
    assert lights_by_unit(found) == {"丙镇": Light.GREEN, "丁镇": Light.RED}


def test_a_task_of_several_leads_counts_once(tmp_path: Path) -> None:
    """In all, once; of each unit, and in each unit's part of a list, its own share."""
    found = status(tmp_path, ALL_TOWNS, ONE_LATE)
    assert len(group_figures(found, found.tasks)["tasks"]) == 1
    assert [len(group_figures(found, unit.tasks)["tasks"]) for unit in found.units] == [1, 1]
    groups = {group.title: [len(task.milestones) for task in group.tasks] for group in group_tasks(found, "unit")}
    assert groups == {"丙镇": [1], "丁镇": [1]}


OF_OTHERS = "{序号: 1, 名称: 排查, 牵头: 甲局, 节点: [{时限: 5月底前, 内容: 自查, 牵头: 各镇}]}"


def test_who_leads_a_task_of_which_others_have_every_line_counts_none_of_theirs(tmp_path: Path) -> None:
    """It has the task, with the light that this has; what is due adds up over the units."""
    found = status(tmp_path, OF_OTHERS, {"1@0531": DONE})
    counts = {of_unit.title: len(of_unit.figures["due"]) for of_unit in figures_of_units(found)}
    assert counts == {"甲局": 0, "丙镇": 1, "丁镇": 1}
    assert sum(counts.values()) == len(group_figures(found, found.tasks)["due"])


def test_an_edition_gives_each_of_two_leads_its_own_share(tmp_path: Path) -> None:
    """Both have the key of the task: the lines of each have none of another."""
    lines = "[{时限: 5月底前, 内容: 自查, 牵头: 丙镇}, {时限: 6月20日前, 内容: 抽查, 牵头: 丁镇}]"
    found = status(tmp_path, f"{{序号: 1, 名称: 排查, 牵头: 丙镇、丁镇, 节点: {lines}}}", {"1@0531": DONE})
    edition = Edition(name="系统内印发", withholds=frozenset({Withheld.LADDER}))
    assert lights_by_unit(status_for_edition(found, edition)) == lights_by_unit(found)


def test_the_part_of_a_task_that_has_the_light_is_named(tmp_path: Path) -> None:
    parts = "[{内容: ①排查, 时限: 5月底前}, {内容: ②整治, 时限: 年底}]"
    found = status(tmp_path, f"{{序号: 1, 名称: 排查, 牵头: 甲局, 分项: {parts}}}", {"1@0531": DONE, "1@1231": TROUBLE})
    assert light_reasons(found, only_task(found)) == "②整治：责任单位自报有困难"


def test_a_task_of_several_leads_stands_under_the_name_of_them_all(tmp_path: Path) -> None:
    """Not under that of the first; each one's share stands under its own."""
    found = status(tmp_path, ALL_TOWNS, ONE_LATE)
    unit_name = COLUMNS.function("unit", "tasks")
    assert unit_name(TaskRow(found, only_task(found), 0)) == "各镇"
    assert [unit_name(TaskRow(found, share, 0)) for share in only_task(found).shares] == ["丙镇", "丁镇"]


def test_how_often_several_did_a_duty_is_said_to_be_of_them_together(tmp_path: Path) -> None:
    task = "{序号: 1, 名称: 清洁, 牵头: 各镇, 完成时限: 每季度一次}"
    found = status(tmp_path, task, {"1@0331": DONE, "1@0630": DONE, "1@0630~DING": DONE})
    assert recurring_counts(found, only_task(found)) == ["每季度一次（2家合计）：已到期4次，完成3次，不明1次"]


def test_a_number_of_the_year_is_shown_beside_a_duty_that_comes_due_again(tmp_path: Path) -> None:
    """It hangs on the interval that runs: reports show no later one."""
    task = "{序号: 1, 名称: 随访, 牵头: 甲局, 完成时限: 每季度一次, 指标: [{名称: 管理人数, 目标: 100, 单位: 人}]}"
    found = status(tmp_path, task, {"1@0331": DONE, "1@0630": DONE}, inputs={"1#1": {"value": 40}})
    (number,) = number_gaps(found)
    assert (number.pace.name, f"{number.done} {number.planned}") == ("管理人数", "40.0 50.0")


def test_what_was_said_of_an_earlier_interval_is_listed(tmp_path: Path) -> None:
    """The lists of milestones show the newest that is due, and the one that runs."""
    task = "{序号: 1, 名称: 检查, 牵头: 甲局, 完成时限: 每月}"
    said = {"1@0531": {"reason": "带队领导外出培训"}, "1@0630": {"reason": "已补做"}}
    found = status(tmp_path, task, {"1@0531": "不能按期完成", "1@0630": DONE}, inputs=said)
    shown = frozenset(ShownAnswer(RowKind.MILESTONE, role) for role in ("state", "reason"))
    listed = [row["value"] for row in other_answers(replace(found, shown_answers=shown)) if row["subject"]]
    assert listed == ["不能按期完成", "带队领导外出培训"]


@pytest.mark.parametrize(
    ("told", "expected"),
    [({"": 30, "~DING": 20}, ["50/100 50.0"]), ({"": 30}, [])],  # of one nobody knows: so of none how far all are
)
def test_running_numbers_of_several_units_are_added_up(
    tmp_path: Path, told: dict[str, int], expected: list[str]
) -> None:
    jobs = "{名称: 就业, 目标: 100, 单位: 人, 口径: 累计, 曲线: 平均, 分解: {丙镇: 60, 丁镇: 40}}"
    line = f"{{时限: 年底, 内容: 就业, 指标: [{jobs}]}}"
    found = status(
        tmp_path,
        f"{{序号: 1, 名称: 就业, 牵头: 各镇, 节点: [{line}]}}",
        {},
        inputs={f"1@1231{share}#1": {"value": value} for share, value in told.items()},
    )
    numbers = number_gaps(found)
    assert [f"{number.pace.value}/{number.pace.goal} {number.planned}" for number in numbers] == expected


def test_what_was_asked_in_the_row_of_an_earlier_interval_stands_beside_the_newest(tmp_path: Path) -> None:
    """Leaders read it once, with what is asked of the newest one; of a line beside others as of a whole task."""
    asked = {"1@0531": {"help": "请协调车辆"}, "1@0630": {"help": "请协调经费"}}
    states = {"1@0531": TROUBLE, "1@0630": TROUBLE}
    for task in (
        "{序号: 1, 名称: 检查, 牵头: 甲局, 完成时限: 每月}",
        "{序号: 1, 名称: 检查, 牵头: 甲局, 分项: [{内容: 巡查, 时限: 每月}, {内容: 培训}]}",
    ):
        (item,) = coordination_items(status(tmp_path, task, states, inputs=asked), [])
        assert item.words.splitlines() == ["请协调经费", "请协调车辆"]


def test_who_only_supports_has_no_row_among_the_lights_of_units(tmp_path: Path) -> None:
    task = "{序号: 1, 名称: 排查, 牵头: 甲局, 协办: [丙镇]}"
    found = status(tmp_path, task, {"1@1231": ON_TRACK}, 填报对象="每家")
    assert [unit.unit.name for unit in found.units] == ["甲局", "丙镇"]
    assert [of_unit.title for of_unit in figures_of_units(found)] == ["甲局"]


def test_what_is_not_known_of_one_outweighs_in_a_month_what_others_have_done(tmp_path: Path) -> None:
    found = status(tmp_path, ALL_TOWNS, {"1@0531": DONE}, silent=("丁镇",))
    cell = COLUMNS.function("month:5", "tasks")(TaskRow(found, only_task(found), 0))
    assert cell == Cell("●×", "light-grey")


def test_each_share_stands_under_its_unit_whoever_leads_first_today(tmp_path: Path) -> None:
    """丙镇 led first when the plan was issued and keeps the key of the line; 丁镇 is named first since."""
    change = "{日期: 2022-02-01, 类型: 换牵头, 任务: 1, 牵头: 丁镇、丙镇, 依据: 会议}"
    task = ALL_TOWNS.replace("各镇", "丙镇、丁镇")
    found = status(tmp_path, f"{task}]\n调整: [{change}", ONE_LATE)
    groups = {group.title: [task.verdict.light for task in group.tasks] for group in group_tasks(found, "unit")}
    assert groups == {"丙镇": [Light.GREEN], "丁镇": [Light.RED]}


def test_who_did_not_report_is_not_known_and_blames_no_other(tmp_path: Path) -> None:
    found = status(tmp_path, ALL_TOWNS, {"1@0531": DONE}, silent=("丁镇",))
    assert lights_by_unit(found) == {"丙镇": Light.GREEN, "丁镇": Light.GREY}


@pytest.mark.parametrize("silent", ["丙镇", "丁镇"])
def test_a_task_of_which_any_lead_is_silent_is_not_reported_whoever_stands_first(tmp_path: Path, silent: str) -> None:
    task = "{序号: 1, 名称: 排查, 牵头: 各镇, 节点: [{10月底前: 排查一遍。}]}"
    found = status(tmp_path, task, {}, silent=(silent,))
    verdict = only_task(found).verdict
    assert (verdict.code, light_reasons(found, only_task(found))) == ("not-reported", f"{silent}本期未报送，待核实")
    assert {unit for unit, light in lights_by_unit(found).items() if light is Light.GREY} == {silent}


def test_a_task_of_which_all_leads_are_silent_names_none(tmp_path: Path) -> None:
    task = "{序号: 1, 名称: 排查, 牵头: 各镇, 节点: [{10月底前: 排查一遍。}]}"
    found = status(tmp_path, task, {}, silent=("丙镇", "丁镇"))
    assert light_reasons(found, only_task(found)) == "责任单位本期未报送，这种表以前也没有报过，待核实"


def test_each_lead_asks_for_coordination_in_its_own_name(tmp_path: Path) -> None:
    undivided = "{序号: 1, 名称: 排查, 牵头: 各镇, 完成时限: 5月底前}"
    found = status(
        tmp_path,
        undivided,
        {"1@0531": DONE, "1@0531~DING": TROUBLE},
        inputs={"1@0531~DING": {"help": "请县财政局拨款"}},
    )
    items = coordination_items(found, [])
    assert [(item.unit.name, item.words) for item in items] == [("丁镇", "请县财政局拨款")]


@pytest.mark.parametrize(
    ("states", "light", "counts"),
    [
        # the newest interval speaks; what was missed before is counted, and cannot be made good
        ({"1@0630": DONE}, Light.GREEN, "每月：已到期6次，完成1次"),
        ({"1@0630": "不能按期完成", "1@0531": DONE}, Light.YELLOW, "每月：已到期6次，完成1次"),
        ({f"1@{day}": DONE for day in ("0131", "0228", "0331", "0430", "0531", "0630")}, Light.GREEN, "完成6次"),
    ],
)
def test_the_newest_interval_of_a_recurring_duty_speaks(
    tmp_path: Path, states: dict[str, str], light: Light, counts: str
) -> None:
    found = status(tmp_path, "{序号: 1, 名称: 督导, 牵头: 甲局, 完成时限: 每月}", states)
    task = only_task(found)
    assert [one.row.key for one in task.milestones] == ["1@0630", "1@0731"]  # the newest due one, and the next
    assert task.verdict.light is light
    assert counts in recurring_counts(found, task)[0]


def test_an_interval_about_which_no_form_asked_yet_is_waited_for(tmp_path: Path) -> None:
    """July's is due on the 3rd, June's form on the 4th: it asks about no interval that begins after its period."""
    task = "{序号: 1, 名称: 台账, 牵头: 甲局, 完成时限: 每月3日前}"
    found = status(tmp_path, task, {"1@0603": DONE}, 截止="次月4日")
    newest = only_task(found).milestones[0]
    assert (newest.row.key, newest.unknown_state) == ("1@0703", UnknownState.TO_BE_REPORTED)


@pytest.mark.parametrize(
    ("states", "silent", "light"),
    [
        ({"1@1231": ON_TRACK}, (), Light.GREEN),  # it goes on: not 未到期
        ({"1@1231": TROUBLE}, (), Light.YELLOW),
        ({}, (), Light.GREY),  # nothing was said of it in this period
        ({}, ("甲局",), Light.GREY),
    ],
)
def test_a_continuing_duty_is_judged_in_each_period(
    tmp_path: Path, states: dict[str, str], silent: tuple[str, ...], light: Light
) -> None:
    found = status(tmp_path, "{序号: 1, 名称: 值守, 牵头: 甲局, 完成时限: 全年推进}", states, silent=silent)
    assert only_task(found).verdict.light is light


def test_units_that_say_the_same_of_one_line_stand_in_one_row(tmp_path: Path) -> None:
    """All of a group by its name, some of it by theirs; who says anything else has a row of its own."""
    columns = tuple(ReportColumn(key=key, label="") for key in ("index", "task_short", "light_only", "unit"))
    block = ReportBlock(rows="milestones", joins_units=True, columns=columns)

    def listed(states: dict[str, str]) -> list[tuple[object, object]]:
        return [(row["index"], row["unit"]) for row in block_rows(status(tmp_path, ALL_TOWNS, states), block)]

    assert listed({"1@0531": DONE, "1@0531~DING": DONE}) == [(1, "各镇")]
    assert listed(ONE_LATE) == [(1, "丙镇"), (2, "丁镇")]


def test_why_several_units_have_a_light_is_said_once(tmp_path: Path) -> None:
    """As it is of what they answer: behind the name of their group where it is all of them."""
    late = status(tmp_path, ALL_TOWNS, {"1@0531": "不能按期完成", "1@0531~DING": "不能按期完成"})
    (reason,) = light_reasons(late, only_task(late)).splitlines()
    assert reason.startswith("各镇节点一：应于5月31日前完成")


def test_a_continuing_duty_is_said_to_go_on_and_not_to_be_due_at_the_end_of_the_year(tmp_path: Path) -> None:
    found = status(tmp_path, "{序号: 1, 名称: 值守, 牵头: 甲局, 完成时限: 全年推进}", {"1@1231": TROUBLE})
    block = ReportBlock(rows="milestones", columns=(ReportColumn(key="due_and_delay", label=""),))
    assert [row["due_and_delay"] for row in block_rows(found, block)] == ["全年推进"]
    assert [matter(found, milestone)["is_continuing"] for milestone in found.milestones] == [True]
