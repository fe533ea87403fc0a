"""Tasks by month: in which month of the plan's year each milestone is due, and with which light."""

from collections.abc import Sequence

from duban.model.status import MilestoneStatus, Status, TaskStatus
from duban.reports.formatting import light_together, milestone_label, verdict_symbol, verdict_word
from duban.reports.plan_months import AFTER, BEFORE, MONTHS, is_spread_over_months, month_of


def months_of(status: Status) -> list[int]:
    """The months of the plan's year, BEFORE where anything is due earlier and AFTER where later.

    Nothing where the plan is not spread over months: then a table by months says nothing.
    """
    if not is_spread_over_months(status):
        return []
    used = {month_of(status, milestone.row.due) for milestone in status.milestones}
    return sorted(used.intersection({BEFORE, AFTER}).union(MONTHS))


def as_of_month(status: Status) -> int:
    """The month in which the as-of day lies, likewise."""
    return month_of(status, status.as_of)


def month_cells(status: Status, task: TaskStatus, months: Sequence[int]) -> list[dict[str, object]]:
    """What stands in the row of a task, month by month: symbols and words of the milestones due then.

    Args:
        status: has the symbols and the words.
        task: with its milestones.
        months: those of the table (`months_of`).
    """
    by_month: dict[int, list[MilestoneStatus]] = {month: [] for month in months}
    for milestone in task.milestones:
        if (month := month_of(status, milestone.row.due)) in by_month:
            by_month[month].append(milestone)
    return [
        {"is_as_of": month == as_of_month(status), **_cell(status, milestones)}
        for month, milestones in by_month.items()
    ]


def _cell(status: Status, milestones: Sequence[MilestoneStatus]) -> dict[str, object]:
    """Symbols are empty where nothing is due."""
    lights = [milestone.verdict.light for milestone in milestones]
    names = (milestone_label(status, milestone) + verdict_word(status, milestone.verdict) for milestone in milestones)
    return {
        "light": str(light_together(lights)),
        "symbols": "".join(verdict_symbol(status, milestone.verdict) for milestone in milestones),
        "names": "、".join(names),
    }
