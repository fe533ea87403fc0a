"""Which of the office's own tasks a row of the upper form is about: as the plan says, else by the same words."""

from collections.abc import Iterable, Mapping, Sequence

from duban.model.plan import Task
from duban.model.status import Status, TaskStatus
from duban.model.upper_form import UpperForm, UpperRow
from duban.plan_source.typed_plan import UpwardRow
from duban.text.folding import comparison_key
from duban.value_object import ValueObject


class RowTasks(ValueObject):
    """What a row of the upper form is filled from.

    Attributes:
        tasks: in the plan's order; none where no task is meant.
        summed: their numbers may be added up.
        is_ambiguous: rows of several tasks of the upper form have these words, so that none is meant.
    """

    row: UpperRow
    tasks: tuple[TaskStatus, ...] = ()
    summed: bool = False
    is_ambiguous: bool = False


def match_rows(form: UpperForm, status: Status, typed: Sequence[UpwardRow]) -> tuple[RowTasks, ...]:
    """The rows of the form, each with its tasks.

    A row that the plan names has the tasks that are named there, and no others. Of the rest, a row has each task whose
    name, one of whose sources or one of whose flags is the name of the row's task, or its number and name together.

    A task that was cancelled, or put off for the year, is no row's.

    Args:
        form: as it was read.
        status: of the own tasks.
        typed: 上报 of the plan.
    """
    named = [upward for upward in typed if is_meant_here(upward, form)]
    numbers_by_name = _numbers_by_name(form.rows)
    current = [task for task in status.tasks if not task.task.dropped]
    return tuple(_row_tasks(row, current, named, numbers_by_name) for row in form.rows)


def is_meant_here(upward: UpwardRow, form: UpperForm) -> bool:
    """Whether what the plan says of a row is said of this form."""
    return comparison_key(upward.form) in form.heading


def unused_rows(form: UpperForm, typed: Sequence[UpwardRow]) -> tuple[UpwardRow, ...]:
    """What the plan says of this form and what has no row in it."""
    return tuple(
        upward for upward in typed if is_meant_here(upward, form) and not any(_names(upward, row) for row in form.rows)
    )


def _row_tasks(
    row: UpperRow, current: Sequence[TaskStatus], named: Iterable[UpwardRow], numbers_by_name: Mapping[str, set[str]]
) -> RowTasks:
    upward = next((upward for upward in named if _names(upward, row)), None)
    if upward:
        return RowTasks(row, tuple(task for task in current if task.task.number in upward.tasks), upward.summed)
    tasks = tuple(task for task in current if _words_of(task.task) & row.names)
    is_ambiguous = any(_has_shared_name(task.task, row, numbers_by_name) for task in tasks)
    return RowTasks(row, () if is_ambiguous else tasks, is_ambiguous=is_ambiguous)


def _has_shared_name(task: Task, row: UpperRow, numbers_by_name: Mapping[str, set[str]]) -> bool:
    """Whether a task of another number in the form has the name, too, by which this task is the row's."""
    return any(len(numbers_by_name[word]) > 1 for word in _words_of(task) & row.names)


def _names(upward: UpwardRow, row: UpperRow) -> bool:
    return comparison_key(upward.row) in {row.number, *row.names}


def _words_of(task: Task) -> frozenset[str]:
    """By which words a task may be meant, folded."""
    return frozenset(map(comparison_key, (task.name, *task.sources, *task.flags)))


def _numbers_by_name(rows: Iterable[UpperRow]) -> dict[str, set[str]]:
    """Name of a task in the form → the numbers of the tasks that have it."""
    numbers: dict[str, set[str]] = {}
    for row in rows:
        for name in row.names:
            numbers.setdefault(name, set()).add(row.number)
    return numbers
