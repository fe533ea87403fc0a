"""Numbers so far from their goal that they were hardly meant."""

from collections.abc import Iterator
from decimal import Decimal

from duban.checks.scope import FILE_CHECKS, Returned
from duban.fields.clean import half_width
from duban.fields.number import plain
from duban.model.finding import Finding
from duban.model.submission import Record
from duban.model.target import Target

_ALL = 2
"""200%: what is typed with its sign is stored as this at most, but for growth that nobody plans."""
_SHORT = 10
_FAR = 100

Said = tuple[Record, str, str, Decimal, Target]
"""Whose answer, the column's key and label, the number, and what it is measured by."""


@FILE_CHECKS("percent-as-fraction")
def percent_as_fraction(form: Returned) -> Iterator[Finding]:
    """A percentage of a tenth of its goal or less: 92% was typed with its sign, and the program stored 0.92."""
    for said in _numbers(form):
        number, target = said[3:]
        if half_width(target.unit) == "%" and 0 < number <= _ALL and number * _SHORT <= target.goal:
            yield _finding("percent-as-fraction", said, meant=plain(number * 100))


@FILE_CHECKS("far-above-goal")
def far_above_goal(form: Returned) -> Iterator[Finding]:
    """A hundred times the goal or more: in 元 instead of 万元, or 9/10 that a program took for a day in autumn."""
    for said in _numbers(form):
        number, target = said[3:]
        goal = target.ceiling or target.goal
        if 0 < goal * _FAR <= number:
            yield _finding("far-above-goal", said, times=_FAR)


def _numbers(form: Returned) -> Iterator[Said]:
    """Every number that was answered beside a target."""
    columns = {
        column.key: column.label for sheet in form.layout.sheets for column in sheet.inputs if column.kind == "number"
    }
    for key, record in form.submission.records.items():
        target = form.rows[key].target
        for column in columns.keys() & record.values.keys() if target else ():
            number = record.answer(column)
            if target and isinstance(number, Decimal):
                yield record, column, columns[column], number, target


def _finding(code: str, said: Said, **facts: object) -> Finding:
    record, column, label, number, target = said
    told = {"label": label, "number": plain(number), "goal": target.words, "unit": target.unit, **facts}
    return Finding(code, record.values[column].place, told, record.key, column)
