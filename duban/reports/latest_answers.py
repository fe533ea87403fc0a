"""Which answer counts in a report: of this kind of form, else of a related one; and why it may be doubted."""

from decimal import Decimal

from duban.model.status import FilingStatus, MilestoneStatus, Status, TaskStatus
from duban.model.submission import Record, find_record
from duban.reports.formatting import DASH, WORRYING, marked, milestone_label, severity_rank, verdict_reason

TaskOrMilestone = TaskStatus | MilestoneStatus

_SILENT = frozenset({FilingStatus.OWING, FilingStatus.AWAITED})


def newest_record(status: Status, column: str, *keys: str) -> Record | None:
    """The newest record in which a column is filled: of this kind of form, else of a related one.

    Args:
        status: holds the histories.
        column: its key in the form.
        keys: keys of rows; the first that has an answer counts.
    """
    histories = (status.history, *status.related_histories.values())
    return find_record(histories, keys, lambda record: record.answer(column) is not None)


def newest_text(status: Status, key: str, column: str) -> str:
    """The newest answer in a row's column as text; empty where there is none."""
    record = newest_record(status, column, key)
    return record.text(column) if record else ""


def newest_number(status: Status, key: str, column: str) -> Decimal | None:
    """The newest answer in a row's column as an exact number; None where there is none."""
    record = newest_record(status, column, key)
    answer = record.answer(column) if record else None
    return answer if isinstance(answer, Decimal) else None


def record_with_answer(status: Status, subject: TaskOrMilestone, column: str) -> Record | None:
    """The record that counts if it has an answer in a column, else the newest record of the row that has one.

    A milestone that is its task's only one is also answered for where forms ask about the whole task.
    """
    if subject.record and subject.record.answer(column) is not None:
        return subject.record
    keys = [subject.row.key]
    if isinstance(subject, MilestoneStatus) and len(subject.row.task.milestones) == 1:
        keys.append(subject.row.task.key)
    return newest_record(status, column, *keys)


def answer_text(status: Status, subject: TaskOrMilestone, column: str) -> str:
    """The answer of `record_with_answer` as text; empty where there is none."""
    record = record_with_answer(status, subject, column)
    return record.text(column) if record else ""


def task_answer_text(status: Status, task: TaskStatus, column: str) -> str:
    """A task's own answer, else those of its milestones: several each under its label, on lines of their own."""
    own = task.record.text(column) if task.record else ""
    if own or not task.milestones:
        return own
    answers = [(milestone, answer_text(status, milestone, column)) for milestone in task.milestones]
    if len(answers) == 1:
        return answers[0][1]
    return "\n".join(
        status.messages.text("part-said", part=milestone_label(status, milestone) or milestone.row.line, words=words)
        for milestone, words in answers
        if words
    )


def progress_text(status: Status, task: TaskStatus) -> str:
    """The progress that counts, and in brackets why it is not this period's or not yet right."""
    text = task_answer_text(status, task, "progress")
    own = task.record is not None and bool(task.record.text("progress"))
    subjects: tuple[TaskOrMilestone, ...] = (task,) if own else (task, *task.milestones)
    periods = {subject.record.period for subject in subjects if subject.record and subject.record.text("progress")}
    filing = next((unit.filing_status for unit in status.units if unit.unit.code == task.unit.code), None)
    marks = []
    if any(subject.awaits_correction for subject in subjects):
        marks.append("uncorrected")
    elif filing in _SILENT:
        marks.append(f"not-filed-{filing}")
    if text and periods and status.period.code not in periods:
        marks.append("carried-over")
    return text + marked(status.messages, "，".join(status.messages.text(f"mark-{mark}") for mark in marks))


def declared_text(status: Status, task: TaskStatus) -> str:
    """What the milestones' answers add up to, and why that may not be the unit's last word."""
    caveats = dict.fromkeys(filter(None, (answer_caveat(status, milestone) for milestone in task.milestones)))
    words = status.light_rules.declared.get(task.declared_meaning, DASH)
    return words + "".join(marked(status.messages, caveat) for caveat in caveats)


def answer_caveat(status: Status, milestone: MilestoneStatus) -> str:
    """Why the answer that counts is not the unit's answer of this period; empty where it is."""
    if milestone.awaits_correction:
        return status.messages.text("mark-uncorrected")
    for unit in status.units:
        if unit.unit.code == milestone.unit.code and unit.counted_return is None and unit.filing_status in _SILENT:
            return status.messages.text(f"mark-not-filed-{unit.filing_status}")
    return ""


def light_reasons(status: Status, task: TaskStatus) -> str:
    """Why a task has its light: each worrying milestone by its number, else the reason for the whole task."""
    worrying = [milestone for milestone in task.milestones if milestone.verdict.light in WORRYING]
    if not worrying:
        return verdict_reason(status, task.verdict)
    worrying.sort(key=lambda milestone: severity_rank(milestone.verdict.light))
    return "\n".join(
        status.messages.text(
            "ground",
            place=milestone_label(status, milestone),
            reason=verdict_reason(status, milestone.verdict),
            doubt=answer_caveat(status, milestone),
        )
        for milestone in worrying
    )
