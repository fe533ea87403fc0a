"""A plan made of what was typed: gaps of tasks filled from above, errata and amendments applied, due days read."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from duban.key_path import KeyPath
from duban.messages.finding import UnplacedFinding
from duban.model.change import AmendmentKind
from duban.model.cycle import Frequency
from duban.model.plan import PLAN_YEARS, Inheritable, Plan, PlanHead
from duban.model.typed import validate_typed, yaml_keys
from duban.model.unit import Directory
from duban.plan_source.amendments import AmendedTask, apply_amendments, is_meant, sort_by_day
from duban.plan_source.consistency import find_plan_mistakes
from duban.plan_source.errata import apply_errata, unmatched_errata
from duban.plan_source.own_days import own_day_mistakes
from duban.plan_source.plan_size import find_too_many_milestones
from duban.plan_source.task_lines import TaskLines, fields_of
from duban.plan_source.typed_plan import Amendment, PlanFile, as_list, mapping_at, mapping_entries, with_investment
from duban.text.dates import parse_deadline
from duban.text.display import shorten
from duban.text.schedule import DaysByName, comes_again
from duban.value_object import replace

_ADDED_UP = ("来源", "标识")
_LONGEST_CONTENT = 16  # characters of a milestone that may be meant
_RECURRING = "amendment-recurring"


def read_plan(
    typed: object, directory: Directory | None, named_days: DaysByName | None = None
) -> tuple[PlanFile | None, Plan | None, tuple[UnplacedFinding, ...]]:
    """A plan from the plain data of plan.yaml.

    Args:
        typed: every scalar is text as typed.
        directory: None where units.yaml cannot be read; units are not looked up then.
        named_days: what the calendar calls days (春节); what the plan itself calls so counts before it.

    Returns:
        The plan as typed and as it is meant, or None where either cannot be made; and everything that is wrong, each at
        the path where it was typed.
    """
    filled, origins = fill_inherited(typed)
    calendar = dict(named_days or {})
    known_days = calendar | _typed_named_days(filled)
    plan_file, shape_findings = validate_typed(PlanFile, filled, year=typed_year(filled), named_days=known_days)
    mistakes = [*find_plan_mistakes(filled, directory)]
    explained = {mistake.path for mistake in mistakes if mistake.code == "unit-several"}
    findings = (*(finding for finding in shape_findings if finding.path not in explained), *mistakes)
    plan = None
    if plan_file and not findings:
        plan, findings = resolve_plan(plan_file, named_days=calendar)
        if directory is not None:
            own_days = own_day_mistakes(plan_file.amendments, plan, directory)
            findings = (*findings, *own_days, *find_too_many_milestones(plan, directory))
    return plan_file, plan, tuple(_at_origin(finding, origins) for finding in findings)


def typed_year(typed: object) -> int | None:
    """The year of a plan that was not validated yet; None where it says none."""
    year = str(mapping_at(typed, "计划").get("年度", ""))
    is_possible = re.fullmatch("[0-9]{4}", year) and int(year) in PLAN_YEARS
    return int(year) if is_possible else None  # dates are read all the same: they are not what is wrong


def _typed_named_days(typed: object) -> dict[str, date]:
    """The days of the plan's own names, as far as they can be read."""
    names = mapping_at(mapping_at(typed, "计划"), "日期名称")
    year = typed_year(typed) or PLAN_YEARS.start
    deadlines = {str(name): parse_deadline(str(text), year) for name, text in names.items()}
    return {name: deadline.day for name, deadline in deadlines.items() if deadline}


def _at_origin(finding: UnplacedFinding, origins: Mapping[KeyPath, KeyPath]) -> UnplacedFinding:
    """A mistake in what a task inherited stands where it was typed."""
    for length in (3, 4):  # 任务/2/牵头, 调整/0/任务内容/牵头
        if origin := origins.get(finding.path[:length]):
            return replace(finding, path=(*origin, *finding.path[length:]))
    return finding


def fill_inherited(data: object) -> tuple[object, dict[KeyPath, KeyPath]]:
    """Plain typed data with each task's gaps filled: task, then 组, 类别 and its parents, 默认.

    来源 and 标识 are added up, all else is replaced. What has not the right shape is left as it is.

    Returns:
        The data, and for each filled gap the path from which its value was taken.
    """
    if not isinstance(data, Mapping) or not isinstance(data.get("任务"), list):
        return data, {}
    origins: dict[KeyPath, KeyPath] = {}
    filled = {**data, "任务": list(data["任务"])}
    for index, task in mapping_entries(data, "任务"):
        filled["任务"][index] = _filled(data, task, ("任务", index), origins)
    if isinstance(data.get("调整"), list):
        filled["调整"] = list(data["调整"])
    for index, amendment in mapping_entries(data, "调整"):
        if new_task := mapping_at(amendment, "任务内容"):
            path = ("调整", index, "任务内容")
            filled["调整"][index] = {**amendment, "任务内容": _filled(data, new_task, path, origins)}
    return filled, origins


def _filled(
    data: Mapping[str, Any], typed_task: Mapping[str, Any], path: KeyPath, origins: dict[KeyPath, KeyPath]
) -> dict[str, Any]:
    task = dict(typed_task)
    for source_path, source in _sources(data, task):
        for key in yaml_keys(Inheritable):
            value = source.get(key)
            if value is None:
                continue
            if task.get(key) is None:
                task[key] = value
                origins[(*path, key)] = (*source_path, key)
            elif key in _ADDED_UP:
                both = [*as_list(task[key]), *as_list(value)]
                is_sound = all(isinstance(entry, str) for entry in both)
                task[key] = list(dict.fromkeys(both)) if is_sound else both
    return task


