"""What a report table may be made of: columns, conditions and orders of tasks and milestones, and tables of their own.

A row is a mapping from column key to cell or bare value. A bare value takes the style of its column; a key that is
missing leaves the cell out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache, lru_cache, partial
from inspect import signature
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from duban.registry import Registry
from duban.value_object import ValueObject
from duban.workbook.book import Cell, Scalar

if TYPE_CHECKING:  # what goes out with forms needs no status
    from duban.model.status import MilestoneStatus, Status, TaskStatus

CellContent = Cell | Scalar
ReportRow = Mapping[str, CellContent]
ReportRows = Iterator[ReportRow]

WHOLE_WIDTH = ""
"""The key of a cell that takes the whole width of a table: a heading, a subtotal, or a foot.

Where other keys stand beside it, the row is left out of tables that have none of their columns.
"""
ROW_KEY = "#"
"""The key of a value that is no cell: of the task, milestone, unit or figure that the row is about, for links."""

HEADING_STYLE, SUBTOTAL_STYLE = "total-word", "group-word"
"""Of the cells over the whole width above and below a group."""

ONLY_WITH_VALUE: frozenset[str] = frozenset({"source", "flag"})
"""Grouped by these, only tasks that have a value are listed one by one: of the others a line says how they stand."""


class Subject(StrEnum):
    """What a block of a report sheet may list by its columns alone."""

    TASKS = "tasks"
    MILESTONES = "milestones"


class TaskRow(ValueObject):
    """A row about a task: all that a column, a condition or an order may know.

    Attributes:
        index: running number in its table, from 1; 0 while the table is not in order yet.
    """

    status: Status
    task: TaskStatus
    index: int


class MilestoneRow(TaskRow):
    """A row about a milestone of the task."""

    milestone: MilestoneStatus


ColumnFunction = Callable[[TaskRow], CellContent]


class Catalogue:
    """Functions by name: those that work on any row about a task, and those that need a milestone.

    A function takes the row, and a text more where its name is used with one behind a colon (`answer:help`).
    """

    def __init__(self) -> None:
        self.task: Registry[Callable[..., Any]] = Registry(__package__)
        self.milestone: Registry[Callable[..., Any]] = Registry(__package__)

    def names(self, subject: str) -> tuple[str, ...]:
        """All names that a table may use. subject: `tasks` or `milestones`."""
        return (*(self.milestone if subject == Subject.MILESTONES else ()), *self.task)

    def needs_milestone(self, name: str) -> bool:
        """Whether a table of milestones takes the function of a name that needs a milestone."""
        return name.partition(":")[0] in self.milestone

    def function(self, name: str, subject: str) -> Callable[[TaskRow], Any]:
        """The function of a name as `find` gives it. Raises KeyError where there is none."""
        if function := self.find(name, subject):
            return function
        raise KeyError(name)

    def find(self, name: str, subject: str) -> Callable[[TaskRow], Any] | None:
        """The function of a name, its text filled in.

        Returns:
            None where there is no such name for such tables, or where a text is missing or too much.
        """
        base, _, argument = name.partition(":")
        registries = [self.task] if subject == Subject.TASKS else [self.milestone, self.task]
        function = next((registry[base] for registry in registries if base in registry), None)
        if function is None or (argument == "") is not (_parameter_count(function) == 1):
            return None
        return partial(_with_text, function, argument) if argument else function


@cache  # proof-reading asks for each name in each sheet, and a signature is dear
def _parameter_count(function: Callable[..., Any]) -> int:
    return sum(parameter.default is parameter.empty for parameter in signature(function).parameters.values())


def _with_text(function: Callable[..., Any], argument: str, row: TaskRow) -> Any:  # noqa: ANN401 — as the function
    return function(row, argument)


COLUMNS = Catalogue()
"""What stands in a cell: row → value."""
CONDITIONS = Catalogue()
"""Which rows a table has: row → whether it belongs there. `not-` before a name turns it round."""
ORDERS = Catalogue()
"""How a table is sorted: row → what to compare, the smallest first; rows that are equal stay in the plan's order."""
TOTALS: Registry[Callable[[Status, Sequence[TaskRow]], ReportRow]] = Registry(__package__)
"""The last row of a table, from all of its rows."""
TABLES: Registry[Callable[[Status], ReportRows]] = Registry(__package__)
"""Tables that list neither tasks nor milestones, or not only these."""
FOLDS: Registry[Callable[[Status, int], ReportRows]] = Registry(__package__)
"""Such a table with so many of its rows; the others stand together in one."""


def attribute_column(path: str, meaning: str) -> ColumnFunction:
    """A column that shows an attribute of the row, such as `task.row.category`; its meaning is its docstring."""
    attribute = attrgetter(path)

    def value_of(row: TaskRow) -> CellContent:
        value: CellContent = attribute(row)
        return value

    value_of.__doc__ = meaning
    return value_of


def styled_cell(value: CellContent, style: str) -> Cell:
    """A cell as it is; a bare value in this style."""
    if isinstance(value, str):
        return _cell_of_words(value, style)
    return value if isinstance(value, Cell) else Cell(value, style)


@lru_cache(maxsize=4096)  # nine of ten words in a table stand there again: names of units, strokes, blanks
def _cell_of_words(words: str, style: str) -> Cell:
    return Cell(words, style)
