"""节点月历: the milestones of a task in the months in which they are due, each by its symbol."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from duban.model.status import MilestoneStatus, Status
from duban.reports.formatting import severity_rank, verdict_symbol
from duban.reports.table_rows import COLUMNS, CONDITIONS, CellContent, TaskRow
from duban.workbook.book import Cell

BEFORE, AFTER = "before", "after"
"""What is due before and after the plan's year."""
_FEWEST_MONTHS = 4
_MOST_SYMBOLS = 3


@CONDITIONS.task("spread-over-months")
def spread_over_months(row: TaskRow) -> bool:
    """The plan's milestones fall due in four months of its year or more: of fewer, a picture says nothing."""
    months = {_month_of(row.status, day) for day in row.status.due_days}
    return len(months - {BEFORE, AFTER}) >= _FEWEST_MONTHS


@COLUMNS.task("month")
def month_lights(row: TaskRow, month: str) -> CellContent:
    """`month:7`, `month:before`, `month:after`: the symbols of what falls due then, in the colour of the worst.

    Of more than three milestones how many have each light. A month that is over is shaded.
    """
    status = row.status
    due = [milestone for milestone in row.task.milestones if due_month(status, milestone) == month]
    if not due:
        return Cell("", "month-over" if _is_over(status, month) else "word-center")
    worst = min((milestone.verdict.light for milestone in due), key=severity_rank)
    return Cell(_symbols(status, due), f"light-{worst}")


def due_month(status: Status, milestone: MilestoneStatus) -> str:
    """`1` to `12` in the plan's year, else `before` or `after`; one without a day is due at its end."""
    return _month_of(status, milestone.row.due)


def _month_of(status: Status, due: date | None) -> str:
    year = status.plan.year
    if due is None:
        return "12"
    return str(due.month) if due.year == year else BEFORE if due.year < year else AFTER


def _is_over(status: Status, month: str) -> bool:
    if not month.isdecimal():
        return month == BEFORE
    return (status.plan.year, int(month)) < (status.as_of.year, status.as_of.month)


def _symbols(status: Status, milestones: Sequence[MilestoneStatus]) -> str:
    symbols = [verdict_symbol(status, milestone.verdict) for milestone in milestones]
    if len(symbols) <= _MOST_SYMBOLS:
        return "".join(symbols)
    return "".join(f"{symbol}{count}" for symbol, count in Counter(symbols).items())
