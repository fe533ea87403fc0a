"""Which answer counts in a report: of this kind of form, else of a related one; and why it may be doubted."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from duban.model.role import KEYS_AS_ROLES, Role
from duban.model.status import FilingStatus, MilestoneStatus, Status, TaskStatus
from duban.model.submission import Answer, AnswerCell, Record, find_record
from duban.model.unit import Unit
from duban.reports.formatting import DASH, marked, milestones_label

TaskOrMilestone = TaskStatus | MilestoneStatus

NO_MARKS: Mapping[str, str] = MappingProxyType({})

COLUMNS_OF_ROLES = (
    *(Role.STATE, Role.ACTUAL, Role.EXPECTED, Role.REASON),
    *(Role.EVIDENCE, Role.HELP, Role.PROBLEMS),
)
"""Roles whose names are columns of reports; other roles are shown as `answer:share`."""


def column_key(record: Record, column: str) -> str:
    """The key in a record of a column that is named by its role, or by its own key where it has no role."""
    return record.column_by_role.get(column, "") if column in KEYS_AS_ROLES else column


def answer_of(record: Record | None, column: str) -> Answer:
    """What a record answers in a column, by role or key; None where it answers nothing."""
    return record.answer(column_key(record, column)) if record else None


def text_of(record: Record | None, column: str) -> str:
    """The same as text, empty where it answers nothing."""
    return record.text(column_key(record, column)) if record else ""


def cell_of(record: Record | None, column: str) -> AnswerCell | None:
    """The answer with the cell in which it stands; None where the column was not asked."""
    return record.values.get(column_key(record, column)) if record else None


def newest_record(status: Status, column: str, *keys: str) -> Record | None:
    """The newest record in which a column is filled: of this kind of form, else of a related one.

    Args:
        status: holds the histories.
        column: its role, or its key in the form where it has no role.
        keys: keys of rows; the first that has an answer counts.
    """
    histories = (status.history, *status.related_histories.values())
    return find_record(histories, keys, lambda record: answer_of(record, column) is not None)


def newest_text(status: Status, key: str, column: str) -> str:
    """The newest answer in a row's column as text; empty where there is none.

    Args:
        status: holds the histories.
        key: of the row.
        column: its role, or its key in the form where it has no role.
    """
    return text_of(newest_record(status, column, key), column)


def newest_number(status: Status, key: str, column: str) -> Decimal | None:
    """The newest answer in a row's column as an exact number; None where there is none or it is no number.

    Args:
        status: holds the histories.
        key: of the row.
        column: its role, or its key in the form where it has no role.
    """
    answer = answer_of(newest_record(status, column, key), column)
    return answer if isinstance(answer, Decimal) else None


def record_with_answer(status: Status, subject: TaskOrMilestone, column: str) -> Record | None:
    """The record that counts if it has an answer in a column, else the newest record of the row that has one.

    A milestone of an undivided task is also answered for where forms ask about the whole task.

    Args:
        status: holds the histories.
        subject: a task or a milestone.
        column: its role, or its key in the form where it has no role.
    """
    if answer_of(subject.record, column) is not None:
        return subject.record
    planned = subject.row.milestone if isinstance(subject, MilestoneStatus) else None
    keys = subject.row.task.answer_keys(planned) if planned else (subject.row.key,)
    return newest_record(status, column, *keys)


def answer_text(status: Status, subject: TaskOrMilestone, column: str) -> str:
    """The answer of `record_with_answer` as text; empty where there is none.

    Args:
        status: holds the histories.
        subject: a task or a milestone.
        column: its role, or its key in the form where it has no role.
    """
    return text_of(record_with_answer(status, subject, column), column)


def task_answer_text(status: Status, task: TaskStatus, column: str, marks: Mapping[str, str] = NO_MARKS) -> str:
    """A task's own answer, then those of its milestones: several each under its label, on lines of their own.

    What was answered of several in the same words stands once, under all of their labels. Of an undivided task an
    answer about the whole is one about its milestone too: it stands once.

    Args:
        status: holds the histories and the words of labels.
        task: with its milestones.
        column: its role, or its key in the form where it has no role.
        marks: by row key, what stands behind the answer of the task or of a milestone.
    """
    records = {milestone.row.key: record_with_answer(status, milestone, column) for milestone in task.milestones}
    return _answers_text(status, task, column, records, marks)


def _answers_text(
    status: Status, task: TaskStatus, column: str, records: Mapping[str, Record | None], marks: Mapping[str, str]
) -> str:
    """As `task_answer_text`. records: by row key, the one with the answer of each milestone."""
    own = _whole_answers_text(status, task, column, marks)
    whole_records = [part.record for part in task.as_units_have_it if answer_of(part.record, column) is not None]
    answers = [
        (milestone, text_of(records[milestone.row.key], column) + marks.get(milestone.row.key, ""))
        for milestone in task.milestones
        if records[milestone.row.key] not in (None, *whole_records)
    ]
    if len(task.milestones) == 1:
        return "\n".join(dict.fromkeys(filter(None, (own, *(words for _, words in answers)))))
    parts = _parts_text(status, answers)
    return "\n".join(filter(None, (own, parts)))


def _parts_text(status: Status, answers: Iterable[tuple[MilestoneStatus, str]]) -> str:
    """Answers of milestones under their labels, one a line; the same words once, under all of their labels."""
    milestones_by_words: dict[str, list[MilestoneStatus]] = {}
    for milestone, words in answers:
        milestones_by_words.setdefault(words, []).append(milestone)
    return "\n".join(
        status.messages.text("part-said", part=milestones_label(status, milestones), words=words)
        for words, milestones in milestones_by_words.items()
    )


def _whole_answers_text(status: Status, task: TaskStatus, column: str, marks: Mapping[str, str]) -> str:
    """What was answered for the task as a whole; of several units that did, each one's under its name."""
    answers = [
        (part.unit.name, words + marks.get(part.row.key, ""))
        for part in task.as_units_have_it
        if (words := text_of(part.record, column))
    ]
    if not task.shares:
        return answers[0][1] if answers else ""
    units_by_words: dict[str, list[str]] = {}
    for unit, words in answers:
        units_by_words.setdefault(words, []).append(unit)
    joint_name = status.assignment.directory.joint_name
    parts = (
        status.messages.text("part-said", part=joint_name(units), words=words)
        for words, units in units_by_words.items()
    )
    return "\n".join(parts)


