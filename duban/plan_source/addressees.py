"""Who answers for each line of a plan: a line with several leads is a milestone of each of them."""

from collections.abc import Iterator, Sequence

from duban.model.milestone import UNIT_SIGN, Milestone
from duban.model.plan import Plan, Task
from duban.model.plan_parts import Curve, Target
from duban.model.unit import Directory, Unit
from duban.plan_source.line_leads import LineLead, leads_of_line, leads_of_task
from duban.text.schedule import ScheduleKind
from duban.value_object import replace

_UNITS_REACHED_BY_EACH = frozenset({"%", "次", "场", "期", "轮", "篇"})


def with_addressees(plan: Plan, directory: Directory) -> Plan:
    """The plan in which each milestone is one unit's.

    Where several units lead a line alike (甲、乙), or each member of a group does (各镇街), each of them has a
    milestone of its own: the one that the plan named first when it was issued keeps the key of the line, the key of
    each other ends in its code. So whoever leads later never speaks by what another one answered. An interval of a
    recurring duty is of those who led when it ended. A number that is shared out among them (分解) is asked of each of
    them; one of the whole task hangs on its last milestone, the last interval of a recurring duty, and still counts
    from the year's start. Where a filler reports for the leads, nothing is parted.

    Args:
        plan: as resolved.
        directory: of the same day, each unit that was merged into another still a unit of its own.
    """
    return replace(plan, tasks=tuple(_with_addressees(task, directory) for task in plan.tasks))


def _with_addressees(task: Task, directory: Directory) -> Task:
    leads_by_line = {key: leads_of_line(task, of_line[0], directory) for key, of_line in task.lines.items()}
    milestones = tuple(
        part
        for milestone in task.milestones
        for part in _by_addressee(milestone, leads_by_line[milestone.line], directory, _shared_numbers(task, milestone))
    )
    updates = {"milestones": milestones, "share_codes": _share_codes(task, directory)}
    if any(map(_are_several, leads_by_line.values())):
        updates["targets"] = tuple(map(_of_the_whole, task.targets))
    is_same = milestones == task.milestones and updates["share_codes"] == task.share_codes
    return task if is_same else replace(task, **updates)


def _are_several(leads: Sequence[LineLead]) -> bool:
    """Whether a line is or was parted among these."""
    return any(lead.share for lead in leads)


def _share_codes(task: Task, directory: Directory) -> dict[str, str]:
    """Of a task that several units lead now, or did, what stands at the end of the key of each one's row."""
    shares = {lead.unit.code: lead.share for lead in leads_of_task(task, directory) if lead.until is None}
    return shares if any(shares.values()) else {}


def _shared_numbers(task: Task, milestone: Milestone) -> tuple[Target, ...]:
    """The numbers of the task that are shared out, which hang on its last milestone; none for any other one."""
    return tuple(target for target in task.targets if target.by_unit) if milestone is task.milestones[-1] else ()


def _by_addressee(
    milestone: Milestone, leads: Sequence[LineLead], directory: Directory, shared: Sequence[Target]
) -> Iterator[Milestone]:
    """The milestone as it is, or one of each lead.

    Args:
        milestone: of the line, not parted yet where that is to be done.
        leads: all that ever led it.
        directory: finds the units of parts.
        shared: numbers of the task of which each has its part here.
    """
    own_leads = _leads_of(milestone, leads)
    if milestone.share or milestone.is_former or not _are_several(leads):
        former = next((lead for lead in own_leads if lead.until), None)
        yield replace(milestone, lead=former.unit.name, is_former=True) if former else milestone
        return
    for position, lead in enumerate(own_leads):
        targets = _targets_of(lead.unit, milestone.targets, shared, directory, is_first=not position)
        yield _part_of_lead(milestone, lead, targets)


def _part_of_lead(milestone: Milestone, lead: LineLead, targets: Sequence[Target]) -> Milestone:
    """The milestone of one of the leads of its line. targets: what this one has to reach."""
    updates = {
        "key": f"{milestone.key}{UNIT_SIGN}{lead.share}" if lead.share else milestone.key,
        "share": lead.share,
        "lead": lead.unit.name,
        "line_key": milestone.line,
        "targets": targets,
        "is_former": lead.until is not None,
    }
    return replace(milestone, **updates)


def _targets_of(
    unit: Unit, targets: Sequence[Target], shared: Sequence[Target], directory: Directory, *, is_first: bool
) -> tuple[Target, ...]:
    """What a lead has to reach of the numbers of its line, and of those of the task that are shared out."""
    parts = [_part_of(target, unit, directory, is_first=is_first) for target in targets]
    return tuple(filter(None, [*parts, *(_share_of(target, unit, directory) for target in shared)]))


def _leads_of(milestone: Milestone, leads: Sequence[LineLead]) -> list[LineLead]:
    """Of those that ever led a line, who lead it now; of an interval of a recurring duty, who led when it ended.

    Of those who lead no more, only in whose keys nobody goes on who led then.
    """
    if milestone.kind is not ScheduleKind.RECURRING:
        return [lead for lead in leads if lead.until is None]
    by_share: dict[str, LineLead] = {}
    for lead in leads:
        if lead.led_on(milestone.due):
            by_share.setdefault(lead.share, lead)
    return list(by_share.values())


def _part_of(target: Target, unit: Unit, directory: Directory, *, is_first: bool) -> Target | None:
    """What a lead has to reach of a number; None where it has no part in it. is_first: of the leads of its line."""
    if not target.by_unit:
        return target if is_first or is_reached_by_each(target) else None
    share = _share_of(target, unit, directory)
    return share and replace(share, by_unit={})


def is_reached_by_each(target: Target) -> bool:
    """Whether each lead reaches a number for itself: a level, a rate, a number of times; any other is one of them all.

    Args:
        target: one that is not shared out (分解).
    """
    return target.is_level or target.unit in _UNITS_REACHED_BY_EACH


def _share_of(target: Target, unit: Unit, directory: Directory) -> Target | None:
    """The part of one lead, which `by_unit` still names; None where it has none."""
    shares = {name: goal for name, goal in target.by_unit.items() if directory.find_unit(name) == unit}
    return replace(target, goal=next(iter(shares.values())), by_unit=shares) if shares else None


def _of_the_whole(target: Target) -> Target:
    """A number that is shared out as the sum: it grows as any number of the year, though nobody is asked for it."""
    if not target.by_unit:
        return target
    return replace(target, by_unit={}, curve=target.curve or Curve.EVEN)
