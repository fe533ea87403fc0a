"""量化指标: every number that the plan promises, what was reported of it, and whether that reaches it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from duban.model.plan_parts import Comparison, Target
from duban.model.role import Role
from duban.model.row import Row
from duban.model.status import Status, TaskStatus
from duban.model.verdict import Light
from duban.reports.formatting import DASH, number_or_dash, percent_text, short_task_name, task_number
from duban.reports.latest_answers import newest_number, newest_record
from duban.reports.table_rows import TABLES, ReportRow, ReportRows
from duban.workbook.book import Cell


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
        value: what was reported last; None where nothing was.
    """

    task: TaskStatus
    row: Row
    target: Target
    value: Decimal | None
    attainment: Attainment


def reported_targets(status: Status) -> Iterator[ReportedTarget]:
    """Every target of every task, its own first, then those of its milestones, in the plan's order."""
    for task in status.tasks:
        for row in status.assignment.target_rows(task.task):
            if row.target:
                value = newest_number(status, row.key, Role.VALUE)
                yield ReportedTarget(task, row, row.target, value, _attainment(status, row, row.target, value))


@TABLES("targets")
def target_table(status: Status) -> ReportRows:
    """How many are reached in all; then each of them, those that fall short first."""
    targets = tuple(reported_targets(status))
    if not targets:
        return
    yield _total(status, targets)
    for reported in sorted(targets, key=lambda reported: reported.attainment is not Attainment.SHORT):
        yield _target_row(status, reported)


def _attainment(status: Status, row: Row, target: Target, value: Decimal | None) -> Attainment:
    if value is None:
        return Attainment.BLANK
    met = target.is_met_by(value)
    if met is None:
        return Attainment.JUDGE
    if met:
        return Attainment.MET
    due = row.due or max(milestone.due for milestone in row.task.milestones)
    return Attainment.SHORT if due <= status.as_of else Attainment.NOT_YET


def _target_row(status: Status, reported: ReportedTarget) -> ReportRow:
    task, target, milestone = reported.task.task, reported.target, reported.row.milestone
    record = newest_record(status, Role.VALUE, reported.row.key)
    rate = DASH
    if target.compare in {Comparison.AT_LEAST, Comparison.EQUAL} and reported.value is not None:
        rate = percent_text(reported.value, target.goal)
    light = _LIGHTS[reported.attainment]
    words = f"{status.light_rules.lights[light].symbol} {_word(status, reported.attainment)}"
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
        "reached": Cell(words, f"light-{light}"),
        "lead": task.lead or reported.task.unit.name,
        "period": record.period if record else "",
    }


def _total(status: Status, targets: Sequence[ReportedTarget]) -> ReportRow:
    words = []
    for attainment, light in _LIGHTS.items():
        if count := sum(reported.attainment is attainment for reported in targets):
            words.append(f"{status.light_rules.lights[light].symbol} {_word(status, attainment)}{count}")
    label = Cell(status.messages.text("target-total", count=len(targets)), "total-word")
    blank = ("number", "category", "part", "goal", "unit", "value", "rate", "lead", "period", "reached")
    return {
        **{key: Cell("", "total") for key in blank},
        "name": label,
        "brief": label,
        "target": Cell("　".join(words), "total-word"),
    }


def _word(status: Status, attainment: Attainment) -> str:
    return status.messages.text(f"target-{attainment}")
