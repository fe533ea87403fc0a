"""What the own units answered for a row of the upper form: each answer with its cell, and what speaks against it."""

from collections.abc import Iterator, Sequence

from duban.model.role import Role
from duban.model.status import MilestoneStatus, Status, TaskStatus
from duban.model.submission import AnswerCell, Record
from duban.model.upper_form import UpperRow
from duban.reports.formatting import verdict_reason
from duban.reports.latest_answers import TaskOrMilestone, answer_doubt, answer_of, cell_of, record_with_answer
from duban.reports.upper_form.matching import RowTasks
from duban.value_object import ValueObject


class OwnAnswer(ValueObject):
    """One answer of one unit.

    Attributes:
        subject: the task or the milestone that it is about.
        doubt: why it is not passed on as a fact, in words; empty where it is.
    """

    task: TaskStatus
    subject: TaskOrMilestone
    record: Record
    cell: AnswerCell
    doubt: str = ""


def milestones_of_row(row: UpperRow, task: TaskStatus) -> tuple[MilestoneStatus, ...]:
    """The milestones of an own task that a row speaks of.

    Those that are due by its day, and later than the row before of the same task; all of them where it has no day.
    """
    if row.due is None:
        return task.milestones
    return tuple(
        milestone
        for milestone in task.milestones
        if milestone.row.due is not None
        and milestone.row.due <= row.due
        and (row.due_before is None or milestone.row.due > row.due_before)
    )


def doubt_of(status: Status, subject: TaskOrMilestone) -> str:
    """Why what counts of a task or a milestone is no fact: 待核实, 待更正, not filed; empty where it is one."""
    if isinstance(subject, MilestoneStatus) and subject.unknown_state:
        return answer_doubt(status, subject) or verdict_reason(status, subject.verdict)
    return answer_doubt(status, subject)


def answers_in_column(status: Status, matched: RowTasks, role: Role) -> tuple[OwnAnswer, ...]:
    """Every answer in the column of a role, in the plan's order.

    Of each task those of the milestones that the row speaks of; where these say nothing, that of the task as a whole.
    Of a milestone whose newest answer has to be corrected first that one, with its doubt.

    Args:
        status: holds the histories.
        matched: a row and its tasks.
        role: of the column.
    """
    answers: list[OwnAnswer] = []
    for task in matched.tasks:
        milestones = milestones_of_row(matched.row, task)
        if milestones:
            answers += _answers(status, task, milestones, role) or _answers(status, task, (task,), role)
    return tuple(answers)


def _answers(status: Status, task: TaskStatus, subjects: Sequence[TaskOrMilestone], role: Role) -> list[OwnAnswer]:
    return list(_each_answer(status, task, subjects, role))


def _each_answer(
    status: Status, task: TaskStatus, subjects: Sequence[TaskOrMilestone], role: Role
) -> Iterator[OwnAnswer]:
    for subject in subjects:
        claim = subject.claim if isinstance(subject, MilestoneStatus) else None
        is_claimed = answer_of(claim, role) is not None
        record = claim if is_claimed else record_with_answer(status, subject, role)
        cell = cell_of(record, role)
        if record and cell and cell.value is not None:
            doubt = doubt_of(status, subject) or (status.messages.text("mark-uncorrected") if is_claimed else "")
            yield OwnAnswer(task, subject, record, cell, doubt)
