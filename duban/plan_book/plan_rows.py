"""Entries as rows of sheets: whose they are, what each cell shows."""

from collections.abc import Iterator, Mapping
from functools import cache

from duban.plan_book.cell_text import Notation
from duban.plan_book.items import PlanItem
from duban.plan_book.tables import AnyModel, PlanTable, Shape, all_tables, columns_of, tables_below
from duban.plan_source.typed_plan import TypedTask
from duban.value_object import ValueObject

TASK_KEY, TASK_NAME_KEY, LINE_KEY, LABEL_KEY, NAME_KEY = "任务", "任务名称", "所属", "序", "名称"
"""Columns that say whose a row is: the number of the task and its name, which of its lines; what a line is called; the
name of what has one."""
SHOWN_KEYS = {TASK_NAME_KEY, LABEL_KEY}
"""Those that the program writes, in rows that are there already."""
NUMBER_KEY = "序号"


class PlanRow(ValueObject):
    """One entry in its sheet.

    Attributes:
        head: whose it is and what it is called, by the keys above.
        cells: the text of each column.
    """

    item: PlanItem
    head: Mapping[str, str]
    cells: Mapping[str, str]


@cache
def head_keys(root: AnyModel, table: PlanTable) -> tuple[str, ...]:
    """Which of the columns that say whose a row is a sheet has."""
    if table.key in tables_below(root):
        return (NAME_KEY,) if table.shape is Shape.NAMED else ()
    is_of_lines = any(table.key in tables_below(inner.model) for inner in tables_below(TypedTask).values())
    is_line = bool(tables_below(table.model))
    return (TASK_KEY, TASK_NAME_KEY, *((LINE_KEY,) if is_of_lines else ()), *((LABEL_KEY,) if is_line else ()))


def rows_by_table(root: PlanItem, notation: Notation) -> Mapping[str, list[PlanRow]]:
    """The rows of each sheet of a file, in the order of the file."""
    rows: dict[str, list[PlanRow]] = {key: [] for key in all_tables(root.table.model)}
    for item, head in _with_heads(root, {}):
        rows[item.table.key].append(PlanRow(item, head, row_cells(item, notation)))
    return rows


def row_cells(item: PlanItem, notation: Notation) -> Mapping[str, str]:
    """The text of each column of an entry."""
    columns = columns_of(item.table.model)
    return {key: notation.text_of(item.values.get(key), column) for key, column in columns.items()}


def line_label(key: str, position: int) -> str:
    """What a line of a task is called in the sheets of its numbers: 节点2, as errata call it. position: from 1."""
    return f"{key}{position}"


def _with_heads(item: PlanItem, head: Mapping[str, str]) -> Iterator[tuple[PlanItem, Mapping[str, str]]]:
    """Everything below an entry with what stands in its head columns."""
    for key, children in item.children.items():
        for position, child in enumerate(children, 1):
            own: Mapping[str, str] = head
            if head and tables_below(child.table.model):
                own = {**head, LABEL_KEY: line_label(key, position)}
            if child.name:
                own = {**head, NAME_KEY: child.name}
            yield child, own
            yield from _with_heads(child, _head_below(child, own))


def _head_below(item: PlanItem, head: Mapping[str, str]) -> Mapping[str, str]:
    """What the head columns of an entry's own entries say."""
    if item.table.model is TypedTask:
        return {TASK_KEY: str(item.values.get(NUMBER_KEY, "")), TASK_NAME_KEY: str(item.values.get(NAME_KEY, ""))}
    is_line = LABEL_KEY in head
    return {**{key: head[key] for key in (TASK_KEY, TASK_NAME_KEY)}, LINE_KEY: head[LABEL_KEY]} if is_line else head
