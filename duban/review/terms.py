"""The intervals of recurring duties: the newest one that is due and the one that runs stand for the duty."""

from collections.abc import Callable, Sequence
from datetime import date

from duban.model.milestone import Milestone
from duban.model.status import MilestoneStatus


def current_terms(
    milestones: Sequence[MilestoneStatus], as_of: date, is_left: Callable[[Milestone], bool]
) -> tuple[MilestoneStatus, ...]:
    """The milestones by which a task is judged: of a recurring duty, the newest interval that is due and the next.

    What was missed in January cannot be made good in June: a later interval that is due as well tells how the duty is
    done now, and how often it was done so far is counted beside it.

    Args:
        milestones: of one task, in order.
        as_of: the day on which everything is judged.
        is_left: whether a milestone is an interval of a unit that leads its line no more; by those nobody is judged.
    """
    current: dict[tuple[str, str, bool], str] = {}
    for status in milestones:
        planned = status.row.milestone
        if planned and status.row.is_recurring and not is_left(planned):
            is_due = status.due_by(as_of)
            place = (planned.line, status.unit.code, is_due)
            if is_due:
                current[place] = planned.key
            else:
                current.setdefault(place, planned.key)
    keys = set(current.values())
    return tuple(status for status in milestones if not status.row.is_recurring or status.row.key in keys)
