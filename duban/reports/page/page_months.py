"""Tasks by month: in which month of the plan's year each milestone is due, and with which light."""

from collections.abc import Sequence
from datetime import date

from duban.model.status import MilestoneStatus, Status, TaskStatus
from duban.model.verdict import Light
from duban.reports.formatting import milestone_label, severity_rank, verdict_symbol, verdict_word

_MONTHS = range(1, 13)
_BEFORE, _AFTER = 0, 13
"""Beside the months of the plan's year: what is due before it, and after it."""


def months_of(status: Status) -> list[int]:
    """The months of the plan's year, 0 before them where anything is due earlier and 13 behind them where later.

    Nothing where all milestones are due in one month: then a table by months says nothing.
    """
    used = {_month(status, milestone.row.due) for milestone in status.milestones if milestone.row.due}
    if len(used) < 2:  # noqa: PLR2004 — one month is no table
        return []
    return sorted(used.intersection({_BEFORE, _AFTER}).union(_MONTHS))


def as_of_month(status: Status) -> int:
    """The month in which the as-of day lies, likewise."""
    return _month(status, status.as_of)


def month_cells(status: Status, task: TaskStatus, months: Sequence[int]) -> list[dict[str, object]]:
    """What stands in the row of a task, month by month: symbols and words of the milestones due then.

    Args:
        status: has the symbols and the words.
        task: with its milestones.
        months: those of the table (`months_of`).
    """
    by_month: dict[int, list[MilestoneStatus]] = {month: [] for month in months}
    for milestone in task.milestones:
        if milestone.row.due and (month := _month(status, milestone.row.due)) in by_month:
            by_month[month].append(milestone)
    return [
        {"is_as_of": month == as_of_month(status), **_cell(status, milestones)}
        for month, milestones in by_month.items()
    ]


def _month(status: Status, day: date) -> int:
    if day.year == status.plan.year:
        return day.month
    return _BEFORE if day.year < status.plan.year else _AFTER


def _cell(status: Status, milestones: Sequence[MilestoneStatus]) -> dict[str, object]:
    """Symbols are empty where nothing is due."""
    lights = [milestone.verdict.light for milestone in milestones]
    names = (milestone_label(status, milestone) + verdict_word(status, milestone.verdict) for milestone in milestones)
    return {
        "light": str(min(lights, key=severity_rank, default=Light.NONE)),
        "symbols": "".join(verdict_symbol(status, milestone.verdict) for milestone in milestones),
        "names": "、".join(names),
    }
