"""Who answers for a task, in doubt: a guessed lead, nobody yet, several leaders where one should answer."""

from collections.abc import Iterator

from duban.model.finding import Loc, Remark
from duban.proofreading.rule import Proof, lint, together


@lint("lead-uncertain")
def lead_uncertain(proof: Proof) -> Iterator[Remark]:
    """The lead of a task is a guess, and the plan says so."""
    guessed: dict[str, list[tuple[Loc, str, str]]] = {}
    for loc, task in proof.tasks:
        if task.lead_note:
            guessed.setdefault(task.lead_note, []).append(((*loc, "牵头待确认"), task.number, task.lead))
    for note, doubts in guessed.items():
        for loc, leads in together(doubts):
            yield Remark("lead-uncertain", loc, {"leads": leads, "note": note})


@lint("unassigned")
def unassigned(proof: Proof) -> Iterator[Remark]:
    """Nobody reports for tasks while their assignment is still being asked for: told once, with how many."""
    count = sum(not proof.directory.find(task.reporter) for _, task in proof.standing)
    if count and any(cycle.filler == "待分工" for cycle in proof.plan.cycles):
        yield Remark("unassigned", ("任务",), {"count": count, "total": len(proof.standing)})


@lint("many-leaders")
def many_leaders(proof: Proof) -> Iterator[Remark]:
    """A task has more than one leader, or a group of them: nobody answers for it alone."""
    doubts = [
        ((*loc, "责任领导"), task.number, "、".join(task.leader))
        for loc, task in proof.standing
        if len(task.leader) > 1 or any(proof.directory.group(name) for name in task.leader)
    ]
    for loc, leaders in together(doubts):
        yield Remark("many-leaders", loc, {"leaders": leaders})
