"""Every task of the page as plain values: what its row shows, and what its details say."""

from collections.abc import Iterator, Mapping
from itertools import chain

from duban.model.edition import Withheld
from duban.model.status import MilestoneStatus, Status, TaskStatus
from duban.model.submission import AnswerCell, Record
from duban.reports.amended import milestone_mark, task_mark
from duban.reports.answer_labels import labels_of_answer
from duban.reports.formatting import (
    milestone_label,
    ruling_mark,
    short_day,
    short_task_name,
    verdict_reason,
    verdict_symbol,
    verdict_word,
)
from duban.reports.latest_answers import TaskOrMilestone, answer_caveats, declared_text, progress_text
from duban.reports.light_reasons import light_reasons
from duban.reports.task_columns import cell_name
from duban.reports.task_groups import lead_unit_name, printed_and_meant_leaders
from duban.text.display import display_text, period_words

Entry = dict[str, object]


def task_entries(status: Status) -> list[Entry]:
    """Every task in the plan's order.

    Returns:
        Of each its number and words, its light with `word`, `reason` and `trail` (the lights of all reports so far,
        this one last), as far as the edition shows lights, its `milestones`, and its `answers`: what each is about, its
        label, words, period, file and cell.
    """
    asking = {item.row.task.number for item in status.coordination if item.is_open}
    return [_entry(status, task, asks=task.task.number in asking) for task in status.tasks]


def _entry(status: Status, task: TaskStatus, *, asks: bool) -> Entry:
    planned, due = task.task, max(milestone.due for milestone in task.task.milestones)
    return {
        "number": planned.number,
        "name": planned.name,
        "brief": short_task_name(planned),
        "mark": task_mark(status, planned),
        "content": planned.content,
        "unit": lead_unit_name(status, task),
        "supports": task.row.supports.splitlines(),
        "leaders": [meant for _, meant in printed_and_meant_leaders(task)],
        "sources": list(planned.sources),
        "category": task.row.category,
        "due": short_day(status.plan, due),
        "day": due.isoformat(),
        **_light(status, task),
        **_grounds(status, task),
        "progress": progress_text(status, task),
        "asks": asks,
        "milestones": [_milestone_entry(status, milestone) for milestone in task.milestones],
        "answers": _all_answers(status, task),
    }


def _light(status: Status, subject: TaskOrMilestone) -> Entry:
    """The light with its word, that it was ruled, and how it went from report to report; without lights the word."""
    if not status.edition.shows(Withheld.LIGHTS):
        return {"word": verdict_word(status, subject.verdict)}
    usual, symbol = status.light_rules.lights[subject.verdict.light].symbol, verdict_symbol(status, subject.verdict)
    reported = [[report.period.short_name, str(report.light)] for report in subject.light_history.reported]
    return {
        "light": str(subject.verdict.light),
        "symbol": "" if symbol == usual else symbol,
        "word": verdict_word(status, subject.verdict),
        "ruled": ruling_mark(status, subject.verdict),
        "trail": [*reported, [status.period.short_name, str(subject.verdict.light)]],
    }


def _grounds(status: Status, task: TaskStatus) -> Entry:
    """Why it has its light, and what its unit declares; nothing in an edition without lights."""
    if not status.edition.shows(Withheld.LIGHTS):
        return {}
    return {"reason": light_reasons(status, task), "declared": declared_text(status, task)}


def _milestone_entry(status: Status, milestone: MilestoneStatus) -> Entry:
    due = milestone.row.due
    return {
        "label": milestone_label(status, milestone),
        "line": milestone.row.line + milestone_mark(status, milestone.row),
        "due": short_day(status.plan, due) if due else "",
        **_light(status, milestone),
        **_milestone_grounds(status, milestone),
    }


def _milestone_grounds(status: Status, milestone: MilestoneStatus) -> Entry:
    if not status.edition.shows(Withheld.LIGHTS):
        return {}
    doubts = list(answer_caveats(status, milestone))
    return {"reason": verdict_reason(status, milestone.verdict), "doubts": doubts}


def _all_answers(status: Status, task: TaskStatus) -> list[list[str]]:
    subjects: tuple[TaskOrMilestone, ...] = (*task.as_units_have_it, *task.milestones)
    return list(chain.from_iterable(_answers(status, subject) for subject in subjects))


def _answers(status: Status, subject: TaskOrMilestone) -> Iterator[list[str]]:
    """Of the answer that counts each input: about what, label, words, period, and where they stand."""
    if subject.record is None:
        return
    has_places = status.edition.shows(Withheld.SOURCES)
    about = milestone_label(status, subject) if isinstance(subject, MilestoneStatus) else ""
    labels = labels_of_answer(status, subject.record)
    for column, answer in _filled(subject.record).items():
        label = labels.get(column, column)
        for part in answer.parts or (answer,):
            if part.value is not None:
                file, cell = (part.place.file, cell_name(part.place)) if has_places else ("", "")
                yield [about, label, display_text(part.value), period_words(subject.record.period), file, cell]


def _filled(record: Record) -> Mapping[str, AnswerCell]:
    return {column: answer for column, answer in record.filled.items() if answer.value is not None}
