"""Where the rows of a report table come from: tasks or milestones by their columns, or a table of its own.

A row is a mapping from column key to cell or bare value. A bare value takes the style of its column; a key that is
missing leaves the cell out.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, partial
from inspect import signature
from itertools import groupby, islice
from operator import attrgetter
from typing import Any

from duban.model.report_layout import ReportBlock, ReportColumn
from duban.model.status import MilestoneStatus, Status, TaskStatus
from duban.registry import Registry
from duban.reports.figures import LIGHTS_AS_READ
from duban.reports.formatting import short_task_name
from duban.reports.task_groups import GroupedTasks, group_tasks
from duban.workbook.book import Cell, Scalar

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

_LONG_TEXT = 60  # characters
_NAMES = ("text", "name", "name_with_leaders")
"""Columns with the name of a task."""
_LEADING = ("number", "task_short", "matter_brief")
"""Columns that say which task it is: the first of them that a table has leads to the row of that task."""
ONLY_WITH_VALUE: frozenset[str] = frozenset({"source", "flag"})
"""Grouped by these, only tasks that have a value are listed one by one: of the others a line says how they stand."""


class Subject(StrEnum):
    """What a block of a report sheet may list by its columns alone."""

    TASKS = "tasks"
    MILESTONES = "milestones"


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A row about a task: all that a column, a condition or an order may know.

    Attributes:
        index: running number in its table, from 1; 0 while the table is not in order yet.
    """

    status: Status
    task: TaskStatus
    index: int


@dataclass(frozen=True, slots=True)
class MilestoneRow(TaskRow):
    """A row about a milestone of the task."""

    milestone: MilestoneStatus


ColumnFunction = Callable[[TaskRow], CellContent]


class Catalogue:
    """Functions by name: those that work on any row about a task, and those that need a milestone.

    A function takes the row, and a text more where its name is used with one behind a colon (`answer:help`).
    """

    def __init__(self) -> None:
        self.task: Registry[Callable[..., Any]] = Registry()
        self.milestone: Registry[Callable[..., Any]] = Registry()

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
TOTALS: Registry[Callable[[Status, Sequence[TaskRow]], ReportRow]] = Registry()
"""The last row of a table, from all of its rows."""
TABLES: Registry[Callable[[Status], ReportRows]] = Registry()
"""Tables that list neither tasks nor milestones, or not only these."""
FOLDS: Registry[Callable[[Status, int], ReportRows]] = Registry()
"""Such a table with so many of its rows; the others stand together in one."""


def attribute_column(path: str, meaning: str) -> ColumnFunction:
    """A column that shows an attribute of the row, such as `task.row.category`; its meaning is its docstring."""
    attribute = attrgetter(path)

    def value_of(row: TaskRow) -> CellContent:
        value: CellContent = attribute(row)
        return value

    value_of.__doc__ = meaning
    return value_of


def table_rows(status: Status, block: ReportBlock) -> ReportRows:
    """The rows of a block that has any.

    Args:
        status: what is reported on.
        block: `rows` is `tasks`, `milestones` or the code of a table of its own.

    Raises:
        KeyError: for names that are not there; proof-reading tells these first.
    """
    if block.rows not in set(Subject):
        yield from _own_table(status, block)
        return
    rows = _selected_rows(status, block)
    if block.group:
        yield from _grouped_rows(status, block.group, block, rows)
    else:
        yield from _rows_of_cells(block, rows)
    if block.total and rows:
        yield TOTALS[block.total](status, rows)


def _own_table(status: Status, block: ReportBlock) -> ReportRows:
    if block.limit is not None and block.rows in FOLDS:
        return FOLDS[block.rows](status, block.limit)
    return islice(TABLES[block.rows](status), block.limit)


def _selected_rows(status: Status, block: ReportBlock) -> list[TaskRow]:
    rows: list[TaskRow] = [TaskRow(status, task, 0) for task in status.tasks]
    if block.rows == Subject.MILESTONES:
        rows = [MilestoneRow(status, row.task, 0, milestone) for row in rows for milestone in row.task.milestones]
    for name in block.where:
        holds, wanted = CONDITIONS.function(name.removeprefix("not-"), block.rows), not name.startswith("not-")
        rows = [row for row in rows if bool(holds(row)) is wanted]
    if block.sort:
        rows.sort(key=ORDERS.function(block.sort, block.rows))
    return [replace(row, index=index) for index, row in enumerate(rows[: block.limit], 1)]


def _rows_of_cells(block: ReportBlock, rows: Sequence[TaskRow]) -> ReportRows:
    functions = ((column, COLUMNS.find(column.key, block.rows)) for column in block.columns)
    columns = {column: function for column, function in functions if function}
    if block.merge_tasks:
        yield from _merged_rows(columns, rows)
    else:
        yield from (
            _keyed(row, columns, {column.key: value_of(row) for column, value_of in columns.items()}) for row in rows
        )


