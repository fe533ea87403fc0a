"""Who answers for each line of a plan: a line with several leads is a milestone of each of them."""

from collections.abc import Iterator, Sequence

from duban.model.milestone import Milestone
from duban.model.plan import UNIT_SIGN, Plan, Task
from duban.model.plan_parts import Curve, Target
from duban.model.unit import Directory, Unit

_LEAD_KEY = "牵头"
"""What a change calls who leads."""
_REACHED_BY_EACH = frozenset({"%", "次", "场", "期", "轮", "篇"})
"""Units of numbers that each lead reaches for itself; any other is one number of them all, told by the first."""


def with_addressees(plan: Plan, directory: Directory) -> Plan:
    """The plan in which each milestone is one unit's.

    Where several units lead a line alike (甲、乙), or each member of a group does (各镇街), each of them has a
    milestone of its own: the one that the plan named first when it was issued keeps the key of the line, the key of
    each other ends in its code. So whoever leads later never speaks by what another one answered. A number that is
    shared out among them (分解) is asked of each of them; one of the whole task hangs on its last milestone, the last
    interval of a recurring duty, and still counts from the year's start. Where a filler reports for the leads, nothing
    is parted.

    Args:
        plan: as resolved.
        directory: of the same day.
    """
    return plan.model_copy(update={"tasks": tuple(_with_addressees(task, directory) for task in plan.tasks)})


def _with_addressees(task: Task, directory: Directory) -> Task:
    leads = [directory.find_leads(task.lead_of(milestone)) for milestone in task.milestones]
    first_leads = [directory.find_leads(_lead_as_issued(task, milestone)) for milestone in task.milestones]
    if all(len(units) <= 1 for units in (*leads, *first_leads)):
        return task
    milestones = tuple(
        part
        for milestone, units, first in zip(task.milestones, leads, first_leads, strict=True)
        for part in _by_addressee(milestone, units, first, directory, _shared_numbers(task, milestone))
    )
    targets = tuple(map(_of_the_whole, task.targets))
    return task.model_copy(update={"milestones": milestones, "targets": targets})


def _lead_as_issued(task: Task, milestone: Milestone) -> str:
    """Who led a milestone when the plan was issued, as printed."""
    texts = [text for change in task.changes for text in change.texts if text.key == _LEAD_KEY]
    of_milestone = (text.before for text in texts if text.milestone == milestone.content)
    of_task = (text.before for text in texts if not text.milestone)
    return next(of_milestone, milestone.lead) or task.filler or next(of_task, task.lead)


def _shared_numbers(task: Task, milestone: Milestone) -> tuple[Target, ...]:
    """The numbers of the task that are shared out, which hang on its last milestone; none for any other one."""
    return tuple(target for target in task.targets if target.by_unit) if milestone is task.milestones[-1] else ()


def _by_addressee(
    milestone: Milestone,
    leads: Sequence[Unit],
    first_leads: Sequence[Unit],
    directory: Directory,
    shared: Sequence[Target],
) -> Iterator[Milestone]:
    """The milestone as it is, or one of each lead. shared: numbers of the task of which each has its part here."""
    if max(len(leads), len(first_leads)) <= 1 or UNIT_SIGN in milestone.key:
        yield milestone
        return
    for position, unit in enumerate(leads):
        key = milestone.key if unit in first_leads[:1] else f"{milestone.key}{UNIT_SIGN}{unit.code}"
        parts = [_part_of(target, unit, directory, is_first=not position) for target in milestone.targets]
        shares = [_share_of(target, unit, directory) for target in shared]
        own = tuple(filter(None, [*parts, *shares]))
        yield milestone.model_copy(update={"key": key, "lead": unit.name, "line_key": milestone.line, "targets": own})


def _part_of(target: Target, unit: Unit, directory: Directory, *, is_first: bool) -> Target | None:
    """What a lead has to reach of a number; None where it has no part in it. is_first: of the leads of its line."""
    if not target.by_unit:
        return target if is_first or target.unit in _REACHED_BY_EACH else None
    share = _share_of(target, unit, directory)
    return share and share.model_copy(update={"by_unit": {}})


def _share_of(target: Target, unit: Unit, directory: Directory) -> Target | None:
    """The part of one lead, which `by_unit` still names; None where it has none."""
    shares = {name: goal for name, goal in target.by_unit.items() if directory.find_unit(name) == unit}
    return target.model_copy(update={"goal": next(iter(shares.values())), "by_unit": shares}) if shares else None


def _of_the_whole(target: Target) -> Target:
    """A number that is shared out as the sum: it grows as any number of the year, though nobody is asked for it."""
    if not target.by_unit:
        return target
    return target.model_copy(update={"by_unit": {}, "curve": target.curve or Curve.EVEN})
