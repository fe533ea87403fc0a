"""Numbers and days that moved since the last report as they hardly can: another unit, backwards, again."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from duban.messages.finding import Finding
from duban.model.layout import Column
from duban.model.plan_parts import Comparison
from duban.model.role import Role
from duban.model.row import Row
from duban.model.submission import History, Record
from duban.returns.checks.answered_form import AnsweredForm, finding_by_role, finding_in_column, history_check
from duban.returns.checks.numbers import is_implausible
from duban.text.display import format_number
from duban.text.folding import to_half_width

_YUAN_FACTOR = 10_000
"""元 for 万元."""
_PERCENT_FACTOR = 100
"""A percentage with its sign or without."""
_RATES = frozenset({"%", "‰"})
_TO_STAY_SMALL = frozenset({Comparison.AT_MOST, Comparison.BETWEEN})
_MIN_POSTPONEMENTS = 3


class ChangedNumber(NamedTuple):
    """A number that was reported before and is another one now.

    Attributes:
        row: that it answers.
        record: the answers of the row.
        column: in which it stands.
        before: what was reported last.
        after: what is reported now.
        period: the code of the period in which it was reported last.
    """

    row: Row
    record: Record
    column: Column
    before: Decimal
    after: Decimal
    period: str

    @property
    def is_comparable(self) -> bool:
        """Whether both numbers may be meant and go on from each other, which those of single periods do not."""
        target = self.row.target
        return target is None or not (
            target.is_of_period or is_implausible(self.before, target) or is_implausible(self.after, target)
        )

    @property
    def factor(self) -> int:
        """How many times one is the other, rounded to 10,000 or 100, where that looks like another unit; else 0."""
        low, high = sorted((self.before, self.after))
        if low <= 0:
            return 0
        times, target = high / low, self.row.target
        if _YUAN_FACTOR / 2 <= times <= _YUAN_FACTOR * 2:
            return _YUAN_FACTOR
        is_beyond_goal = target is not None and self.after >= target.goal * 10
        is_near_percent = is_beyond_goal and _PERCENT_FACTOR / 2 <= times <= _PERCENT_FACTOR * 2
        return _PERCENT_FACTOR if times == _PERCENT_FACTOR or is_near_percent else 0

    @property
    def can_only_grow(self) -> bool:
        """Whether it should never fall: a percent, or a carried count that is no rate, no level, not to stay small."""
        target = self.row.target
        if target is None or not self.column.carry:
            return self.column.kind == "percent"
        may_fall = target.is_level or to_half_width(target.unit) in _RATES or target.compare in _TO_STAY_SMALL
        return not may_fall

    def finding(self, code: str, **facts: object) -> Finding:
        """A finding on the answer, with what its sentence says of both numbers."""
        unit = self.row.target.unit if self.row.target else "%"
        numbers = {
            "was": format_number(self.before),
            "now": format_number(self.after),
            "unit": unit,
            "period": self.period,
        }
        return finding_in_column(code, self.record, self.column.key, label=self.column.label, **numbers, **facts)


@history_check("number-jumped")
def number_jumped(form: AnsweredForm, history: History) -> Iterator[Finding]:
    """About 10,000 times what was last told or a 10,000th of it, or 100 times exactly or far above the goal."""
    for change in _changed_numbers(form, history):
        if change.factor:
            yield change.finding("number-jumped", times=change.factor)


@history_check("number-fell")
def number_fell(form: AnsweredForm, history: History) -> Iterator[Finding]:
    """A number that adds up is lower than it was. Rates and levels may fall, and so may what is to stay small."""
    for change in _changed_numbers(form, history):
        is_explained = change.factor or change.record.answer_by_role(Role.REASON)
        if change.can_only_grow and change.after < change.before and not is_explained:
            yield change.finding("number-fell")


@history_check("postponed-again")
def postponed_again(form: AnsweredForm, history: History) -> Iterator[Finding]:
    """The day by which it is expected slid for the third time; the reason is in the row, so this is for the reader."""
    for row, record in form.records():
        if record.answer_by_role(Role.EXPECTED) is None:
            continue
        reports = (*history.records.get(record.key, ()), record)
        expected = [report.answer_by_role(Role.EXPECTED) for report in reports]
        days = [day for day in (row.due, *expected) if isinstance(day, date)]
        later_than_all_before = [day for index, day in enumerate(days) if day > max(days[:index], default=date.min)]
        count = len(later_than_all_before) - 1
        if count >= _MIN_POSTPONEMENTS and days[-2] < days[-1] == later_than_all_before[-1]:
            yield finding_by_role("postponed-again", record, Role.EXPECTED, count=count, days=later_than_all_before)


def _changed_numbers(form: AnsweredForm, history: History) -> Iterator[ChangedNumber]:
    """Every number that was reported before and is another one now.

    Left out where one of the two was hardly meant: that is asked by itself, and mending it is no jump.
    """
    columns = [column for column in form.columns.values() if column.kind in {"number", "percent"}]
    for row, record, last in form.records_with_last(history):
        for column in columns:
            before, after = last.answer(column.key), record.answer(column.key)
            if not isinstance(before, Decimal) or not isinstance(after, Decimal) or before == after:
                continue
            change = ChangedNumber(row, record, column, before, after, last.period)
            if change.is_comparable:
                yield change
