"""Every total is the sum of the parts that are listed beside it, every share its numerator over its denominator."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.model.report_layout import GroupingKey
from duban.model.row import Row
from duban.model.status import Status
from duban.reports.block_rows import block_rows
from duban.reports.figures import all_figures, group_figures
from duban.reports.report_book import report_sheet
from duban.reports.table_rows import TABLES, WHOLE_WIDTH
from duban.value_object import replace
from tests.drawn import draw
from tests.offices import layout, plan, report, status_of

FORMS = {
    "taishan-2022": "progress",
    "sanshui-2020": "milestones",
    "huarong-2021": "dispatch",
    "huizhou-2020": "tracking",
    "quanzhou-2024": "tracking",
}
LIGHTS = ("red", "yellow", "blue", "green", "none", "grey")


@dataclass(frozen=True)
class Answered:
    """What was answered by a day, as one reads it where a law does not hold."""

    plan: str
    as_of: date
    states: Mapping[str, str]
    wrong: frozenset[str]

    @property
    def status(self) -> Status:
        said = {key: {"state": state} for key, state in self.states.items()}
        return status_of(self.plan, FORMS[self.plan], self.as_of, said, rows_to_correct=self.wrong)


@st.composite
def answers(draw_value: st.DrawFn) -> Answered:
    """An office on any day of its year or shortly after, with any states reported of any milestones."""
    name = draw_value(st.sampled_from([*FORMS]))
    year, form = plan(name).plan.year, FORMS[name]
    as_of = date(year, 1, 15) + timedelta(draw_value(st.integers(0, 400)))
    states = next(
        [option.text for option in column.options]
        for sheet in layout(form).sheets
        for column in sheet.columns
        if column.key == "state"
    )
    keys = [milestone.key for task in plan(name).plan.tasks for milestone in task.milestones]
    said = draw_value(st.dictionaries(st.sampled_from(keys), st.sampled_from(states)))
    wrong = draw_value(st.sets(st.sampled_from(keys), max_size=3))
    return Answered(name, as_of, said, frozenset(wrong))


def rows(code: str, status: Status) -> list[dict[str, Any]]:
    """The rows of a table with their bare values, `—` as nothing."""
    bare = ({key: getattr(cell, "value", cell) for key, cell in row.items()} for row in TABLES[code](status))
    return [{key: 0 if value == "—" else value for key, value in row.items()} for row in bare]


def share(part: int, whole: int) -> str | int:
    """A share as people work it out."""
    if not whole:
        return 0
    return f"{(Decimal(part) * 100 / Decimal(whole)).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def without_foot(found: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], dict[str, Any], str]:
    """The parts, the total, and the words below them."""
    foot = found.pop()[WHOLE_WIDTH] if WHOLE_WIDTH in found[-1] else ""
    return found[:-1], found[-1], foot


@given(answers())
@settings(max_examples=25)
def test_shares_of_the_overview_are_what_they_are(answered: Answered) -> None:
    status = answered.status
    parts, total, foot = without_foot(rows("shares", status))
    for count, percent in (("tasks", "task_share"), ("milestones", "milestone_share")):
        listed = [row for row in parts if count in row]
        assert sum(row[count] for row in listed) == total[count]
        assert [row[percent] for row in listed] == [share(row[count], total[count]) for row in listed]
        is_exact = sum(Decimal(str(row[percent]).rstrip("%")) for row in listed) == 100
        assert is_exact or foot == "四舍五入，合计可能不等于100.0%。"


@pytest.mark.parametrize(
    ("part", "whole", "printed"),
    [(11, 33, "33.3%"), (37, 62, "59.7%"), (3, 6, "50.0%"), (4, 6, "66.7%"), (1, 16, "6.3%"), (0, 0, 0)],
)
def test_a_share_is_rounded_once_halves_up(part: int, whole: int, printed: str | int) -> None:
    assert share(part, whole) == printed


def test_shares_that_do_not_add_up_say_so_once_and_only_where_they_are_shown() -> None:
    """Huarong's seven chapters of 33 tasks; the leaders' sheet shows no shares and needs no such line."""
    status = status_of("huarong-2021", "dispatch", date(2021, 7, 8), {})
    shares = [row["share"] for row in rows("counts-category", status) if "share" in row and WHOLE_WIDTH not in row]
    adds_up = sum(Decimal(text.rstrip("%")) for text in shares[:-1]) == 100
    assert draw(report_sheet(report("chapters"), status)).count("四舍五入") == (not adds_up)
    assert "各组都计" not in draw(report_sheet(report("leaders"), status))


@given(answers())
@settings(max_examples=25)
def test_units_add_up_to_their_total(answered: Answered) -> None:
    status = answered.status
    *units, total = rows("units", status)
    for key in ("tasks", *LIGHTS):
        assert sum(row[key] for row in units) == total[key], key
    for row in (*units, total):
        assert sum(row[light] for light in LIGHTS) == row["tasks"]
    fractions = [numbers(str(row["due"] or "0/0")) for row in (*units, total)]
    for place in (0, 1):
        *parts, whole = (fraction[place] for fraction in fractions)
        assert sum(parts) == whole


@given(answers(), st.sampled_from(get_args(GroupingKey)))
@settings(max_examples=40)
def test_groups_add_up_or_say_that_tasks_stand_in_several(answered: Answered, by: GroupingKey) -> None:
    status = answered.status
    parts, total, foot = without_foot(rows(f"counts-{by}", status))
    for row in (*parts, total):
        assert sum(row[light] for light in LIGHTS) == row["tasks"]
        assert row["share"] == share(row["tasks"], len(status.tasks))
    counted = sum(row["tasks"] for row in parts)
    assert counted >= total["tasks"] == len(status.tasks)
    assert (counted > total["tasks"]) == ("各组都计" in foot)


@given(answers(), st.sampled_from(get_args(GroupingKey)))
@settings(max_examples=25)
def test_every_total_of_a_slice_lists_parts_that_add_up(answered: Answered, by: GroupingKey) -> None:
    """Green ones, those of which nothing is due or known, and tasks without a source or flag are parts too."""
    status = answered.status
    block = report(f"slice-{by}").blocks[0]
    listed, total = Counter[str](), Counter[str]()
    for words in (row[WHOLE_WIDTH] for row in block_rows(status, block) if WHOLE_WIDTH in row):
        text = str(getattr(words, "value", words))
        if text.startswith(("小计", "合计", "另有")):
            whole, parts = text.partition("；全部完成的")[0].split("：")
            assert sum(numbers(parts)) == numbers(whole)[0]
            lights = Counter({part.rstrip("0123456789项"): numbers(part)[0] for part in parts.split("，")})
            total, listed = (lights, listed) if text.startswith("合计") else (total, listed + lights)
    assert total <= listed
    assert total == listed or sum(listed.values()) > len(status.tasks)


def numbers(text: str) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d+", text)]


@given(answers())
@settings(max_examples=40)
def test_the_parts_of_what_was_due_add_up(answered: Answered) -> None:
    """Everywhere: in all, and in each unit. What was due before the issue is none of them."""
    status = answered.status
    figures = {figure.name: figure for figure in all_figures(status)}
    for found in (figures, *(group_figures(status, unit.tasks) for unit in status.units)):
        parts = [key for name in ("in_time", "late", "not_done", "unknown") for key in found[f"due_{name}"].keys]
        assert sorted(parts) == sorted(found["due"].keys)
        assert sorted(found["due_done"].keys) == sorted((*found["due_in_time"].keys, *found["due_late"].keys))
        assert not set(found["before_issue_done"].denominator) & set(found["due"].keys)
    issued = status.plan.issued
    before = [each.row.key for each in status.milestones if issued and each.row.due and each.row.due < issued]
    due = [each.row.key for each in status.milestones if each.due_by(status.as_of) and each.row.key not in before]
    assert list(figures["due"].keys) == due
    assert list(figures["due_before_issue"].keys) == before
    assert sum(len(figures[f"before_issue_{name}"]) for name in ("in_time", "late", "not_done", "unknown")) == len(
        before
    )


@given(answers())
@settings(max_examples=25)
def test_what_is_due_is_the_sum_of_its_months_and_of_its_parts(answered: Answered) -> None:
    """Of each month, of all since the plan's issue, and apart of what was due before it."""
    status = answered.status
    figures = {figure.name: figure for figure in all_figures(status)}
    listed = rows("due-months", status)
    parts = ("in_time", "late", "not_done", "unknown")
    assert [row["due"] for row in listed] == [sum(row[part] for part in parts) for row in listed]
    before = sum(row["due"] for row in listed if "印发前" in row["months"])
    totals = [row["due"] for row in listed if row["months"] == "合计"]
    assert sum(row["due"] for row in listed) - sum(totals) - before == len(figures["due"])
    assert totals in ([], [len(figures["due"])])
    assert before == len(figures["due_before_issue"])


