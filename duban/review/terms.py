"""The intervals of recurring duties: the newest one that is due and the one that runs stand for the duty."""

from collections.abc import Callable, Sequence
from datetime import date

from duban.model.milestone import Milestone
from duban.model.status import MilestoneStatus

MilestoneStatuses = tuple[MilestoneStatus, ...]


def current_and_past_terms(
    milestones: Sequence[MilestoneStatus], as_of: date, is_left: Callable[[Milestone], bool]
) -> tuple[MilestoneStatuses, MilestoneStatuses]:
    """The milestones by which a task is judged, and the intervals that came due before these and are counted alone.

    Of a recurring duty, the newest interval that is due and the next.

    What was missed in January cannot be made good in June: a later interval that is due as well tells how the duty is
    done now, and how often it was done so far is counted beside it.

    Args:
        milestones: of one task, in order.
        as_of: the day on which everything is judged.
        is_left: whether a milestone is an interval of a unit that leads its line no more; by those nobody is judged.
    """
    recurring = [one for one in milestones if one.row.is_recurring]
    current = _current_keys(recurring, as_of, is_left)
    judged = tuple(one for one in milestones if not one.row.is_recurring or one.row.key in current)
    return judged, tuple(one for one in recurring if one.row.key not in current and one.due_by(as_of))


def _current_keys(
    recurring: Sequence[MilestoneStatus], as_of: date, is_left: Callable[[Milestone], bool]
) -> frozenset[str]:
    """Of each unit's part of a recurring line, the newest interval that is due and the next."""
    current: dict[tuple[str, str, bool], str] = {}
    for status in recurring:
        planned = status.row.milestone
        if planned and not is_left(planned):
            is_due = status.due_by(as_of)
            place = (planned.line, status.unit.code, is_due)
            if is_due:
                current[place] = planned.key
            else:
                current.setdefault(place, planned.key)
    return frozenset(current.values())
