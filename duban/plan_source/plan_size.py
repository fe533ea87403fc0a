"""How many milestones a plan comes to: a line is one for each time that it is due and each unit that leads it."""

from collections import Counter
from collections.abc import Iterator

from duban.messages.finding import UnplacedFinding
from duban.model.plan import Plan, Task
from duban.model.unit import Directory

MOST_MILESTONES = 50_000
"""Of one plan; to judge so many and to write them into a report takes about a minute."""
_MOST_NAMED = 5
"""Tasks that the mistake names."""


def find_too_many_milestones(plan: Plan, directory: Directory) -> Iterator[UnplacedFinding]:
    """That there are more milestones than can be handled, with the tasks that weigh most, at the heaviest one.

    Args:
        plan: as resolved; what several units answer for is not parted yet.
        directory: the units; a lead that is not among them counts as one.
    """
    counts = [_milestone_count(task, directory) for task in plan.tasks]
    if sum(counts) <= MOST_MILESTONES:
        return
    heaviest = sorted(range(len(counts)), key=lambda index: -counts[index])[:_MOST_NAMED]
    named = [{"number": plan.tasks[index].number, "count": counts[index]} for index in heaviest]
    facts = {"count": sum(counts), "most": MOST_MILESTONES, "tasks": named}
    yield UnplacedFinding("plan-too-many", ("任务", heaviest[0]), facts)


def _milestone_count(task: Task, directory: Directory) -> int:
    """Of a task that is parted among the units that lead it."""
    count_by_lead = Counter(map(task.lead_of, task.milestones))
    return sum(count * max(1, len(directory.find_leads(lead))) for lead, count in count_by_lead.items())
