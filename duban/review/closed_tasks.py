"""Which tasks are closed (销号): all of their milestones were accepted as finished before a period."""

from collections.abc import Sequence

from duban.model.cycle import Cycle
from duban.model.milestone import Milestone
from duban.model.plan import Plan, Task
from duban.model.submission import History, Record, find_record
from duban.model.verdict import FINISHED_MEANINGS


def closed_tasks(plan: Plan, cycle: Cycle, histories: Sequence[History]) -> frozenset[str]:
    """The numbers of the tasks that a form asks about no more; none where the cycle does not say so.

    Args:
        plan: as it stands.
        cycle: of the form.
        histories: what was accepted before the period, in the form kind and in those that it looks at.
    """
    if not cycle.closes:
        return frozenset()
    finished = finished_milestones(histories, plan.tasks)
    return frozenset(
        task.number for task in plan.tasks if all(milestone.key in finished for milestone in task.milestones)
    )


def finished_milestones(histories: Sequence[History], tasks: Sequence[Task]) -> frozenset[str]:
    """The keys of the milestones whose newest accepted answer says that they are finished."""
    answers = {
        milestone.key: _last_answer(histories, task, milestone) for task in tasks for milestone in task.milestones
    }
    return frozenset(key for key, answer in answers.items() if answer and answer.meaning in FINISHED_MEANINGS)


def _last_answer(histories: Sequence[History], task: Task, milestone: Milestone) -> Record | None:
    """The newest accepted answer that says how a milestone stands."""
    return find_record(histories, task.answer_keys(milestone), lambda record: bool(record.meaning))
