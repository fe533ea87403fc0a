"""Who answers for each line of a plan: a line with several leads is a milestone of each of them."""

from collections.abc import Iterator

from duban.model.milestone import Milestone
from duban.model.plan import Plan, Task
from duban.model.unit import Directory


def with_addressees(plan: Plan, directory: Directory) -> Plan:
    """The plan in which each milestone is one unit's.

    Where several units lead a line alike (甲、乙), or each member of a group does (各镇街), each of them has a
    milestone of its own: the first keeps the key of the line, the key of each other ends in its code. Where a filler
    reports for the leads, nothing is parted.

    Args:
        plan: as resolved.
        directory: of the same day.
    """
    return plan.model_copy(update={"tasks": tuple(_with_addressees(task, directory) for task in plan.tasks)})


def _with_addressees(task: Task, directory: Directory) -> Task:
    milestones = tuple(one for milestone in task.milestones for one in _by_addressee(task, milestone, directory))
    return task.model_copy(update={"milestones": milestones}) if len(milestones) > len(task.milestones) else task


def _by_addressee(task: Task, milestone: Milestone, directory: Directory) -> Iterator[Milestone]:
    leads = directory.find_leads(milestone.lead or task.reporter)
    if len(leads) <= 1:
        yield milestone
        return
    for position, unit in enumerate(leads):
        key = f"{milestone.key}~{unit.code}" if position else milestone.key
        yield milestone.model_copy(update={"key": key, "lead": unit.name, "line_key": milestone.line})
