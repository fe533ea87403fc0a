"""审定: a light that a person ruled stands above the one that the program proposed, which stays beside it."""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet

from duban.model.status import MilestoneStatus
from duban.model.unit import Unit
from duban.model.verdict import WORRYING_LIGHTS, Light, Ruling, Verdict
from duban.review.judging import worst_verdict
from duban.value_object import replace

_WORST_FIRST = (*WORRYING_LIGHTS, Light.GREY, Light.NONE, Light.GREEN)
"""What is known to be well comes last."""


def ruled_verdict(proposed: Verdict, ruling: Ruling | None) -> Verdict:
    """What was proposed, with the light that was ruled, if one was."""
    return replace(proposed, light=ruling.light, proposed=proposed.light, ruling=ruling) if ruling else proposed


def with_task_ruling(milestones: Sequence[MilestoneStatus], ruling: Ruling | None) -> tuple[MilestoneStatus, ...]:
    """The milestones with what was ruled of their task, where nobody ruled them themselves.

    None of them worries more than the task does. Where none worries as much, the worst one that is not finished does:
    so every task that is red has a red milestone in the lists.

    Args:
        milestones: of one task, at least one, each with what was ruled of itself.
        ruling: of the task.
    """
    if ruling is None:
        return tuple(milestones)
    keys = {milestone.row.key for milestone in _decided_by_task(milestones, ruling)}
    return tuple(
        replace(milestone, verdict=ruled_verdict(milestone.verdict, ruling)) if milestone.row.key in keys else milestone
        for milestone in milestones
    )


def with_share_ruling(
    milestones: Sequence[MilestoneStatus], unit: Unit, ruling: Ruling | None
) -> tuple[MilestoneStatus, ...]:
    """The milestones of a task with what was ruled of the share of one of its units; see `with_task_ruling`.

    Args:
        milestones: of the task, each with what was ruled of itself.
        unit: whose share it is.
        ruling: of the share.
    """
    own = with_task_ruling([milestone for milestone in milestones if milestone.unit == unit], ruling)
    by_key = {milestone.row.key: milestone for milestone in own}
    return tuple(by_key.get(milestone.row.key, milestone) for milestone in milestones)


def _decided_by_task(milestones: Sequence[MilestoneStatus], ruling: Ruling) -> Sequence[MilestoneStatus]:
    """Those of a task's milestones that a ruling of the task reaches."""
    as_bad = _lights_as_bad_as(ruling.light)
    unruled = [milestone for milestone in milestones if milestone.verdict.ruling is None]
    if ruling.light in as_bad and not as_bad & {milestone.verdict.light for milestone in milestones}:
        worst_first = sorted(unruled, key=_unfinished_and_worst_first)
        return worst_first[:1]
    return [milestone for milestone in unruled if milestone.verdict.light in as_bad]


def _unfinished_and_worst_first(milestone: MilestoneStatus) -> tuple[bool, int]:
    return milestone.finished, _WORST_FIRST.index(milestone.verdict.light)


def _lights_as_bad_as(light: Light) -> AbstractSet[Light]:
    """The lights that worry as much as one or more; for one that does not worry all that do."""
    if light not in WORRYING_LIGHTS:
        return frozenset(WORRYING_LIGHTS)
    return frozenset(WORRYING_LIGHTS[: WORRYING_LIGHTS.index(light) + 1])


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
    adjusted = [milestone for milestone in milestones if milestone.is_adjusted]
    cause = min(adjusted, key=lambda milestone: milestone.proposed is not proposed.light)
    return replace(proposed, light=in_force.light, proposed=proposed.light, ruling=cause.ruling)
