"""审定: a light that a person ruled stands above the one that the program proposed, which stays beside it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from operator import attrgetter

from duban.model.verdict import Light, Ruling, Verdict
from duban.review.judging import worst_verdict


def ruled_verdict(proposed: Verdict, ruling: Ruling | None) -> Verdict:
    """What was proposed, with the light that was ruled, if one was."""
    return replace(proposed, light=ruling.light, proposed=proposed.light, ruling=ruling) if ruling else proposed


def ruled_task(
    judge: Callable[[Sequence[Verdict]], Verdict], milestones: Sequence[Verdict], ruling: Ruling | None
) -> Verdict:
    """The light of a task: what was ruled of it, else what follows from its milestones with what was ruled of these.

    Args:
        judge: the light of the task, by the verdicts of its milestones.
        milestones: with what was ruled of each.
        ruling: of the task as a whole.
    """
    proposed = judge([milestone.as_proposed for milestone in milestones])
    if ruling:
        return ruled_verdict(proposed, ruling)
    in_force, worst = judge(milestones), worst_verdict(milestones)
    if in_force.light is Light.NONE and worst.light is Light.GREEN and worst.is_adjusted:
        in_force = worst  # nothing is finished, and a person ruled that all is well
    if in_force.light is proposed.light or in_force.is_adjusted:
        return in_force
    adjusted = sorted(filter(_is_adjusted, milestones), key=lambda milestone: milestone.proposed is not proposed.light)
    return replace(proposed, light=in_force.light, proposed=proposed.light, ruling=adjusted[0].ruling)


_is_adjusted = attrgetter("is_adjusted")
