"""Filing days that do not fit the due days of their milestones; only where milestones are filed by day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from duban.messages.finding import KeyPath, UnplacedFinding
from duban.model.plan import Milestone, Task
from duban.proofreading.rule import PlanProof, lint


@dataclass(frozen=True, slots=True)
class _Filed:
    """A milestone that is filed by a day. after: days from its due day to its filing day."""

    loc: KeyPath
    task: Task
    milestone: Milestone
    filing: date
    after: int
    grace: int

    @property
    def explained(self) -> bool:
        return bool(self.milestone.note)


@lint("filing-late-unexplained")
def filing_late_unexplained(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """A milestone is filed later after its due day than the cycle allows, and does not say why."""
    for each in _filed(proof):
        if each.after > each.grace and not each.explained:
            facts = {"number": each.task.number, "filing": each.filing, "days": each.after, "grace": each.grace}
            yield UnplacedFinding("filing-late-unexplained", each.loc, {**facts, "due": each.milestone.due})


@lint("filing-late")
def filing_late(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """Milestones are filed later than the cycle allows, and say why: told once for each filing day."""
    late: dict[date, list[_Filed]] = {}
    for each in _filed(proof):
        if each.after > each.grace and each.explained:
            late.setdefault(each.filing, []).append(each)
    for filing, filed in late.items():
        facts = {"filing": filing, "grace": filed[0].grace, "most": max(each.after for each in filed)}
        keys = [each.milestone.key for each in filed]
        yield UnplacedFinding("filing-late", filed[0].loc, {**facts, "count": len(keys), "keys": keys})


@lint("filing-on-due-day")
def filing_on_due_day(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """Milestones are to be filed on the very day on which they fall due: told once."""
    filed = [each for each in _filed(proof) if each.after == 0]
    keys = [each.milestone.key for each in filed]
    if filed:
        yield UnplacedFinding("filing-on-due-day", filed[0].loc, {"count": len(keys), "keys": keys})


@lint("filing-before-due")
def filing_before_due(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """A milestone is to be filed before it falls due."""
    for each in _filed(proof):
        if each.after < 0:
            facts = {"number": each.task.number, "filing": each.filing, "due": each.milestone.due}
            yield UnplacedFinding("filing-before-due", each.loc, facts)


def _filed(proof: PlanProof) -> Iterator[_Filed]:
    grace = next((cycle.grace for cycle in proof.plan.cycles if cycle.every == "节点"), None)
    for loc, task, milestone in proof.milestones:
        if grace is not None and milestone.filing is not None and not task.dropped:
            after = (milestone.filing - milestone.due).days
            yield _Filed((*loc, "填报时限"), task, milestone, milestone.filing, after, grace)