def earlier_marks(status: Status, task: TaskStatus, column: str) -> dict[str, str]:
    """By row key, that what counts in a column was said in an earlier period; nothing where in this one.

    Args:
        status: holds the histories and the words.
        task: with its milestones.
        column: its role, or its key in the form where it has no role.
    """
    return _marks_of_earlier(status, _records_with_answer(status, task, column))


def _records_with_answer(status: Status, task: TaskStatus, column: str) -> Mapping[str, Record | None]:
    """By row key, the record with the answer of the task as each unit has it, and of each of its milestones."""
    subjects: tuple[TaskOrMilestone, ...] = (*task.as_units_have_it, *task.milestones)
    return {subject.row.key: record_with_answer(status, subject, column) for subject in subjects}


def _marks_of_earlier(status: Status, records: Mapping[str, Record | None]) -> dict[str, str]:
    earlier = [key for key, record in records.items() if record and record.period != status.period.code]
    return dict.fromkeys(earlier, marked(status.messages, status.messages.text("mark-carried-over"))) if earlier else {}


def marked_answers_text(status: Status, task: TaskStatus, roles: Iterable[str]) -> str:
    """A task's answers in several columns and those of its milestones, one below another, marked where said earlier.

    Args:
        status: holds the histories and the words.
        task: with its milestones.
        roles: of the columns, in order.
    """
    texts = []
    for role in roles:
        records = _records_with_answer(status, task, role)
        texts.append(_answers_text(status, task, role, records, _marks_of_earlier(status, records)))
    return "\n".join(dict.fromkeys(filter(None, texts)))


def progress_text(status: Status, task: TaskStatus) -> str:
    """The progress that counts, and in brackets why it is not this period's or not yet right.

    The brackets stand once at the end; where they are not the same for all that is said, behind each.
    """
    marks = _progress_marks(status, task)
    if len(set(marks.values())) > 1:
        return task_answer_text(status, task, Role.PROGRESS, marks)
    return task_answer_text(status, task, Role.PROGRESS) + next(iter(marks.values()))


