"""节点月历: the milestones of a task in the months in which they are due, each by its symbol."""

from collections import Counter
from collections.abc import Sequence

from duban.model.status import MilestoneStatus, Status
from duban.reports.formatting import light_together, verdict_symbol
from duban.reports.plan_months import AFTER, BEFORE, MONTHS, is_spread_over_months, month_of
from duban.reports.table_rows import COLUMNS, CONDITIONS, CellContent, TaskRow
from duban.workbook.book import Cell

_MONTHS_BY_NAME = {"before": BEFORE, "after": AFTER} | {str(month): month for month in MONTHS}
_MOST_SYMBOLS = 3


@CONDITIONS.task("spread-over-months")
def spread_over_months(row: TaskRow) -> bool:
    """The plan's milestones fall due in four months of its year or more: of fewer, a picture says nothing."""
    return is_spread_over_months(row.status)


@COLUMNS.task("month")
def month_lights(row: TaskRow, month: str) -> CellContent:
    """`month:7`, `month:before`, `month:after`: the symbols of what falls due then, in the colour of the gravest.

    Of more than three milestones how many have each light. A month that is over is shaded.
    """
    status, number = row.status, _MONTHS_BY_NAME.get(month)
    due = [milestone for milestone in row.task.milestones if month_of(status, milestone.row.due) == number]
    if not due:
        return Cell("", "month-over" if number is not None and _is_over(status, number) else "word-center")
    light = light_together(milestone.verdict.light for milestone in due)
    return Cell(_symbols(status, due), f"light-{light}")


def _is_over(status: Status, month: int) -> bool:
    if month in (BEFORE, AFTER):
        return month == BEFORE
    return (status.plan.year, month) < (status.as_of.year, status.as_of.month)


def _symbols(status: Status, milestones: Sequence[MilestoneStatus]) -> str:
    symbols = [verdict_symbol(status, milestone.verdict) for milestone in milestones]
    if len(symbols) <= _MOST_SYMBOLS:
        return "".join(symbols)
    return "".join(f"{symbol}{count}" for symbol, count in Counter(symbols).items())
