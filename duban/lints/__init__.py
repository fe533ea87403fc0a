"""What may be wrong in a plan though it loads: old years, odd names, days on which nobody works."""

from collections.abc import Callable

from duban.lints import days, names, scores, wording
from duban.lints.rule import lint
from duban.model.finding import Finding, Loc, Place
from duban.model.period import Holidays
from duban.model.plan import Plan
from duban.model.unit import Directory

__all__ = ["check_plan", "days", "lint", "names", "scores", "wording"]


def check_plan(
    plan: Plan, directory: Directory, holidays: Holidays, place: Callable[[Loc], Place]
) -> tuple[Finding, ...]:
    """What every lint finds, in the order of the files.

    place: from a path into the typed files to a line, as `Loaded.place` knows it.
    How bad a finding is stands in templates/texts/plan.yaml.
    """
    remarks = [remark for code in lint for remark in lint[code](plan, directory, holidays)]
    found = [Finding(remark.code, place(remark.loc), remark.facts) for remark in remarks]
    return tuple(sorted(found, key=lambda finding: (finding.place, finding.code)))
