"""The tick by which a unit says that all it told before still holds (整表无变化), and which rows it answers."""

from duban.model.milestone import Milestone
from duban.model.period import Period
from duban.model.plan import Task
from duban.model.role import Role
from duban.model.row import Counting, Row
from duban.model.submission import AnswerCell, History, Submission
from duban.model.verdict import FINISHED_MEANINGS, NO_CHANGE_MEANING
from duban.text.schedule import ScheduleKind


def no_change_tick(submission: Submission) -> AnswerCell | None:
    """The cell of a form's heading that says that all it told before still holds; None where none does."""
    cell = submission.heading.get(submission.heading_column_by_role.get(Role.NO_CHANGE, ""))
    return cell if cell and cell.meaning == NO_CHANGE_MEANING else None


def may_stay_unchanged(row: Row, period: Period, history: History) -> bool:
    """Whether the tick answers a row: it was answered before, and nothing is due in it that was not finished then.

    It never repeats a number of one period alone: that nothing changed adds nothing.

    Args:
        row: about a task, this asks whether one of its milestones is due.
        period: the one that is reported on.
        history: what was accepted before it in the same kind of form.
    """
    is_of_period = row.target is not None and row.counting is Counting.PERIOD
    if row.owed or is_of_period or history.last(row.key) is None:
        return False
    milestones = (row.milestone,) if row.milestone else row.task.milestones
    due = (one for one in milestones if one.answer_owed_from <= period.end and not _is_past_term(one, period))
    return all(_is_finished(row.task, milestone, history) for milestone in due)


def _is_past_term(milestone: Milestone, period: Period) -> bool:
    """Whether it is an interval of a recurring duty of which nobody is asked any more."""
    return milestone.is_former or (milestone.kind is ScheduleKind.RECURRING and milestone.due < period.start)


def _is_finished(task: Task, milestone: Milestone, history: History) -> bool:
    """Whether the newest accepted answer about a milestone says so; a form may ask about an undivided task instead."""
    keys = task.answer_keys(milestone)
    records = (history.last(key) for key in keys)
    return any(record is not None and record.meaning in FINISHED_MEANINGS for record in records)
