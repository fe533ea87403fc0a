"""数据来源: for each figure the keys that it counts, for each answer its file, sheet and cell."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from duban.messages.finding import Finding, Place
from duban.model.figure import Figure
from duban.model.role import Role
from duban.model.status import FilingStatus, MilestoneStatus, Status, TaskStatus, UnitStatus
from duban.model.submission import Record
from duban.model.unit import Unit
from duban.reports.answer_labels import labels_of_answer
from duban.reports.figures import all_figures
from duban.reports.filings import filing_word
from duban.reports.formatting import milestone_label
from duban.reports.latest_answers import cell_of
from duban.reports.table_rows import TABLES, ReportRow, ReportRows
from duban.text.display import display_text
from duban.value_object import ValueObject
from duban.workbook.book import Cell, Scalar

_Words = Callable[[], str]
"""Of thousands of keys few are spoken of: their words are made when they are asked for."""


class KeySource(ValueObject):
    """What a key stands for, and the answer behind it.

    Attributes:
        subject: gives it in words.
        place: words in place of a file where the answer waits for correction; None where no answer counts.
    """

    subject: _Words
    place: Place | None = None
    raw: object = ""


@TABLES("sources")
def figure_sources(status: Status) -> ReportRows:
    """First each key of each figure, or one row to say that there is none; then each answer that counts."""
    yield from trace_figures(status, all_figures(status))
    for _, subject, record in _records(status):
        values = record.values if record else {}
        labels = labels_of_answer(status, record) if record else {}
        for column, answer in values.items():
            label = labels.get(column, column)
            for part in answer.parts or (answer,):
                if part.value is not None:
                    source = KeySource(subject, part.place, part.raw)
                    yield _row(status, label, display_text(part.value), source)


def trace_figures(status: Status, figures: Iterable[Figure]) -> ReportRows:
    """Each key of each of these figures, or one row to say that there is none."""
    sources = dict(key_sources(status))
    for figure in figures:
        for key in figure.keys:
            yield _row(status, figure.label, len(figure), sources[key])
        if not figure.keys:
            yield _row(status, figure.label, 0, KeySource(partial(status.messages.text, "source-none"), Place("")))


def _row(status: Status, label: str, value: Scalar, source: KeySource) -> ReportRow:
    place = source.place or Place(status.messages.text("source-silent"))
    return {
        "label": label,
        "value": Cell(value, "number" if isinstance(value, int) else "word-middle"),
        "meant": source.subject(),
        "file": place.file,
        "sheet": place.sheet,
        "cell": place.cell,
        "raw": display_text(source.raw),
    }


def key_sources(status: Status) -> Iterator[tuple[str, KeySource]]:
    """The key of each task, milestone, unit and single input with its source."""
    help_label = _label(status, Role.HELP)
    subjects = {key: subject for key, subject, _ in _records(status)}
    for task in status.tasks:
        for part in task.as_units_have_it:
            yield part.row.key, _task_source(status, part, subjects[part.row.key])
        for milestone in task.milestones:
            key, subject = milestone.row.key, subjects[milestone.row.key]
            yield key, _answer_source(status, subject, milestone, Role.STATE)
            help_subject = partial(_subject_of_input, status, subject, help_label)
            yield f"{key}/help", _answer_source(status, help_subject, milestone, Role.HELP)
    yield from _request_sources(status, subjects, help_label)
    for unit in status.units:
        yield unit.unit.code, _unit_source(status, unit)
        findings = unit.counted_return.findings if unit.counted_return else ()
        for finding in findings:
            subject = subjects.get(finding.row, partial(str, unit.unit.name))
            yield f"{finding.row or unit.unit.code}/{finding.column}", _input_source(status, unit, finding, subject)


def _request_sources(status: Status, subjects: Mapping[str, _Words], label: str) -> Iterator[tuple[str, KeySource]]:
    """Each request with the cell in which it was asked last."""
    for item in status.coordination:
        request = cell_of(item.records[0], Role.HELP)
        subject = partial(_subject_of_input, status, subjects[item.row.key], label)
        if request:
            yield f"{item.row.key}/help", KeySource(subject, request.place, request.raw)


def _unit_source(status: Status, unit: UnitStatus) -> KeySource:
    """A unit's return, by the cell in which it dates itself; where none counts, why."""
    name = partial(str, unit.unit.name)
    if unit.counted_return is None:
        return KeySource(name, _filing_place(status, unit.unit))
    submission = unit.counted_return.submission
    dated = submission.heading.get(submission.heading_column_by_role.get(Role.REPORTED_ON, "")) if submission else None
    place = dated.place if dated else Place(unit.counted_return.file)
    return KeySource(name, place, dated.raw if dated else "")


