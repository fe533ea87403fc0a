"""Number and name in one row: a name that is another task's contradicts the number, and nobody knows which is meant."""

from itertools import pairwise

from duban.model.plan import Plan, Task
from duban.register.typed_rows import TypedRow, TypedRows
from duban.text.folding import comparison_key


def name_fits(rows: TypedRows, row: TypedRow, task: Task, plan: Plan, key: str) -> bool:
    """Whether a row names no other task beside the number of this one; where it does, that is a slip.

    A row that the program wrote fits: the plan may have said it otherwise then.

    Args:
        rows: of the sheet.
        row: one of them.
        task: the one that has the number in the row.
        plan: all tasks.
        key: the column that names the task.
    """
    name = row.comparable(key).rstrip("…")
    if not name or not rows.is_own(row) or not _is_of_another(name, task, plan):
        return True
    rows.add_mistake("register-task-contradiction", row, key, number=task.number, task=task.name)
    return False


def _is_of_another(name: str, task: Task, plan: Plan) -> bool:
    """Whether a name is another task's, or a piece of one, or has no two characters in common with this task."""
    own, words = comparison_key(task.name), comparison_key(f"{task.name} {task.content}")
    others = {comparison_key(other.name) for other in plan.tasks} - {own}
    if name in others:
        return True
    if name in words or own in name:
        return False
    is_unlike = not any("".join(pair) in words for pair in pairwise(name))
    return is_unlike or any(name in other for other in others)
