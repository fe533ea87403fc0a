"""Milestones by the day on which they are due, as notices count them: those due, and those due next."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby

from duban.model.status import MilestoneStatus, Status
from duban.reports.due_figures import DUE_PARTS
from duban.text.dates import format_deadline

DueBatch = Mapping[str, object]
"""`day`, in words; `count`, and its parts `in_time`, `late`, `not_done` and `unknown`."""


def due_batches(status: Status, milestones: Iterable[MilestoneStatus]) -> list[DueBatch]:
    """Milestones that are due, by due day, oldest first."""
    dated = sorted((milestone for milestone in milestones if milestone.row.due), key=_due_day)
    return [_batch(status, day, list(of_day)) for day, of_day in groupby(dated, key=_due_day)]


def next_batch(status: Status) -> DueBatch | None:
    """The milestones of the next due day behind the as-of day, and how many of them are finished; None for none."""
    later = [milestone for milestone in status.milestones if _due_day(milestone) > status.as_of]
    days = [_due_day(milestone) for milestone in later if milestone.row.due]
    if not days:
        return None
    of_day = [milestone for milestone in later if milestone.row.due == min(days)]
    finished = sum(milestone.finished for milestone in of_day)
    return {
        "day": _day_words(status, min(days)),
        "count": len(of_day),
        "finished": finished,
        "open": len(of_day) - finished,
    }


def _batch(status: Status, day: date, milestones: list[MilestoneStatus]) -> DueBatch:
    parts = {name: sum(milestone.due_state is state for milestone in milestones) for state, name in DUE_PARTS.items()}
    return {"day": _day_words(status, day), "count": len(milestones), **parts}


def _day_words(status: Status, day: date) -> str:
    """A due day as plans word it, without 前: 6月底, 6月15日."""
    return format_deadline(day, status.plan.year).removesuffix("前")


def _due_day(milestone: MilestoneStatus) -> date:
    return milestone.row.due or date.max
