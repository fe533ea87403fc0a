"""The rows of a report table by its code in 0.1.0, under the keys that its columns had then."""

from collections.abc import Mapping

from duban.model.report_layout import ReportBlock, ReportColumn
from duban.model.status import Status
from duban.reports.block_rows import block_rows
from duban.reports.old_names import OLD_TABLES, current_names
from duban.reports.table_rows import TABLES, CellContent, Subject

_UNCHANGED = {
    Subject.TASKS: ("number", "name", "brief", "text", "category", "lead", "leaders", "steps", "contributions"),
    Subject.MILESTONES: (
        *("number", "name", "category", "lead", "leaders", "line", "standard", "due", "filing", "unit", "light"),
        *("ground", "state", "actual", "expected", "reason", "help", "explained"),
    ),
}
"""Keys that name the same columns now."""


def old_table_rows(code: str, status: Status) -> list[Mapping[str, CellContent]]:
    """Every column that the table had; of tables of their own the rows as they are."""
    if code not in OLD_TABLES:
        return list(TABLES[code](status))
    renamed = {key for key in OLD_TABLES[code].columns if key != "flag"}
    flags = {f"flag:{flag}" for task in status.plan.tasks for flag in task.flags}
    subject = OLD_TABLES[code].settings["rows"]
    keys = [*renamed, *flags, *(key for key in _UNCHANGED[subject] if key not in renamed)]
    block = ReportBlock(rows=code, columns=tuple(ReportColumn(key=key, label=key) for key in keys))
    current = current_names(block)
    old_keys = {column.key: old.key for old, column in zip(block.columns, current.columns, strict=True)}
    return [{old_keys.get(key, key): cell for key, cell in row.items()} for row in block_rows(status, current)]
