"""投资完成: numbers of one name and unit over a task's milestones, quarter by quarter, beside those of the whole year.

Rates compare equal sets: what was reported of the milestones that are due with what these promise.
"""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from duban.model.plan_parts import Comparison
from duban.model.status import Status, TaskStatus
from duban.model.verdict import Light
from duban.reports.expected_scores import QUARTERS, due_quarter
from duban.reports.formatting import DASH, amount_cell, number_or_dash, percent_text, sum_of_known, task_number
from duban.reports.table_rows import TABLES, CellContent, ReportRow, ReportRows
from duban.reports.targets import ReportedTarget, add_up, reported_targets, takes_in_earlier
from duban.text.display import format_number
from duban.value_object import ValueObject
from duban.workbook.book import Cell

_MONEY = "元"


class Amount(ValueObject):
    """A number through the year.

    Attributes:
        unit: of measure.
        of_year: what the task itself promises for the whole year; None where it promises nothing.
        parts: what its milestones promise.
    """

    task: TaskStatus
    name: str
    unit: str
    of_year: ReportedTarget | None
    parts: tuple[ReportedTarget, ...]

    @property
    def counted(self) -> tuple[ReportedTarget, ...]:
        """The parts; of an amount that is not divided among milestones that of the year."""
        return self.parts or ((self.of_year,) if self.of_year else ())

    @property
    def is_running(self) -> bool:
        """Whether a later number takes in the earlier ones."""
        return takes_in_earlier(self.parts)

    @property
    def due(self) -> tuple[ReportedTarget, ...]:
        """Those that say what should be done by now; of running numbers the last of each unit that is due."""
        due = tuple(part for part in self.counted if part.is_due)
        return tuple({part.row.share: part for part in due}.values()) if self.is_running else due

    @property
    def blank_count(self) -> int:
        """Of how many of these nothing was reported."""
        return sum(part.value is None for part in self.due)

    @property
    def compare(self) -> Comparison | None:
        """How its numbers compare with their goals; None where they do not agree in it."""
        ways = {part.target.compare for part in self.counted}
        return ways.pop() if len(ways) == 1 else None

    @property
    def planned(self) -> Decimal | None:
        """What its milestones add up to; None where no milestone speaks of it."""
        return _goal(self.parts)

    @property
    def early(self) -> Decimal | None:
        """What was reported of milestones that are not due yet; None for nothing."""
        return _value([part for part in self.counted if not part.is_due])

    def in_quarter(self, status: Status, quarter: int) -> list[ReportedTarget]:
        """The parts that fall due then."""
        return [part for part in self.parts if due_quarter(status, part.row.due) == quarter]


def _goal(parts: Sequence[ReportedTarget]) -> Decimal | None:
    return add_up(parts, (part.target.goal for part in parts))


def _value(parts: Sequence[ReportedTarget]) -> Decimal | None:
    return add_up(parts, (part.value for part in parts))


@TABLES("invested")
def investment_table(status: Status) -> ReportRows:
    """What is counted in money, with a total for each unit of money that several amounts have."""
    amounts = [amount for amount in yearly_amounts(status) if amount.unit.endswith(_MONEY)]
    yield from (_amount_row(status, amount) for amount in amounts)
    for unit in dict.fromkeys(amount.unit for amount in amounts):
        same_unit = [amount for amount in amounts if amount.unit == unit]
        if len(same_unit) > 1:
            yield _total_row(status, unit, same_unit)


@TABLES("amounts")
def other_targets_table(status: Status) -> ReportRows:
    """Everything else that is counted."""
    yield from (_amount_row(status, amount) for amount in yearly_amounts(status) if not amount.unit.endswith(_MONEY))


def yearly_amounts(status: Status) -> Iterator[Amount]:
    """Every amount, in the plan's order."""
    by_name: dict[tuple[str, str, str], list[ReportedTarget]] = {}
    for reported in reported_targets(status):
        key = (reported.task.row.key, reported.target.name, reported.target.unit)
        by_name.setdefault(key, []).append(reported)
    for (_, name, unit), targets in by_name.items():
        of_year = next((reported for reported in targets if reported.row.milestone is None), None)
        parts = tuple(reported for reported in targets if reported.row.milestone)
        yield Amount(targets[0].task, name, unit, of_year, parts)


def _amount_row(status: Status, amount: Amount) -> ReportRow:
    differs = amount.of_year is not None and amount.planned not in {None, amount.of_year.target.goal}
    own = amount.of_year.target.goal if amount.of_year else None
    return {
        "number": task_number(amount.task.task),
        "name": amount.name,
        "unit": amount.unit,
        **_quarter_cells(status, [amount], "amount"),
        **_cells_to_date(status, [amount], "amount"),
        "planned": amount_cell(number_or_dash(amount.planned), "amount"),
        "own": amount_cell(number_or_dash(own), "amount-differs" if differs else "amount"),
        "note": "；".join(_notes(status, amount)),
    }


def _total_row(status: Status, unit: str, amounts: Sequence[Amount]) -> ReportRow:
    """The sums of the rows above that have this unit of measure."""
    own = sum_of_known(amount.of_year.target.goal for amount in amounts if amount.of_year)
    return {
        "number": Cell("", "total"),
        "name": Cell(status.messages.text("total"), "total"),
        "unit": Cell(unit, "total"),
        **(dict(_QUARTERS_OF_UNLIKE) if _count_unlike(amounts) else _quarter_cells(status, amounts, "amount-total")),
        **_cells_to_date(status, amounts, "amount-total"),
        "planned": amount_cell(number_or_dash(sum_of_known(amount.planned for amount in amounts)), "amount-total"),
        "own": amount_cell(number_or_dash(own), "amount-total"),
        "note": Cell("；".join(_notes_of_total(status, amounts)), "total-word"),
    }


