"""Doubts about what was decided after the issue: about tasks that were dropped, or on a day that cannot be meant."""

from collections.abc import Iterator

from duban.model.change import DROPPING_KINDS, AmendmentKind
from duban.plan_source.amendments import sort_by_day
from duban.proofreading import Doubt, PlanProof, lint
from duban.text.dates import parse_deadline


@lint("amendment-day")
def amendment_day(proof: PlanProof) -> Iterator[Doubt]:
    """Something was decided before the plan was issued, or in another year."""
    plan = proof.plan
    for index, amendment in enumerate(proof.typed.amendments):
        issued = plan.issued if plan.issued is not None and amendment.day < plan.issued else None
        if issued or amendment.day.year != plan.year:
            number = amendment.new.number if amendment.new is not None else amendment.task
            facts = {"number": number, "kind": amendment.kind, "day": amendment.day}
            yield ("调整", index, "日期"), {**facts, "issued": issued, "year": plan.year}


@lint("amendment-dropped")
def amendment_dropped(proof: PlanProof) -> Iterator[Doubt]:
    """Something was decided about a task that had been dropped; or one was taken up again that never was."""
    dropped: dict[str, str] = {}
    for index, amendment in sort_by_day(proof.typed.amendments):
        kind, before = amendment.kind, dropped.get(amendment.task, "")
        drops_for_good = before == AmendmentKind.DEFERRED and kind in DROPPING_KINDS
        if kind != AmendmentKind.ADDED and not drops_for_good and bool(before) != (kind == AmendmentKind.RESUMED):
            yield ("调整", index), {"number": amendment.task, "kind": kind, "before": before}
        if kind in DROPPING_KINDS:
            dropped[amendment.task] = kind
        elif kind == AmendmentKind.RESUMED:
            dropped.pop(amendment.task, None)


@lint("postponed-earlier")
def postponed_earlier(proof: PlanProof) -> Iterator[Doubt]:
    """A milestone is postponed to a day before the one that it had."""
    year = proof.plan.year
    due_texts = {task.number: task.due_text for task in reversed(proof.typed.tasks)}
    for index, amendment in enumerate(proof.typed.amendments):
        if amendment.kind != AmendmentKind.POSTPONED:
            continue
        before = parse_deadline(amendment.milestone or due_texts.get(amendment.task, ""), year)
        after = parse_deadline(amendment.to, year)
        if before and after and after.day <= before.day:
            yield ("调整", index, "改为"), {"number": amendment.task, "before": before.day, "due": after.day}


@lint("stage-after-due")
def stage_after_due(proof: PlanProof) -> Iterator[Doubt]:
    """A step of a task lies after the day on which the task is due."""
    due = {task.number: parse_deadline(task.due_text, proof.plan.year) for task in proof.plan.tasks}
    for index, amendment in enumerate(proof.typed.amendments):
        for position, step in enumerate(amendment.milestones):
            end, day = due.get(amendment.task), parse_deadline(step.due_text, proof.plan.year)
            if end and day and day.day > end.day:
                facts = {"number": amendment.task, "due": end.day, "day": day.day}
                yield ("调整", index, "节点", position), facts


@lint("split-unit-idle")
def split_unit_idle(proof: PlanProof) -> Iterator[Doubt]:
    """A unit was parted from another one, and no task is its own: 调整 gives it none."""
    names = {name for _, task in proof.active_tasks for name in (task.lead, task.filler, *task.supports)}
    busy = {unit.code for name in names if name and (unit := proof.directory.find_unit(name))}
    for index, change in enumerate(proof.directory.changes):
        if change.split and change.split.code not in busy:
            yield ("变更", index, "分出"), {"name": change.split.name, "unit": change.unit}
