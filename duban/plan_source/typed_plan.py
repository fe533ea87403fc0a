"""plan.yaml as typed: short forms of milestones, words for days, what holds for many tasks said once, amendments."""

from collections.abc import Mapping
from typing import Annotated, Any

from duban.model.change import AmendmentKind
from duban.model.cycle import Cycle
from duban.model.milestone import LeadText, TypedMilestone
from duban.model.plan import Category, Inheritable, PlanHead, TaskGroup, TaskHead
from duban.model.plan_parts import Target
from duban.model.typed import (
    Day,
    ExactNumber,
    OptionalDayText,
    OptionalOnceText,
    OptionalScheduleText,
    TextList,
    YesNo,
    plan_year,
    unreadable_date_error,
    yaml_keys,
)
from duban.text.proof import MOST_ITEMS
from duban.text.schedule import split_schedule
from duban.validation.declaration import BeforeValidator, Field, ReadingContext, TypedError
from duban.validation.model import TypedModel, fields_of_model
from duban.value_object import replace


def as_list(value: object, _: ReadingContext | None = None) -> list[Any]:
    """A list as typed; a single text is a list of one."""
    return value if isinstance(value, list) else [value]


class ShortMilestone(TypedMilestone):
    """A milestone as typed: {时限: …, 内容: …}, or shorter {3月底前: 内容} or 3月底前完成招标."""

    @classmethod
    def before_reading(cls, data: object, context: ReadingContext, /) -> object:
        """The long form of a short one."""
        if isinstance(data, str):
            return _with_due_words(data, context)
        if isinstance(data, Mapping) and len(data) == 1:
            ((key, value),) = data.items()
            if key not in {*yaml_keys(cls), *fields_of_model(cls)}:
                return {"时限": key, "内容": value}
        return data


def _with_due_words(text: str, context: ReadingContext) -> Mapping[str, str]:
    due_text, content = split_schedule(text, plan_year(context), context.get("named_days"))
    if not due_text:
        raise unreadable_date_error(text)
    return {"时限": due_text, "内容": content}


_AS_OF_TASK = ("",)
"""In place of the proof of a part that says nothing of it; one that says 佐证: [] asks for none."""


def _is_as_of_task(proof: object) -> bool:
    return proof == _AS_OF_TASK


class Part(ShortMilestone):
    """One of the things that a task asks about: its words alone, or with a due day, a lead, numbers of its own."""

    due_text: Annotated[OptionalScheduleText, Field(alias="时限")] = ""
    """When it is due; empty: with the task."""
    proof: Annotated[TextList, Field(alias="佐证", max_length=MOST_ITEMS, exclude_if=_is_as_of_task)] = _AS_OF_TASK
    """What has to be shown that it is done, item by item; where nothing is said, what its task says."""

    @classmethod
    def before_reading(cls, data: object, context: ReadingContext, /) -> object:
        """A text is the words alone."""
        return {"内容": data} if isinstance(data, str) else super().before_reading(data, context)


class TypedTask(TaskHead):
    """A task as typed."""

    milestones: Annotated[tuple[ShortMilestone, ...], Field(alias="节点")] = ()
    """What must be true by which day; none where the task is asked about as a whole or by its parts."""
    parts: Annotated[tuple[Part, ...], BeforeValidator(as_list), Field(alias="分项")] = ()
    """What is asked about one by one, due with the task where it says no day of its own."""


def with_investment(task: TypedTask) -> TypedTask:
    """The task with the investment that its project plans for the year among its numbers."""
    return replace(task, targets=task.project.with_investment(task.targets))


_ASSIGNMENT_KEYS = ("牵头", "协办", "责任领导", "完成时限", "指标")
KEYS_BY_AMENDMENT_KIND: dict[AmendmentKind, tuple[str, ...]] = {
    AmendmentKind.POSTPONED: ("任务", "原节点", "节点内容", "单位", "改为", "填报时限"),
    AmendmentKind.ASSIGNED: ("任务", *_ASSIGNMENT_KEYS),
    AmendmentKind.RELED: ("任务", "原节点", "节点内容", "牵头", "协办"),
    AmendmentKind.RETARGETED: ("任务", "原节点", "节点内容", "指标"),
    AmendmentKind.STAGED: ("任务", "节点"),
    AmendmentKind.ADDED: ("任务内容",),
    AmendmentKind.CANCELLED: ("任务",),
    AmendmentKind.DEFERRED: ("任务",),
    AmendmentKind.RESUMED: ("任务",),
    AmendmentKind.REWEIGHTED: ("任务", "权重"),
    AmendmentKind.SPLIT: ("任务", "任务内容"),
    AmendmentKind.MERGED: ("任务", "并入"),
}
"""What an amendment of a kind may say besides its day and its basis."""
_OPTIONAL_KEYS = {"原节点", "节点内容", "单位", "填报时限"}
_NEEDED = {AmendmentKind.RELED: "牵头", AmendmentKind.RETARGETED: "指标"}
"""The one of the keys of 分工 that such an amendment cannot do without."""


