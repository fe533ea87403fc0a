"""The rows of a block of a report sheet: tasks or milestones by its columns, or a table of its own."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from operator import attrgetter

from duban.model.report_layout import ReportBlock, ReportColumn
from duban.model.status import Status, TaskStatus
from duban.reports.figures import LIGHTS_AS_READ
from duban.reports.formatting import short_task_name
from duban.reports.table_rows import (
    COLUMNS,
    CONDITIONS,
    FOLDS,
    HEADING_STYLE,
    ONLY_WITH_VALUE,
    ORDERS,
    ROW_KEY,
    SUBTOTAL_STYLE,
    TABLES,
    TOTALS,
    WHOLE_WIDTH,
    CellContent,
    ColumnFunction,
    MilestoneRow,
    ReportRow,
    ReportRows,
    Subject,
    TaskRow,
    styled_cell,
)
from duban.reports.task_groups import GroupedTasks, group_tasks
from duban.value_object import replace
from duban.workbook.book import Cell

_INDEX, _UNIT = "index", "unit"
"""Columns that may differ in rows that are joined."""
_LONG_TEXT = 60  # characters
_NAMES = ("text", "name", "name_with_leaders")
"""Columns with the name of a task."""
_LEADING = ("number", "task_short", "matter_brief")
"""Columns that say which task it is: the first of them that a table has leads to the row of that task."""


def block_rows(status: Status, block: ReportBlock) -> ReportRows:
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
    elif block.joins_units:
        yield from _joined_rows(columns, rows)
    else:
        yield from (
            _keyed(row, columns, {column.key: value_of(row) for column, value_of in columns.items()}) for row in rows
        )


def _merged_rows(columns: Mapping[ReportColumn, ColumnFunction], rows: Sequence[TaskRow]) -> ReportRows:
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


def _joined_rows(columns: Mapping[ReportColumn, ColumnFunction], rows: Sequence[TaskRow]) -> ReportRows:
    """Milestones of one line that say the same, whosoever they are, as one row that names all of their units."""
    compared = [value_of for column, value_of in columns.items() if column.key not in {_INDEX, _UNIT}]
    groups: dict[tuple[CellContent, ...], list[MilestoneRow]] = {}
    for row in rows:
        if isinstance(row, MilestoneRow):
            groups.setdefault((_line_of(row), *(value_of(row) for value_of in compared)), []).append(row)
    for index, group in enumerate(groups.values(), 1):
        row = replace(group[0], index=index)
        cells = {column.key: value_of(row) for column, value_of in columns.items()}
        names = list(dict.fromkeys(each.milestone.unit.name for each in group))
        yield _keyed(row, columns, cells | {_UNIT: row.status.assignment.directory.joint_name(names)})


def _line_of(row: MilestoneRow) -> str:
    """What the milestones of one line of the plan have in common."""
    planned = row.milestone.row.milestone
    return planned.line if planned else row.milestone.row.key


def _keyed(row: TaskRow, columns: Iterable[ReportColumn], cells: ReportRow) -> ReportRow:
    """The row with its key, and with a link in the number or the name of its task."""
    key = row.milestone.row.key if isinstance(row, MilestoneRow) else row.task.row.key
    keyed = {**cells, ROW_KEY: key}
    links = tuple(dict.fromkeys((key, row.task.row.key)))
    leading = next((name for name in _LEADING if name in cells), "")
    for column in columns:
        if column.key == leading:
            keyed[leading] = replace(styled_cell(cells[leading], column.style), row_links=links)
    return keyed


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
