"""Rows about a task or one of its milestones: how they name it, and which one a row of hers means."""

from collections.abc import Iterator
from typing import ClassVar

from duban.model.milestone import Milestone
from duban.model.plan import Plan, Task
from duban.model.row import Row
from duban.model.unit import Unit
from duban.register.line_units import UNIT_COLUMN, LineUnits
from duban.register.parsed_register import Decision
from duban.register.sheet_rules import QuestionRow, RegisterCase, SheetRules
from duban.register.task_names import name_fits
from duban.register.typed_rows import TypedRow, TypedRows
from duban.text.display import chinese_numeral, shorten
from duban.text.folding import comparison_key

_MAX_NAME_LENGTH = 48


class TaskRules(SheetRules):
    """A sheet whose rows are about tasks (number and name) or about one of their milestones (part)."""

    key_columns: ClassVar[tuple[str, ...]] = ("number", "part")
    naming_columns: ClassVar[tuple[str, ...]] = ("task", "number", "part", UNIT_COLUMN)

    def name_of(self, decision: Decision, case: RegisterCase) -> str:  # noqa: ARG002
        """The task in words, else what the row says."""
        return decision.written["about"] or decision.subject

    def reason(self, decision: Decision, case: RegisterCase) -> str:  # noqa: ARG002
        """That the report of the period has no such task or milestone."""
        return case.status.messages.text("register-task-gone")


def task_cells(row: Row, part: str = "") -> QuestionRow:
    """How a row names its task and milestone.

    Args:
        row: of the task or of the milestone.
        part: the milestone in words; empty for the whole task.
    """
    return {"number": row.task.number, "task": shorten(row.task.name, _MAX_NAME_LENGTH), "part": part}


def row_subject(rows: TypedRows, row: TypedRow) -> str:
    """The keys of the tasks or milestones that a row means.

    Returns:
        Several with blanks between where several units answer for what it means; the key of the task where that is
        the task of them all. What the row says where there is none such, so that the decision is answered. Empty where
        there are several, or where number and name contradict each other, which are slips.
    """
    slip_count = len(rows.mistakes)
    subjects = [subject for task in _fitting_tasks(rows, row) for subject in _subjects(rows, row, task) if subject]
    if len(rows.mistakes) > slip_count:
        return ""
    if len(subjects) > 1:
        rows.add_mistake("register-task-many", row, "part" if row.text("part") else "task", keys=len(subjects))
        return ""
    # words in the place of a key: with a sign that no key has, so that none of them is taken for one
    return subjects[0] if subjects else "/".join(filter(None, map(row.text, ("number", "task", "part")))) or "?"


def _fitting_tasks(rows: TypedRows, row: TypedRow) -> list[Task]:
    """Those that a row may mean; a name beside the number that is another task's is a slip."""
    plan = rows.lookups.assignment.plan
    tasks = _tasks(row, plan)
    is_numbered = bool(row.text("number"))
    return [task for task in tasks if not is_numbered or name_fits(rows, row, task, plan, "task")]


def _subjects(rows: TypedRows, row: TypedRow, task: Task) -> Iterator[str]:
    """The keys of a task as a whole or of its units' shares, or of each milestone that a row may mean.

    A milestone is known by its words or some of them, or by its place (2, 二, 节点二).
    """
    assignment, units = rows.lookups.assignment, LineUnits(rows, row)
    part = row.comparable("part")
    if not part:
        shares = [(share.unit, share.share_key) for share in assignment.task_rows(task)]
        yield task.key if units.speaks_for_all or len(shares) == 1 else units.subject(task, shares)
        return
    keys = _milestone_keys(task, part)
    owned: dict[str, list[tuple[Unit, str]]] = {}
    for milestone in task.milestones:
        if milestone.key in keys:
            own = assignment.responsible_unit(task, milestone), milestone.key
            owned.setdefault(milestone.common_key, []).append(own)
    for of_milestone in owned.values():
        yield units.subject(task, of_milestone)


def _tasks(typed: TypedRow, plan: Plan) -> list[Task]:
    """Those that a row may mean: a task is known by its number, or else by its name or how that begins."""
    number, name = typed.comparable("number"), typed.comparable("task").rstrip("…")
    if number:
        return [task for task in plan.tasks if comparison_key(task.number) == number]
    return [task for task in plan.tasks if name and comparison_key(task.name).startswith(name)]


def _milestone_keys(task: Task, part: str) -> list[str]:
    """Those whose words are or were these; where there is none, those of that place, or with these words among theirs.

    A row that was written before a milestone was put off names it by its first day.
    """
    words_by_key = {
        milestone.key: comparison_key(task.milestone_line(index)) for index, milestone in enumerate(task.milestones)
    }
    for matches in (
        [key for key, words in words_by_key.items() if words == part],
        [milestone.key for milestone, line in _first_lines(task) if comparison_key(line) == part],
        list(_keys_by_place(task, part)),
        [key for key, words in words_by_key.items() if part.rstrip("…") in words],
    ):
        if matches:
            return matches
    return []


def _first_lines(task: Task) -> Iterator[tuple[Milestone, str]]:
    """The milestones that were put off, as they were printed before."""
    for index, milestone in enumerate(task.milestones):
        if milestone.first_due_text:
            yield milestone, task.milestone_line(index).replace(milestone.due_text, milestone.first_due_text, 1)


def _keys_by_place(task: Task, part: str) -> Iterator[str]:
    for place, of_line in enumerate(task.lines.values(), 1):
        if part.removeprefix("节点") in {str(place), chinese_numeral(place)}:
            yield from (milestone.key for milestone in of_line)
