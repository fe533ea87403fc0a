"""量化指标 and 投资完成: what was reported of the numbers that the plan promises.

量化指标 has every number by itself, and whether it is reached; 投资完成 adds up numbers of one name and unit over a
task's milestones, quarter by quarter.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from duban.model.plan_parts import Comparison, Target
from duban.model.role import Role
from duban.model.row import Row
from duban.model.status import Status, TaskStatus
from duban.model.verdict import Light
from duban.reports.expected_scores import QUARTERS, due_quarter
from duban.reports.formatting import DASH, number_or_dash, percent_text, short_task_name, sum_of_known, task_number
from duban.reports.latest_answers import newest_number, newest_record
from duban.reports.table_rows import TABLES, CellContent, ReportRow, ReportRows
from duban.text.display import format_number
from duban.workbook.book import Cell

_MONEY = "元"
_PERCENT = "%"


class Attainment(StrEnum):
    """Whether what was reported reaches a target."""

    MET = "met"
    SHORT = "short"
    """Not reached, and its day has come."""
    NOT_YET = "not-yet"
    """Not reached, and its day has not come."""
    JUDGE = "judge"
    """Only people can tell."""
    BLANK = "blank"
    """Nothing was reported."""


_LIGHTS = {
    Attainment.MET: Light.GREEN,
    Attainment.SHORT: Light.RED,
    Attainment.NOT_YET: Light.NONE,
    Attainment.JUDGE: Light.YELLOW,
    Attainment.BLANK: Light.NONE,
}
"""The light whose symbol and colour stand with the word."""


@dataclass(frozen=True, slots=True)
class ReportedTarget:
    """One target of a task or of a milestone.

    Attributes:
        is_due: whether its day has come; that of a whole task is the day of its last milestone.
        value: what was reported last; None where nothing was.
    """

    task: TaskStatus
    row: Row
    target: Target
    is_due: bool
    value: Decimal | None

    @property
    def attainment(self) -> Attainment:
        """Whether the value reaches it."""
        if self.value is None:
            return Attainment.BLANK
        match self.target.is_met_by(self.value):
            case None:
                return Attainment.JUDGE
            case True:
                return Attainment.MET
        return Attainment.SHORT if self.is_due else Attainment.NOT_YET


def reported_targets(status: Status) -> Iterator[ReportedTarget]:
    """Every target of every task, its own first, then those of its milestones, in the plan's order."""
    for task in status.tasks:
        for row in status.assignment.target_rows(task.task):
            if row.target:
                is_due = row.due is not None and row.due <= status.as_of
                yield ReportedTarget(task, row, row.target, is_due, newest_number(status, row.key, Role.VALUE))


@TABLES("targets")
def target_table(status: Status) -> ReportRows:
    """How many are reached in all; then each of them, those that fall short first."""
    targets = tuple(reported_targets(status))
    if not targets:
        return
    yield _targets_total(status, targets)
    for reported in sorted(targets, key=lambda reported: reported.attainment is not Attainment.SHORT):
        yield _target_row(status, reported)


def _target_row(status: Status, reported: ReportedTarget) -> ReportRow:
    task, target, milestone = reported.task.task, reported.target, reported.row.milestone
    record = newest_record(status, Role.VALUE, reported.row.key)
    rate = DASH
    if target.compare in {Comparison.AT_LEAST, Comparison.EQUAL} and reported.value is not None:
        rate = percent_text(reported.value, target.goal)
    return {
        "number": task_number(task),
        "name": task.name,
        "brief": short_task_name(task),
        "category": reported.row.category,
        "part": milestone.label or reported.row.line if milestone else "",
        "target": target.name,
        "goal": target.words,
        "unit": target.unit,
        "value": number_or_dash(reported.value),
        "rate": rate,
        "reached": Cell(_attainment_text(status, reported.attainment), f"light-{_LIGHTS[reported.attainment]}"),
        "lead": task.lead or reported.task.unit.name,
        "period": record.period if record else "",
    }


def _targets_total(status: Status, targets: Sequence[ReportedTarget]) -> ReportRow:
    counts = Counter(reported.attainment for reported in targets)
    words = [f"{_attainment_text(status, result)}{counts[result]}" for result in Attainment if result in counts]
    label = Cell(status.messages.text("target-total", count=len(targets)), "total-word")
    blank = ("number", "category", "part", "goal", "unit", "value", "rate", "lead", "period", "reached")
    return {
        **dict.fromkeys(blank, Cell("", "total")),
        **dict.fromkeys(("name", "brief"), label),
        "target": Cell("　".join(words), "total-word"),
    }


def _attainment_text(status: Status, attainment: Attainment) -> str:
    return f"{_symbol(status, _LIGHTS[attainment])} {status.messages.text(f'target-{attainment}')}"


def _symbol(status: Status, light: Light) -> str:
    return status.light_rules.lights[light].symbol


@dataclass(frozen=True, slots=True)
class _Amount:
    """A target through the year.

    Attributes:
        unit: of measure.
        of_year: what the task itself promises for the whole year; None where it promises nothing.
        parts: what its milestones promise.
    """

    task: TaskStatus
    name: str
    unit: str
    of_year: Decimal | None
    parts: tuple[ReportedTarget, ...]

    @property
    def planned(self) -> Decimal | None:
        """What its milestones add up to; None where no milestone speaks of it."""
        return _sum(self.unit, (part.target.goal for part in self.parts))


