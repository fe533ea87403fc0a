"""Numbers so far from their goal that they were hardly meant, and those that contradict what was chosen."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from duban.fields.number import resolve_number
from duban.messages.finding import Finding
from duban.model.layout import Column
from duban.model.plan_parts import Target
from duban.model.role import Role
from duban.model.row import Row
from duban.model.submission import Record
from duban.model.verdict import FINISHED_MEANINGS, Meaning
from duban.returns.checks.answered_form import AnsweredForm, finding_by_role, finding_in_column, return_check
from duban.text.display import format_number
from duban.text.folding import to_half_width

_MOST_AS_FRACTION = 2
"""200%: what is typed with its sign is stored as this at most, but for growth that nobody plans."""
_MIN_TIMES_BELOW_GOAL = 10
_FULL_SHARE = 100
_MIN_TIMES_ABOVE_GOAL = 100


class NumberAnswer(NamedTuple):
    """A number that was answered beside a target.

    Attributes:
        row: that it answers.
        record: the answers of the row.
        column: in which it stands.
        number: the answer.
        target: what it is measured by.
    """

    row: Row
    record: Record
    column: Column
    number: Decimal
    target: Target

    def finding(self, code: str, **facts: object) -> Finding:
        """A finding on the answer, with what its sentence says of number and goal."""
        number, goal = format_number(self.number), {"goal": self.target.words, "unit": self.target.unit}
        return finding_in_column(
            code, self.record, self.column.key, label=self.column.label, number=number, **goal, **facts
        )


@return_check("percent-as-fraction")
def percent_as_fraction(form: AnsweredForm) -> Iterator[Finding]:
    """A percentage of a tenth of its goal or less: 92% was typed with its sign, and the program stored 0.92."""
    for answer in _numbers(form):
        if _is_fraction(answer.number, answer.target):
            yield answer.finding("percent-as-fraction", meant=format_number(answer.number * 100))


@return_check("percent-above-full")
def percent_above_full(form: AnsweredForm) -> Iterator[Finding]:
    """More than all of it, where the layout sets no bound: a slip, or a plan that was surpassed."""
    columns = [column for column in form.columns.values() if column.kind == "percent" and not column.high]
    for _, record in form.filled_records:
        for column in columns:
            percent = record.answer(column.key)
            if isinstance(percent, Decimal) and percent > _FULL_SHARE:
                facts = {"label": column.label, "number": format_number(percent)}
                yield finding_in_column("percent-above-full", record, column.key, **facts)


@return_check("far-above-goal")
def far_above_goal(form: AnsweredForm) -> Iterator[Finding]:
    """A hundred times the goal or more: in 元 instead of 万元, or 9/10 that a program took for a day in autumn."""
    for answer in _numbers(form):
        if _is_far_above(answer.number, answer.target):
            yield answer.finding("far-above-goal", times=_MIN_TIMES_ABOVE_GOAL)


@return_check("done-below-target")
def done_below_target(form: AnsweredForm) -> Iterator[Finding]:
    """A milestone, or a task that is answered as a whole, is finished, and its own number is not reached."""
    for answer in _numbers(form):
        own = _records_with_state(form, answer.row)
        is_below = answer.target.is_met_by(answer.number) is False and not is_implausible(answer.number, answer.target)
        if is_below and len(own) == 1 and own[0].meaning in FINISHED_MEANINGS:
            state, name = own[0].text_by_role(Role.STATE), answer.target.name
            yield answer.finding("done-below-target", state=state, name=name)


@return_check("finished-below-full")
def finished_below_full(form: AnsweredForm) -> Iterator[Finding]:
    """Said to be finished, beside a share of the work that is not all of it."""
    for _, record in form.filled_records:
        column, share = form.column(Role.SHARE, record), record.answer_by_role(Role.SHARE)
        if column and record.meaning in FINISHED_MEANINGS and isinstance(share, Decimal) and share < _FULL_SHARE:
            facts = {"label": column.label, "state": record.text_by_role(Role.STATE), "number": format_number(share)}
            yield finding_by_role("finished-below-full", record, Role.SHARE, **facts)


@return_check("unfinished-full-score")
def unfinished_full_score(form: AnsweredForm) -> Iterator[Finding]:
    """Not all of it is done, and no point is taken off."""
    for row, record in form.filled_records:
        column = form.column(Role.SCORE, record)
        full_score = resolve_number(column.high, row) if column else None
        if not full_score or record.meaning != Meaning.WILL_MISS or record.answer_by_role(Role.SCORE) != full_score:
            continue
        label = column.label if column else ""
        facts = {"label": label, "state": record.text_by_role(Role.STATE), "number": format_number(full_score)}
        yield finding_by_role("unfinished-full-score", record, Role.SCORE, **facts)


def _records_with_state(form: AnsweredForm, numbered: Row) -> list[Record]:
    """Where it is said how the milestone of a row stands, or any of its task if the row has no milestone.

    An interval of a recurring duty says nothing of the whole task.
    """
    milestone = numbered.milestone
    of_task = [(row, record) for row, record in form.records() if row.task.number == numbered.task.number]
    if milestone is None:
        own = [record for row, record in of_task if not row.term]
    else:
        own = [record for _, record in of_task if record.key == milestone.key]
    return [record for record in own if record.by_role(Role.STATE)]


def is_implausible(number: Decimal, target: Target) -> bool:
    """Whether the return alone gives to ask about the number."""
    return _is_fraction(number, target) or _is_far_above(number, target)


def _is_fraction(number: Decimal, target: Target) -> bool:
    is_percent = to_half_width(target.unit) == "%"
    return is_percent and 0 < number <= _MOST_AS_FRACTION and number * _MIN_TIMES_BELOW_GOAL <= target.goal


def _is_far_above(number: Decimal, target: Target) -> bool:
    return 0 < (target.ceiling or target.goal) * _MIN_TIMES_ABOVE_GOAL <= number


def _numbers(form: AnsweredForm) -> Iterator[NumberAnswer]:
    """Every number that was answered beside a target."""
    columns = [column for column in form.columns.values() if column.kind == "number"]
    for row, record in form.filled_records:
        for column in columns if row.target else ():
            number = record.answer(column.key)
            if row.target and isinstance(number, Decimal):
                yield NumberAnswer(row, record, column, number, row.target)
