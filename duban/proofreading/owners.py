"""Who answers for a task, in doubt: a guessed lead, nobody yet, several leaders where one should answer."""

from collections.abc import Iterator

from duban.messages.finding import KeyPath, UnplacedFinding
from duban.proofreading.rule import PlanProof, lint, merge_when_many


@lint("lead-uncertain")
def lead_uncertain(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """The lead of a task is a guess, and the plan says so."""
    guessed: dict[str, list[tuple[KeyPath, str, str]]] = {}
    for loc, task in proof.tasks:
        if task.lead_note:
            guessed.setdefault(task.lead_note, []).append(((*loc, "牵头待确认"), task.number, task.lead))
    for note, doubts in guessed.items():
        for loc, leads in merge_when_many(doubts):
            yield UnplacedFinding("lead-uncertain", loc, {"leads": leads, "note": note})


@lint("unassigned")
def tasks_unassigned(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """Nobody reports for tasks while their assignment is still being asked for: told once, with how many."""
    count = sum(not proof.directory.find_unit(task.reporter) for _, task in proof.active_tasks)
    if count and any(cycle.filler == "待分工" for cycle in proof.plan.cycles):
        yield UnplacedFinding("unassigned", ("任务",), {"count": count, "total": len(proof.active_tasks)})


@lint("many-leaders")
def many_leaders(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """A task has more than one leader, or a group of them: nobody answers for it alone."""
    doubts = [
        ((*loc, "责任领导"), task.number, "、".join(task.leader))
        for loc, task in proof.active_tasks
        if len(task.leader) > 1 or any(proof.directory.find_group(name) for name in task.leader)
    ]
    for loc, leaders in merge_when_many(doubts):
        yield UnplacedFinding("many-leaders", loc, {"leaders": leaders})
