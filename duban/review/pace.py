"""序时进度 of a task's numbers: by what its milestones promise, else even through the months of the year."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from duban.model.assignment import Assignment
from duban.model.number_pace import NumberPace, add_up_numbers, grows_through_the_year
from duban.model.period import Period
from duban.model.plan import Task
from duban.model.plan_parts import Curve, Target
from duban.model.reported_number import ReportedNumber, reported_number
from duban.model.row import Row
from duban.model.submission import History, Record

_MONTHS = 12


@dataclass(frozen=True, slots=True)
class _Number:
    """A target with what was told of it."""

    row: Row
    target: Target
    reported: ReportedNumber

    @property
    def milestone_key(self) -> str:
        """Of the milestone that promises it; that of its own row for one of the whole year."""
        return self.row.milestone.key if self.row.milestone else self.row.key

    @property
    def value(self) -> Decimal | None:
        return self.reported.value


def number_paces(
    assignment: Assignment, task: Task, as_of: date, periods: Sequence[Period], histories: Sequence[History]
) -> Iterator[tuple[str, NumberPace]]:
    """How each number of a task keeps pace, as far as that is known, with the key of the milestone that it hangs on.

    A number that milestones share goes by what these promise, unless the plan says otherwise (曲线): by the due ones
    all of theirs should be there, and between two of them nothing is assumed. Any other number of the year grows evenly
    by the month, up to the month in which the task is due, or at each milestone by an equal part; months and milestones
    count up to the period in which it was told. A number that is missing says nothing, nor does a rate, nor one that
    is due at the end alone.

    Args:
        assignment: has the rows of the numbers.
        task: of the plan.
        as_of: the day on which all is judged.
        periods: of the kind of form that is compiled.
        histories: of this kind of form, then of related ones; the first that has a number counts.

    Returns:
        A number of milestones hangs on the last one that is due, any other on the task's last one.
    """
    for alike in _numbers_by_name(assignment, task, histories):
        of_year = [number for number in alike if number.row.milestone is None]
        parts = [number for number in alike if number.row.milestone is not None]
        goals = of_year or parts
        curve, whole = goals[0].target.curve, _sum(goals, (number.target.goal for number in goals))
        if curve is Curve.AT_END:
            continue
        if parts and curve is not Curve.EVEN:
            yield from _pace_by_milestones(parts, whole, as_of)
            continue
        number = _with_values_of_parts(goals[0], parts)
        planned = _planned_by_then(task, number, assignment.plan.year, periods)
        if number.value is not None and planned is not None:
            target, period = number.target, number.reported.record.period if number.reported.record else ""
            yield task.milestones[-1].key, NumberPace(target.name, target.unit, whole, number.value, planned, period)


def _numbers_by_name(assignment: Assignment, task: Task, histories: Sequence[History]) -> Iterator[list[_Number]]:
    """A task's numbers that grow through the year, those of one name and unit together."""
    by_name: dict[tuple[str, str], list[_Number]] = {}
    for row in assignment.target_rows(task):
        if row.target and grows_through_the_year(row.target):
            number = _Number(row, row.target, reported_number(histories, row.key, row.target))
            by_name.setdefault((row.target.name, row.target.unit), []).append(number)
    yield from by_name.values()


def _pace_by_milestones(parts: Sequence[_Number], whole: Decimal, as_of: date) -> Iterator[tuple[str, NumberPace]]:
    """whole: the goal of the year, or what the milestones come to."""
    due = [part for part in parts if (part.row.due or date.max) < as_of]
    if not due or None in (part.value for part in due):
        return
    value = _sum(parts, (part.value for part in parts))
    promised = _sum(parts, (part.target.goal for part in due))
    last, planned = due[-1], min(Fraction(1), Fraction(promised) / Fraction(whole))
    pace = NumberPace(last.target.name, last.target.unit, whole, value, planned)
    yield last.milestone_key, pace


def _sum(parts: Sequence[_Number], numbers: Iterable[Decimal | None]) -> Decimal:
    return add_up_numbers([part.target for part in parts], numbers) or Decimal(0)


def _with_values_of_parts(number: _Number, parts: Sequence[_Number]) -> _Number:
    """A number of the year; where milestones share it, with what was told of theirs, as of the newest record."""
    told = [part for part in parts if part.value is not None and part.reported.record]
    if not parts:
        return number
    value = _sum(told, (part.value for part in told)) if told else None
    records = [part.reported.record for part in told if part.reported.record]
    newest = max(records, key=lambda record: record.answered_on or date.min, default=None)
    return replace(number, reported=ReportedNumber(value, newest))


def _planned_by_then(task: Task, number: _Number, year: int, periods: Sequence[Period]) -> Fraction | None:
    """The share that should be there when a number of the year was told; None where nothing was told."""
    record = number.reported.record
    if record is None:
        return None
    if number.target.curve is Curve.AT_MILESTONES:
        day = _told_until(record, periods)
        due = [milestone for milestone in task.milestones if day and milestone.due < day]
        return Fraction(len(due), len(task.milestones))
    last_due = max(milestone.due for milestone in task.milestones)
    months = _MONTHS if last_due.year > year else last_due.month
    return min(Fraction(1), Fraction(_months_told(record, year, periods), months))


def _months_told(record: Record, year: int, periods: Sequence[Period]) -> int:
    """So many whole months of the plan's year a record tells of: those of its period, else those before its day."""
    day = _told_until(record, periods)
    if day is None or day.year < year:
        return 0
    return _MONTHS if day.year > year else day.month - 1


def _told_until(record: Record, periods: Sequence[Period]) -> date | None:
    """The day before which all is told: the one after a record's period, else that of its answer."""
    ends = (period.end + timedelta(days=1) for period in periods if period.code == record.period)
    return next(ends, record.answered_on)
