"""Days that look wrong: out of order, in another year, before the plan was issued, on a rest day."""

from collections.abc import Iterator
from itertools import pairwise

from duban.model.finding import Remark
from duban.model.period import periods
from duban.proofreading.rule import Proof, lint
from duban.text.days import deadline

_DECEMBER = 12


@lint("due-next-year")
def due_next_year(proof: Proof) -> Iterator[Remark]:
    """A milestone falls due in the year after the plan's."""
    for loc, task, milestone in proof.dues:
        if milestone.due.year == proof.plan.year + 1:
            yield Remark("due-next-year", loc, {"number": task.number, "due": milestone.due})


@lint("due-other-year")
def due_other_year(proof: Proof) -> Iterator[Remark]:
    """A milestone falls due before the plan's year, or later than the year after it."""
    year = proof.plan.year
    for loc, task, milestone in proof.dues:
        if milestone.due.year not in {year, year + 1}:
            yield Remark("due-other-year", loc, {"number": task.number, "due": milestone.due, "year": year})


@lint("due-ambiguous")
def due_ambiguous(proof: Proof) -> Iterator[Remark]:
    """The words of a due day mean different days to different people."""
    for loc, task, milestone in proof.dues:
        found = deadline(milestone.due_text, proof.plan.year)
        if found and found.ambiguous:
            facts = {"number": task.number, "text": milestone.due_text, "due": milestone.due}
            yield Remark("due-ambiguous", loc, facts)


@lint("out-of-order")
def out_of_order(proof: Proof) -> Iterator[Remark]:
    """A milestone falls due before the one above it."""
    for (_, task, before), (loc, same, milestone) in pairwise(proof.dues):
        if task is same and milestone.due < before.due:
            facts = {"number": task.number, "due": milestone.due, "before": before.due}
            yield Remark("out-of-order", loc, facts)


@lint("due-before-issue")
def due_before_issue(proof: Proof) -> Iterator[Remark]:
    """Milestones were due before the plan was issued: told once, for all of them."""
    issued = proof.plan.issued
    if issued is None:
        return
    keys = tuple(milestone.key for _, _, milestone in proof.milestones if milestone.due < issued)
    if keys:
        yield Remark("due-before-issue", ("计划", "印发日期"), {"count": len(keys), "keys": keys, "issued": issued})


@lint("plan-no-interim")
def plan_no_interim(proof: Proof) -> Iterator[Remark]:
    """Most tasks have no milestone before December: told once, with how many."""
    plan, standing = proof.plan, proof.standing
    late = [
        task
        for _, task in standing
        if all((each.due.year, each.due.month) >= (plan.year, _DECEMBER) for each in task.milestones)
    ]
    if 2 * len(late) > len(standing):
        yield Remark("plan-no-interim", ("任务",), {"count": len(late), "total": len(standing)})


@lint("amendment-day")
def amendment_day(proof: Proof) -> Iterator[Remark]:
    """Something was decided before the plan was issued, or in another year."""
    plan = proof.plan
    for index, amendment in enumerate(proof.typed.amendments):
        early = plan.issued is not None and amendment.day < plan.issued
        if early or amendment.day.year != plan.year:
            number = amendment.new.number if amendment.new is not None else amendment.task
            facts = {"number": number, "kind": amendment.kind, "day": amendment.day}
            issued = plan.issued if early else None
            yield Remark("amendment-day", ("调整", index, "日期"), {**facts, "issued": issued, "year": plan.year})


@lint("rest-day")
def rest_day(proof: Proof) -> Iterator[Remark]:
    """Reports are due on a day on which nobody works."""
    for index, cycle in enumerate(proof.plan.cycles):
        for period in periods(proof.plan, cycle, proof.holidays):
            if period.rest_day:
                facts = {"due": period.due, "counted": period.counted, "advised": period.advised}
                yield Remark("rest-day", ("填报", index, "年终补报" if period.supplement else "截止"), facts)


@lint("holidays-missing")
def holidays_missing(proof: Proof) -> Iterator[Remark]:
    """Reports or milestones are due in a year whose holidays are not entered."""
    plan, holidays = proof.plan, proof.holidays
    years = {plan.year}
    years |= {milestone.due.year for _, _, milestone in proof.milestones}
    years |= {period.due.year for cycle in plan.cycles for period in periods(plan, cycle, holidays)}
    for year in sorted(years):
        if not holidays.known(year):
            yield Remark("holidays-missing", ("计划", "年度"), {"year": year})
