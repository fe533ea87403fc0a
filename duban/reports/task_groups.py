"""Tasks taken together by source, flag, leader, category or unit, each group under its own words."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from duban.model.plan_parts import EVERYWHERE
from duban.model.report_layout import OWN_GROUP
from duban.model.status import Status, TaskStatus
from duban.text.folding import remove_spaces
from duban.text.lazy_pattern import lazy_pattern
from duban.value_object import ValueObject, replace

_BRACKETED_YEAR = lazy_pattern(r"[(（\[［〔﹝【]\s*(\d{4})\s*[)）\]］〕﹞】]")
_OF_LEADERS = {"责任领导", *EVERYWHERE}
"""What an erratum names that is about the leaders of a task."""
_HALF_WIDTH = str.maketrans("（）［］：，", "()[]:,")  # signs that people type in either width


class GroupedTasks(ValueObject):
    """Some tasks, in the plan's order.

    Attributes:
        title: the value that they share, as first printed; of tasks without a value, words for that.
        without_value: whether these are the tasks that have no value at all.
    """

    title: str
    tasks: tuple[TaskStatus, ...]
    without_value: bool = False


def group_tasks(status: Status, by: str, tasks: Iterable[TaskStatus] | None = None) -> tuple[GroupedTasks, ...]:
    """Every group; a task with two values stands in both, one that several units answer for with each one's share.

    Args:
        status: knows the directory and the words.
        by: what tasks are grouped by: a GroupingKey, or `own:` and the header of a column of the plan's own.
        tasks: in the plan's order; None for all.

    Returns:
        Groups in the order in which their values first appear in the plan, units in the directory's order; the tasks
        without a value last.
    """
    tasks_by_key: dict[str, list[TaskStatus]] = {}
    titles: dict[str, str] = {}
    without_value = []
    for task in _tasks_to_group(by, status.tasks if tasks is None else tasks):
        values = {key: value for value in _values(by, status, task) if (key := _key(by, value))}
        for key, value in values.items():
            titles.setdefault(key, value)
            tasks_by_key.setdefault(key, []).append(task)
        if not values:
            without_value.append(task)
    groups = [GroupedTasks(titles[key], tuple(of_group)) for key, of_group in tasks_by_key.items()]
    if by == "unit":
        groups = _in_directory_order(status, groups)
    if without_value:
        groups.append(GroupedTasks(_title_of_none(status, by), tuple(without_value), without_value=True))
    return tuple(groups)


def _tasks_to_group(by: str, tasks: Iterable[TaskStatus]) -> Iterator[TaskStatus]:
    """The tasks; by unit, each as each unit that answers for it has it."""
    for task in tasks:
        yield from task.shares if by == "unit" and task.shares else (task,)


def _in_directory_order(status: Status, groups: Iterable[GroupedTasks]) -> list[GroupedTasks]:
    """Groups that are called after units, those of no unit of the directory last."""
    order = {unit.name: index for index, unit in enumerate(status.assignment.directory.units)}
    return sorted(groups, key=lambda group: order.get(group.title, len(order)))


def narrow_status(status: Status, tasks: Iterable[TaskStatus]) -> Status:
    """The status of these tasks alone, and of the units that answer for them.

    What a unit's return must correct stays that of its whole return.
    """
    tasks = tuple(tasks)
    keys = {task.task.key for task in tasks}
    earlier = tuple(
        _with_tasks(report, [task for task in report.tasks if task.task.key in keys]) for report in status.earlier
    )
    return replace(_with_tasks(status, tasks), earlier=earlier)


def _with_tasks(status: Status, tasks: Sequence[TaskStatus]) -> Status:
    keys = {task.task.key for task in tasks}
    own_tasks = {unit.unit.code: tuple(task for task in unit.tasks if task.task.key in keys) for unit in status.units}
    units = (replace(unit, tasks=own_tasks[unit.unit.code]) for unit in status.units)
    return replace(status, tasks=tuple(tasks), units=tuple(unit for unit in units if unit.tasks))


def normalized_source(printed: str) -> str:
    """The same for one document however its number is bracketed: (2024) （2024） ﹝2024﹞ 〔2024〕."""
    return _BRACKETED_YEAR.sub(r"〔\1〕", remove_spaces(printed)).translate(_HALF_WIDTH)


def several_leads(status: Status, task: TaskStatus) -> str:
    """The leads as printed (各镇街), where a whole task has several; else empty."""
    printed = task.task.lead
    is_led_by_several = task.shares and len(status.assignment.directory.find_leads(printed)) > 1
    return printed if is_led_by_several else ""


def lead_unit_name(status: Status, task: TaskStatus) -> str:
    """The unit that leads a task, or has this share of it; where the plan names none, the one that answers for it."""
    leads = status.assignment.directory.find_leads(task.task.lead) if task.task.lead else ()
    is_share = task.unit in leads or task.row.key != task.task.key
    return (task.unit if is_share or not leads else leads[0]).name


def printed_and_meant_leaders(task: TaskStatus) -> tuple[tuple[str, str], ...]:
    """Each leader of a task as printed, and the name that is meant: where an erratum knows better, another one."""
    corrections = {erratum.original: erratum.corrected for erratum in task.task.errata if erratum.where in _OF_LEADERS}
    return tuple((name, remove_spaces(corrections.get(name, name))) for name in task.row.leaders.splitlines())


def _title_of_none(status: Status, by: str) -> str:
    name, _, header = by.partition(":")
    return status.messages.text(f"group-none-{name}", header=header)


def _values(by: str, status: Status, task: TaskStatus) -> tuple[str, ...]:
    """What a task has of that by which it is grouped."""
    if by.startswith(OWN_GROUP):
        return (task.task.own.get(by.removeprefix(OWN_GROUP), ""),)
    return _VALUES[by](status, task)


def _key(by: str, value: str) -> str:
    return normalized_source(value) if by == "source" else remove_spaces(value)


_VALUES: Mapping[str, Callable[[Status, TaskStatus], tuple[str, ...]]] = {
    "source": lambda _, task: task.task.sources,
    "flag": lambda _, task: task.task.flags,
    "leader": lambda _, task: tuple(meant for _, meant in printed_and_meant_leaders(task)),
    "category": lambda _, task: (task.row.category,),
    "unit": lambda status, task: (lead_unit_name(status, task),),
}
