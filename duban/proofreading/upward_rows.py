"""Mistakes in which tasks answer for the rows of a form of the office above."""

from collections.abc import Iterator

from duban.model.typed import closest_match
from duban.proofreading import Doubt, PlanProof, lint
from duban.text.folding import comparison_key


@lint("upward-task-unknown")
def upward_task_unknown(proof: PlanProof) -> Iterator[Doubt]:
    """A row is filled from a task that the plan does not have."""
    numbers = [task.number for task in proof.plan.tasks]
    for index, upward in enumerate(proof.typed.upward):
        for number in upward.tasks:
            if number not in numbers:
                yield ("上报", index, "任务"), {"number": number, "near": closest_match(number, numbers)}


@lint("upward-row-twice")
def upward_row_twice(proof: PlanProof) -> Iterator[Doubt]:
    """A row is named twice, or for one form and for all."""
    for index, upward in enumerate(proof.typed.upward):
        for other in proof.typed.upward[:index]:
            same_form = "" in (upward.form, other.form) or comparison_key(upward.form) == comparison_key(other.form)
            if same_form and comparison_key(upward.row) == comparison_key(other.row):
                yield ("上报", index, "行"), {"row": upward.row}
                break