@TABLES("invested")
def investment_table(status: Status) -> ReportRows:
    """What is counted in money, with a total for each unit of money that several amounts have."""
    amounts = [amount for amount in _amounts(status) if amount.unit.endswith(_MONEY)]
    yield from (_amount_row(status, amount) for amount in amounts)
    for unit in dict.fromkeys(amount.unit for amount in amounts):
        same_unit = [amount for amount in amounts if amount.unit == unit]
        if len(same_unit) > 1:
            yield _amounts_total(status, same_unit)


@TABLES("amounts")
def other_targets_table(status: Status) -> ReportRows:
    """Everything else that is counted."""
    yield from (_amount_row(status, amount) for amount in _amounts(status) if not amount.unit.endswith(_MONEY))


def _amounts(status: Status) -> Iterator[_Amount]:
    by_name: dict[tuple[str, str, str], list[ReportedTarget]] = {}
    for reported in reported_targets(status):
        key = (reported.task.row.key, reported.target.name, reported.target.unit)
        by_name.setdefault(key, []).append(reported)
    for (_, name, unit), targets in by_name.items():
        of_year = next((reported.target.goal for reported in targets if reported.row.milestone is None), None)
        parts = tuple(reported for reported in targets if reported.row.milestone)
        yield _Amount(targets[0].task, name, unit, of_year, parts)


def _amount_row(status: Status, amount: _Amount) -> ReportRow:
    return {
        "number": task_number(amount.task.task),
        "name": amount.name,
        "unit": amount.unit,
        **_quarter_cells(status, amount.unit, amount.parts, "number"),
        **_cells_to_date(status, amount.unit, amount.parts, "number"),
        **_year_cells(status, amount),
    }


def _amounts_total(status: Status, amounts: Sequence[_Amount]) -> ReportRow:
    parts, unit = [part for amount in amounts for part in amount.parts], amounts[0].unit
    return {
        "number": Cell("", "total"),
        "name": Cell(status.messages.text("total"), "total"),
        "unit": Cell(unit, "total"),
        **_quarter_cells(status, unit, parts, "total"),
        **_cells_to_date(status, unit, parts, "total"),
        "planned": Cell(number_or_dash(sum_of_known(amount.planned for amount in amounts)), "total"),
        "own": Cell(number_or_dash(sum_of_known(amount.of_year for amount in amounts)), "total"),
        "note": Cell("", "total"),
    }


def _quarter_cells(status: Status, unit: str, parts: Sequence[ReportedTarget], style: str) -> dict[str, CellContent]:
    """Goal and number of each quarter; a word where a number is owed and was not reported."""
    cells: dict[str, CellContent] = {}
    for quarter in QUARTERS:
        of_quarter = [part for part in parts if due_quarter(status, part.row.due) == quarter]
        done = number_or_dash(_sum(unit, (part.value for part in of_quarter)))
        if done == DASH and any(part.is_due for part in of_quarter):
            done = status.messages.text("target-blank")
        cells[f"plan{quarter}"] = Cell(number_or_dash(_sum(unit, (part.target.goal for part in of_quarter))), style)
        cells[f"done{quarter}"] = Cell(done, style)
    return cells


def _cells_to_date(status: Status, unit: str, parts: Sequence[ReportedTarget], style: str) -> dict[str, CellContent]:
    """What was due by the as-of day, and what was done by then; marked where it falls short or was not reported."""
    goal = _sum(unit, (part.target.goal for part in parts if part.is_due))
    done = _sum(unit, (part.value for part in parts))
    rate = Cell(DASH, style)
    if goal is not None:
        text = status.messages.text("target-blank") if done is None else percent_text(done, goal)
        falls_short = done is None or done < goal
        rate = Cell(f"{_symbol(status, Light.YELLOW)} {text}", "light-yellow") if falls_short else Cell(text, style)
    return {"plan": Cell(number_or_dash(goal), style), "done": Cell(number_or_dash(done), style), "rate": rate}


def _year_cells(status: Status, amount: _Amount) -> dict[str, CellContent]:
    """The year as its milestones add up to it, and as the task itself promises it, with a note where these differ."""
    planned, of_year = amount.planned, amount.of_year
    differs = planned is not None and of_year is not None and planned != of_year
    notes = []
    if planned is None:
        notes.append(status.messages.text("amount-undivided"))
    elif of_year is not None and differs:
        gap = planned - of_year
        facts = {"own": format_number(of_year), "planned": format_number(planned), "gap": format_number(abs(gap))}
        text = status.messages.text("amount-differs", **facts, more=gap > 0)
        notes.append(f"{_symbol(status, Light.YELLOW)} {text}")
    if unreported := sum(part.is_due and part.value is None for part in amount.parts):
        notes.append(status.messages.text("amount-blank", count=unreported))
    return {
        "planned": number_or_dash(planned),
        "own": Cell(of_year, "light-yellow") if differs else number_or_dash(of_year),
        "note": "；".join(notes),
    }


def _sum(unit: str, numbers: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of the known numbers; percents are never added up: of these the last one counts."""
    known_numbers = [number for number in numbers if number is not None]
    return known_numbers[-1] if known_numbers and unit == _PERCENT else sum_of_known(known_numbers)
