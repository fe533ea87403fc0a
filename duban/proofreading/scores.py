"""Points that do not add up or cannot be meant; only where the plan has a full score."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from duban.messages.finding import KeyPath, UnplacedFinding
from duban.model.plan import Plan, Task
from duban.proofreading.rule import PlanProof, lint


@lint("weight-missing")
def weight_missing(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """A task of a scored plan has no weight."""
    for loc, task in proof.tasks:
        if proof.plan.full_score is not None and task.weight is None:
            yield UnplacedFinding("weight-missing", loc, {"number": task.number})


@lint("weight-not-positive")
def weight_not_positive(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """A task of a scored plan can earn no points; one that was added later need not."""
    for loc, task in proof.active_tasks:
        zero_is_meant = loc[0] == "调整" and task.weight == 0
        if proof.plan.full_score is not None and task.weight is not None and task.weight <= 0 and not zero_is_meant:
            yield UnplacedFinding("weight-not-positive", (*loc, "权重"), {"number": task.number, "weight": task.weight})


@lint("weight-above")
def weight_above(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """A task weighs more than the group or category that it belongs to."""
    for loc, task in proof.active_tasks:
        for name, points in _parts(proof.plan, task):
            if proof.plan.full_score is not None and task.weight is not None and task.weight > points:
                facts = {"number": task.number, "weight": task.weight, "name": name, "points": points}
                yield UnplacedFinding("weight-above", (*loc, "权重"), facts)
                break


@lint("score-total")
def score_total(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """The weights of all printed tasks do not make the full score, or those of a category or group not its points."""
    plan = proof.plan
    if plan.full_score is None:
        return
    printed = [task for loc, task in proof.tasks if loc[0] == "任务"]
    yield from _compared(("计划", "满分"), plan.name, plan.full_score, printed)
    for index, category in enumerate(plan.categories):
        inside = [task for task in printed if _within(task, category.name)]
        yield from _compared(("类别", index, "分值"), category.name, category.score, inside)
    for index, group in enumerate(plan.groups):
        inside = [task for task in printed if task.group == group.number]
        yield from _compared(("组", index, "分值"), f"{group.number}{group.name}", group.score, inside)


@lint("score-added")
def score_added(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """Tasks that were added later earn points beyond the full score: told once."""
    full = proof.plan.full_score
    added = [(loc, task.weight) for loc, task in proof.active_tasks if loc[0] == "调整" and task.weight]
    points = sum((weight for _, weight in added), Decimal(0))
    if full is not None and points:
        yield UnplacedFinding(
            "score-added", (*added[0][0], "权重"), {"added": points, "total": full + points, "full": full}
        )


def _parts(plan: Plan, task: Task) -> Iterator[tuple[str, Decimal]]:
    """The group and the categories of a task that have points, with their names."""
    groups = ((group.number, group.score) for group in plan.groups if group.number == task.group)
    categories = ((each.name, each.score) for each in plan.categories if _within(task, each.name))
    yield from ((name, points) for name, points in (*groups, *categories) if points is not None)


def _within(task: Task, category: str) -> bool:
    return f"{task.category}/".startswith(f"{category}/")


def _compared(loc: KeyPath, name: str, stated: Decimal | None, tasks: Iterable[Task]) -> Iterator[UnplacedFinding]:
    total = sum((task.weight or Decimal(0) for task in tasks), Decimal(0))
    if stated is not None and total != stated:
        yield UnplacedFinding("score-total", loc, {"name": name, "stated": stated, "total": total})