class Amendment(TypedModel):
    """One decision about a task."""

    day: Annotated[Day, Field(alias="日期")]
    """From which it holds."""
    kind: Annotated[AmendmentKind, Field(alias="类型")]
    """What was decided."""
    task: Annotated[str, Field(alias="任务")] = ""
    """The number of the task that it is about."""
    milestone: Annotated[str, Field(alias="原节点")] = ""
    """The due words of the milestone that it is about, where it is one of several."""
    content: Annotated[str, Field(alias="节点内容")] = ""
    """Its wording, where several are due in these words; empty: all of them are meant."""
    unit: Annotated[LeadText, Field(alias="单位")] = ""
    """Of several units that lead the line alike, the one that is meant; empty: all of them."""
    to: Annotated[OptionalOnceText, Field(alias="改为")] = ""
    """The new due day, in words."""
    filing_text: Annotated[OptionalDayText, Field(alias="填报时限")] = ""
    """Until when the postponed milestone is filed now."""
    milestones: Annotated[tuple[ShortMilestone, ...], Field(alias="节点")] = ()
    """Dated steps in place of the milestones before."""
    new: Annotated[TypedTask | None, Field(alias="任务内容")] = None
    """A whole task that is added, or parted from another."""
    lead: Annotated[LeadText, Field(alias="牵头")] = ""
    """Who leads now; empty: as before. So for the next four."""
    supports: Annotated[TextList, Field(alias="协办")] = ()
    """Who supports now."""
    leader: Annotated[TextList, Field(alias="责任领导")] = ()
    """Who answers in person now."""
    due_text: Annotated[OptionalScheduleText, Field(alias="完成时限")] = ""
    """When the task is due now, as any line says it."""
    targets: Annotated[tuple[Target, ...], Field(alias="指标")] = ()
    """The numbers that it promises now."""
    weight: Annotated[ExactNumber | None, Field(alias="权重")] = None
    """Its points now, exact."""
    into: Annotated[str, Field(alias="并入")] = ""
    """The number of the task that takes it over."""
    basis: Annotated[str, Field(alias="依据")] = ""
    """The number of the letter, or the meeting."""

    def __post_init__(self) -> None:
        values = {field.key: getattr(self, name) for name, field in fields_of_model(Amendment).items()}
        assigns = any(values[key] for key in _ASSIGNMENT_KEYS)
        for key in KEYS_BY_AMENDMENT_KIND[self.kind]:
            may_lack = key in _OPTIONAL_KEYS or (key in _ASSIGNMENT_KEYS and assigns and key != _NEEDED.get(self.kind))
            if values[key] in (None, "", ()) and not may_lack:
                raise TypedError("amendment-lacks", {"text": key})


class UpwardRow(TypedModel):
    """Which tasks answer for one row of a form of the office above (`duban fill`)."""

    row: Annotated[str, Field(alias="行", min_length=1)]
    """The number of the row's task in that form, or its name, as printed there."""
    form: Annotated[str, Field(alias="表")] = ""
    """Words that stand above that form's table, where the row is meant in that form alone."""
    tasks: Annotated[TextList, Field(alias="任务", min_length=1)]
    """The numbers of the own tasks that it is filled from."""
    summed: Annotated[YesNo, Field(alias="合计")] = False
    """Whether their numbers are added up; only those of one name and unit are."""


class PlanFile(TypedModel):
    """plan.yaml."""

    head: Annotated[PlanHead, Field(alias="计划")]
    """What stands above the tasks."""
    cycles: Annotated[tuple[Cycle, ...], Field(alias="填报", min_length=1)]
    """The forms that go out through the year."""
    defaults: Annotated[Inheritable, Field(alias="默认")] = Inheritable()
    """What holds for tasks that say nothing else."""
    categories: Annotated[tuple[Category, ...], Field(alias="类别")] = ()
    """The headings, in the order of the plan; tasks take over what they say."""
    groups: Annotated[tuple[TaskGroup, ...], Field(alias="组")] = ()
    """The groups; tasks take over what they say."""
    tasks: Annotated[tuple[TypedTask, ...], Field(alias="任务")]
    """In the order of the plan."""
    amendments: Annotated[tuple[Amendment, ...], Field(alias="调整")] = ()
    """What was decided since the plan was issued; the printed texts above stay as they are."""
    upward: Annotated[tuple[UpwardRow, ...], Field(alias="上报")] = ()
    """Rows of the forms of the office above whose tasks do not have the same name, source or flag there."""


def mapping_at(typed: object, key: str) -> Mapping[str, Any]:
    """The mapping under a key of unvalidated typed data; an empty one where there is none."""
    value = typed.get(key) if isinstance(typed, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def mapping_entries(typed: Mapping[str, Any], key: str) -> list[tuple[int, Mapping[str, Any]]]:
    """The mappings in a list of unvalidated typed data, with their positions; what is none is passed over."""
    entries = typed.get(key)
    if not isinstance(entries, list):
        return []
    return [(index, entry) for index, entry in enumerate(entries) if isinstance(entry, Mapping)]
