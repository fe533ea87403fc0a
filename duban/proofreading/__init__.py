"""What may be wrong in a plan though it loads: old years, odd names, days on which nobody works."""

from duban.messages.finding import Finding
from duban.model.period import Holidays
from duban.proofreading.rule import PlanProof, PlanSource, lint
from duban.registry import import_submodules

__all__ = ["lint", "proofread_plan"]

import_submodules(__name__)


def proofread_plan(source: PlanSource, holidays: Holidays) -> tuple[Finding, ...]:
    """What every lint finds, in the order of the files, each once: the parts of a task share its due day.

    How bad a finding is stands in templates/texts/plan.yaml.
    """
    proof = PlanProof(source.plan, source.typed, source.directory, holidays)
    remarks = [remark for code in lint for remark in lint[code](proof)]
    found = [Finding(remark.code, source.locate(remark.path), remark.facts) for remark in remarks]
    once = {(finding.code, finding.place, repr(finding.facts)): finding for finding in found}
    return tuple(sorted(once.values(), key=lambda finding: (finding.place, finding.code)))
