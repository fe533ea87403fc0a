"""A plan as typed: short forms, words for days, things said once for many tasks; and the Plan it means."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field, model_validator

from duban.model.dates import deadline
from duban.model.finding import Loc, Remark
from duban.model.plan import (
    Category,
    Cycle,
    Erratum,
    Inheritable,
    Milestone,
    Plan,
    PlanHead,
    Task,
    TaskGroup,
    TaskHead,
    TypedMilestone,
)
from duban.model.typed import Typed, keys

_ADDED = ("来源", "标识")
_MILESTONE_PLACE = re.compile(r"节点(\d+)")
_FIELDS = {"名称": "name", "内容": "content", "节点引语": "lead_in"}


class ShortMilestone(TypedMilestone):
    """A milestone as typed: {时限: …, 内容: …}, or shorter {3月底前: 内容}."""

    @model_validator(mode="before")
    @classmethod
    def _long(cls, data: object) -> object:
        if isinstance(data, Mapping) and len(data) == 1:
            ((key, value),) = data.items()
            if key not in {*keys(cls), *cls.model_fields}:
                return {"时限": key, "内容": value}
        return data


class TypedTask(TaskHead):
    """A task as typed."""

    milestones: Annotated[tuple[ShortMilestone, ...], Field(alias="节点")] = ()


class PlanFile(Typed):
    """plan.yaml."""

    head: Annotated[PlanHead, Field(alias="计划")]
    cycles: Annotated[tuple[Cycle, ...], Field(alias="填报", min_length=1)]
    defaults: Annotated[Inheritable, Field(alias="默认")] = Inheritable()
    categories: Annotated[tuple[Category, ...], Field(alias="类别")] = ()
    groups: Annotated[tuple[TaskGroup, ...], Field(alias="组")] = ()
    tasks: Annotated[tuple[TypedTask, ...], Field(alias="任务")]


def inherited(data: object) -> tuple[object, dict[Loc, Loc]]:
    """Plain typed data with each task's gaps filled: task, then 组, 类别 and its parents, 默认.

    来源 and 标识 are added up, all else is replaced. What has not the right shape is left as it is.
    The second value tells for each filled gap from where it came.
    """
    if not isinstance(data, Mapping) or not isinstance(data.get("任务"), list):
        return data, {}
    origins: dict[Loc, Loc] = {}
    tasks = []
    for index, typed in enumerate(data["任务"]):
        task = dict(typed) if isinstance(typed, Mapping) else typed
        if isinstance(task, dict):
            for loc, above in _above(data, task):
                _fill(task, above, ("任务", index), loc, origins)
        tasks.append(task)
    return {**data, "任务": tasks}, origins


def _above(data: Mapping[str, Any], task: dict[str, Any]) -> Iterator[tuple[Loc, Mapping[str, Any]]]:
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


def _fill(task: dict[str, Any], above: Mapping[str, Any], here: Loc, there: Loc, origins: dict[Loc, Loc]) -> None:
    for key in keys(Inheritable):
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


def resolve(file: PlanFile) -> tuple[Plan, tuple[Remark, ...]]:
    """The plan that is meant, and the errata whose original is not in the text."""
    remarks = tuple(remark for index, task in enumerate(file.tasks) for remark in _lost_errata(index, task))
    tasks = tuple(_resolved(_corrected(task), file.head.year) for task in file.tasks)
    head = {name: getattr(file.head, name) for name in PlanHead.model_fields}
    return Plan(**head, cycles=file.cycles, categories=file.categories, groups=file.groups, tasks=tasks), remarks


def _resolved(task: TypedTask, year: int) -> Task:
    typed = task.milestones or (TypedMilestone(due_text=task.due_text, content=task.name),)
    dues = [found.day for milestone in typed if (found := deadline(milestone.due_text, year))]
    seen: Counter[str] = Counter()
    milestones = []
    for milestone, due in zip(typed, dues, strict=True):
        day = f"{task.number}@{due:%m%d}"
        letter = chr(ord("a") + seen[day]) if seen[day] else ""
        seen[day] += 1
        milestones.append(
            Milestone(
                due_text=milestone.due_text,
                content=milestone.content,
                note=milestone.note,
                due=due,
                key=day + letter,
                implicit=not task.milestones,
            )
        )
    head = {name: getattr(task, name) for name in TaskHead.model_fields}
    return Task(**head, milestones=tuple(milestones))


def _corrected(task: TypedTask) -> TypedTask:
    for erratum in task.errata:
        if erratum.adopted:
            task = _replaced(task, erratum)
    return task


def _replaced(task: TypedTask, erratum: Erratum) -> TypedTask:
    def mend(text: str) -> str:
        return text.replace(erratum.original, erratum.corrected)

    name, position = _place(erratum)
    milestones = tuple(
        milestone.model_copy(update={"content": mend(milestone.content)}) if position in {0, index} else milestone
        for index, milestone in enumerate(task.milestones, 1)
    )
    texts = {field: mend(getattr(task, field)) for field in _FIELDS.values() if name in {"", field}}
    return task.model_copy(update={**texts, "milestones": milestones})


def _place(erratum: Erratum) -> tuple[str, int]:
    """The field and the 1-based milestone that an erratum speaks of: "", 0 is everywhere; -1 is none."""
    if match := _MILESTONE_PLACE.fullmatch(erratum.where):
        return "milestones", int(match[1])
    name = _FIELDS.get(erratum.where, "")
    return name, -1 if name else 0


def _lost_errata(index: int, task: TypedTask) -> Iterator[Remark]:
    for number, erratum in enumerate(task.errata):
        name, position = _place(erratum)
        texts = [getattr(task, field) for field in _FIELDS.values() if name in {"", field}]
        texts += [milestone.content for at, milestone in enumerate(task.milestones, 1) if position in {0, at}]
        if not any(erratum.original in text for text in texts):
            facts = {"number": task.number, "where": erratum.where, "original": erratum.original}
            yield Remark("erratum-lost", ("任务", index, "勘误", number), facts)
