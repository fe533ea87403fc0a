"""The units as they are on a day: posts, names, mergers and parts of units hold from the day that 变更 gives them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from duban.key_path import KeyPath
from duban.messages.finding import UnplacedFinding
from duban.model.milestone import Milestone
from duban.model.plan import Plan, Task
from duban.model.unit import MERGED_KIND, Directory, Unit, UnitChange, known_names
from duban.plan_source.merged_shares import with_merged_shares
from duban.text.folding import remove_spaces
from duban.value_object import replace


def directory_at(typed: Directory, as_of: date | None) -> Directory:
    """The units as they are on a day.

    Every name that a unit ever has finds a unit on every day: before a unit is renamed its later name finds it, before
    it is parted from another that other one; after it was merged its names find the unit that it became part of. The
    merged unit stays in the list, so that its code has a name, and answers for nothing.

    Args:
        typed: units.yaml.
        as_of: changes hold from their day on, inclusive; None takes all of them.

    Returns:
        The units, with those changes alone that hold.
    """
    directory = _directory(typed, typed.units, ())
    for change in _by_day(typed.changes):
        directory = _changed(directory, change, holds=as_of is None or change.day <= as_of)
    return directory


def directory_before_mergers(typed: Directory, as_of: date | None) -> Directory:
    """The units as they are on a day, but that each of those that were merged into another is still by itself.

    Args:
        typed: units.yaml.
        as_of: as for `directory_at`.
    """
    changes = tuple(change for change in typed.changes if not change.into)
    return directory_at(replace(typed, changes=changes), as_of)


def plan_with_units(plan: Plan, typed: Directory, directory: Directory) -> Plan:
    """The plan with its units called as they are on a day, and with their leaders of that day.

    Args:
        plan: as printed, each milestone of one unit.
        typed: units.yaml.
        directory: the units of the day.
    """
    if not directory.changes:
        return plan
    names = {name for change in directory.changes if change.renames for name in _names_of(typed, change)}
    new_names = {name: directory.get_unit(name).name for name in names}
    tasks = [_with_names(with_merged_shares(task, directory), new_names, directory) for task in plan.tasks]
    updates = {
        "tasks": tuple(_with_leaders(task, typed, directory) for task in tasks),
        "compiler": new_names.get(remove_spaces(plan.compiler), plan.compiler),
    }
    return replace(plan, **updates)


def find_change_mistakes(typed: Directory) -> Iterator[UnplacedFinding]:
    """Changes of units that are not there, into a unit itself, or to a name or a code that another has."""
    directory = _directory(typed, typed.units, ())
    for change in _by_day(typed.changes):
        path: KeyPath = ("变更", typed.changes.index(change))
        unit = directory.find_unit(change.unit)
        for key, name in (("单位", change.unit), ("并入", change.into)):
            if name and directory.find_unit(name) is None:
                facts = {"name": name, "near": directory.closest_name(name), "names": (), "is_known": False}
                yield UnplacedFinding("unit-unknown", (*path, key), facts)
        if change.into and unit and directory.find_unit(change.into) == unit:
            yield UnplacedFinding("unit-change-self", (*path, "并入"), {"name": change.into})
        yield from _taken_names(directory, change, unit, path)
        directory = _changed(directory, change, holds=True)


def _taken_names(
    directory: Directory, change: UnitChange, unit: Unit | None, path: KeyPath
) -> Iterator[UnplacedFinding]:
    names = [("名称", change.name, unit)] if change.name else []
    if change.split:
        names += [("分出", name, None) for name in (change.split.name, change.split.code, *change.split.aliases)]
    for key, name, own in names:
        group = name if directory.find_group(name) else ""
        owner = directory.find_unit(name) or directory.unit_by_code.get(name)
        if group or owner not in (None, own):
            yield UnplacedFinding("unit-twice", (*path, key), {"name": name, "other": owner.name if owner else group})


def _by_day(changes: Iterable[UnitChange]) -> list[UnitChange]:
    return sorted(changes, key=lambda change: change.day)


def _changed(directory: Directory, change: UnitChange, *, holds: bool) -> Directory:
    """The units after a change; where it does not hold yet, with the names that it will bring; unknown: as before."""
    unit, successor = directory.find_unit(change.unit), directory.find_unit(change.into)
    if unit is None or unit == successor or bool(change.into) != bool(successor):
        return directory
    if not holds:
        to_come = {unit.code: (_with_names_to_come(unit, change),)}
        return _directory(directory, _replaced(directory, to_come), directory.changes)
    changed = {unit.code: (_with_change(unit, change), *([change.split] if change.split else []))}
    if successor:
        changed[successor.code] = (_also_called(successor, unit.name, *unit.aliases),)
    return _directory(directory, _replaced(directory, changed), (*directory.changes, change))


def _replaced(directory: Directory, units_by_code: Mapping[str, tuple[Unit, ...]]) -> tuple[Unit, ...]:
    """The units, with others in the place of some; units_by_code: code → what stands in its place."""
    return tuple(unit for former in directory.units for unit in units_by_code.get(former.code, (former,)))


def _directory(source: Directory, units: tuple[Unit, ...], changes: tuple[UnitChange, ...]) -> Directory:
    """A new one, not a copy: what a directory has looked up once goes with its copies."""
    return Directory(units=units, groups=source.groups, changes=changes)


def _with_change(unit: Unit, change: UnitChange) -> Unit:
    posts = {post: getattr(change, post) for post in ("leader", "head", "contact") if getattr(change, post)}
    unit = replace(unit, **posts)
    if change.into:
        return replace(unit, kind=MERGED_KIND, aliases=())
    return replace(_also_called(unit, unit.name), name=change.name) if change.name else unit


def _with_names_to_come(unit: Unit, change: UnitChange) -> Unit:
    split_names = (change.split.name, *change.split.aliases) if change.split else ()
    return _also_called(unit, *filter(None, (change.name, *split_names)))


def _also_called(unit: Unit, *names: str) -> Unit:
    return replace(unit, aliases=tuple(dict.fromkeys((*unit.aliases, *names))))


def _names_of(typed: Directory, change: UnitChange) -> set[str]:
    """Every name, without spaces, that the changed unit had before the change."""
    unit = directory_at(typed, change.day - timedelta(days=1)).find_unit(change.unit)
    return {remove_spaces(name) for name in (unit.name, *unit.aliases)} if unit else set()


def _with_names(task: Task, new_names: dict[str, str], directory: Directory) -> Task:
    def new_name(name: str) -> str:
        names = known_names(name, directory.is_name)
        current = [new_names.get(remove_spaces(one), one) for one in names]
        return name if current == names else "、".join(dict.fromkeys(current))

    def with_new_names(milestone: Milestone) -> Milestone:
        supports = tuple(dict.fromkeys(map(new_name, milestone.supports)))
        return replace(milestone, lead=new_name(milestone.lead), supports=supports)

    texts = {field: new_name(getattr(task, field)) for field in ("lead", "filler", "proposed", "internal")}
    lists = {
        "supports": tuple(dict.fromkeys(map(new_name, task.supports))),
        "milestones": tuple(map(with_new_names, task.milestones)),
    }
    return replace(task, **texts, **lists)


def _with_leaders(task: Task, typed: Directory, directory: Directory) -> Task:
    """The task, where it prints a leader whose post another has now in all of its units, with that other one."""
    names = (*directory.names_in(task.lead), *task.supports)
    units = [unit for name in names for unit in directory.find_members(name)]
    new_leaders: dict[str, str] = {}
    for unit in units:
        before = typed.unit_by_code.get(unit.code)
        if before and before.leader and before.leader != unit.leader:
            new_leaders[before.leader] = unit.leader
    present = {unit.leader for unit in units}
    leaders = (name if name in present else new_leaders.get(name, name) for name in task.leader)
    return replace(task, leader=tuple(dict.fromkeys(leaders)))
