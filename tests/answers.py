"""What a department said, by row key and column key, as the checks see it; no workbook is involved."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

from duban.messages.finding import Finding, Place
from duban.model.form_id import FormId
from duban.model.layout import Column, Layout
from duban.model.plan_parts import Target
from duban.model.row import Row
from duban.model.submission import Answer, AnswerCell, History, Record, Submission
from duban.model.wording import Wording
from duban.returns.checks.answered_form import AnsweredForm, check_against_history, check_return
from tests import returns

RowAnswers = Mapping[str, Answer | int]
Answers = Mapping[str, RowAnswers]
"""Row key → column key → what was answered."""
REPORTED_ON = date(2022, 6, 18)


def layout(form: str) -> Layout:
    """A shipped kind of form by the name of its file."""
    return returns.workspace().layouts[f"{form}.yaml"]


def answered(
    form: str,
    answers: Answers,
    period: str = "2022-06",
    filed: date | None = REPORTED_ON,
    targets: Mapping[str, Target] | None = None,
    wording: Wording | None = None,
) -> AnsweredForm:
    """A form of 督导室, answered so. targets: row key → what its number is measured by."""
    june, kind = returns.snapshot(period), layout(form)
    found = [row for sheet in kind.sheets for row in june.assignment.rows(sheet, returns.unit())]
    rows = {row.key: row for row in found} | _measured(found, targets or {})
    heading = {"reported_on": AnswerCell(filed, filed, Place(returns.FILE))}
    seal = replace(_seal(), kind=kind.code, period=period)
    records = {key: record(kind, key, values, period) for key, values in answers.items()}
    submission = Submission(seal, returns.FILE, "", heading, records)
    return AnsweredForm(submission, kind, june.period, rows, wording or returns.workspace().wording)


def record(kind: Layout, key: str, values: RowAnswers, period: str = "2022-06", filed: date | None = None) -> Record:
    """The answers of one row, each in the cell `row column` of its sheet; what a choice means is looked up."""
    columns = {column.key: (sheet.name, column) for sheet in reversed(kind.sheets) for column in sheet.input_columns}
    columns["explanation"] = ("", Column(key="explanation", label="说明", kind="text", max=100))
    made = {}
    for name, value in values.items():
        sheet, column = columns[name]
        exact = Decimal(value) if isinstance(value, int) else value
        means = next((option.means for option in column.options if option.text == value), "")
        assert means or not column.options or value is None, f"{value} is no option of {name}"
        made[name] = AnswerCell(exact, value, Place(returns.FILE, sheet, f"{key} {name}"), means)
    return Record(key, made, period, reported_on=filed)


def accepted(form: str, *periods: tuple[str, Answers], filed: date | None = None) -> History:
    """What was accepted, period after period. filed: on which day all of it was filled in."""
    found = History()
    for period, answers in periods:
        found = found.extended_by(
            {key: record(layout(form), key, values, period, filed) for key, values in answers.items()}
        )
    return found


def check_lines(form: AnsweredForm, past: History | None = None, code: str = "") -> list[str]:
    """`row column code` of all that is asked, in order; or of one kind alone."""
    every = (*check_return(form), *(check_against_history(form, past) if past is not None else ()))
    return lines(finding for finding in every if code in {"", finding.code})


def lines(findings: Iterable[Finding]) -> list[str]:
    return [f"{finding.row} {finding.column} {finding.code}" for finding in findings]


@cache
def _seal() -> FormId:
    return returns.parse_return(returns.filled_in()).submission.form_id


def _measured(rows: Iterable[Row], targets: Mapping[str, Target]) -> dict[str, Row]:
    """Rows of numbers: `2#1` is the first of task 2, `2@0630#1` of its milestone."""
    by_key = {row.key: row for row in rows}
    of_task = {row.task.number: replace(row, milestone=None) for row in by_key.values()}
    return {
        key: replace(by_key.get(key.partition("#")[0]) or of_task[key.partition("#")[0]], key=key, target=target)
        for key, target in targets.items()
    }
