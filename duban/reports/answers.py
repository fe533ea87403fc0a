"""What was answered about a task or a milestone, in this kind of form or in one that is looked at beside it."""

from collections.abc import Mapping

from duban.model.status import FilingStatus, MilestoneStatus, Status, TaskStatus
from duban.model.submission import Record
from duban.reports.amounts import newest_record
from duban.reports.look import answer_caveat, milestone_label

TaskOrMilestone = TaskStatus | MilestoneStatus


def record_with_answer(situation: Status, standing: TaskOrMilestone, column: str) -> Record | None:
    """The newest record of its row that has an answer in this column: in this kind of form, else in one beside."""
    keys = [standing.row.key]
    if isinstance(standing, MilestoneStatus) and len(standing.row.task.milestones) == 1:
        keys.append(standing.row.task.key)  # asked about as a whole, the task answers for its only milestone
    own = standing.record
    return own if own and own.answer(column) is not None else newest_record(situation, column, *keys)


def answer_text(situation: Status, standing: TaskOrMilestone, column: str) -> str:
    """The answer as words; empty where there is none."""
    record = record_with_answer(situation, standing, column)
    return record.text(column) if record else ""


def task_answer_text(situation: Status, task: TaskStatus, column: str) -> str:
    """What is said of a whole task: its own words, else those of its milestones, each under its own name."""
    own = task.record.text(column) if task.record else ""
    if own or not task.milestones:
        return own
    said = [(milestone, answer_text(situation, milestone, column)) for milestone in task.milestones]
    if len(said) == 1:
        return said[0][1]
    return "\n".join(
        situation.messages.text(
            "part-said", part=milestone_label(situation, milestone) or milestone.row.line, words=words
        )
        for milestone, words in said
        if words
    )


def progress_text(situation: Status, task: TaskStatus, filings: Mapping[str, FilingStatus]) -> str:
    """The progress that counts, and in brackets why it is not this period's or not yet right.

    filings: unit code → where its return stands.
    """
    text = task_answer_text(situation, task, "progress")
    own = task.record is not None and bool(task.record.text("progress"))
    standings: tuple[TaskOrMilestone, ...] = (task,) if own else (task, *task.milestones)
    records = [each.record for each in standings if each.record and each.record.text("progress")]
    filing = filings.get(task.unit.code)
    marks = []
    if any(each.awaits_correction for each in standings):
        marks.append("uncorrected")
    elif filing in {FilingStatus.OWING, FilingStatus.AWAITED}:
        marks.append(f"not-filed-{filing}")
    if text and records and all(record.period != situation.period.code for record in records):
        marks.append("carried-over")
    words = "，".join(situation.messages.text(f"mark-{mark}") for mark in marks)
    return text + (situation.messages.text("marked", words=words) if words else "")


def declared_text(situation: Status, task: TaskStatus) -> str:
    """What the milestones' answers add up to, and why that may not be the unit's last word."""
    words = situation.light_rules.declared.get(task.declared_meaning, "—")
    doubts = dict.fromkeys(filter(None, (answer_caveat(situation, milestone) for milestone in task.milestones)))
    return words + "".join(situation.messages.text("marked", words=word) for word in doubts)
