"""Columns that say what several tasks have in common: categories and groups, the highest level first."""

from collections.abc import Sequence

from duban.importing.columns import OWN, RUNNING_NUMBER, SourceColumn, SourceColumns
from duban.value_object import replace
from duban.workbook.document import SourceTable


def with_levels(table: SourceTable, columns: SourceColumns) -> SourceColumns:
    """The columns of a table, with those of categories and groups told apart from that of names.

    Args:
        table: with its header.
        columns: by the words of its header alone.
    """
    if not table.has_tall_cells:
        columns = replace(columns, columns=tuple(_with_wide_category(columns.columns)))
    return _with_groups(table, columns)


def _with_wide_category(columns: Sequence[SourceColumn]) -> list[SourceColumn]:
    """Where no merged cells are kept, a column without a header beside that of categories holds the next level."""
    joined: list[SourceColumn] = []
    for column in columns:
        if joined and joined[-1].meaning == "类别" and not column.header:
            joined[-1] = replace(joined[-1], places=joined[-1].places + column.places)
        else:
            joined.append(column)
    return joined


def _with_groups(table: SourceTable, columns: SourceColumns) -> SourceColumns:
    """Where cells of the column of names go over several numbers, they name groups, and another column the tasks."""
    number, name = columns.of("序号"), columns.of("名称")
    others = [column for column in columns.columns if "名称" in column.alternatives]
    if number is None or name is None or not others:
        return columns
    if not _goes_over_numbers(table, columns.first_row, number, name):
        return columns
    task = next((column for column in others if column.meaning == OWN), others[0])
    meanings = {name: "组", task: "名称"} | _other_content(task, others)
    groups = sorted(filter(None, (name, columns.of("类别"), columns.of("组"))), key=lambda one: one.places)
    meanings |= dict(zip(groups, ("类别", "组"), strict=False))
    renamed = (replace(column, meaning=meanings.get(column, column.meaning)) for column in columns.columns)
    return replace(columns, columns=tuple(renamed))


def _other_content(task: SourceColumn, others: Sequence[SourceColumn]) -> dict[SourceColumn, str]:
    """Another column that says what tasks are about, where the one that did names them now."""
    contents = [column for column in others if column != task and "内容" in column.alternatives]
    return {contents[0]: "内容"} if contents and task.meaning == "内容" else {}


def _goes_over_numbers(table: SourceTable, first_row: int, number: SourceColumn, name: SourceColumn) -> bool:
    """Whether a name stands for several numbered rows: merged, or blank in the rows below it."""
    rows = range(first_row, len(table.rows))
    numbered = [
        row
        for row in rows
        if RUNNING_NUMBER.fullmatch(table.text_at(row, number.places[0]))
        and not table.is_merged_down(row, number.places[0])
    ]
    return any(table.is_merged_down(row, name.places[0]) or not table.text_at(row, name.places[0]) for row in numbered)


def with_upper_categories(table: SourceTable, columns: SourceColumns) -> SourceTable:
    """Where no merged cells are kept, a lower category without the upper one stands below that of the row above.

    Args:
        table: of tasks.
        columns: of it.
    """
    number, category = columns.of("序号"), columns.of("类别")
    if table.has_tall_cells or not (number and category):
        return table
    first, *lower = category.places
    rows, upper = [list(texts) for texts in table.rows], ""
    for row in range(columns.first_row, len(rows)):
        upper = table.text_at(row, first) or upper
        if table.text_at(row, number.places[0]) and any(table.text_at(row, place) for place in lower):
            rows[row][first] = upper
    return replace(table, rows=rows)