@given(answers())
@settings(max_examples=25)
def test_what_falls_due_soon_is_the_sum_of_what_is_declared_of_it(answered: Answered) -> None:
    figures = {figure.name: figure for figure in all_figures(answered.status)}
    parts = [figure.keys for name, figure in figures.items() if name.startswith("coming_")]
    assert sorted(key for keys in parts for key in keys) == sorted(figures["coming"].keys)


def test_what_nobody_knows_has_no_rate() -> None:
    """Nothing of what is due was reported: no 0.0 % on page one nor beside a chapter."""
    status = status_of("huizhou-2020", "tracking", date(2020, 10, 15), {})
    assert {row["rate"] for row in rows("due-months", status)} == {0}
    rates = {row["due_rate"] for row in rows("counts-category", status) if "due_rate" in row and row["due_unknown"]}
    assert rates == {"待核实"}


def test_what_was_due_before_the_issue_is_counted_apart() -> None:
    """Taishan issued in June: twenty milestones of March to May, eleven of June."""
    status = status_of("taishan-2022", "progress", date(2022, 7, 20), {})
    counted = {row["months"]: (row["due"], row["rate"]) for row in rows("due-months", status)}
    assert counted == {"6月底": (11, 0), "3—5月（印发前）": (20, 0)}


def test_of_nothing_there_are_no_shares() -> None:
    """A leader whose only task was struck: no share, no foot, no crash."""
    nothing = replace(status_of("huarong-2021", "dispatch", date(2021, 7, 8), {}), tasks=(), units=())
    *_, total = rows("shares", nothing)
    assert (total["tasks"], total["task_share"], total["milestone_share"]) == (0, 0, 0)
    assert [row["tasks"] for row in rows("counts-category", nothing)] == [0]


