"""Rows about a task or one of its milestones by its place: what moves a due day changes nothing of how it is named."""

from collections.abc import Mapping

from duban.model.extension import NamedMilestone
from duban.model.plan import Plan, Task
from duban.register.typed_rows import TypedRow, TypedRows
from duban.text.folding import comparison_key
from duban.workbook.book import Scalar

NAMING_COLUMNS = ("number", "position", "milestone")


def milestone_cells(task: Task, position: int) -> Mapping[str, Scalar]:
    """How a row of the register names a task, or one of its milestones; position: which one, from 1; 0 for none."""
    printed = [of_line[0] for of_line in task.lines.values()]
    content = printed[position - 1].content if position else None
    return {"number": task.number, "name": task.name, "position": position or None, "milestone": content}


def find_task(plan: Plan, number: str) -> Task | None:
    """The task of a number as a person typed it; None where there is none."""
    return next((task for task in plan.tasks if comparison_key(task.number) == comparison_key(number)), None)


def named_milestone(rows: TypedRows, row: TypedRow, year: int) -> NamedMilestone:
    """How a row says which milestone it means.

    Args:
        rows: of the sheet.
        row: one of them.
        year: of the plan.
    """
    typed = row.comparable("position")
    position = int(typed) if typed.isdecimal() and typed.isascii() else 0
    return NamedMilestone(position, row.text("milestone"), rows.day(row, "due", year))
