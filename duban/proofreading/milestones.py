"""Doubts about due days and filing days: out of order, in another year, before the plan was issued, too late."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from duban.key_path import KeyPath
from duban.model.cycle import Frequency
from duban.model.milestone import Milestone
from duban.model.plan import Task
from duban.proofreading import Doubt, PlanProof, lint, merge_when_many
from duban.text.schedule import ScheduleKind, parse_schedule

_DECEMBER = 12


def _named(task: Task, milestone: Milestone) -> dict[str, str]:
    """A milestone as a person finds it in the plan: by the number of its task and the words of its due day."""
    return {"number": task.number, "due": milestone.due_text}


@lint("due-next-year")
def due_next_year(proof: PlanProof) -> Iterator[Doubt]:
    """A milestone falls due in the year after the plan's."""
    for path, task, milestone in proof.due_places:
        if milestone.due.year == proof.plan.year + 1:
            yield path, {"number": task.number, "due": milestone.due}


@lint("due-other-year")
def due_other_year(proof: PlanProof) -> Iterator[Doubt]:
    """A milestone falls due before the plan's year, or later than the year after it."""
    year = proof.plan.year
    for path, task, milestone in proof.due_places:
        if milestone.due.year not in {year, year + 1}:
            yield path, {"number": task.number, "due": milestone.due, "year": year}


@lint("due-ambiguous")
def due_ambiguous(proof: PlanProof) -> Iterator[Doubt]:
    """The words of a due day mean different days to different people."""
    for path, task, milestone in proof.due_places:
        schedule = parse_schedule(milestone.due_text, proof.plan.year)
        if schedule and schedule.ambiguous:
            yield path, {"number": task.number, "text": milestone.due_text, "due": milestone.due}


@lint("out-of-order")
def out_of_order(proof: PlanProof) -> Iterator[Doubt]:
    """A milestone falls due before the one above it."""
    for (_, task_above, above), (path, task, milestone) in pairwise(proof.due_places):
        is_dated = {above.kind, milestone.kind} == {ScheduleKind.ONCE} and not milestone.implicit
        if task is task_above and is_dated and milestone.due < above.due:
            yield path, {"number": task.number, "due": milestone.due, "before": above.due}


@lint("due-after-task")
def due_after_task(proof: PlanProof) -> Iterator[Doubt]:
    """A milestone falls due after its whole task, in the plan's year, and was not postponed: each such task once."""
    late: dict[str, tuple[KeyPath, str, str]] = {}
    for path, task, milestone in proof.milestones:
        if milestone.due.year == proof.plan.year and _is_after_task(proof, task, milestone):
            late.setdefault(task.number, (path, task.number, task.due_text))
    for path, tasks in merge_when_many([*late.values()]):
        yield path, {"tasks": tasks}


def _is_after_task(proof: PlanProof, task: Task, milestone: Milestone) -> bool:
    """Whether a milestone that has one day of its own is due after that of its task."""
    if milestone.kind is not ScheduleKind.ONCE or milestone.implicit or milestone.first_due_text or task.dropped:
        return False
    schedule = parse_schedule(task.due_text, proof.plan.year, proof.typed.head.named_days)
    return schedule is not None and schedule.kind is ScheduleKind.ONCE and schedule.terms[-1].due < milestone.due


@lint("due-before-issue")
def plan_due_before_issue(proof: PlanProof) -> Iterator[Doubt]:
    """Milestones were due before the plan was issued: one doubt for all of them."""
    issued = proof.plan.issued
    if issued is None:
        return
    early = [_named(task, milestone) for _, task, milestone in proof.milestones if milestone.due < issued]
    if early:
        yield ("计划", "印发日期"), {"count": len(early), "milestones": early, "issued": issued}


@lint("plan-no-interim")
def plan_no_interim(proof: PlanProof) -> Iterator[Doubt]:
    """Most tasks have no milestone before December: one doubt, with how many."""
    tasks = [task for _, task in proof.active_tasks]
    december = date(proof.plan.year, _DECEMBER, 1)
    late = [task for task in tasks if all(milestone.due >= december for milestone in task.milestones)]
    if 2 * len(late) > len(tasks):
        yield ("任务",), {"count": len(late), "total": len(tasks)}


class _Filing(NamedTuple):
    """The filing day of a milestone. days_after: from its due day on. grace: so many days are allowed."""

    path: KeyPath
    task: Task
    milestone: Milestone
    day: date
    days_after: int
    grace: int


def _filings(proof: PlanProof) -> Iterator[_Filing]:
    """Of all milestones that are not dropped; none where milestones are not filed by day."""
    grace = next((cycle.grace for cycle in proof.plan.cycles if cycle.every == Frequency.MILESTONE), None)
    for path, task, milestone in proof.milestones:
        if grace is not None and milestone.filing is not None and not task.dropped:
            days_after = (milestone.filing - milestone.due).days
            yield _Filing((*path, "填报时限"), task, milestone, milestone.filing, days_after, grace)


@lint("filing-late-unexplained")
def filing_late_unexplained(proof: PlanProof) -> Iterator[Doubt]:
    """A milestone is filed later after its due day than the cycle allows, and does not say why."""
    for path, task, milestone, day, days_after, grace in _filings(proof):
        if days_after > grace and not milestone.note:
            facts = {"number": task.number, "filing": day, "days": days_after, "grace": grace}
            yield path, {**facts, "due": milestone.due}


@lint("filing-late")
def filing_late(proof: PlanProof) -> Iterator[Doubt]:
    """Milestones are filed later than the cycle allows, and say why: one doubt for each filing day."""
    by_day: dict[date, list[_Filing]] = {}
    for filing in _filings(proof):
        if filing.days_after > filing.grace and filing.milestone.note:
            by_day.setdefault(filing.day, []).append(filing)
    for day, late in by_day.items():
        facts = {"filing": day, "grace": late[0].grace, "most": max(filing.days_after for filing in late)}
        named = [_named(filing.task, filing.milestone) for filing in late]
        yield late[0].path, {**facts, "count": len(named), "milestones": named}


@lint("filing-on-due-day")
def filing_on_due_day(proof: PlanProof) -> Iterator[Doubt]:
    """Milestones are to be filed on the very day on which they fall due: one doubt."""
    same_day = [filing for filing in _filings(proof) if filing.days_after == 0]
    named = [_named(filing.task, filing.milestone) for filing in same_day]
    if named:
        yield same_day[0].path, {"count": len(named), "milestones": named}


@lint("filing-before-due")
def filing_before_due(proof: PlanProof) -> Iterator[Doubt]:
    """A milestone is to be filed before it falls due."""
    for filing in _filings(proof):
        if filing.days_after < 0:
            yield filing.path, {"number": filing.task.number, "filing": filing.day, "due": filing.milestone.due}