def _input_source(status: Status, unit: UnitStatus, finding: Finding, subject: _Words) -> KeySource:
    """The single input that a finding speaks of; one of the heading has no row."""
    submission = unit.counted_return.submission if unit.counted_return else None
    answer = submission.row_inputs(finding.row).get(finding.column) if submission else None
    label = status.column_labels.get(finding.column, finding.column)
    return KeySource(partial(_subject_of_input, status, subject, label), finding.place, answer.raw if answer else "")


def _task_source(status: Status, task: TaskStatus, subject: _Words) -> KeySource:
    """A task's light comes from a milestone where that one speaks for it, else from its own words.

    Where the form asks nothing about whole tasks, it comes from the first milestone that was answered.
    """
    for milestone in task.milestones:
        if milestone.verdict == task.verdict:
            return _answer_source(status, subject, milestone, Role.STATE)
    for milestone in task.milestones:
        if task.record is None and cell_of(milestone.record, Role.STATE):
            return _answer_source(status, subject, milestone, Role.STATE)
    return _answer_source(status, subject, task, Role.PROGRESS)


def _answer_source(status: Status, subject: _Words, answered: TaskStatus | MilestoneStatus, column: str) -> KeySource:
    answer = cell_of(answered.record, column)
    if answer:
        return KeySource(subject, answer.place, answer.raw)
    if answered.awaits_correction:
        return KeySource(subject, Place(status.messages.text("source-wrong")))
    return KeySource(subject, _filing_place(status, answered.unit))


def _filing_place(status: Status, unit: Unit) -> Place | None:
    """Instead of a file, why no return of a unit counts; None where one does."""
    filing = status.filing_status_of(unit)
    if filing in (None, FilingStatus.FILED):
        return None
    return Place(status.messages.text("marked", words=filing_word(status, filing)))


def _records(status: Status) -> Iterator[tuple[str, _Words, Record | None]]:
    """Key, words and answer of every task, milestone and numeric target."""
    for task in status.tasks:
        for part in task.as_units_have_it:
            yield part.row.key, partial(_subject, status, part), part.record
        for milestone in task.milestones:
            yield milestone.row.key, partial(_subject_of_milestone, status, task, milestone), milestone.record
        for row in status.assignment.target_rows(task.task):
            target_name = row.target.name if row.target else ""
            yield row.key, partial(_subject, status, task, target_name), status.history.last(row.key)


def _label(status: Status, role: Role) -> str:
    """The header of the first column of a role; the role's own name where there is none."""
    layouts = (status.layout, *status.related_layouts)
    columns = (sheet.by_role(role) for layout in layouts for sheet in layout.sheets)
    return next((column.label for column in columns if column), role.value)


def _subject_of_milestone(status: Status, task: TaskStatus, milestone: MilestoneStatus) -> str:
    return _subject(status, task, milestone_label(status, milestone))


def _subject_of_input(status: Status, subject: _Words, label: str) -> str:
    return status.messages.text("source-input", what=subject(), label=label)


def _subject(status: Status, task: TaskStatus, part: str = "") -> str:
    return status.messages.text("source-task", number=task.task.number, name=task.task.name, place=part)
