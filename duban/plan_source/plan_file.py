"""A plan as typed: short forms, words for days, things said once for many tasks; and the Plan it means."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import Field

from duban.messages.finding import KeyPath, UnplacedFinding
from duban.model.cycle import Cycle
from duban.model.plan import (
    Category,
    Inheritable,
    Milestone,
    Plan,
    PlanHead,
    Task,
    TaskGroup,
    TaskHead,
    TypedMilestone,
)
from duban.model.typed import TypedModel, yaml_keys
from duban.plan_source.amendments import AmendedTask, Amendment, apply_amendments, sort_by_day
from duban.plan_source.errata import apply_errata, unmatched_errata
from duban.plan_source.task import TypedTask
from duban.text.days import parse_deadline

_ADDED = ("来源", "标识")


class PlanFile(TypedModel):
    """plan.yaml."""

    head: Annotated[PlanHead, Field(alias="计划")]
    cycles: Annotated[tuple[Cycle, ...], Field(alias="填报", min_length=1)]
    defaults: Annotated[Inheritable, Field(alias="默认")] = Inheritable()
    categories: Annotated[tuple[Category, ...], Field(alias="类别")] = ()
    groups: Annotated[tuple[TaskGroup, ...], Field(alias="组")] = ()
    tasks: Annotated[tuple[TypedTask, ...], Field(alias="任务")]
    amendments: Annotated[tuple[Amendment, ...], Field(alias="调整")] = ()


def fill_inherited(data: object) -> tuple[object, dict[KeyPath, KeyPath]]:
    """Plain typed data with each task's gaps filled: task, then 组, 类别 and its parents, 默认.

    来源 and 标识 are added up, all else is replaced. What has not the right shape is left as it is.
    The second value tells for each filled gap from where it came.
    """
    if not isinstance(data, Mapping) or not isinstance(data.get("任务"), list):
        return data, {}
    origins: dict[KeyPath, KeyPath] = {}
    tasks = [_filled(data, task, ("任务", index), origins) for index, task in enumerate(data["任务"])]
    whole = {**data, "任务": tasks}
    if isinstance(data.get("调整"), list):
        whole["调整"] = [
            {**entry, "任务内容": _filled(data, entry["任务内容"], ("调整", index, "任务内容"), origins)}
            if isinstance(entry, Mapping) and entry.get("任务内容")
            else entry
            for index, entry in enumerate(data["调整"])
        ]
    return whole, origins


def _filled(data: Mapping[str, Any], typed: object, at: KeyPath, origins: dict[KeyPath, KeyPath]) -> object:
    if not isinstance(typed, Mapping):
        return typed
    task = dict(typed)
    for loc, above in _above(data, task):
        _fill(task, above, at, loc, origins)
    return task


def _above(data: Mapping[str, Any], task: dict[str, Any]) -> Iterator[tuple[KeyPath, Mapping[str, Any]]]:
    """What a task inherits from, nearest first. The group may give the category: that is looked up late."""
    for index, group in _entries(data, "组"):
        if group.get("编号") == task.get("组", ""):
            yield ("组", index), group
    default = data.get("默认")
    category = task.get("类别") or (default.get("类别") if isinstance(default, Mapping) else None)
    while isinstance(category, str) and category:
        for index, entry in _entries(data, "类别"):
            if entry.get("名称") == category:
                yield ("类别", index), entry
        category = category.rpartition("/")[0]
    if isinstance(default, Mapping):
        yield ("默认",), default


def _entries(data: Mapping[str, Any], key: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    listed = data.get(key)
    for index, entry in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(entry, Mapping):
            yield index, entry


def _fill(
    task: dict[str, Any], above: Mapping[str, Any], here: KeyPath, there: KeyPath, origins: dict[KeyPath, KeyPath]
) -> None:
    for key in yaml_keys(Inheritable):
        value = above.get(key)
        if value is None:
            continue
        if task.get(key) is None:
            task[key] = value
            origins[(*here, key)] = (*there, key)
        elif key in _ADDED:
            task[key] = list(dict.fromkeys((*_list(task[key]), *_list(value))))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def resolve_plan(plan_file: PlanFile, as_of: date | None = None) -> tuple[Plan, tuple[UnplacedFinding, ...]]:
    """The plan that is meant, and what in it speaks of something that is not there.

    day: amendments count up to it, inclusive; None takes all of them.
    """
    head = apply_errata(plan_file.head, plan_file.head.errata)
    grace = next((cycle.grace for cycle in plan_file.cycles if cycle.every == "节点"), None)
    tasks = apply_amendments([apply_errata(task, task.errata) for task in plan_file.tasks], plan_file.amendments, as_of)
    plan = Plan(
        **{name: getattr(head, name) for name in PlanHead.model_fields},
        cycles=tuple(apply_errata(cycle, cycle.errata) for cycle in plan_file.cycles),
        categories=plan_file.categories,
        groups=tuple(apply_errata(group, group.errata) for group in plan_file.groups),
        tasks=tuple(_resolved(task, plan_file.head.year, grace) for task in tasks),
    )
    return plan, tuple(_lost(plan_file))


def _resolved(task: AmendedTask, year: int, grace: int | None) -> Task:
    """grace: the days after which a milestone is filed at the latest; None where none is filed by itself."""
    typed: Sequence[TypedMilestone] = task.milestones
    if not typed:
        whole = TypedMilestone(due_text=task.due_text, first_due_text=task.first_due_text, content=task.name)
        typed = [whole.model_copy(update={"content": part}) for part in task.parts or (task.name,)]
    seen: Counter[str] = Counter()
    milestones = []
    for milestone in typed:
        due = _day(milestone.due_text, year)
        day = f"{task.number}@{_day(milestone.first_due_text or milestone.due_text, year):%m%d}"
        letter = chr(ord("a") + seen[day]) if seen[day] else ""
        seen[day] += 1
        filing = due + timedelta(days=grace) if grace is not None else None
        if milestone.filing_text:
            filing = _day(milestone.filing_text, year)
        said = {name: getattr(milestone, name) for name in TypedMilestone.model_fields}
        key = day + letter
        milestones.append(Milestone(**said, due=due, filing=filing, key=key, implicit=not task.milestones))
    head = {name: getattr(task, name) for name in TaskHead.model_fields}
    return Task(**head, milestones=tuple(milestones), changes=task.changes, dropped=task.dropped)


def _day(text: str, year: int) -> date:
    """The day of words that were found readable before."""
    found = parse_deadline(text, year)
    if found is None:
        raise ValueError(text)
    return found.day


def _lost(file: PlanFile) -> Iterator[UnplacedFinding]:
    """Errata whose original is not in the text; amendments of tasks and milestones that are not there."""
    yield from unmatched_errata(("计划",), file.head, file.head.errata)
    for index, cycle in enumerate(file.cycles):
        yield from unmatched_errata(("填报", index), cycle, cycle.errata)
    for index, group in enumerate(file.groups):
        yield from unmatched_errata(("组", index), group, group.errata, group.number)
    for index, task in enumerate(file.tasks):
        yield from unmatched_errata(("任务", index), task, task.errata, task.number)
    yield from _lost_amendments(file)


def _lost_amendments(file: PlanFile) -> Iterator[UnplacedFinding]:
    known = {task.number for task in file.tasks}
    decided: list[Amendment] = []
    for index, amendment in sort_by_day(file.amendments):
        facts = {"number": amendment.task, "kind": amendment.kind, "milestone": amendment.milestone}
        if amendment.new is not None:
            known.add(amendment.new.number)
        elif amendment.task not in known:
            yield UnplacedFinding("amendment-lost", ("调整", index, "任务"), facts)
        elif amendment.kind == "延期":
            before = next(each for each in apply_amendments(file.tasks, decided, None) if each.number == amendment.task)
            named = before.milestones or (before,)
            words = {word for each in named for word in (each.due_text, each.first_due_text) if word}
            if amendment.milestone not in words and (before.milestones or amendment.milestone):
                yield UnplacedFinding("amendment-milestone", ("调整", index, "原节点"), facts)
        decided.append(amendment)
