"""其他填报内容: what was answered in columns that mean nothing to lights, checks and the other sheets."""

from collections.abc import Iterator

from duban.model.layout import Column, SheetLayout
from duban.model.row import Row
from duban.model.status import Status, UnitStatus
from duban.model.submission import AnswerCell
from duban.reports.table_rows import TABLES, CellContent, ReportRow, ReportRows

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
                yield _answer_row(unit, _subject(status, row), column, answer) | {"period": record.period}


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


def _subject(status: Status, row: Row) -> str:
    """The task, and what of it is asked about; empty for a row about the unit itself."""
    if row.task.number == row.unit.code:
        return ""
    part = "" if row.line == row.task.name else row.line
    return status.messages.text(
        "source-task", number=row.task.number, name=row.task.name, place=row.target.name if row.target else part
    )
