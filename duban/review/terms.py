"""The intervals of recurring duties: the newest one that is due speaks for the duty, those before it are counted."""

from collections.abc import Sequence
from datetime import date

from duban.model.status import MilestoneStatus
from duban.text.schedule import ScheduleKind


def without_replaced_terms(milestones: Sequence[MilestoneStatus], as_of: date) -> list[MilestoneStatus]:
    """The milestones by which a task is judged: of a recurring duty none that a later interval of it has replaced.

    What was missed in January cannot be made good in June: a later interval that is due as well tells how the duty
    is done now.

    Args:
        milestones: of one task, in order.
        as_of: the day on which everything is judged.
    """
    newest_due: dict[tuple[str, str], date] = {}
    for status in milestones:
        planned = status.row.milestone
        if planned and planned.kind is ScheduleKind.RECURRING and planned.due <= as_of:
            newest_due[planned.line, status.unit.code] = planned.due
    return [status for status in milestones if not _is_replaced(status, newest_due)]


def _is_replaced(status: MilestoneStatus, newest_due: dict[tuple[str, str], date]) -> bool:
    planned = status.row.milestone
    newest = newest_due.get((planned.line, status.unit.code)) if planned else None
    return planned is not None and newest is not None and planned.due < newest
