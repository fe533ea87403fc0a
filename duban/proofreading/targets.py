"""Numbers promised for the year that those of the milestones do not add up to."""

from collections.abc import Iterator
from decimal import Decimal

from duban.messages.finding import UnplacedFinding
from duban.model.target import Target
from duban.proofreading.rule import PlanProof, lint

_SHARES = ("%", "％", "百分点")


@lint("target-sum")
def target_sum(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """The milestones' targets of one name and unit add up to something else than the task's own.

    Passed over: shares, which nobody adds up; and milestones that count on, the last one reaching the year's number.
    """
    for loc, task in proof.active_tasks:
        for index, target in enumerate(task.targets):
            parts = [
                part.goal
                for milestone in task.milestones
                for part in milestone.targets
                if (part.name, part.unit) == (target.name, target.unit)
            ]
            shares = any(sign in target.unit for sign in _SHARES)
            total = sum(parts, Decimal(0))
            if parts and not shares and parts[-1] != target.goal and not _agrees(target, total):
                facts = {"number": task.number, "target": target, "total": total}
                yield UnplacedFinding("target-sum", (*loc, "指标", index), facts)


def _agrees(target: Target, total: Decimal) -> bool:
    """Whether the sum can be meant; at least 200 in the year are not meant by 1000 in its quarters."""
    return total == target.goal if target.compare == "≥" else target.is_met_by(total) is not False
