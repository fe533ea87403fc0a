"""序时进度 of a task's numbers: by what its milestones promise, else even through the months of the year."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from duban.model.assignment import Assignment
from duban.model.milestone import Milestone
from duban.model.number_pace import NumberPace, add_up_numbers, grows_through_the_year
from duban.model.period import Period
from duban.model.plan import Task
from duban.model.plan_parts import Curve, Target
from duban.model.reported_number import ReportedNumber, reported_number
from duban.model.row import Row
from duban.model.submission import History, Record
from duban.text.schedule import ScheduleKind
from duban.value_object import ValueObject, replace

_MONTHS = 12


class _Number(ValueObject):
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
        A number of milestones hangs on the last one that is due, any other on the task's last one; of a recurring duty
        on the interval that runs.
    """
    year = assignment.plan.year
    for goals, parts in _goals_and_parts(assignment, task, histories):
        match goals[0].target.curve or (Curve.AT_MILESTONES if parts else Curve.EVEN):
            case Curve.AT_MILESTONES if parts:
                yield from _pace_by_milestones(parts, _goal(goals), as_of)
            case Curve.AT_MILESTONES | Curve.EVEN:
                whole = _with_values_of_parts(goals[0], parts)
                for pace in _pace_of_year(task, whole, _goal(goals), year, periods):
                    yield _last_shown(task, as_of).key, pace


def paces_by_milestone(paces: Iterable[tuple[str, NumberPace]]) -> Mapping[str, tuple[NumberPace, ...]]:
    """Key of a milestone → how the numbers that hang on it keep pace."""
    by_key: dict[str, tuple[NumberPace, ...]] = {}
    for key, pace in paces:
        by_key[key] = (*by_key.get(key, ()), pace)
    return by_key


def _last_shown(task: Task, as_of: date) -> Milestone:
    """The last milestone of a task that a report shows: of a recurring duty, the interval that runs."""
    last = task.milestones[-1]
    of_duty = [one for one in task.milestones if (one.line, one.lead) == (last.line, last.lead)]
    to_come = (one for one in of_duty if one.due >= as_of)
    return next(to_come, last) if last.kind is ScheduleKind.RECURRING else last


def _goals_and_parts(
    assignment: Assignment, task: Task, histories: Sequence[History]
) -> Iterator[tuple[Sequence[_Number], Sequence[_Number]]]:
    """A task's numbers that grow through the year, those of one name and unit together.

    Returns:
        What the year promises, that of its milestones where it promises nothing itself; and what milestones promise.
    """
    by_name: dict[tuple[str, str], list[_Number]] = {}
    for row in assignment.target_rows(task):
        if row.target and grows_through_the_year(row.target):
            number = _Number(row, row.target, reported_number(histories, row.key, row.target))
            by_name.setdefault((row.target.name, row.target.unit), []).append(number)
    for alike in by_name.values():
        parts = [number for number in alike if number.row.milestone]
        yield [number for number in alike if not number.row.milestone] or parts, parts


def _pace_by_milestones(parts: Sequence[_Number], whole: Decimal, as_of: date) -> Iterator[tuple[str, NumberPace]]:
    """whole: the goal of the year, or what the milestones come to."""
    due = [part for part in parts if (part.row.due or date.max) < as_of]
    if not due or None in (part.value for part in due):
        return
    value = _sum(parts, (part.value for part in parts))
    promised = _sum(due, (part.target.goal for part in due))
    last, planned = due[-1], min(Fraction(1), Fraction(promised) / Fraction(whole))
    pace = NumberPace(last.target.name, last.target.unit, whole, value, planned)
    yield last.milestone_key, pace


def _sum(parts: Sequence[_Number], numbers: Iterable[Decimal | None]) -> Decimal:
    shares = [part.row.share for part in parts]
    return add_up_numbers([part.target for part in parts], numbers, shares) or Decimal(0)


def _goal(numbers: Sequence[_Number]) -> Decimal:
    """What numbers of one name promise together."""
    return _sum(numbers, (number.target.goal for number in numbers))


def _with_values_of_parts(number: _Number, parts: Sequence[_Number]) -> _Number:
    """A number of the year; where milestones share it, with what was told of theirs, as of the newest record.

    As long as nothing was told of one of several units, nobody knows what theirs come to.
    """
    if not parts:
        return number
    reported = [part for part in parts if part.value is not None]
    if _shares(reported) != _shares(parts):
        return replace(number, reported=ReportedNumber())
    records = [part.reported.record for part in reported if part.reported.record]
    newest = max(records, key=lambda record: record.answered_on or date.min, default=None)
    value = _sum(reported, (part.value for part in reported))
    return replace(number, reported=ReportedNumber(value, newest))


def _shares(parts: Iterable[_Number]) -> set[str]:
    return {part.row.share for part in parts}


def _pace_of_year(
    task: Task, number: _Number, whole: Decimal, year: int, periods: Sequence[Period]
) -> Iterator[NumberPace]:
    """Of a number of the whole year, if anything was told of it. whole: its goal."""
    record, target, value = number.reported.record, number.target, number.value
    if record is None or value is None:
        return
    if target.curve is Curve.AT_MILESTONES:
        planned = _milestones_told(task, record, periods)
    else:
        last_due = max(milestone.due for milestone in task.milestones)
        months = _MONTHS if last_due.year > year else last_due.month
        planned = min(Fraction(1), Fraction(_months_told(record, year, periods), months))
    yield NumberPace(target.name, target.unit, whole, value, planned, record.period)


def _milestones_told(task: Task, record: Record, periods: Sequence[Period]) -> Fraction:
    """The share of a task's milestones that are due by the end of what a record tells of."""
    day = _told_until(record, periods)
    due = [milestone for milestone in task.milestones if day and milestone.due < day]
    return Fraction(len(due), len(task.milestones))


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
