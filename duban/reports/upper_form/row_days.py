"""What a milestone's state means for the day of a row of the upper form, which may be later than its own."""

from datetime import date

from duban.model.role import Role
from duban.model.status import MilestoneStatus
from duban.model.verdict import Meaning
from duban.reports.latest_answers import TaskOrMilestone, answer_of

MISSES_ONLY_ITS_OWN_DAY = "misses-only-its-own-day"
"""In place of a meaning: it will not be finished by its own day, but by that of the row."""


def meaning_by_day(milestone: MilestoneStatus, due: date | None) -> str:
    """The meaning of its state; empty for no state. due: the day of the row, if it has one."""
    meaning = milestone.meaning
    if due is None or milestone.row.due is None or milestone.row.due >= due:
        return meaning
    if meaning == Meaning.DONE_LATE:
        actual = answer_of(milestone.record, Role.ACTUAL)
        return Meaning.DONE if isinstance(actual, date) and actual <= due else meaning
    expected = answer_of(milestone.record, Role.EXPECTED)
    if meaning == Meaning.WILL_MISS and isinstance(expected, date) and expected <= due:
        return MISSES_ONLY_ITS_OWN_DAY
    return meaning


def is_in_time_after_all(subject: TaskOrMilestone, due: date | None) -> bool:
    """Whether a milestone that was finished late was finished by the day of the row all the same."""
    if not isinstance(subject, MilestoneStatus) or subject.meaning != Meaning.DONE_LATE:
        return False
    return meaning_by_day(subject, due) == Meaning.DONE