def _sources(data: Mapping[str, Any], task: dict[str, Any]) -> Iterator[tuple[KeyPath, Mapping[str, Any]]]:
    """What a task inherits from, nearest first. The group may give the category: that is looked up late."""
    for index, group in mapping_entries(data, "组"):
        if group.get("编号") == task.get("组", ""):
            yield ("组", index), group
    defaults = mapping_at(data, "默认")
    category = task.get("类别") or defaults.get("类别")
    while isinstance(category, str) and category:
        for index, entry in mapping_entries(data, "类别"):
            if entry.get("名称") == category:
                yield ("类别", index), entry
        category = category.rpartition("/")[0]
    yield ("默认",), defaults


def resolve_plan(
    plan_file: PlanFile, as_of: date | None = None, named_days: DaysByName | None = None
) -> tuple[Plan, tuple[UnplacedFinding, ...]]:
    """The plan that is meant.

    Args:
        plan_file: as typed, gaps of tasks filled.
        as_of: amendments count up to it, inclusive; None takes all of them.
        named_days: what the calendar and the office call days.

    Returns:
        The plan, and errata and amendments that speak of something that is not there.
    """
    head = apply_errata(plan_file.head)
    typed_tasks = [with_investment(apply_errata(task)) for task in plan_file.tasks]
    by_milestone = (cycle for cycle in plan_file.cycles if cycle.every == Frequency.MILESTONE)
    grace = next((timedelta(days=cycle.grace) for cycle in by_milestone), None)
    days = {**(named_days or {}), **head.named_days}
    mistakes = (*_unmatched_errata(plan_file), *_unmatched_amendments(plan_file, days))
    amendments = _possible_amendments(plan_file, mistakes)
    tasks = apply_amendments(typed_tasks, amendments, as_of)
    plan = Plan(
        **fields_of(head, PlanHead),
        cycles=tuple(map(apply_errata, plan_file.cycles)),
        categories=plan_file.categories,
        groups=tuple(map(apply_errata, plan_file.groups)),
        tasks=tuple(TaskLines(task, head, grace, days).resolved() for task in tasks),
    )
    return plan, mistakes


def _possible_amendments(plan_file: PlanFile, mistakes: Iterable[UnplacedFinding]) -> list[Amendment]:
    """All but those that put off what comes again: no day could be read from their tasks."""
    impossible = {finding.path[1] for finding in mistakes if finding.code == _RECURRING}
    return [amendment for index, amendment in enumerate(plan_file.amendments) if index not in impossible]


def _unmatched_errata(plan_file: PlanFile) -> Iterator[UnplacedFinding]:
    yield from unmatched_errata(("计划",), plan_file.head)
    for index, cycle in enumerate(plan_file.cycles):
        yield from unmatched_errata(("填报", index), cycle)
    for index, group in enumerate(plan_file.groups):
        yield from unmatched_errata(("组", index), group, group.number)
    for index, task in enumerate(plan_file.tasks):
        yield from unmatched_errata(("任务", index), task, task.number)


def _unmatched_amendments(plan_file: PlanFile, named_days: DaysByName) -> Iterator[UnplacedFinding]:
    """Amendments of tasks and milestones that are not there."""
    numbers = {task.number for task in plan_file.tasks}
    earlier: list[Amendment] = []
    for index, amendment in sort_by_day(plan_file.amendments):
        facts = {
            "number": amendment.task,
            "kind": amendment.kind,
            "milestone": amendment.milestone,
            "content": amendment.content,
        }
        if amendment.new is not None:
            numbers.add(amendment.new.number)
        for key, number in (("任务", amendment.task), ("并入", amendment.into)):
            if number and (number not in numbers or (key == "并入" and number == amendment.task)):
                yield UnplacedFinding("amendment-lost", ("调整", index, key), {**facts, "number": number})
                break
        else:
            for code, key, more_facts in _milestone_mistakes(plan_file, amendment, earlier, named_days):
                yield UnplacedFinding(code, ("调整", index, key), facts | more_facts)
        earlier.append(amendment)


def _milestone_mistakes(
    plan_file: PlanFile, amendment: Amendment, earlier: Sequence[Amendment], named_days: DaysByName
) -> Iterator[tuple[str, str, dict[str, object]]]:
    """A milestone that an amendment is about and that is not there, or that cannot be put off, for it comes again.

    Returns:
        Code, key and facts of each.
    """
    is_postponed = amendment.kind == AmendmentKind.POSTPONED
    if not is_postponed and not amendment.milestone:
        return
    tasks = apply_amendments(plan_file.tasks, earlier, None)
    task = next(task for task in tasks if task.number == amendment.task)
    due_text = amendment.milestone or task.due_text
    if is_postponed and comes_again(due_text, plan_file.head.year, named_days):
        yield _RECURRING, "改为", {"text": due_text}
    elif not _has_milestone(task, amendment):
        yield "amendment-milestone", "原节点", {"milestones": _milestone_choices(task)}


def _milestone_choices(task: AmendedTask) -> list[str]:
    """What may be meant by a milestone of a task: each one's due day in words, and how it begins."""
    choices = [f"{one.due_text}（{shorten(one.content, _LONGEST_CONTENT)}）" for one in task.milestones]
    return choices or [task.due_text]


def _has_milestone(task: AmendedTask, amendment: Amendment) -> bool:
    """Whether an amendment means a milestone of the task; a task without milestones is meant as a whole."""
    if not task.milestones:
        is_whole = amendment.milestone in {"", task.due_text, task.first_due_text} and not amendment.content
        return is_whole and amendment.kind == AmendmentKind.POSTPONED
    return any(is_meant(milestone, amendment) for milestone in task.milestones)
