"""Decisions that cannot be meant: about tasks that were dropped, or that bring a day forward."""

from collections.abc import Iterator

from duban.messages.finding import UnplacedFinding
from duban.plan_source.amendments import sort_by_day
from duban.proofreading.rule import PlanProof, lint
from duban.text.days import parse_deadline

_DROPS = {"取消", "暂缓"}


@lint("amendment-dropped")
def amendment_dropped(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """Something was decided about a task that had been dropped; or one was taken up again that never was."""
    dropped: dict[str, str] = {}
    for index, amendment in sort_by_day(proof.typed.amendments):
        before = dropped.get(amendment.task, "")
        for_good = (before, amendment.kind) == ("暂缓", "取消")
        if amendment.new is None and not for_good and bool(before) != (amendment.kind == "恢复"):
            facts = {"number": amendment.task, "kind": amendment.kind, "before": before}
            yield UnplacedFinding("amendment-dropped", ("调整", index), facts)
        if amendment.kind in _DROPS:
            dropped[amendment.task] = amendment.kind
        elif amendment.kind == "恢复":
            dropped.pop(amendment.task, None)


@lint("postponed-earlier")
def postponed_earlier(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """A milestone is postponed to a day before the one that it had."""
    year = proof.plan.year
    for index, amendment in enumerate(proof.typed.amendments):
        if amendment.kind != "延期":
            continue
        whole = next((task.due_text for task in proof.typed.tasks if task.number == amendment.task), "")
        before, after = parse_deadline(amendment.milestone or whole, year), parse_deadline(amendment.to, year)
        if before and after and after.day <= before.day:
            facts = {"number": amendment.task, "before": before.day, "due": after.day}
            yield UnplacedFinding("postponed-earlier", ("调整", index, "改为"), facts)


@lint("stage-after-due")
def stage_after_due(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """A step of a task lies after the day on which the task is due."""
    due = {task.number: parse_deadline(task.due_text, proof.plan.year) for task in proof.plan.tasks}
    for index, amendment in enumerate(proof.typed.amendments):
        for place, step in enumerate(amendment.milestones):
            end, day = due.get(amendment.task), parse_deadline(step.due_text, proof.plan.year)
            if end and day and day.day > end.day:
                facts = {"number": amendment.task, "due": end.day, "day": day.day}
                yield UnplacedFinding("stage-after-due", ("调整", index, "节点", place), facts)
