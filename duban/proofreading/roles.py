"""Columns whose answers checks, lights and reports would look for, and cannot find without a role."""

from collections.abc import Iterator

from duban.messages.finding import KeyPath, UnplacedFinding
from duban.model.layout import Column, SheetLayout
from duban.model.role import Role
from duban.model.verdict import MEANINGS_WORST_FIRST


def missing_roles(path: KeyPath, sheet: SheetLayout) -> Iterator[UnplacedFinding]:
    """Columns that have no role though what they ask for is a state, a target's number or points.

    Args:
        path: of the sheet in its file.
    """
    for index, column in enumerate(sheet.columns):
        role = _expected_role(sheet, column)
        if role and not column.role and not sheet.by_role(role):
            facts = {"role": role.value, "label": column.label}
            yield UnplacedFinding("role-missing", (*path, "columns", index), facts)


def _expected_role(sheet: SheetLayout, column: Column) -> Role | None:
    if any(option.means in MEANINGS_WORST_FIRST for option in column.options):
        return Role.STATE
    if column.kind == "score":
        return Role.SCORE
    return Role.VALUE if sheet.rows == "target" and column.kind == "number" else None
