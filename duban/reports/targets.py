"""量化指标: every number that the plan promises, what was reported of it, and whether that reaches it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from duban.model.row import Row
from duban.model.status import Status, TaskStatus
from duban.model.target import Target
from duban.model.verdict import Light
from duban.reports.amounts import DASH, newest_number, newest_record, percent_text, short_task_name
from duban.reports.look import task_number
from duban.reports.shelf import TABLES, ReportRows
from duban.workbook.book import Cell, Scalar

Attainment = Literal["met", "short", "not-yet", "judge", "blank"]

_LIGHTS: dict[Attainment, Light] = {
    "met": Light.GREEN,
    "short": Light.RED,
    "not-yet": Light.NONE,
    "judge": Light.YELLOW,
    "blank": Light.NONE,
}
"""The light whose symbol and colour stand with the word."""


@dataclass(frozen=True, slots=True)
class ReportedTarget:
    """One target. value: what was reported last, None where nothing was.

    reached: short where its day has come, not-yet before; judge where only people can tell.
    """

    standing: TaskStatus
    row: Row
    target: Target
    value: Decimal | None
    attainment: Attainment


def reported_targets(situation: Status) -> Iterator[ReportedTarget]:
    """Every target of every task, its own first, then those of its milestones, in the plan's order."""
    for standing in situation.tasks:
        for row in situation.assignment.target_rows(standing.task):
            if row.target:
                value = newest_number(situation, row.key, "value")
                yield ReportedTarget(standing, row, row.target, value, _reached(situation, row, row.target, value))


@TABLES("targets")
def target_table(situation: Status) -> ReportRows:
    """How many are reached in all; then each of them, those that fall short first."""
    every = tuple(reported_targets(situation))
    if not every:
        return
    yield _total(situation, every)
    for each in sorted(every, key=lambda each: each.attainment != "short"):
        task, target = each.standing.task, each.target
        record = newest_record(situation, "value", each.row.key)
        ordinary = target.compare in {"≥", "="} and each.value is not None
        yield {
            "number": task_number(task),
            "name": task.name,
            "brief": short_task_name(task),
            "category": each.row.category,
            "part": each.row.milestone.label or each.row.line if each.row.milestone else "",
            "target": target.name,
            "goal": target.words,
            "unit": target.unit,
            "value": DASH if each.value is None else each.value,
            "rate": percent_text(each.value or Decimal(0), target.goal) if ordinary else DASH,
            "reached": _reached_cell(situation, each.attainment),
            "lead": each.standing.task.lead or each.standing.unit.name,
            "period": record.period if record else "",
        }


def _reached(situation: Status, row: Row, target: Target, value: Decimal | None) -> Attainment:
    if value is None:
        return "blank"
    met = target.is_met_by(value)
    if met is None:
        return "judge"
    due = row.due or max(milestone.due for milestone in row.task.milestones)
    return "met" if met else "short" if due <= situation.as_of else "not-yet"


def _reached_cell(situation: Status, reached: Attainment) -> Cell:
    light = _LIGHTS[reached]
    word = situation.messages.text(f"target-{reached}")
    return Cell(f"{situation.light_rules.lights[light].symbol} {word}", f"light-{light}")


def _total(situation: Status, every: tuple[ReportedTarget, ...]) -> dict[str, Cell | Scalar]:
    counts = {reached: sum(each.attainment == reached for each in every) for reached in _LIGHTS}
    words = [
        f"{situation.light_rules.lights[_LIGHTS[reached]].symbol} {situation.messages.text(f'target-{reached}')}{count}"
        for reached, count in counts.items()
        if count
    ]
    names = ("number", "category", "part", "goal", "unit", "value", "rate", "lead", "period")
    total: dict[str, Cell | Scalar] = {key: Cell("", "total") for key in names}
    name = Cell(situation.messages.text("target-total", count=len(every)), "total-word")
    told_of = Cell("　".join(words), "total-word")
    return total | {"name": name, "brief": name, "target": told_of, "reached": Cell("", "total")}
