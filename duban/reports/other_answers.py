"""其他填报内容: every answer that no other sheet of a report shows, with its file, sheet and cell."""

from collections.abc import Iterator, Sequence
from datetime import date

from duban.model.layout import Column, SheetLayout
from duban.model.role import Role
from duban.model.row import Row
from duban.model.status import MilestoneStatus, Status, TaskStatus, UnitStatus
from duban.model.submission import AnswerCell, Record
from duban.reports.latest_answers import answer_of
from duban.reports.shown_answers import RowKind, ShownAnswer, row_kind
from duban.reports.table_rows import TABLES, CellContent, ReportRow, ReportRows
from duban.text.display import display_text, period_words

OTHER_ANSWERS = "other-answers"
"""The name of the sheet, and the code of its table."""


@TABLES(OTHER_ANSWERS)
def other_answers(status: Status) -> ReportRows:
    """Every answer that `Status.shown_answers` does not name: unit by unit, the heading's first, then row by row."""
    subjects: dict[str, TaskStatus | MilestoneStatus] = {task.row.key: task for task in status.tasks}
    subjects |= {milestone.row.key: milestone for milestone in status.milestones}
    for unit in status.units:
        yield from _heading_answers(status, unit)
        for sheet in status.layout.sheets:
            for row in status.assignment.rows(sheet, unit.unit):
                if record := status.history.last(row.key):
                    yield from _row_answers(status, sheet, row, record, subjects.get(row.key))


def _heading_answers(status: Status, unit: UnitStatus) -> Iterator[ReportRow]:
    submission = unit.counted_return.submission if unit.counted_return else None
    for column in (column for sheet in status.layout.sheets for column in sheet.heading_inputs):
        answer = submission.heading.get(column.key) if submission else None
        is_shown = ShownAnswer(RowKind.HEADING, column.role or column.key) in status.shown_answers
        if answer and answer.value is not None and not is_shown:
            yield _answer_row(unit.unit.name, "", column, answer) | {"period": period_words(status.period.code)}


def _row_answers(
    status: Status, sheet: SheetLayout, row: Row, record: Record, subject: TaskStatus | MilestoneStatus | None
) -> Iterator[ReportRow]:
    """What a row's record says in columns that are not shown. subject: see `_unshown_columns`."""
    for column in _unshown_columns(status, sheet, record, subject):
        answer = record.filled[column.key]
        for part in answer.parts or (answer,):
            cells = _answer_row(row.unit.name, _row_subject(status, row), column, part)
            yield {**cells, "period": period_words(_said_in(record, answer, status.history.records[row.key]))}


def _said_in(record: Record, answer: AnswerCell, records: Sequence[Record]) -> str:
    """The code of the period in which an answer was said.

    Args:
        record: the newest of its row. Where bad news of a later return is laid over it, it has the period of these.
        answer: one of its cells.
        records: of the row, oldest first.
    """
    if not record.unverified:
        return record.period
    earlier = (one for one in reversed(records) if not one.unverified and answer in one.filled.values())
    return next(earlier, record).period


def _unshown_columns(
    status: Status, sheet: SheetLayout, record: Record, subject: TaskStatus | MilestoneStatus | None
) -> list[Column]:
    """The columns with an answer that no other sheet shows.

    Args:
        status: has the report's sheets.
        sheet: in which the row stands.
        record: the newest answers of the row.
        subject: the task or milestone that the row is about; None for an earlier interval of a recurring duty, of which
            no other sheet tells: all that was said of it in this period is listed.
    """
    kind = row_kind(sheet, status.cycle)
    answered = _answered_columns(status, sheet, record)
    if kind is RowKind.MILESTONE and subject is None:
        return answered if record.period == status.period.code else []
    counted = subject.record if subject and kind in {RowKind.TASK, RowKind.MILESTONE} else record
    return [column for column in answered if not (kind and _is_shown(status, kind, column, record, counted))]


def _answered_columns(status: Status, sheet: SheetLayout, record: Record) -> list[Column]:
    filled = {key for key, answer in record.filled.items() if answer.value is not None}
    return [column for column in (*sheet.input_columns, status.layout.explanation_column) if column.key in filled]


def _is_shown(status: Status, kind: RowKind, column: Column, record: Record, counted: Record | None) -> bool:
    """Whether another sheet shows it. counted: the record that counts for the row, perhaps of another kind of form."""
    name = column.role or column.key
    if ShownAnswer(kind, name, newest=True) in status.shown_answers:
        return counted in (None, record) or answer_of(counted, name) is None
    if ShownAnswer(kind, name) not in status.shown_answers:
        return False
    if kind is RowKind.CLAIM:
        return _is_shown_claim(record, column)
    if kind is RowKind.GOAL:
        return bool(record.text_by_role(Role.CONTENT))
    shown, own = counted.filled.get(column.key) if counted else None, record.filled[column.key]
    return shown is not None and (shown.value, shown.place) == (own.value, own.place)


def _is_shown_claim(record: Record, column: Column) -> bool:
    """Reasons are shown of those who decline, wishes of those who claim."""
    opinion = record.by_role(Role.OPINION)
    meaning = opinion.meaning if opinion else ""
    if column.role is Role.OPINION:
        return bool(meaning)
    return meaning == ("decline" if column.role is Role.ADVICE else "claim")


def _answer_row(unit: str, subject: str, column: Column, answer: AnswerCell) -> dict[str, CellContent]:
    return {
        "unit": unit,
        "subject": subject,
        "label": column.label,
        "value": display_text(answer.value) if isinstance(answer.value, date) else answer.value,
        "file": answer.place.file,
        "sheet": answer.place.sheet,
        "cell": answer.place.cell,
    }


def _row_subject(status: Status, row: Row) -> str:
    """The task, and what of it is asked about; empty for a row about the unit itself."""
    if row.task.number == row.unit.code:
        return ""
    part = "" if row.line == row.task.name else row.line
    if row.target:
        part = f"{row.span} {row.target.name}".strip()
    return status.messages.text("source-task", number=row.task.number, name=row.task.name, place=part)
