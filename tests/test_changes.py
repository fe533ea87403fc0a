"""What changed since the last report, and how each light went: as columns, conditions and figures of any sheet."""

from datetime import date
from functools import cache

import pytest

from duban.messages.text_template import render_text
from duban.model.status import Status
from duban.model.verdict import EscalationStep, Light
from duban.reports.change_figures import change_figures
from duban.reports.escalation import escalation_step
from duban.reports.report_book import report_sheet
from duban.reports.sheet_facts import sheet_facts
from duban.reports.table_rows import COLUMNS, CONDITIONS, MilestoneRow, TaskRow
from duban.value_object import replace
from duban.workbook.book import Cell
from tests import returns
from tests.drawn import draw
from tests.test_last_report import AUGUST, DONE, JULY, JUNE, MISSED, sent, status

DAYS = {JUNE: date(2022, 6, 21), JULY: date(2022, 7, 21)}
TROUBLE = "有困难"


@cache
def august() -> Status:
    """督导室 reports each month; 2@0531 turns green in August, 2@0630 is red for the second time."""
    return status(
        AUGUST,
        date(2022, 8, 22),
        sent(JUNE, date(2022, 6, 20), {"2@0531": MISSED}),
        sent(JULY, date(2022, 7, 20), {"2@0531": MISSED, "2@0630": MISSED}),
        sent(AUGUST, date(2022, 8, 19), {"2@0531": DONE, "2@0630": MISSED, "2@0930": TROUBLE}),
        days=DAYS,
    )


def row(key: str, found: Status | None = None) -> TaskRow:
    """Of a task by its number, or of a milestone by its key."""
    found = found or august()
    for task in found.tasks:
        if task.row.key == key:
            return TaskRow(found, task, 1)
        for milestone in task.milestones:
            if milestone.row.key == key:
                return MilestoneRow(found, task, 1, milestone)
    raise KeyError(key)


def shown(column: str, key: str, found: Status | None = None) -> object:
    value = COLUMNS.function(column, "milestones" if "@" in key else "tasks")(row(key, found))
    return value.value if isinstance(value, Cell) else value


@pytest.mark.parametrize(
    ("key", "since", "periods", "before", "trail", "change"),
    [
        ("2@0531", "8月22日", 1, "■ 红灯", "6月▲\n7月■\n8月●", "转绿灯"),
        ("2@0630", "7月21日", 2, "■ 红灯", "6月○\n7—8月■", ""),
        ("2@0930", "8月22日", 1, "○ 未到期", "6—7月○\n8月▲", "转黄灯，首次报来"),
        ("3@1231", "6月21日", 3, "○ 未到期", "6—8月○", ""),
    ],
)
def test_a_light_has_a_first_day_a_number_of_reports_and_a_course(
    key: str, since: str, periods: int, before: str, trail: str, change: str
) -> None:
    columns = ("light_since", "light_periods", "light_before", "light_trail", "change")
    assert [shown(column, key) for column in columns] == [since, periods, before, trail, change]


def test_a_task_has_the_same_columns() -> None:
    columns = ("light_since", "light_periods", "light_before", "light_trail")
    assert [shown(column, "2") for column in columns] == ["7月21日", 2, "■ 红灯", "6月▲\n7—8月■"]


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("period_light:1", "○ 未到期"),
        ("period_light:2", "■ 红灯"),
        ("period_light:3", "■ 红灯"),  # this report
        ("period_light:4", "—"),  # still to come
        ("period_light:99", "—"),
        ("period_light:x", "—"),
    ],
)
def test_a_matrix_shows_the_light_in_the_report_of_each_period(column: str, expected: str) -> None:
    assert shown(column, "2@0630") == expected


