"""The rows of a form: which tasks and milestones a unit is asked about, and what is known of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from duban.model.period import Period
from duban.model.plan import Milestone, Plan, Task
from duban.model.unit import Directory, Unit

Stage = Literal["due", "later", "finished"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a task, or one of its milestones. What layouts `show` are paths into this."""

    key: str
    task: Task
    milestone: Milestone | None = None
    line: str = ""

    @property
    def units(self) -> str:
        """Lead and supports as printed, one a line, the lead first."""
        return "\n".join((self.task.lead, *self.task.supports))

    @property
    def due(self) -> date | None:
        """The milestone's due day, inclusive."""
        return self.milestone.due if self.milestone else None

    def falls_due(self, period: Period) -> bool:
        """Whether an answer is owed: due by the end of the period."""
        return self.due is not None and self.due <= period.end

    def overdue(self, period: Period) -> bool:
        """Whether the due day had passed before the period began."""
        return self.due is not None and self.due < period.start


def rows_of(kind: Literal["task", "milestone"], tasks: Iterable[Task]) -> tuple[Row, ...]:
    """A row for each task, or for each milestone of each task, in the plan's order."""
    if kind == "task":
        return tuple(Row(task.key, task) for task in tasks)
    return tuple(
        Row(milestone.key, task, milestone, task.milestone_line(index))
        for task in tasks
        for index, milestone in enumerate(task.milestones)
    )


def tasks_by_unit(plan: Plan, directory: Directory) -> dict[str, tuple[Task, ...]]:
    """Unit code → the tasks that the unit reports on; only units that have any, in the directory's order."""
    tasks: dict[str, tuple[Task, ...]] = {}
    for task in plan.tasks:
        code = directory.unit(task.reporter).code
        tasks[code] = (*tasks.get(code, ()), task)
    return {unit.code: tasks[unit.code] for unit in directory.units if unit.code in tasks}


def reporters(plan: Plan, directory: Directory) -> tuple[Unit, ...]:
    """Every unit that has to report, in the directory's order."""
    tasks = tasks_by_unit(plan, directory)
    return tuple(unit for unit in directory.units if unit.code in tasks)
