"""What was decided after a plan was issued: dated, sourced, and added to it, so that the printed plan stays."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from duban.model.plan import Change
from duban.model.target import Target
from duban.model.typed import Day, OptionalDayText, TextList, TypedModel
from duban.plan_source.task import ShortMilestone, TypedTask

_ASSIGNED = ("牵头", "协办", "责任领导", "完成时限", "指标")
KEYS_OF_KIND = {
    "延期": ("任务", "原节点", "改为", "填报时限"),
    "分工": ("任务", *_ASSIGNED),
    "阶段节点": ("任务", "节点"),
    "新增": ("任务内容",),
    "取消": ("任务",),
    "暂缓": ("任务",),
    "恢复": ("任务",),
}
"""Kind → what an amendment of it may say besides its day and its basis."""
_MAY_LACK = {"原节点", "填报时限"}


class Amendment(TypedModel):
    """One decision. day: from which it holds.

    task: the number of the task that it is about. milestone: its due words, where one of several is postponed.
    to: the new due day (延期). filing_text: until when the postponed milestone is filed now.
    milestones: dated steps in place of those before (阶段节点). new: a whole task (新增).
    lead … targets: who answers for it and what it promises (分工); what is left out stays.
    """

    day: Annotated[Day, Field(alias="日期")]
    kind: Annotated[Literal["延期", "分工", "阶段节点", "新增", "取消", "暂缓", "恢复"], Field(alias="类型")]
    task: Annotated[str, Field(alias="任务")] = ""
    milestone: Annotated[str, Field(alias="原节点")] = ""
    to: Annotated[OptionalDayText, Field(alias="改为")] = ""
    filing_text: Annotated[OptionalDayText, Field(alias="填报时限")] = ""
    milestones: Annotated[tuple[ShortMilestone, ...], Field(alias="节点")] = ()
    new: Annotated[TypedTask | None, Field(alias="任务内容")] = None
    lead: Annotated[str, Field(alias="牵头")] = ""
    supports: Annotated[TextList, Field(alias="协办")] = ()
    leader: Annotated[TextList, Field(alias="责任领导")] = ()
    due_text: Annotated[OptionalDayText, Field(alias="完成时限")] = ""
    targets: Annotated[tuple[Target, ...], Field(alias="指标")] = ()
    basis: Annotated[str, Field(alias="依据")] = ""

    @model_validator(mode="after")
    def _whole(self) -> "Amendment":
        given = {field.alias: getattr(self, name) for name, field in type(self).model_fields.items()}
        for key in KEYS_OF_KIND[self.kind]:
            if not (given[key] or key in _MAY_LACK or (key in _ASSIGNED and any(map(given.get, _ASSIGNED)))):
                raise PydanticCustomError("amendment-lacks", "something is missing", {"text": key})
        return self


class AmendedTask(TypedTask):
    """A typed task and what was decided about it."""

    changes: tuple[Change, ...] = ()
    dropped: bool = False


def sort_by_day(amendments: Iterable[Amendment]) -> list[tuple[int, Amendment]]:
    """Each with its place in the file, in the order in which they were decided; on one day, as typed."""
    return sorted(enumerate(amendments), key=lambda placed: placed[1].day)


def apply_amendments(
    tasks: Iterable[TypedTask], amendments: Iterable[Amendment], as_of: date | None
) -> tuple[AmendedTask, ...]:
    """The tasks as they stand on a day (None: at the end of all amendments), new ones last."""
    standing = {task.number: _open(task) for task in tasks}
    for _, amendment in sort_by_day(amendments):
        if as_of is not None and amendment.day > as_of:
            continue
        if amendment.new is not None and amendment.kind == "新增":
            standing.setdefault(amendment.new.number, _changed(_open(amendment.new), amendment, {}))
        elif amendment.task in standing:
            task = standing[amendment.task]
            standing[task.number] = _changed(task, amendment, _CHANGES[amendment.kind](task, amendment))
    return tuple(standing.values())


def _open(task: TypedTask) -> AmendedTask:
    return AmendedTask.model_construct(**{name: getattr(task, name) for name in TypedTask.model_fields})


def _changed(task: AmendedTask, amendment: Amendment, update: dict[str, Any]) -> AmendedTask:
    change = Change(day=amendment.day, kind=amendment.kind, basis=amendment.basis)
    return task.model_copy(update={**update, "changes": (*task.changes, change)})


def _assigned(_task: AmendedTask, amendment: Amendment) -> dict[str, Any]:
    given = {name: getattr(amendment, name) for name in ("lead", "supports", "leader", "due_text", "targets")}
    return {name: value for name, value in given.items() if value}


def _postponed(task: AmendedTask, amendment: Amendment) -> dict[str, Any]:
    if not task.milestones:
        return {"due_text": amendment.to, "first_due_text": task.first_due_text or task.due_text}
    moved = tuple(
        milestone.model_copy(
            update={
                "due_text": amendment.to,
                "first_due_text": milestone.first_due_text or milestone.due_text,
                "filing_text": amendment.filing_text or milestone.filing_text,
            }
        )
        if amendment.milestone in {milestone.first_due_text, milestone.due_text}
        else milestone
        for milestone in task.milestones
    )
    return {"milestones": moved}


_CHANGES: dict[str, Callable[[AmendedTask, Amendment], dict[str, Any]]] = {
    "延期": _postponed,
    "分工": _assigned,
    "阶段节点": lambda _task, amendment: {"milestones": amendment.milestones},
    "取消": lambda _task, _amendment: {"dropped": True},
    "暂缓": lambda _task, _amendment: {"dropped": True},
    "恢复": lambda _task, _amendment: {"dropped": False},
}
