"""Days that look wrong: out of order, in another year, before the plan was issued, on a rest day."""

from collections.abc import Iterator
from itertools import pairwise

from duban.messages.finding import UnplacedFinding
from duban.model.period import list_periods
from duban.proofreading.rule import PlanProof, lint
from duban.text.days import parse_deadline

_DECEMBER = 12


@lint("due-next-year")
def due_next_year(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """A milestone falls due in the year after the plan's."""
    for loc, task, milestone in proof.due_places:
        if milestone.due.year == proof.plan.year + 1:
            yield UnplacedFinding("due-next-year", loc, {"number": task.number, "due": milestone.due})


@lint("due-other-year")
def due_other_year(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """A milestone falls due before the plan's year, or later than the year after it."""
    year = proof.plan.year
    for loc, task, milestone in proof.due_places:
        if milestone.due.year not in {year, year + 1}:
            yield UnplacedFinding("due-other-year", loc, {"number": task.number, "due": milestone.due, "year": year})


@lint("due-ambiguous")
def due_ambiguous(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """The words of a due day mean different days to different people."""
    for loc, task, milestone in proof.due_places:
        found = parse_deadline(milestone.due_text, proof.plan.year)
        if found and found.ambiguous:
            facts = {"number": task.number, "text": milestone.due_text, "due": milestone.due}
            yield UnplacedFinding("due-ambiguous", loc, facts)


@lint("out-of-order")
def out_of_order(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """A milestone falls due before the one above it."""
    for (_, task, before), (loc, same, milestone) in pairwise(proof.due_places):
        if task is same and milestone.due < before.due:
            facts = {"number": task.number, "due": milestone.due, "before": before.due}
            yield UnplacedFinding("out-of-order", loc, facts)


@lint("due-before-issue")
def plan_due_before_issue(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """Milestones were due before the plan was issued: told once, for all of them."""
    issued = proof.plan.issued
    if issued is None:
        return
    keys = tuple(milestone.key for _, _, milestone in proof.milestones if milestone.due < issued)
    if keys:
        yield UnplacedFinding(
            "due-before-issue", ("计划", "印发日期"), {"count": len(keys), "keys": keys, "issued": issued}
        )


@lint("plan-no-interim")
def plan_no_interim(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """Most tasks have no milestone before December: told once, with how many."""
    plan, standing = proof.plan, proof.active_tasks
    late = [
        task
        for _, task in standing
        if all((each.due.year, each.due.month) >= (plan.year, _DECEMBER) for each in task.milestones)
    ]
    if 2 * len(late) > len(standing):
        yield UnplacedFinding("plan-no-interim", ("任务",), {"count": len(late), "total": len(standing)})


@lint("amendment-day")
def amendment_day(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """Something was decided before the plan was issued, or in another year."""
    plan = proof.plan
    for index, amendment in enumerate(proof.typed.amendments):
        early = plan.issued is not None and amendment.day < plan.issued
        if early or amendment.day.year != plan.year:
            number = amendment.new.number if amendment.new is not None else amendment.task
            facts = {"number": number, "kind": amendment.kind, "day": amendment.day}
            issued = plan.issued if early else None
            yield UnplacedFinding(
                "amendment-day", ("调整", index, "日期"), {**facts, "issued": issued, "year": plan.year}
            )


@lint("rest-day")
def due_on_rest_day(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """Reports are due on a day on which nobody works."""
    for index, cycle in enumerate(proof.plan.cycles):
        for period in list_periods(proof.plan, cycle, proof.holidays):
            if period.rest_day:
                facts = {"due": period.due, "counted": period.counted, "advised": period.advised}
                yield UnplacedFinding("rest-day", ("填报", index, "年终补报" if period.supplement else "截止"), facts)


@lint("holidays-missing")
def holidays_missing(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """Reports or milestones are due in a year whose holidays are not entered."""
    plan, holidays = proof.plan, proof.holidays
    years = {plan.year}
    years |= {milestone.due.year for _, _, milestone in proof.milestones}
    years |= {period.due.year for cycle in plan.cycles for period in list_periods(plan, cycle, holidays)}
    for year in sorted(years):
        if not holidays.has_year(year):
            yield UnplacedFinding("holidays-missing", ("计划", "年度"), {"year": year})
