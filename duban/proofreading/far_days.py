"""Days of issuing and reporting that are so far from the plan's year that they are hardly meant."""

from collections.abc import Iterator

from duban.key_path import KeyPath
from duban.model.cycle import FIXED_DATE
from duban.proofreading import Doubt, PlanProof, lint
from duban.text.dates import parse_deadline


@lint("day-far-off")
def day_far_off(proof: PlanProof) -> Iterator[Doubt]:
    """The plan's issue, or the due day of a report, is more than a year from the plan's year."""
    plan = proof.plan
    years: dict[KeyPath, int] = {("计划", "印发日期"): plan.issued.year} if plan.issued else {}
    for index, cycle in enumerate(plan.cycles):
        fixed = {"截止": cycle.due if FIXED_DATE.fullmatch(cycle.due) else "", "年终补报": cycle.year_end}
        for key, text in fixed.items():
            if deadline := parse_deadline(text, plan.year):
                years["填报", index, key] = deadline.day.year
    for path, year in years.items():
        if abs(year - plan.year) > 1:
            yield path, {"found": year, "year": plan.year}
