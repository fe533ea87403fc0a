"""Milestones by the day on which they are due, as notices count them."""

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


def _batch(status: Status, day: date, milestones: list[MilestoneStatus]) -> DueBatch:
    parts = {name: sum(milestone.due_state is state for milestone in milestones) for state, name in DUE_PARTS.items()}
    words = format_deadline(day, status.plan.year).removesuffix("前")  # 6月底, 6月15日
    return {"day": words, "count": len(milestones), **parts}


def _due_day(milestone: MilestoneStatus) -> date:
    return milestone.row.due or date.max
