"""Proof-reading: what may be wrong in a plan though it loads, and in templates though they have the right shape.

The doubts about a plan are functions filed with `lint`, found by walking this package. Mistakes in templates are
generators in form_layouts and templates.
"""

from collections.abc import Callable

from duban.messages.finding import Finding, KeyPath, Place, in_file_order
from duban.proofreading.rule import PlanProof, lint
from duban.registry import import_submodules

__all__ = ["PlanProof", "lint", "proofread_plan"]

import_submodules(__name__)


def proofread_plan(proof: PlanProof, locate: Callable[[KeyPath], Place]) -> tuple[Finding, ...]:
    """What every lint finds, in the order of the files, each once: the parts of a task share its due day.

    Args:
        proof: a plan that loads.
        locate: where a path into the typed plan or units stands.

    Returns:
        Warnings and errors; how bad each code is stands in templates/texts/plan.yaml.
    """
    return in_file_order(
        Finding(code, locate(path), facts) for code, function in lint.items() for path, facts in function(proof)
    )