def test_the_header_of_a_matrix_names_its_months() -> None:
    facts = sheet_facts(august())
    assert (
        render_text("{{ periods[0] }} {{ periods[1] }}，上期{{ last.period.label }}", **facts) == "6月 7月，上期1—7月"
    )


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("turned", ["2@0531", "2@0930"]),
        ("turned-to:green", ["2@0531"]),
        ("turned-to:yellow", ["2@0930"]),
        ("turned-to:red", []),
        ("turned-to:orange", []),
        ("changed", ["2@0531", "2@0930"]),
    ],
)
def test_conditions_say_what_changed(condition: str, holds: list[str]) -> None:
    function = CONDITIONS.function(condition, "milestones")
    keys = [milestone.row.key for milestone in august().milestones]
    assert [key for key in keys if function(row(key))] == holds


def test_tasks_turn_as_milestones_do() -> None:
    function = CONDITIONS.function("turned", "tasks")
    assert [task.row.key for task in august().tasks if function(row(task.row.key))] == []


def test_the_figures_of_changes_are_the_keys_that_changed() -> None:
    found = {figure.name: figure.keys for figure in change_figures(august()) if figure.keys}
    assert found == {"milestones_newly_reported": ("2@0930",)}
    july = august().earlier[-1]
    found = {figure.name: figure.keys for figure in change_figures(july) if figure.keys}
    assert found == {
        "tasks_turned_red": ("2",),
        "milestones_newly_due": ("1@0630", "2@0630"),
        "milestones_newly_reported": ("2@0630",),
    }


@pytest.mark.parametrize(("said_in_june", "newly_due"), [({}, ("1@0630", "2@0630")), ({"2@0630": DONE}, ("1@0630",))])
def test_what_had_its_due_day_left_in_the_last_report_is_newly_due_in_the_next(
    said_in_june: dict[str, str], newly_due: tuple[str, ...]
) -> None:
    """June's report is of the 30th: what was finished by then was due already."""
    june = sent(JUNE, date(2022, 6, 20), {"2@0531": DONE, **said_in_june})
    july = sent(JULY, date(2022, 7, 20), {"2@0531": DONE, "2@0630": DONE})
    found = status(JULY, date(2022, 7, 21), june, july, days={JUNE: date(2022, 6, 30)})
    assert {figure.name: figure.keys for figure in change_figures(found)}["milestones_newly_due"] == newly_due


def test_a_first_report_has_no_changes() -> None:
    first = august().earlier[0]
    assert [*change_figures(first)] == []
    assert {shown("change", milestone.row.key, first) for milestone in first.milestones} == {""}
    assert "以前没有汇总过，没有上期可比。" in draw(report_sheet(returns.workspace().report_sheets["changes"], first))


def test_a_task_that_is_red_no_more_is_counted_where_it_is_known() -> None:
    """In September 2@0630 is done at last; or its unit says nothing, and nobody knows."""
    june = sent(JUNE, date(2022, 6, 20), {"2@0531": DONE})
    july = sent(JULY, date(2022, 7, 20), {"2@0531": DONE, "2@0630": MISSED})
    done = sent(AUGUST, date(2022, 8, 19), {"2@0531": DONE, "2@0630": DONE})
    for sent_returns, keys in (((june, july, done), ("2",)), ((june, july), ())):
        found = status(AUGUST, date(2022, 8, 22), *sent_returns, days=DAYS)
        figures = {figure.name: figure.keys for figure in change_figures(found)}
        assert figures["tasks_no_longer_red"] == keys


@pytest.mark.parametrize(("reports", "applies"), [(1, True), (2, True), (3, False)])
def test_a_step_of_the_ladder_may_wait_for_a_number_of_reports(reports: int, applies: bool) -> None:  # noqa: FBT001
    step = EscalationStep(word="持续亮灯", suggests="发催办单", lights=(Light.RED,), reports=reports)
    found = august()
    rules = replace(found.light_rules, ladder=(step,))
    found = replace(found, light_rules=rules)
    milestone = next(milestone for milestone in found.milestones if milestone.row.key == "2@0630")
    assert (escalation_step(found, milestone) is not None) is applies
