"""Doubts about points that do not add up or cannot be meant; only where the plan has a full score."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from duban.key_path import KeyPath
from duban.model.change import AmendmentKind
from duban.model.plan import Plan, Task
from duban.proofreading import Doubt, PlanProof, lint


@lint("weight-missing")
def weight_missing(proof: PlanProof) -> Iterator[Doubt]:
    """A task of a scored plan has no weight."""
    for path, task in proof.tasks:
        if proof.plan.full_score is not None and task.weight is None:
            yield path, {"number": task.number}


def _weights(proof: PlanProof) -> Iterator[tuple[KeyPath, Task, Decimal]]:
    """The active tasks of a scored plan that have a weight."""
    for path, task in proof.active_tasks:
        if proof.plan.full_score is not None and task.weight is not None:
            yield path, task, task.weight


@lint("weight-not-positive")
def weight_not_positive(proof: PlanProof) -> Iterator[Doubt]:
    """A task of a scored plan can earn no points; one that was added later need not."""
    for path, task, weight in _weights(proof):
        added_for_nothing = path[0] == "调整" and weight == 0
        if weight <= 0 and not added_for_nothing:
            yield (*path, "权重"), {"number": task.number, "weight": weight}


@lint("weight-above")
def weight_above(proof: PlanProof) -> Iterator[Doubt]:
    """A task weighs more than the group or category that it belongs to."""
    for path, task, weight in _weights(proof):
        for name, points in _headings(proof.plan, task):
            if weight > points:
                facts = {"number": task.number, "weight": weight, "name": name, "points": points}
                yield (*path, "权重"), facts
                break


@lint("score-total")
def score_total(proof: PlanProof) -> Iterator[Doubt]:
    """The weights of all tasks do not make the full score, or those of a category or group not its points.

    Tasks that were added later are passed over, and so are those that another took over; a part of another counts.
    """
    plan = proof.plan
    if plan.full_score is None:
        return
    printed = [task for _, task in proof.tasks if _counts_in_full_score(task)]
    yield from _compare(("计划", "满分"), plan.name, plan.full_score, printed)
    for index, category in enumerate(plan.categories):
        inside = [task for task in printed if _is_within(task, category.name)]
        yield from _compare(("类别", index, "分值"), category.name, category.score, inside)
    for index, group in enumerate(plan.groups):
        inside = [task for task in printed if task.group == group.number]
        yield from _compare(("组", index, "分值"), f"{group.number}{group.name}", group.score, inside)


@lint("score-added")
def score_added(proof: PlanProof) -> Iterator[Doubt]:
    """Tasks that were added later earn points beyond the full score: one doubt."""
    full = proof.plan.full_score
    weights = _weights(proof)
    added = [(path, weight) for path, task, weight in weights if _has(task, AmendmentKind.ADDED) and weight]
    points = sum((weight for _, weight in added), Decimal(0))
    if full is not None and points:
        yield (*added[0][0], "权重"), {"added": points, "total": full + points, "full": full}


def _has(task: Task, kind: AmendmentKind) -> bool:
    return any(change.kind == kind for change in task.changes)


def _counts_in_full_score(task: Task) -> bool:
    is_taken_over = task.dropped and any(
        change.kind == AmendmentKind.MERGED and change.gives for change in task.changes
    )
    return not _has(task, AmendmentKind.ADDED) and not is_taken_over


def _headings(plan: Plan, task: Task) -> Iterator[tuple[str, Decimal]]:
    """The group and the categories of a task that have points, by name."""
    for group in plan.groups:
        if group.number == task.group and group.score is not None:
            yield group.number, group.score
    for category in plan.categories:
        if _is_within(task, category.name) and category.score is not None:
            yield category.name, category.score


def _is_within(task: Task, category: str) -> bool:
    return f"{task.category}/".startswith(f"{category}/")


def _compare(path: KeyPath, name: str, points: Decimal | None, tasks: Iterable[Task]) -> Iterator[Doubt]:
    total = sum((task.weight or Decimal(0) for task in tasks), Decimal(0))
    if points is not None and total != points:
        yield path, {"name": name, "stated": points, "total": total}
