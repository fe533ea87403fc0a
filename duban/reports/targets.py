"""量化指标: every number that the plan promises, what was reported of it, and whether that reaches it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from duban.model.row import Row
from duban.model.status import Situation, TaskStanding
from duban.model.target import Target
from duban.model.verdict import Light
from duban.reports.amounts import NOTHING, amount, brief, newest, percent
from duban.reports.look import number
from duban.reports.shelf import REPORTS, Rows
from duban.workbook.book import Cell, Scalar

Reached = Literal["met", "short", "not-yet", "judge", "blank"]

_LIGHTS: dict[Reached, Light] = {
    "met": Light.GREEN,
    "short": Light.RED,
    "not-yet": Light.NONE,
    "judge": Light.YELLOW,
    "blank": Light.NONE,
}
"""The light whose symbol and colour stand with the word."""


@dataclass(frozen=True, slots=True)
class Reported:
    """One target. value: what was reported last, None where nothing was.

    reached: short where its day has come, not-yet before; judge where only people can tell.
    """

    standing: TaskStanding
    row: Row
    target: Target
    value: Decimal | None
    reached: Reached


def reported(situation: Situation) -> Iterator[Reported]:
    """Every target of every task, its own first, then those of its milestones, in the plan's order."""
    for standing in situation.tasks:
        for row in situation.split.target_rows(standing.task):
            if row.target:
                value = amount(situation, row.key, "value")
                yield Reported(standing, row, row.target, value, _reached(situation, row, row.target, value))


@REPORTS("targets")
def targets(situation: Situation) -> Rows:
    """How many are reached in all; then each of them, those that fall short first."""
    every = tuple(reported(situation))
    if not every:
        return
    yield _total(situation, every)
    for each in sorted(every, key=lambda each: each.reached != "short"):
        task, target = each.standing.task, each.target
        record = newest(situation, "value", each.row.key)
        ordinary = target.compare in {"≥", "="} and each.value is not None
        yield {
            "number": number(task),
            "name": task.name,
            "brief": brief(task),
            "category": each.row.category,
            "part": each.row.milestone.label or each.row.line if each.row.milestone else "",
            "target": target.name,
            "goal": target.words,
            "unit": target.unit,
            "value": NOTHING if each.value is None else each.value,
            "rate": percent(each.value or Decimal(0), target.goal) if ordinary else NOTHING,
            "reached": _reached_cell(situation, each.reached),
            "lead": each.standing.task.lead or each.standing.unit.name,
            "period": record.period if record else "",
        }


def _reached(situation: Situation, row: Row, target: Target, value: Decimal | None) -> Reached:
    if value is None:
        return "blank"
    met = target.met(value)
    if met is None:
        return "judge"
    due = row.due or max(milestone.due for milestone in row.task.milestones)
    return "met" if met else "short" if due <= situation.as_of else "not-yet"


def _reached_cell(situation: Situation, reached: Reached) -> Cell:
    light = _LIGHTS[reached]
    word = situation.texts.word(f"target-{reached}")
    return Cell(f"{situation.rules.lights[light].symbol} {word}", f"light-{light}")


def _total(situation: Situation, every: tuple[Reported, ...]) -> dict[str, Cell | Scalar]:
    counts = {reached: sum(each.reached == reached for each in every) for reached in _LIGHTS}
    words = [
        f"{situation.rules.lights[_LIGHTS[reached]].symbol} {situation.texts.word(f'target-{reached}')}{count}"
        for reached, count in counts.items()
        if count
    ]
    names = ("number", "category", "part", "goal", "unit", "value", "rate", "lead", "period")
    total: dict[str, Cell | Scalar] = {key: Cell("", "total") for key in names}
    name = Cell(situation.texts.word("target-total", count=len(every)), "total-word")
    told_of = Cell("　".join(words), "total-word")
    return total | {"name": name, "brief": name, "target": told_of, "reached": Cell("", "total")}
