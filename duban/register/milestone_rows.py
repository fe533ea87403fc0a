"""Rows about a task or one of its milestones by its place: what moves a due day changes nothing of how it is named."""

from collections.abc import Mapping, Sequence

from duban.model.extension import NamedMilestone
from duban.model.milestone import Milestone
from duban.model.plan import Plan, Task
from duban.register.typed_rows import TypedRow, TypedRows
from duban.text.folding import comparison_key
from duban.workbook.book import Scalar

NAMING_COLUMNS = ("number", "position", "milestone", "unit")


def milestone_cells(task: Task, milestone: Milestone | None) -> Mapping[str, Scalar]:
    """How a row of the register names a task, or one of its milestones; None for the task as a whole."""
    position = task.position(milestone) if milestone else None
    words = _words(milestone) if milestone else None
    return {"number": task.number, "name": task.name, "position": position, "milestone": words}


def _words(milestone: Milestone) -> str:
    """Its wording, and which interval it is of one that comes again."""
    return f"{milestone.content}（{milestone.term}）" if milestone.term else milestone.content


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


def find_milestones(rows: TypedRows, row: TypedRow, task: Task, year: int) -> Sequence[Milestone]:
    """Those that a row means: of one line all units', of one that comes again one interval's or all.

    Args:
        rows: of the sheet.
        row: one of them.
        task: that the row names.
        year: of the plan.

    Returns:
        No milestone where it means no line or several, which is a slip.
    """
    words, named = row.comparable("milestone"), named_milestone(rows, row, year)
    of_term = [one for one in task.milestones if one.term and comparison_key(_words(one)) == words]
    if of_term:
        return [one for one in of_term if named.position in {0, task.position(one)}] or of_term
    lines = named.among(task.printed_milestones, year)
    if len(lines) != 1:
        rows.add_mistake("register-milestone", row, "milestone", number=task.number, count=len(lines))
        return ()
    return task.lines[lines[0].line]
