"""数据来源 and 其他填报内容: for each figure the keys that it counts, for each answer its file, sheet and cell."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from duban.messages.finding import Finding, Place
from duban.model.layout import Column, SheetLayout
from duban.model.role import Role
from duban.model.row import Row
from duban.model.status import Figure, MilestoneStatus, Status, TaskStatus, UnitStatus
from duban.model.submission import AnswerCell, Record
from duban.reports.figures import all_figures
from duban.reports.formatting import milestone_label
from duban.reports.latest_answers import cell_of
from duban.reports.table_rows import TABLES, CellContent, ReportRow, ReportRows
from duban.workbook.book import Cell, Scalar


@dataclass(frozen=True, slots=True)
class _Source:
    """What a key stands for, and the answer behind it.

    Attributes:
        subject: in words.
        place: words in place of a file where the answer waits for correction; None where no answer counts.
    """

    subject: str
    place: Place | None = None
    raw: object = ""


@TABLES("sources")
def figure_sources(status: Status) -> ReportRows:
    """First each key of each figure, or one row to say that there is none; then each answer that counts."""
    yield from trace_figures(status, all_figures(status))
    for _, subject, record in _records(status):
        values = record.values if record else {}
        for column, answer in values.items():
            if answer.value is not None:
                source = _Source(subject, answer.place, answer.raw)
                yield _row(status, status.column_labels.get(column, column), _raw_text(answer.value), source)


def trace_figures(status: Status, figures: Iterable[Figure]) -> ReportRows:
    """Each key of each of these figures, or one row to say that there is none."""
    sources = dict(_sources(status))
    for figure in figures:
        for key in figure.keys:
            yield _row(status, figure.label, len(figure), sources[key])
        if not figure.keys:
            yield _row(status, figure.label, 0, _Source(status.messages.text("source-none"), Place("")))


def _row(status: Status, label: str, value: Scalar, source: _Source) -> ReportRow:
    place = source.place or Place(status.messages.text("source-silent"))
    return {
        "label": label,
        "value": Cell(value, "number" if isinstance(value, int) else "word-middle"),
        "meant": source.subject,
        "file": place.file,
        "sheet": place.sheet,
        "cell": place.cell,
        "raw": _raw_text(source.raw),
    }


def _sources(status: Status) -> Iterator[tuple[str, _Source]]:
    """The key of each task, milestone, unit and single input with its source."""
    help_label = _label(status, Role.HELP)
    for task in status.tasks:
        yield task.row.key, _task_source(status, task)
        for milestone in task.milestones:
            subject = _subject(status, task, milestone_label(status, milestone))
            yield milestone.row.key, _answer_source(status, subject, milestone, Role.STATE)
            help_subject = status.messages.text("source-input", what=subject, label=help_label)
            yield f"{milestone.row.key}/help", _answer_source(status, help_subject, milestone, Role.HELP)
    subjects = {key: subject for key, subject, _ in _records(status)}
    for unit in status.units:
        yield unit.unit.code, _unit_source(unit)
        findings = unit.counted_return.findings if unit.counted_return else ()
        for finding in findings:
            subject = subjects.get(finding.row, unit.unit.name)
            yield f"{finding.row or unit.unit.code}/{finding.column}", _input_source(status, unit, finding, subject)


def _unit_source(unit: UnitStatus) -> _Source:
    """A unit's return, by the cell in which it dates itself."""
    if unit.counted_return is None:
        return _Source(unit.unit.name)
    submission = unit.counted_return.submission
    dated = submission.heading.get(submission.heading_column_by_role.get(Role.REPORTED_ON, "")) if submission else None
    place = dated.place if dated else Place(unit.counted_return.file)
    return _Source(unit.unit.name, place, dated.raw if dated else "")


def _input_source(status: Status, unit: UnitStatus, finding: Finding, subject: str) -> _Source:
    """The single input that a finding speaks of; one of the heading has no row."""
    submission = unit.counted_return.submission if unit.counted_return else None
    answer = submission.row_inputs(finding.row).get(finding.column) if submission else None
    label = status.column_labels.get(finding.column, finding.column)
    text = status.messages.text("source-input", what=subject, label=label)
    return _Source(text, finding.place, answer.raw if answer else "")


