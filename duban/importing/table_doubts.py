"""What is doubtful of many tasks of a table alike: told at their rows while these are few, else once for the table."""

from collections.abc import Sequence

from duban.importing.answering_units import LEAD, RESPONSIBLE
from duban.importing.source_doubts import SourceDoubts
from duban.importing.task_draft import DraftTask
from duban.importing.task_tables import TaskTable
from duban.text.lists import split_outside_brackets

_BETWEEN_CLAUSES = "；;"
_FEWEST_CLAUSES = 3
_MOST_ROWS = 10
"""One row in so many."""


def tell_leads(tasks: Sequence[DraftTask], one: TaskTable, doubts: SourceDoubts) -> None:
    """That nothing in a table says which of several units leads, once.

    Args:
        tasks: of the table.
        one: the table.
        doubts: of its file.
    """
    column = one.columns.of(RESPONSIBLE)
    count = sum(isinstance(task.data.get(RESPONSIBLE), list) and not task.data.get(LEAD) for task in tasks)
    if column and count:
        place = doubts.table_place(one.table, one.columns.header_row, column.places[0])
        doubts.tell("import-several-units", place, header=column.header.replace("\n", ""), count=count)


def tell_clauses(tasks: Sequence[DraftTask], one: TaskTable, doubts: SourceDoubts) -> None:
    """That the words of a task list several things, each of which might be answered for on its own.

    Args:
        tasks: of the table.
        one: the table.
        doubts: of its file.
    """
    counts = [(task, count) for task in tasks if (count := _clauses(task)) >= _FEWEST_CLAUSES]
    if len(counts) > max(1, len(tasks) // _MOST_ROWS):
        place = doubts.table_place(one.table, one.columns.header_row)
        doubts.tell("import-many-clauses", place, count=len(counts))
        return
    for task, count in counts:
        place = doubts.table_place(one.table, task.record.rows[0])
        task.findings.append(doubts.tell("import-several-clauses", place, count=count))


def _clauses(task: DraftTask) -> int:
    """How many things the words of a task list that has neither milestones nor parts."""
    if task.data.get("节点") or task.data.get("分项"):
        return 0
    return len(split_outside_brackets(task.data.get("内容") or task.data["名称"], _BETWEEN_CLAUSES))