_QUARTERS_OF_UNLIKE = {
    f"{key}{quarter}": Cell(DASH, "amount-total") for quarter in QUARTERS for key in ("plan", "done")
}
"""A quarter's own numbers and those from the year's start have no sum."""


def _count_unlike(amounts: Sequence[Amount]) -> bool:
    """Whether some are counted from the year's start and others quarter by quarter."""
    return len({amount.is_running for amount in amounts if len(amount.parts) > 1}) > 1


def _notes_of_total(status: Status, amounts: Sequence[Amount]) -> Iterator[str]:
    """How the two sums of the year differ, or of how many amounts each is; why the quarters have no sum."""
    divided = [amount for amount in amounts if amount.planned is not None]
    promised = [amount.of_year.target.goal for amount in amounts if amount.of_year]
    if len(divided) == len(promised) == len(amounts):
        planned = sum_of_known(amount.planned for amount in divided)
        yield from _difference(status, sum_of_known(promised), planned)
    else:
        yield status.messages.text("amount-unlike", planned=len(divided), own=len(promised))
    if _count_unlike(amounts):
        yield status.messages.text("amount-unlike-quarters")


def _quarter_cells(status: Status, amounts: Sequence[Amount], style: str) -> dict[str, CellContent]:
    """Goal and number of each quarter; a word where a number is owed and was not reported."""
    cells: dict[str, CellContent] = {}
    for quarter in QUARTERS:
        parts_of = [(amount, amount.in_quarter(status, quarter)) for amount in amounts]
        goal = sum_of_known(_goal(parts) for _, parts in parts_of)
        done = sum_of_known(_value(parts) for _, parts in parts_of)
        blanks = sum(part.is_due and part.value is None for _, parts in parts_of for part in parts)
        cells[f"plan{quarter}"] = amount_cell(number_or_dash(goal), style)
        cells[f"done{quarter}"] = amount_cell(_number_or_blank(status, done, blanks), style)
    return cells


def _number_or_blank(status: Status, number: Decimal | None, blank_count: int) -> str | Decimal:
    """A number; where some of its parts were not reported how many these are."""
    if number is None:
        return status.messages.text("target-blank") if blank_count else DASH
    if blank_count:
        return status.messages.text("amount-partial", number=format_number(number), count=blank_count)
    return number


def _cells_to_date(status: Status, amounts: Sequence[Amount], style: str) -> dict[str, CellContent]:
    """What was due by the as-of day, what was done by then, and the rate of what is due."""
    goal = sum_of_known(_goal(amount.due) for amount in amounts)
    done = sum_of_known(_value(amount.counted) for amount in amounts)
    return {
        "plan": amount_cell(number_or_dash(goal), style),
        "done": amount_cell(number_or_dash(done), style),
        "rate": _rate_cell(status, amounts, goal, style),
    }


def _rate_cell(status: Status, amounts: Sequence[Amount], goal: Decimal | None, style: str) -> Cell:
    """Yellow where the numbers of what is due fall short; where one of them is missing there is no rate."""
    if goal is None:
        return Cell(DASH, style)
    if blanks := sum(amount.blank_count for amount in amounts):
        text = status.messages.text("amount-blank", count=blanks)
        return Cell(f"{_symbol(status, Light.GREY)} {text}", "light-grey")
    done = sum_of_known(_value(amount.due) for amount in amounts) or Decimal(0)
    reaches = _REACHES.get(_common_compare(amounts))
    if reaches is None:
        return Cell(status.messages.text("target-judge"), style)
    text = percent_text(done, goal)
    return Cell(text, style) if reaches(done, goal) else Cell(f"{_symbol(status, Light.YELLOW)} {text}", "light-yellow")


_REACHES: dict[Comparison | None, Callable[[Decimal, Decimal], bool]] = {
    Comparison.AT_LEAST: lambda done, goal: done >= goal,
    Comparison.AT_MOST: lambda done, goal: done <= goal,
    Comparison.EQUAL: lambda done, goal: done == goal,
}
"""How a sum compares with the sum of its goals; of all others only people can tell."""


def _common_compare(amounts: Sequence[Amount]) -> Comparison | None:
    ways = {amount.compare for amount in amounts}
    return ways.pop() if len(ways) == 1 else None


def _notes(status: Status, amount: Amount) -> Iterator[str]:
    """Where year and milestones differ, what is counted otherwise than by adding up, what came early."""
    text = status.messages.text
    if not amount.parts:
        yield text("amount-undivided")
        return
    if amount.of_year:
        yield from _difference(status, amount.of_year.target.goal, amount.planned)
    if amount.is_running and len(amount.parts) > 1:
        yield text("amount-level" if amount.parts[-1].target.is_level else "amount-running")
    if amount.early is not None:
        yield text("amount-early", number=format_number(amount.early))


def _difference(status: Status, own: Decimal | None, planned: Decimal | None) -> Iterator[str]:
    """That two numbers of the year differ, and by how much."""
    if own is not None and planned is not None and own != planned:
        gap = planned - own
        facts = {"own": format_number(own), "planned": format_number(planned), "gap": format_number(abs(gap))}
        yield f"{_symbol(status, Light.YELLOW)} {status.messages.text('amount-differs', **facts, more=gap > 0)}"


def _symbol(status: Status, light: Light) -> str:
    return status.light_rules.lights[light].symbol
