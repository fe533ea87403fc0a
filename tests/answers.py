"""What a department said, by row key and column key, as the checks see it; no workbook is involved."""

from collections.abc import Iterable, Mapping
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
from duban.value_object import replace
from tests import returns

RowAnswers = Mapping[str, Answer | int]
Answers = Mapping[str, RowAnswers]
"""Row key → column key → what was answered."""
REPORTED_ON = date(2022, 6, 18)


def layout(form: str) -> Layout:
    """A shipped kind of form by the name of its file."""
    return returns.workspace().layouts[f"{form}.yaml"]


def answered_form(
    form: str,
    answers: Answers,
    period: str = "2022-06",
    reported_on: date | None = REPORTED_ON,
    targets: Mapping[str, Target] | None = None,
    wording: Wording | None = None,
) -> AnsweredForm:
    """A form of 督导室, answered so. targets: row key → what its number is measured by."""
    june, kind = returns.snapshot(period), layout(form)
    found = [row for sheet in kind.sheets for row in june.assignment.rows(sheet, returns.unit())]
    rows = {row.key: row for row in found} | _rows_with_targets(found, targets or {})
    heading = {"reported_on": AnswerCell(reported_on, reported_on, Place(returns.FILE))}
    form_id = replace(_form_id(), kind=kind.code, period=period)
    records = {key: record(kind, key, values, period) for key, values in answers.items()}
    submission = Submission(form_id, returns.FILE, "", heading, records)
    return AnsweredForm(submission, kind, june.period, rows, wording or returns.workspace().wording)


def record(
    kind: Layout, key: str, values: RowAnswers, period: str = "2022-06", reported_on: date | None = None
) -> Record:
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
    return Record(key, made, period, reported_on=reported_on)


def accepted_history(form: str, *periods: tuple[str, Answers], reported_on: date | None = None) -> History:
    """What was accepted, period after period. filed: on which day all of it was filled in."""
    found = History()
    for period, answers in periods:
        found = found.extended_by(
            {key: record(layout(form), key, values, period, reported_on) for key, values in answers.items()}
        )
    return found


def check_lines(form: AnsweredForm, history: History | None = None, code: str = "") -> list[str]:
    """`row column code` of all that is asked, in order; or of one kind alone."""
    every = (*check_return(form), *(check_against_history(form, history) if history is not None else ()))
    return finding_lines(finding for finding in every if code in {"", finding.code})


def finding_lines(findings: Iterable[Finding]) -> list[str]:
    return [f"{finding.row} {finding.column} {finding.code}" for finding in findings]


@cache
def _form_id() -> FormId:
    return returns.parse_return(returns.filled_form()).submission.form_id


def _rows_with_targets(rows: Iterable[Row], targets: Mapping[str, Target]) -> dict[str, Row]:
    """Rows of numbers: `2#1` is the first of task 2, `2@0630#1` of its milestone."""
    by_key = {row.key: row for row in rows}
    of_task = {row.task.number: replace(row, milestone=None) for row in by_key.values()}
    return {
        key: replace(by_key.get(key.partition("#")[0]) or of_task[key.partition("#")[0]], key=key, target=target)
        for key, target in targets.items()
    }
