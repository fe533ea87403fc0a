"""Columns of the plan's own (自定) in reports: shown as typed, and rows chosen by them."""

from duban.reports.table_rows import COLUMNS, CONDITIONS, CellContent, TaskRow


@COLUMNS.task("own")
def own_column(row: TaskRow, header: str) -> CellContent:
    """What the plan says under a column of its own (自定), by its header; blank for nothing."""
    return row.task.task.own.get(header, "")


@CONDITIONS.task("own")
def has_own_value(row: TaskRow, column: str) -> bool:
    """A column of the plan's own (自定) says something, or just this: `own:项目类型`, `own:项目类型=续建`."""
    header, _, wanted = column.partition("=")
    value = row.task.task.own.get(header, "")
    return value == wanted if wanted else bool(value)
