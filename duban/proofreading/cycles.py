"""Doubts about reporting: forms that would never go out, or not when the plan seems to say; days of rest."""

from collections.abc import Iterator
from itertools import pairwise

from duban.model.cycle import DUE_BY_FILING_DAY, FIXED_DATE, FilledBy, Frequency
from duban.model.period import list_periods
from duban.proofreading import Doubt, PlanProof, lint
from duban.text.dates import parse_deadline


@lint("form-twice")
def form_twice(proof: PlanProof) -> Iterator[Doubt]:
    """One form is named by two cycles: nobody could say which of them is meant."""
    first: dict[str, int] = {}
    for index, cycle in enumerate(proof.plan.cycles):
        if first.setdefault(cycle.form, index) != index:
            yield ("填报", index, "表"), {"form": cycle.form, "other": first[cycle.form] + 1}


@lint("cycle-by-day")
def cycle_by_day(proof: PlanProof) -> Iterator[Doubt]:
    """Due on the milestones' own filing days, but not asked by them; or the other way round."""
    for index, cycle in enumerate(proof.plan.cycles):
        if (cycle.every == Frequency.MILESTONE) != (cycle.due == DUE_BY_FILING_DAY):
            yield ("填报", index, "截止"), {"every": cycle.every, "due": cycle.due}


@lint("cycle-other-year")
def cycle_other_year(proof: PlanProof) -> Iterator[Doubt]:
    """The first or the last period is named with another year than the plan's."""
    year = proof.plan.year
    for index, cycle in enumerate(proof.plan.cycles):
        for key, text in (("从", cycle.first), ("到", cycle.last)):
            deadline = parse_deadline(text, year)
            if deadline and deadline.day.year != year:
                yield ("填报", index, key), {"key": key, "text": text, "year": year}


@lint("cycle-empty")
def cycle_empty(proof: PlanProof) -> Iterator[Doubt]:
    """A form has no period at all: its last one lies before its first."""
    for index, cycle in enumerate(proof.plan.cycles):
        if cycle.every != Frequency.MILESTONE and not list_periods(proof.plan, cycle, proof.holidays):
            yield ("填报", index, "到" if cycle.last else "从"), {"form": cycle.title}


@lint("cycle-due-once")
def cycle_due_once(proof: PlanProof) -> Iterator[Doubt]:
    """Several periods are all due on one and the same date."""
    for index, cycle in enumerate(proof.plan.cycles):
        count = sum(not period.supplement for period in list_periods(proof.plan, cycle, proof.holidays))
        if FIXED_DATE.fullmatch(cycle.due) and count > 1:
            yield ("填报", index, "截止"), {"count": count, "due": cycle.due}


@lint("year-end-early")
def year_end_early(proof: PlanProof) -> Iterator[Doubt]:
    """What is handed in after the year is due before the last report of the year."""
    for index, cycle in enumerate(proof.plan.cycles):
        for before, last in pairwise(list_periods(proof.plan, cycle, proof.holidays)):
            if last.supplement and last.due <= before.due:
                yield ("填报", index, "年终补报"), {"due": last.due, "last": before.due}


@lint("cycle-spare")
def cycle_spare(proof: PlanProof) -> Iterator[Doubt]:
    """Something is set that counts for nothing in a cycle of this kind."""
    for index, cycle in enumerate(proof.plan.cycles):
        unused = {"核定单位": cycle.judge} if cycle.filler != FilledBy.JUDGE else {}
        if cycle.every == Frequency.MILESTONE:
            unused |= {"从": cycle.first, "到": cycle.last, "年终补报": cycle.year_end}
        elif cycle.grace:
            unused["填报宽限"] = str(cycle.grace)
        for key in filter(unused.get, unused):
            yield ("填报", index, key), {"key": key, "every": cycle.every}


@lint("rest-day")
def due_on_rest_day(proof: PlanProof) -> Iterator[Doubt]:
    """Reports are due on a day on which nobody works."""
    for index, cycle in enumerate(proof.plan.cycles):
        for period in list_periods(proof.plan, cycle, proof.holidays):
            if period.rest_day:
                key = "年终补报" if period.supplement else "截止"
                facts = {"due": period.due, "counted": period.counted, "advised": period.advised}
                yield ("填报", index, key), facts


@lint("holidays-missing")
def holidays_missing(proof: PlanProof) -> Iterator[Doubt]:
    """Reports or milestones are due in a year whose holidays are not known."""
    plan, holidays = proof.plan, proof.holidays
    years = {plan.year}
    years |= {milestone.due.year for _, _, milestone in proof.milestones}
    years |= {period.due.year for cycle in plan.cycles for period in list_periods(plan, cycle, holidays)}
    for year in sorted(years):
        if not holidays.has_year(year):
            yield ("计划", "年度"), {"year": year}