@pytest.mark.parametrize(
    ("as_of", "state", "rate"),
    [
        (date(2022, 3, 1), "", 0),  # nothing is due and nothing finished: no rate of nothing
        (date(2022, 3, 1), "已按期完成", "100.0%"),  # before its days
        (date(2022, 7, 20), "已按期完成", "100.0%"),
        (date(2022, 7, 20), "", "0.0%"),
    ],
)
def test_a_rate_of_tasks_waits_until_something_could_be_finished(as_of: date, state: str, rate: str | int) -> None:
    """`rate` of group tables, for offices whose sheets have it: 卫健所 has one task."""
    (task,) = [task for task in plan("taishan-2022").plan.tasks if task.lead == "卫健所"]
    said = {milestone.key: {"state": state} for milestone in task.milestones if state}
    found = rows("counts-unit", status_of("taishan-2022", "progress", as_of, said))
    row = next(row for row in found if row.get("title") == "卫健所")
    assert (row["tasks"], row["rate"]) == (1, rate)


def test_only_counts_with_a_light_have_its_colour() -> None:
    status = status_of("taishan-2022", "progress", date(2022, 7, 20), {})
    *_, total = [row for row in TABLES["counts-category"](status) if WHOLE_WIDTH not in row]
    unit = next(row for row in TABLES["units"](status) if getattr(row["grey"], "value", 0) not in {0, "—"})
    assert [getattr(unit[light], "style", "") for light in LIGHTS] == [*["number"] * 5, "light-grey"]
    assert getattr(total["grey"], "style", "") == "total"


