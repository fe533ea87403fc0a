"""Forms that would never go out, or not when the plan seems to say."""

from collections.abc import Iterator
from itertools import pairwise

from duban.messages.finding import UnplacedFinding
from duban.model.cycle import DUE_BY_FILING_DAY, FIXED_DATE
from duban.model.period import list_periods
from duban.proofreading.rule import PlanProof, lint
from duban.text.days import parse_deadline


@lint("form-twice")
def form_twice(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """One form is named by two cycles: nobody could say which of them is meant."""
    first: dict[str, int] = {}
    for index, cycle in enumerate(proof.plan.cycles):
        if first.setdefault(cycle.form, index) != index:
            yield UnplacedFinding(
                "form-twice", ("填报", index, "表"), {"form": cycle.form, "other": first[cycle.form] + 1}
            )


@lint("cycle-by-day")
def cycle_by_day(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """Due on the milestones' own filing days, but not asked by them; or the other way round."""
    for index, cycle in enumerate(proof.plan.cycles):
        if (cycle.every == "节点") != (cycle.due == DUE_BY_FILING_DAY):
            yield UnplacedFinding("cycle-by-day", ("填报", index, "截止"), {"every": cycle.every, "due": cycle.due})


@lint("cycle-other-year")
def cycle_other_year(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """The first or the last period is named with another year than the plan's."""
    year = proof.plan.year
    for index, cycle in enumerate(proof.plan.cycles):
        for key, words in (("从", cycle.first), ("到", cycle.last)):
            found = parse_deadline(words, year)
            if found and found.day.year != year:
                yield UnplacedFinding(
                    "cycle-other-year", ("填报", index, key), {"key": key, "text": words, "year": year}
                )


@lint("cycle-empty")
def cycle_empty(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """A form has no period at all: its last one lies before its first."""
    for index, cycle in enumerate(proof.plan.cycles):
        if cycle.every != "节点" and not list_periods(proof.plan, cycle, proof.holidays):
            yield UnplacedFinding("cycle-empty", ("填报", index, "到" if cycle.last else "从"), {"form": cycle.title})


@lint("cycle-due-once")
def cycle_due_once(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """Several periods are all due on one and the same date."""
    for index, cycle in enumerate(proof.plan.cycles):
        count = sum(not period.supplement for period in list_periods(proof.plan, cycle, proof.holidays))
        if FIXED_DATE.fullmatch(cycle.due) and count > 1:
            yield UnplacedFinding("cycle-due-once", ("填报", index, "截止"), {"count": count, "due": cycle.due})


@lint("year-end-early")
def year_end_early(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """What is handed in after the year is due before the last report of the year."""
    for index, cycle in enumerate(proof.plan.cycles):
        for before, last in pairwise(list_periods(proof.plan, cycle, proof.holidays)):
            if last.supplement and last.due <= before.due:
                yield UnplacedFinding(
                    "year-end-early", ("填报", index, "年终补报"), {"due": last.due, "last": before.due}
                )


@lint("cycle-spare")
def cycle_spare(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """Something is set that counts for nothing in a cycle of this kind."""
    for index, cycle in enumerate(proof.plan.cycles):
        spare = {"核定单位": cycle.judge} if cycle.filler != "核定" else {}
        if cycle.every == "节点":
            spare |= {"从": cycle.first, "到": cycle.last, "年终补报": cycle.year_end}
        elif cycle.grace:
            spare["填报宽限"] = str(cycle.grace)
        for key in filter(spare.get, spare):
            yield UnplacedFinding("cycle-spare", ("填报", index, key), {"key": key, "every": cycle.every})