def _progress_marks(status: Status, task: TaskStatus) -> dict[str, str]:
    """By row key, why the progress of a task or a milestone may be doubted; where there is none, of them together.

    That one is of an earlier period is news where all are, or where it may be doubted.
    """
    subjects: tuple[TaskOrMilestone, ...] = (*task.as_units_have_it, *task.milestones)
    speaking = [subject for subject in subjects if text_of(subject.record, Role.PROGRESS)]
    if not speaking:
        return {task.row.key: marked(status.messages, _caveat(status, task.unit, subjects))}
    none_is_new = not any(_is_of_this_period(status, subject) for subject in speaking)
    carried_over, marks = status.messages.text("mark-carried-over"), {}
    for subject in speaking:
        caveat = _caveat(status, subject.unit, (subject,))
        is_news = none_is_new or (bool(caveat) and not _is_of_this_period(status, subject))
        marks[subject.row.key] = marked(
            status.messages, "，".join(filter(None, (caveat, carried_over if is_news else "")))
        )
    return marks


def _is_of_this_period(status: Status, subject: TaskOrMilestone) -> bool:
    return subject.record is not None and subject.record.period == status.period.code


def declared_text(status: Status, task: TaskStatus) -> str:
    """What the milestones' answers add up to, what was said before a day was put off, and why all may be doubted."""
    words, text = status.light_rules.declared.get(task.declared_meaning, DASH), status.messages.text
    caveats: dict[str, None] = {}
    for milestone in task.milestones:
        state = settled_state(milestone)
        before = (text("mark-declared-within-due", state=state),) if state else ()
        caveats |= dict.fromkeys((*before, *answer_caveats(status, milestone)))
    return words + marked(status.messages, "，".join(caveat for caveat in caveats if caveat != words))


def settled_state(milestone: MilestoneStatus) -> str:
    """The bad news of a due day that was put off since to one that the unit meant to keep; empty for none."""
    record, planned = milestone.record, milestone.row.milestone
    is_settled = planned and planned.first_due_text and record and not record.meaning
    return text_of(record, Role.STATE) if is_settled else ""


def answer_caveats(status: Status, milestone: MilestoneStatus) -> tuple[str, ...]:
    """Why the answer that counts is not the unit's answer of this period, or takes back an earlier one."""
    return tuple(filter(None, (reopening_mark(status, milestone), answer_doubt(status, milestone))))


def reopening_mark(status: Status, milestone: MilestoneStatus) -> str:
    """That its unit takes back that it was finished, and since when; empty where it does not."""
    reopened_on = milestone.reopened_on
    return status.messages.text("mark-reopened", day=reopened_on) if reopened_on else ""


def former_ruling(status: Status, subject: TaskOrMilestone) -> str:
    """That a person ruled the light of the last report, where it is another one now and nobody ruled that."""
    last = subject.light_history.reported[-1] if subject.light_history.reported else None
    if last is None or not last.is_ruled or subject.verdict.ruling or last.light is subject.verdict.light:
        return ""
    return status.messages.text("ruled-before", light=status.light_rules.lights[last.light].name)


def answer_doubt(status: Status, subject: TaskOrMilestone) -> str:
    """Why the answer that counts is not the unit's answer of this period; empty where it is."""
    return _caveat(status, subject.unit, (subject,))


def _caveat(status: Status, unit: Unit, subjects: Sequence[TaskOrMilestone]) -> str:
    """That versions wait, bad news is not verified, the newest answer must be corrected first, or no return counts."""
    own, text = status.unit_status(unit), status.messages.text
    filing = own.newest_filing if own else FilingStatus.FILED
    if filing is not FilingStatus.VERSIONS_DIFFER:
        if any(subject.record and subject.record.unverified for subject in subjects):
            return text("mark-unverified")
        if any(subject.awaits_correction for subject in subjects):
            return text("mark-uncorrected")
    return "" if filing is FilingStatus.FILED else text(f"mark-not-filed-{filing}")
