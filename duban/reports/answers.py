"""What was answered about a task or a milestone, in this kind of form or in one that is looked at beside it."""

from collections.abc import Mapping

from duban.model.status import Filing, MilestoneStanding, Situation, TaskStanding
from duban.model.submission import Record
from duban.reports.amounts import newest
from duban.reports.look import doubt, place

Standing = TaskStanding | MilestoneStanding


def answering(situation: Situation, standing: Standing, column: str) -> Record | None:
    """The newest record of its row that has an answer in this column: in this kind of form, else in one beside."""
    keys = [standing.row.key]
    if isinstance(standing, MilestoneStanding) and len(standing.row.task.milestones) == 1:
        keys.append(standing.row.task.key)  # asked about as a whole, the task answers for its only milestone
    own = standing.record
    return own if own and own.answer(column) is not None else newest(situation, column, *keys)


def answered(situation: Situation, standing: Standing, column: str) -> str:
    """The answer as words; empty where there is none."""
    record = answering(situation, standing, column)
    return record.text(column) if record else ""


def told(situation: Situation, task: TaskStanding, column: str) -> str:
    """What is said of a whole task: its own words, else those of its milestones, each under its own name."""
    own = task.record.text(column) if task.record else ""
    if own or not task.milestones:
        return own
    said = [(milestone, answered(situation, milestone, column)) for milestone in task.milestones]
    if len(said) == 1:
        return said[0][1]
    return "\n".join(
        situation.texts.word("part-said", part=place(situation, milestone) or milestone.row.line, words=words)
        for milestone, words in said
        if words
    )


def progress(situation: Situation, task: TaskStanding, filings: Mapping[str, Filing]) -> str:
    """The progress that counts, and in brackets why it is not this period's or not yet right.

    filings: unit code → where its return stands.
    """
    text = told(situation, task, "progress")
    own = task.record is not None and bool(task.record.text("progress"))
    standings: tuple[Standing, ...] = (task,) if own else (task, *task.milestones)
    records = [each.record for each in standings if each.record and each.record.text("progress")]
    filing = filings.get(task.unit.code)
    marks = []
    if any(each.uncorrected for each in standings):
        marks.append("uncorrected")
    elif filing in {Filing.OWING, Filing.AWAITED}:
        marks.append(f"not-filed-{filing}")
    if text and records and all(record.period != situation.period.code for record in records):
        marks.append("carried-over")
    words = "，".join(situation.texts.word(f"mark-{mark}") for mark in marks)
    return text + (situation.texts.word("marked", words=words) if words else "")


def declared(situation: Situation, task: TaskStanding) -> str:
    """What the milestones' answers add up to, and why that may not be the unit's last word."""
    words = situation.rules.declared.get(task.declared, "—")
    doubts = dict.fromkeys(filter(None, (doubt(situation, milestone) for milestone in task.milestones)))
    return words + "".join(situation.texts.word("marked", words=word) for word in doubts)
