"""序时差距: each number that grows through the year beside what there should be of it by now, furthest behind first."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from duban.model.number_pace import NumberPace
from duban.model.status import Status, TaskStatus
from duban.reports.amended import task_mark
from duban.reports.formatting import round_half_up, short_task_name, task_number
from duban.reports.table_rows import TABLES, ReportRow, ReportRows
from duban.text.display import format_number, period_words
from duban.value_object import ValueObject
from duban.workbook.book import Cell

_TENTH = Decimal("0.1")


class NumberGap(ValueObject):
    """A number of a task beside 序时进度.

    Attributes:
        done, planned: shares of its goal in percent, one decimal.
        gap: `done` less `planned`, in percentage points: below 0 where it is behind.
    """

    task: TaskStatus
    pace: NumberPace
    done: Decimal
    planned: Decimal

    @property
    def gap(self) -> Decimal:
        """As the two are printed, so that the three agree."""
        return self.done - self.planned


def number_gaps(status: Status) -> tuple[NumberGap, ...]:
    """Every number whose pace is known, furthest behind first; those that are equal in the plan's order."""
    return tuple(sorted(_number_gaps(status), key=lambda number: number.gap))


def _number_gaps(status: Status) -> Iterator[NumberGap]:
    for task in status.tasks:
        for milestone in task.milestones:
            for pace in milestone.numbers:
                yield NumberGap(task, pace, _percent(pace.done), _percent(pace.planned))


@TABLES("number-gaps")
def number_gap_table(status: Status) -> ReportRows:
    """One row a number: what was promised, reported and should be there, and the gap in percentage points."""
    for number in number_gaps(status):
        yield _gap_row(status, number)


@TABLES("numbers-behind")
def numbers_behind(status: Status) -> ReportRows:
    """The same rows of the numbers that are behind."""
    for number in number_gaps(status):
        if number.gap < 0:
            yield _gap_row(status, number)


def _gap_row(status: Status, number: NumberGap) -> ReportRow:
    task, pace = number.task.task, number.pace
    name = status.messages.text("gap-name", number=task.number, name=pace.name)
    is_behind = number.gap < 0
    links = (number.task.row.key,)
    return {
        "name": Cell(name, "word-middle", row_links=links),
        "number": Cell(task_number(task), "number", row_links=links),
        "brief": short_task_name(task) + task_mark(status, task),
        "target": pace.name,
        "unit": pace.unit,
        "goal": pace.goal,
        "value": pace.value,
        "goal_words": f"{format_number(pace.goal)}{pace.unit}",
        "value_words": f"{format_number(pace.value)}{pace.unit}",
        "done": number.done,
        "planned": number.planned,
        "gap": Cell(number.gap, "points-behind" if is_behind else "points"),
        "lead": task.lead or number.task.unit.name,
        "period": period_words(pace.period) if pace.period else "",
    }


def _percent(share: Fraction) -> Decimal:
    return round_half_up(100 * share, _TENTH)
