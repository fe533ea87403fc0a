"""Numbers and days that moved, since they were last told, as they hardly can: another unit, backwards, again."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from duban.messages.finding import Finding
from duban.model.layout import Column
from duban.model.row import Row
from duban.model.submission import History, Record
from duban.returns.checks.numbers import is_implausible
from duban.returns.checks.scope import HISTORY_CHECKS, AnsweredForm, finding_on
from duban.text.display import format_number
from duban.text.folding import to_half_width

_YUAN, _SIGN = 10_000, 100
"""元 for 万元, and a percentage with its sign or without."""
_RATES, _SMALL = frozenset({"%", "‰"}), frozenset({"≤", "区间"})
_OFTEN = 3
"""The third postponement is worth a word."""

ChangedNumber = tuple[Row, Record, Column, Decimal, Decimal, str]
"""Row, record and column; what was told, what is told now, and the period in which it was told last."""


@HISTORY_CHECKS("number-jumped")
def number_jumped(form: AnsweredForm, past: History) -> Iterator[Finding]:
    """About 10,000 times what was last told or a 10,000th of it, or 100 times exactly or far above the goal."""
    for row, record, column, was, now, period in _moved(form, past):
        if times := _times(row, was, now):
            yield finding_on("number-jumped", record, column.key, **_facts(row, column, was, now, period), times=times)


@HISTORY_CHECKS("number-fell")
def number_fell(form: AnsweredForm, past: History) -> Iterator[Finding]:
    """A number that adds up is lower than it was. Rates may fall, and so may what is to stay small."""
    for row, record, column, was, now, period in _moved(form, past):
        if _adds_up(row, column) and now < was and not _times(row, was, now) and not record.answer("reason"):
            yield finding_on("number-fell", record, column.key, **_facts(row, column, was, now, period))


@HISTORY_CHECKS("postponed-again")
def postponed_again(form: AnsweredForm, past: History) -> Iterator[Finding]:
    """The day by which it is expected slid for the third time; the reason is in the row, so this is for the reader."""
    for row, record in form.records():
        if record.answer("expected") is None:
            continue
        told = [each.answer("expected") for each in (*past.records.get(record.key, ()), record)]
        days = [day for day in (row.due, *told) if isinstance(day, date)]
        slid = [day for index, day in enumerate(days) if day > max(days[:index], default=date.min)]
        if len(slid) > _OFTEN and days[-2] < days[-1] == slid[-1]:
            yield finding_on("postponed-again", record, "expected", count=len(slid) - 1, days=slid)


def _moved(form: AnsweredForm, past: History) -> Iterator[ChangedNumber]:
    """Every number that was told before and is another one now.

    Left out where one of the two was hardly meant: that is asked by itself, and mending it is no jump.
    """
    columns = [c for sheet in form.layout.sheets for c in sheet.input_columns if c.kind in {"number", "percent"}]
    for row, record in form.records() if columns else ():
        before = past.last(record.key)
        if before is None:
            continue
        for column in columns:
            was, now = before.answer(column.key), record.answer(column.key)
            if not isinstance(was, Decimal) or not isinstance(now, Decimal) or was == now:
                continue
            if row.target is None or not (is_implausible(was, row.target) or is_implausible(now, row.target)):
                yield row, record, column, was, now, before.period


def _times(row: Row, was: Decimal, now: Decimal) -> int:
    """How many times one is the other, where that looks like another unit; else 0."""
    low, high = sorted((was, now))
    if low <= 0:
        return 0
    times = high / low
    if _YUAN / 2 <= times <= _YUAN * 2:
        return _YUAN
    beyond = row.target is not None and now >= row.target.goal * 10
    return _SIGN if times == _SIGN or (beyond and _SIGN / 2 <= times <= _SIGN * 2) else 0


def _adds_up(row: Row, column: Column) -> bool:
    """Whether the number can only grow: a share of the work, or a carried count."""
    target = row.target
    if target is None or not column.carry:
        return column.kind == "percent"
    return to_half_width(target.unit) not in _RATES and target.compare not in _SMALL


def _facts(row: Row, column: Column, was: Decimal, now: Decimal, period: str) -> dict[str, object]:
    unit = row.target.unit if row.target else "%"
    return {"label": column.label, "was": format_number(was), "now": format_number(now), "unit": unit, "period": period}
