"""The months of a plan's year, as sheets and the page show in which of them milestones fall due."""

from datetime import date

from duban.model.status import Status

MONTHS = range(1, 13)
BEFORE, AFTER = 0, 13
"""Beside the months of the plan's year: what is due before it, and after it."""
_FEWEST_MONTHS = 4


def month_of(status: Status, due: date | None) -> int:
    """1 to 12 in the plan's year, else BEFORE or AFTER; what has no day is due at the year's end."""
    year = status.plan.year
    if due is None:
        return MONTHS[-1]
    return due.month if due.year == year else BEFORE if due.year < year else AFTER


def is_spread_over_months(status: Status) -> bool:
    """Whether milestones fall due in four months of the plan's year or more: of fewer, a picture says nothing."""
    months = {month_of(status, day) for day in status.due_days}
    return len(months.intersection(MONTHS)) >= _FEWEST_MONTHS