def _merged_rows(
    columns: Mapping[ReportColumn, Callable[[TaskRow], CellContent]], rows: Sequence[TaskRow]
) -> ReportRows:
    """What is said of a task stands in one cell beside all rows of its milestones."""
    of_task = {column: value_of for column, value_of in columns.items() if not COLUMNS.needs_milestone(column.key)}
    of_milestone = {column: value_of for column, value_of in columns.items() if column not in of_task}
    for _, neighbours in groupby(rows, key=lambda row: row.task.row.key):
        beside = list(neighbours)
        cells: ReportRow = {
            column.key: replace(styled_cell(value_of(beside[0]), column.style), row_span=len(beside))
            for column, value_of in of_task.items()
        }
        for row in beside:
            own_cells = {column.key: value_of(row) for column, value_of in of_milestone.items()}
            yield _keyed(row, columns, {**cells, **own_cells})
            cells = {}


def _keyed(row: TaskRow, columns: Iterable[ReportColumn], cells: ReportRow) -> ReportRow:
    """The row with its key, and with a link in the number or the name of its task."""
    key = row.milestone.row.key if isinstance(row, MilestoneRow) else row.task.row.key
    keyed = {**cells, ROW_KEY: key}
    links = tuple(dict.fromkeys((key, row.task.row.key)))
    styles = {column.key: column.style for column in columns if column.key in cells}
    for name in [name for name in _LEADING if name in styles][:1]:
        keyed[name] = replace(styled_cell(cells[name], styles[name]), row_links=links)
    return keyed


def styled_cell(value: CellContent, style: str) -> Cell:
    """A cell as it is; a bare value in this style."""
    return value if isinstance(value, Cell) else Cell(value, style)


def _grouped_rows(status: Status, by: str, block: ReportBlock, rows: Sequence[TaskRow]) -> ReportRows:
    """Under each value a heading, the rows of its tasks, and a subtotal; a total at the end."""
    text, tasks = status.messages.text, list({row.task.row.key: row.task for row in rows}.values())
    rows_by_task = _rows_by_task(_rows_of_shares(rows) if by == "unit" else rows)
    first_groups: dict[str, str] = {}
    for group in group_tasks(status, by, tasks):
        if group.without_value and by in ONLY_WITH_VALUE:
            yield {WHOLE_WIDTH: Cell(_sum_text(status, f"slice-rest-{by}", group.tasks), "group-word")}
            continue
        yield {WHOLE_WIDTH: Cell(text("slice-heading", title=group.title, count=len(group.tasks)), HEADING_STYLE)}
        yield from _rows_of_group(group, block, rows_by_task, first_groups)
        yield {WHOLE_WIDTH: Cell(_sum_text(status, "slice-subtotal", group.tasks), SUBTOTAL_STYLE)}
    yield {WHOLE_WIDTH: Cell(_sum_text(status, "slice-total", tasks), "total-word")}


def _rows_by_task(rows: Iterable[TaskRow]) -> Mapping[str, Sequence[TaskRow]]:
    rows_by_task: dict[str, list[TaskRow]] = {}
    for row in rows:
        rows_by_task.setdefault(row.task.row.key, []).append(row)
    return rows_by_task


def _rows_of_group(
    group: GroupedTasks, block: ReportBlock, rows_by_task: Mapping[str, Sequence[TaskRow]], first_groups: dict[str, str]
) -> ReportRows:
    """first_groups: the group in which each task stands in full, by its key; this one is filled in."""
    own = [row for task in group.tasks for row in rows_by_task.get(task.row.key, ())]
    own.sort(key=attrgetter("index"))
    for row, cells in zip(own, _rows_of_cells(block, own), strict=True):
        first_group = first_groups.setdefault(row.task.row.key, group.title)
        yield cells if first_group == group.title else _without_repetition(row, cells, first_group)


def _rows_of_shares(rows: Iterable[TaskRow]) -> Iterator[TaskRow]:
    """Each row as each unit that answers for its task has it; one about a milestone as the milestone's unit has it."""
    for row in rows:
        for share in row.task.shares or (row.task,):
            if not isinstance(row, MilestoneRow) or row.milestone in share.milestones:
                yield replace(row, task=share)


def _without_repetition(row: TaskRow, cells: ReportRow, first_group: str) -> ReportRow:
    """Of a task that stands in full in another group: its long texts are said to stand there."""
    reference = row.status.messages.text("slice-said-before", group=first_group)
    short: dict[str, CellContent] = {key: content for key, content in cells.items() if not _is_long(content)}
    return (
        dict.fromkeys(cells, reference)
        | short
        | {key: short_task_name(row.task.task) for key in _NAMES if key in cells}
    )


def _is_long(content: CellContent) -> bool:
    value = content.value if isinstance(content, Cell) else content
    return isinstance(value, str) and len(value) > _LONG_TEXT


def _sum_text(status: Status, name: str, tasks: Sequence[TaskStatus]) -> str:
    lights = []
    for light in LIGHTS_AS_READ:
        word = status.light_rules.lights[light]
        if count := sum(task.verdict.light is light for task in tasks):
            lights.append({"symbol": word.symbol, "name": word.name, "count": count})
    finished = sum(task.finished for task in tasks)
    return status.messages.text(name, tasks=len(tasks), finished=finished, lights=lights)
