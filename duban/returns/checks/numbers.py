"""Numbers so far from their goal that they were hardly meant, and those that contradict what was chosen."""

from collections.abc import Iterator
from decimal import Decimal

from duban.fields.number import resolve_number
from duban.messages.finding import Finding
from duban.model.submission import Record
from duban.model.target import Target
from duban.model.verdict import FINISHED_MEANINGS
from duban.returns.checks.scope import RETURN_CHECKS, AnsweredForm, finding_on
from duban.text.display import format_number
from duban.text.folding import to_half_width

_ALL = 2
"""200%: what is typed with its sign is stored as this at most, but for growth that nobody plans."""
_SHORT = 10
_FULL = 100
_FAR = 100

NumberAnswer = tuple[Record, str, str, Decimal, Target]
"""Whose answer, the column's key and label, the number, and what it is measured by."""


@RETURN_CHECKS("percent-as-fraction")
def percent_as_fraction(form: AnsweredForm) -> Iterator[Finding]:
    """A percentage of a tenth of its goal or less: 92% was typed with its sign, and the program stored 0.92."""
    for said in _numbers(form):
        if _fraction(*said[3:]):
            number = said[3]
            yield _finding("percent-as-fraction", said, meant=format_number(number * 100))


@RETURN_CHECKS("far-above-goal")
def far_above_goal(form: AnsweredForm) -> Iterator[Finding]:
    """A hundred times the goal or more: in 元 instead of 万元, or 9/10 that a program took for a day in autumn."""
    for said in _numbers(form):
        if _far(*said[3:]):
            yield _finding("far-above-goal", said, times=_FAR)


@RETURN_CHECKS("done-below-target")
def done_below_target(form: AnsweredForm) -> Iterator[Finding]:
    """A milestone, or a task that is answered as a whole, is finished, and its own number is not reached."""
    numbers = list(_numbers(form))
    states: dict[str, list[Record]] = {}
    for row, record in form.records() if numbers else ():
        if "state" in record.values:
            states.setdefault(row.task.number, []).append(record)
    for said in numbers:
        row, (number, target) = form.rows[said[0].key], said[3:]
        of_task = states.get(row.task.number, [])
        own = [record for record in of_task if row.milestone is None or record.key == row.milestone.key]
        if (
            len(own) == 1
            and own[0].meaning in FINISHED_MEANINGS
            and target.is_met_by(number) is False
            and not is_implausible(number, target)
        ):
            yield _finding("done-below-target", said, state=own[0].text("state"), name=target.name)


@RETURN_CHECKS("finished-below-full")
def finished_below_full(form: AnsweredForm) -> Iterator[Finding]:
    """Said to be finished, beside a share of the work that is not all of it."""
    for _, record in form.records():
        column, share = form.input_column("share", record), record.answer("share")
        if column and record.meaning in FINISHED_MEANINGS and isinstance(share, Decimal) and share < _FULL:
            facts = {"label": column.label, "state": record.text("state"), "number": format_number(share)}
            yield finding_on("finished-below-full", record, "share", **facts)


@RETURN_CHECKS("unfinished-full-score")
def unfinished_full_score(form: AnsweredForm) -> Iterator[Finding]:
    """Not all of it is done, and no point is taken off."""
    for row, record in form.filled_records:
        column = form.input_column("score", record)
        most = resolve_number(column.high, row) if column else None
        if column and most and record.meaning == "will-miss" and record.answer("score") == most:
            facts = {"label": column.label, "state": record.text("state"), "number": format_number(most)}
            yield finding_on("unfinished-full-score", record, "score", **facts)


def is_implausible(number: Decimal, target: Target) -> bool:
    """Whether the return alone gives to ask about the number."""
    return _fraction(number, target) or _far(number, target)


def _fraction(number: Decimal, target: Target) -> bool:
    return to_half_width(target.unit) == "%" and 0 < number <= _ALL and number * _SHORT <= target.goal


def _far(number: Decimal, target: Target) -> bool:
    return 0 < (target.ceiling or target.goal) * _FAR <= number


def _numbers(form: AnsweredForm) -> Iterator[NumberAnswer]:
    """Every number that was answered beside a target."""
    columns = {
        column.key: column.label
        for sheet in form.layout.sheets
        for column in sheet.input_columns
        if column.kind == "number"
    }
    for row, record in form.filled_records if columns else ():
        for column in columns.keys() & record.filled.keys() if row.target else ():
            number = record.answer(column)
            if row.target and isinstance(number, Decimal):
                yield record, column, columns[column], number, row.target


def _finding(code: str, said: NumberAnswer, **facts: object) -> Finding:
    record, column, label, number, target = said
    told = {"label": label, "number": format_number(number), "goal": target.words, "unit": target.unit, **facts}
    return finding_on(code, record, column, **told)
