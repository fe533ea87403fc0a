"""投资完成: targets of one name and unit added up over a task's milestones, quarter by quarter."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from duban.model.row import Row
from duban.model.status import Status, TaskStatus
from duban.model.target import Target
from duban.model.verdict import Light
from duban.reports.amounts import DASH, newest_number, percent_text, sum_of_known
from duban.reports.look import task_number
from duban.reports.matrix import QUARTERS, due_quarter
from duban.reports.shelf import TABLES, ReportRows
from duban.text.display import format_number
from duban.workbook.book import Cell, Scalar

_Row = dict[str, Cell | Scalar]

_MONEY = "元"
_SHARE = "%"


@dataclass(frozen=True, slots=True)
class _Part:
    """One milestone's share. value: what was reported, None where nothing was."""

    quarter: int
    due: bool
    goal: Decimal
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class _Amount:
    """A target through the year. own: what the task itself promises for the whole year."""

    standing: TaskStatus
    name: str
    unit: str
    own: Target | None
    parts: tuple[_Part, ...]

    @property
    def planned(self) -> Decimal | None:
        """What its milestones add up to; None where no milestone speaks of it."""
        return _together(self.unit, (part.goal for part in self.parts))


@TABLES("invested")
def investment_table(situation: Status) -> ReportRows:
    """What is counted in money, with a total for each unit in which it is."""
    found = [each for each in _amounts(situation) if each.unit.endswith(_MONEY)]
    yield from (_row(situation, each) for each in found)
    for unit in dict.fromkeys(each.unit for each in found):
        same = [each for each in found if each.unit == unit]
        if len(same) > 1:
            yield _total(situation, same)


@TABLES("amounts")
def other_targets_table(situation: Status) -> ReportRows:
    """Everything else that is counted."""
    yield from (_row(situation, each) for each in _amounts(situation) if not each.unit.endswith(_MONEY))


def _amounts(situation: Status) -> Iterator[_Amount]:
    for standing in situation.tasks:
        rows: dict[tuple[str, str], list[Row]] = {}
        for row in situation.assignment.target_rows(standing.task):
            if row.target:
                rows.setdefault((row.target.name, row.target.unit), []).append(row)
        due = {milestone.row.key: milestone for milestone in standing.milestones}
        for (name, unit), same in rows.items():
            own = next((row.target for row in same if row.milestone is None), None)
            parts = tuple(
                _Part(
                    due_quarter(situation, due[row.milestone.key]),
                    row.milestone.due <= situation.as_of,
                    row.target.goal,
                    newest_number(situation, row.key, "value"),
                )
                for row in same
                if row.milestone and row.target
            )
            yield _Amount(standing, name, unit, own, parts)


def _row(situation: Status, each: _Amount) -> _Row:
    task = each.standing.task
    cells: _Row = {"number": task_number(task), "name": each.name, "unit": each.unit}
    cells |= _of_quarters(situation, each.unit, each.parts, "number")
    cells |= _until_now(situation, each.unit, each.parts, "number")
    return cells | _of_year(situation, each)


def _total(situation: Status, same: Sequence[_Amount]) -> _Row:
    parts = [part for each in same for part in each.parts]
    unit, word = same[0].unit, situation.messages.text("total")
    total: _Row = {"number": Cell("", "total"), "name": Cell(word, "total"), "unit": Cell(unit, "total")}
    total |= _of_quarters(situation, unit, parts, "total")
    total |= _until_now(situation, unit, parts, "total")
    own = sum_of_known(each.own.goal if each.own else None for each in same)
    total["planned"] = Cell(_shown(sum_of_known(each.planned for each in same)), "total")
    return total | {"own": Cell(_shown(own), "total"), "note": Cell("", "total")}


def _of_quarters(situation: Status, unit: str, parts: Sequence[_Part], style: str) -> _Row:
    """Goal and number of each quarter; said where a number is owed and was not given."""
    cells: _Row = {}
    for place in QUARTERS:
        here = [part for part in parts if part.quarter == place]
        done = _shown(_together(unit, (part.value for part in here)))
        if done == DASH and any(part.due for part in here):
            done = situation.messages.text("target-blank")
        cells[f"plan{place}"] = Cell(_shown(_together(unit, (part.goal for part in here))), style)
        cells[f"done{place}"] = Cell(done, style)
    return cells


def _until_now(situation: Status, unit: str, parts: Sequence[_Part], style: str) -> _Row:
    """What was due by the as-of day, and what was done by then; marked where it falls short or is not told."""
    goal = _together(unit, (part.goal for part in parts if part.due))
    done = _together(unit, (part.value for part in parts))
    cells: _Row = {"plan": Cell(_shown(goal), style), "done": Cell(_shown(done), style)}
    if goal is None:
        return cells | {"rate": Cell(DASH, style)}
    rate = situation.messages.text("target-blank") if done is None else percent_text(done, goal)
    short = done is None or done < goal
    symbol = situation.light_rules.lights[Light.YELLOW].symbol
    return cells | {"rate": Cell(f"{symbol} {rate}", "light-yellow") if short else Cell(rate, style)}


def _of_year(situation: Status, each: _Amount) -> _Row:
    """The year as its milestones add up to it, and as the task itself promises it; said where these differ."""
    planned, own = each.planned, each.own.goal if each.own else None
    cells: _Row = {"planned": _shown(planned), "own": _shown(own)}
    blank = sum(part.due and part.value is None for part in each.parts)
    notes = []
    if planned is None:
        notes.append(situation.messages.text("amount-undivided"))
    elif own is not None and planned != own:
        gap = planned - own
        symbol = situation.light_rules.lights[Light.YELLOW].symbol
        facts = {
            "own": format_number(own),
            "planned": format_number(planned),
            "gap": format_number(abs(gap)),
            "more": gap > 0,
        }
        notes.append(f"{symbol} " + situation.messages.text("amount-differs", **facts))
        cells["own"] = Cell(own, "light-yellow")
    if blank:
        notes.append(situation.messages.text("amount-blank", count=blank))
    return cells | {"note": "；".join(notes)}


def _shown(value: Decimal | None) -> Scalar:
    return DASH if value is None else value


def _together(unit: str, parts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of what is there; shares are never added up: there the last one counts."""
    there = [part for part in parts if part is not None]
    return there[-1] if there and unit == _SHARE else sum_of_known(there)
