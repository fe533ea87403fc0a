"""Tasks by month: in which month of the plan's year each milestone is due, and with which light."""

from datetime import date

from duban.model.status import MilestoneStatus, Status
from duban.model.verdict import Light
from duban.reports.formatting import milestone_label, severity_rank

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


def month_cells(status: Status) -> dict[str, dict[int, dict[str, object]]]:
    """A task's number → month → the milestones that are due in it: symbols, words, and the worst of their lights."""
    cells: dict[str, dict[int, list[MilestoneStatus]]] = {}
    for milestone in status.milestones:
        if milestone.row.due:
            of_task = cells.setdefault(milestone.row.task.number, {})
            of_task.setdefault(_month(status, milestone.row.due), []).append(milestone)
    return {
        number: {month: _cell(status, milestones) for month, milestones in of_task.items()}
        for number, of_task in cells.items()
    }


def _month(status: Status, day: date) -> int:
    if day.year == status.plan.year:
        return day.month
    return _BEFORE if day.year < status.plan.year else _AFTER


def _cell(status: Status, milestones: list[MilestoneStatus]) -> dict[str, object]:
    lights: list[Light] = [milestone.verdict.light for milestone in milestones]
    words = status.light_rules.lights
    return {
        "light": str(min(lights, key=severity_rank)),
        "symbols": "".join(words[light].symbol for light in lights),
        "names": [milestone_label(status, milestone) + words[milestone.verdict.light].name for milestone in milestones],
    }