def _task_source(status: Status, task: TaskStatus) -> _Source:
    """A task's light comes from a milestone where that one speaks for it, else from its own words.

    Where the form asks nothing about whole tasks, it comes from the first milestone that was answered.
    """
    subject = _subject(status, task)
    for milestone in task.milestones:
        if milestone.verdict == task.verdict:
            return _answer_source(status, subject, milestone, Role.STATE)
    for milestone in task.milestones:
        if task.record is None and cell_of(milestone.record, Role.STATE):
            return _answer_source(status, subject, milestone, Role.STATE)
    return _answer_source(status, subject, task, Role.PROGRESS)


def _answer_source(status: Status, subject: str, answered: TaskStatus | MilestoneStatus, column: str) -> _Source:
    answer = cell_of(answered.record, column)
    if answer:
        return _Source(subject, answer.place, answer.raw)
    return _Source(subject, Place(status.messages.text("source-wrong")) if answered.awaits_correction else None)


def _records(status: Status) -> Iterator[tuple[str, str, Record | None]]:
    """Key, words and answer of every task, milestone and numeric target."""
    for task in status.tasks:
        yield task.row.key, _subject(status, task), task.record
        for milestone in task.milestones:
            yield milestone.row.key, _subject(status, task, milestone_label(status, milestone)), milestone.record
        for row in status.assignment.target_rows(task.task):
            target_name = row.target.name if row.target else ""
            yield row.key, _subject(status, task, target_name), status.history.last(row.key)


def _label(status: Status, role: Role) -> str:
    """The header of the first column of a role; the role's own name where there is none."""
    columns = (sheet.by_role(role) for sheet in status.layout.sheets)
    return next((column.label for column in columns if column), role.value)


def _subject(status: Status, task: TaskStatus, part: str = "") -> str:
    return status.messages.text("source-task", number=task.task.number, name=task.task.name, place=part)


def _raw_text(raw: object) -> str:
    return raw.strftime("%Y-%m-%d") if isinstance(raw, date) else str(raw)


OTHER_ANSWERS = "other-answers"
"""The name of the sheet, and the code of its table."""


@TABLES(OTHER_ANSWERS)
def other_answers(status: Status) -> ReportRows:
    """Every answer in a column without a role: unit by unit, the heading's first, then row by row."""
    for unit in status.units:
        yield from _heading_answers(status, unit)
        for sheet in status.layout.sheets:
            yield from _sheet_answers(status, unit, sheet)


def _heading_answers(status: Status, unit: UnitStatus) -> Iterator[ReportRow]:
    submission = unit.counted_return.submission if unit.counted_return else None
    columns = [column for sheet in status.layout.sheets for column in sheet.heading_inputs if not column.role]
    for column in columns:
        answer = submission.heading.get(column.key) if submission else None
        if answer and answer.value is not None:
            yield _answer_row(unit, "", column, answer) | {"period": status.period.code}


def _sheet_answers(status: Status, unit: UnitStatus, sheet: SheetLayout) -> Iterator[ReportRow]:
    columns = [column for column in sheet.input_columns if not column.role]
    if not columns:
        return
    for row in status.assignment.rows(sheet, unit.unit):
        record = status.history.last(row.key)
        for column in columns:
            answer = record.values.get(column.key) if record else None
            if record and answer and answer.value is not None:
                yield _answer_row(unit, _row_subject(status, row), column, answer) | {"period": record.period}


def _answer_row(unit: UnitStatus, subject: str, column: Column, answer: AnswerCell) -> dict[str, CellContent]:
    return {
        "unit": unit.unit.name,
        "subject": subject,
        "label": column.label,
        "value": answer.value,
        "file": answer.place.file,
        "sheet": answer.place.sheet,
        "cell": answer.place.cell,
    }


def _row_subject(status: Status, row: Row) -> str:
    """The task, and what of it is asked about; empty for a row about the unit itself."""
    if row.task.number == row.unit.code:
        return ""
    part = "" if row.line == row.task.name else row.line
    return status.messages.text(
        "source-task", number=row.task.number, name=row.task.name, place=row.target.name if row.target else part
    )
