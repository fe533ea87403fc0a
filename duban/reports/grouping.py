"""Tasks taken together: by source, flag, leader, category or unit, each group under its own words."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from duban.model.report_layout import GroupingKey
from duban.model.status import Status, TaskStatus
from duban.text.folding import remove_spaces

_YEAR = re.compile(r"[(（\[［〔﹝【]\s*(\d{4})\s*[)）\]］〕﹞】]")
_LEADER = "责任领导"
_NARROW = str.maketrans("（）［］：，", "()[]:,")  # signs that people type in either width


@dataclass(frozen=True, slots=True)
class GroupedTasks:
    """Some tasks, in the plan's order. title: as first printed. nameless: those that have no value at all."""

    title: str
    tasks: tuple[TaskStatus, ...]
    without_value: bool = False


def group_tasks(situation: Status, by: GroupingKey) -> tuple[GroupedTasks, ...]:
    """Every group; a task with two values stands in both. The tasks without a value come last.

    Groups stand as their values first appear in the plan; units as leaders expect them.
    """
    found: dict[str, tuple[str, list[TaskStatus]]] = {}
    nameless = []
    for task in situation.tasks:
        values = {key: value for value in _VALUES[by](situation, task) if (key := _key(by, value))}
        for key, value in values.items():
            found.setdefault(key, (value, []))[1].append(task)
        if not values:
            nameless.append(task)
    groups = [GroupedTasks(title, tuple(tasks)) for title, tasks in found.values()]
    if by == "unit":
        order = [unit.name for unit in situation.assignment.directory.units]
        groups.sort(key=lambda group: order.index(group.title) if group.title in order else len(order))
    if nameless:
        groups.append(GroupedTasks(situation.messages.text(f"group-none-{by}"), tuple(nameless), without_value=True))
    return tuple(groups)


def narrow_status(situation: Status, tasks: Iterable[TaskStatus]) -> Status:
    """The situation of these tasks alone, and of the units that answer for them.

    What a unit's return must correct stays that of its whole return.
    """
    kept = tuple(tasks)
    keys = {task.row.key for task in kept}
    units = []
    for standing in situation.units:
        own = tuple(task for task in standing.tasks if task.row.key in keys)
        if own:
            units.append(replace(standing, tasks=own))
    return replace(situation, tasks=kept, units=tuple(units))


def normalized_source(printed: str) -> str:
    """The same for one document however its number is bracketed: (2024) （2024） ﹝2024﹞ 〔2024〕."""
    return _YEAR.sub(r"〔\1〕", remove_spaces(printed)).translate(_NARROW)


def lead_unit_name(situation: Status, task: TaskStatus) -> str:
    """The unit that leads a task; where the plan names none, the one that answers for it."""
    unit = situation.assignment.directory.find_unit(task.task.lead) if task.task.lead else None
    return (unit or task.unit).name


def printed_and_meant_leaders(task: TaskStatus) -> tuple[tuple[str, str], ...]:
    """Each leader of a task as printed, and the name that is meant: where an erratum knows better, another one."""
    meant = {each.original: each.corrected for each in task.task.errata if each.where == _LEADER}
    return tuple((name, remove_spaces(meant.get(name, name))) for name in task.row.leaders.splitlines())


def _key(by: GroupingKey, value: str) -> str:
    return normalized_source(value) if by == "source" else remove_spaces(value)


_VALUES: Mapping[GroupingKey, Callable[[Status, TaskStatus], tuple[str, ...]]] = {
    "source": lambda _, task: task.task.sources,
    "flag": lambda _, task: task.task.flags,
    "leader": lambda _, task: tuple(meant for _, meant in printed_and_meant_leaders(task)),
    "category": lambda _, task: (task.row.category,),
    "unit": lambda situation, task: (lead_unit_name(situation, task),),
}
