"""序时进度 of a task's numbers: by what its milestones promise, else even through the months of the year."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from duban.model.assignment import Assignment
from duban.model.number_pace import NumberPace, add_up_numbers, grows_through_the_year
from duban.model.period import Period
from duban.model.plan import Task
from duban.model.plan_parts import Target
from duban.model.role import Role
from duban.model.row import Row
from duban.model.submission import Record

_MONTHS = 12

FindNumber = Callable[[str], Record | None]
"""The key of a target's row → the newest record that has its number."""


@dataclass(frozen=True, slots=True)
class _Number:
    """A target with what was told of it."""

    row: Row
    target: Target
    record: Record | None

    @property
    def milestone_key(self) -> str:
        """Of the milestone that promises it; that of its own row for one of the whole year."""
        return self.row.milestone.key if self.row.milestone else self.row.key

    @property
    def value(self) -> Decimal | None:
        answer = self.record.answer_by_role(Role.VALUE) if self.record else None
        return answer if isinstance(answer, Decimal) else None


def number_paces(
    assignment: Assignment, task: Task, as_of: date, periods: Sequence[Period], find_number: FindNumber
) -> Iterator[tuple[str, NumberPace]]:
    """How each number of a task keeps pace, as far as that is known, with the key of the milestone that it hangs on.

    A number that milestones share goes by what these promise: by the due ones all of theirs should be there, and
    between two of them nothing is assumed. Any other number of the year grows evenly by the month, up to the month in
    which the task is due; the months count up to the period in which it was told. A number that is missing says
    nothing, nor does a rate.

    Args:
        assignment: has the rows of the numbers.
        task: of the plan.
        as_of: the day on which all is judged.
        periods: of the kind of form that is compiled.
        find_number: gives the newest record of a number.

    Returns:
        A number of milestones hangs on the last one that is due, any other on the task's last one.
    """
    for alike in _numbers_by_name(assignment, task, find_number):
        of_year = [number for number in alike if number.row.milestone is None]
        parts = [number for number in alike if number.row.milestone is not None]
        if parts:
            goals = of_year or parts
            yield from _pace_by_milestones(parts, _sum(goals, (number.target.goal for number in goals)), as_of)
        else:
            even = _even_pace(task, of_year[0], assignment.plan.year, periods)
            yield from ((task.milestones[-1].key, pace) for pace in even)


def _numbers_by_name(assignment: Assignment, task: Task, find_number: FindNumber) -> Iterator[list[_Number]]:
    """A task's numbers that grow through the year, those of one name and unit together."""
    by_name: dict[tuple[str, str], list[_Number]] = {}
    for row in assignment.target_rows(task):
        if row.target and grows_through_the_year(row.target):
            number = _Number(row, row.target, find_number(row.key))
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


def _even_pace(task: Task, number: _Number, year: int, periods: Sequence[Period]) -> Iterator[NumberPace]:
    record, target, value = number.record, number.target, number.value
    if record is None or value is None:
        return
    last_due = max(milestone.due for milestone in task.milestones)
    months = _MONTHS if last_due.year > year else last_due.month
    planned = min(Fraction(1), Fraction(_months_told(record, year, periods), months))
    yield NumberPace(target.name, target.unit, target.goal, value, planned, record.period)


def _months_told(record: Record, year: int, periods: Sequence[Period]) -> int:
    """So many whole months of the plan's year a record tells of: those of its period, else those before its day."""
    ends = (period.end + timedelta(days=1) for period in periods if period.code == record.period)
    day = next(ends, record.answered_on)
    if day is None or day.year < year:
        return 0
    return _MONTHS if day.year > year else day.month - 1
