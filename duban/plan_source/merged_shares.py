"""Parts of a line whose units became one: that unit goes on with its own part, with the numbers of both."""

from collections.abc import Sequence

from duban.model.milestone import Milestone
from duban.model.plan import Task
from duban.model.plan_parts import Target
from duban.model.unit import Directory
from duban.plan_source.addressees import is_reached_by_each
from duban.value_object import replace


def with_merged_shares(task: Task, directory: Directory) -> Task:
    """The task in which each unit of today has one part of each line.

    A unit into which another one was merged goes on with its own part of a line that both led; where it had none, with
    that of the other.

    Args:
        task: parted among units as if none was merged into another.
        directory: the units of the day.
    """
    if not task.share_codes and not any(milestone.share for milestone in task.milestones):
        return task
    parts: dict[tuple[str, str], list[Milestone]] = {}
    for milestone in task.milestones:
        unit = directory.find_unit(milestone.lead)
        parts.setdefault((milestone.common_key, unit.code if unit else milestone.lead), []).append(milestone)
    milestones = tuple(_merged(of_unit, directory) for of_unit in parts.values())
    return replace(task, milestones=milestones, share_codes=_merged_codes(task, directory))


def _merged(parts: Sequence[Milestone], directory: Directory) -> Milestone:
    """One of several parts of a line that one unit has now: the one that was its own, with the numbers of all."""
    if len(parts) == 1:  # so is a line that names no lead: it is the task's
        return parts[0]
    own = next((part for part in parts if directory.get_unit(part.lead).name == part.lead), parts[0])
    targets = own.targets
    for other in parts:
        if other is not own and not other.is_former:
            targets = _added(targets, other.targets)
    return replace(own, targets=targets)


def _merged_codes(task: Task, directory: Directory) -> dict[str, str]:
    """By the code of each unit of today what stands at the end of the key of its row about the task."""
    codes: dict[str, str] = {}
    for code, share in task.share_codes.items():
        unit = directory.get_unit(directory.unit_name(code))
        if unit.code == code:
            codes[code] = share
        else:
            codes.setdefault(unit.code, share)
    return codes


def _added(targets: Sequence[Target], others: Sequence[Target]) -> tuple[Target, ...]:
    """The numbers of two parts: what each unit reaches for itself once, what was shared out added up."""
    by_name = {(target.name, target.unit): target for target in targets}
    for other in others:
        own = by_name.setdefault((other.name, other.unit), other)
        if own is not other and not is_reached_by_each(own):
            both = {"goal": own.goal + other.goal, "by_unit": {**own.by_unit, **other.by_unit}}
            by_name[other.name, other.unit] = replace(own, **both)
    return tuple(by_name.values())