def test_a_light_that_nothing_has_is_without_its_colour_among_the_shares() -> None:
    status = status_of("taishan-2022", "progress", date(2022, 7, 20), {})
    listed = [row for row in TABLES["shares"](status) if "tasks" in row][:-1]
    styles = {getattr(row["light"], "value", ""): (row["tasks"], getattr(row["light"], "style", "")) for row in listed}
    assert {bool(count) for count, _ in styles.values()} == {True, False}
    for word, (count, style) in styles.items():
        assert (style == "word-center") == (not count), word


# ---- numbers through the year


@st.composite
def numbers_told(draw_value: st.DrawFn) -> tuple[date, Mapping[str, int | None], bool]:
    """A day in Sanshui's year, what was told of its numbers by then or earlier, and whether they are running ones."""
    as_of = date(2020, 1, 1) + timedelta(draw_value(st.integers(0, 380)))
    keys = [row.key for row in _target_rows()]
    told = draw_value(st.dictionaries(st.sampled_from(keys), st.integers(0, 20000)))
    return as_of, told, draw_value(st.booleans())


@cache
def _target_rows() -> list[Row]:
    status = status_of("sanshui-2020", "milestones", date(2020, 12, 31), {})
    return [row for task in status.tasks for row in status.assignment.target_rows(task.task)]


@given(numbers_told())
@settings(max_examples=25)
def test_numbers_of_the_year_are_added_as_they_were_asked(told: tuple[date, Mapping[str, int | None], bool]) -> None:
    """Goals and numbers of a quarter, till now and in the total; a rate only where nothing that is due is missing."""
    as_of, values, running = told
    status = status_of("sanshui-2020", "milestones", as_of, {key: {"value": number} for key, number in values.items()})
    if running:
        status = _running(status)
    *projects, total = [row for row in rows("invested", status) if WHOLE_WIDTH not in row]
    for key in (*(f"{name}{quarter}" for name in ("plan", "done") for quarter in range(1, 5)), "plan", "done"):
        assert _number(total[key]) == sum(_number(row[key]) for row in projects), key
    for row in projects:
        parts = [each for each in _target_rows() if each.milestone and each.target and each.target.name == row["name"]]
        due = [each for each in parts if each.due and each.due <= as_of]
        counted = due[-1:] if running else due
        goal = sum((each.target.goal for each in counted if each.target), Decimal(0))
        assert row["plan"] == goal
        told_of = [values.get(each.key) for each in counted]
        if not goal:
            assert row["rate"] == 0
        elif None in told_of:
            assert row["rate"] == f"× 未填{told_of.count(None)}处"
        else:
            done = sum(number for number in told_of if number is not None)
            assert row["rate"] == f"{'' if done >= goal else '▲ '}{share(done, int(goal))}"
        assert ("累计数" in row["note"]) == (running and len(parts) > 1)
        early = [values[each.key] for each in parts if each not in due and values.get(each.key) is not None]
        assert ("未到期节点已报" in row["note"]) == bool(early)
        known = [values[each.key] for each in parts if values.get(each.key) is not None]
        assert row["done"] == ((known[-1] if running else sum(known)) if known else 0)  # type: ignore[arg-type]


def _number(value: object) -> Decimal:
    """A number as it is shown, also where it says how many parts are missing; nothing for a word."""
    return value if isinstance(value, Decimal) else Decimal(re.match(r"\d*", str(value)).group() or 0)  # type: ignore[union-attr]


def _running(status: Status) -> Status:
    """The same plan, in which every number is asked from the year's start."""
    tasks = []
    for task in status.tasks:
        milestones = tuple(
            replace(each, targets=tuple(replace(one, cumulative=True) for one in each.targets))
            for each in task.task.milestones
        )
        plan_task = replace(task.task, milestones=milestones)
        tasks.append(replace(task, row=replace(task.row, task=plan_task)))
    return replace(status, tasks=tuple(tasks))
