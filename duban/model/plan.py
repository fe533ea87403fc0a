"""A plan: what one office promised for one year, resolved, so that a snapshot says all of it."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, WithJsonSchema

from duban.model.typed import Day, DayText, MaybeDayText, Names, Number, Typed, YesNo, matching
from duban.model.unit import Contact

Every = Literal["每月", "双月", "季度", "半年", "年度"]

_NUMERALS = "零一二三四五六七八九十"
_TEN = 10
_DUE = (
    r"(?:次月)?(?:[1-9]|[12]\d|3[01])日前?"
    r"|期末|期末后\d{1,3}个?(?:工作日|天|日)"
    r"|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?前?"
)

PlanCode = Annotated[
    str,
    matching("[A-Z][A-Z0-9]*", "plan-code"),
    WithJsonSchema({"type": "string", "pattern": "^[A-Z][A-Z0-9]*$"}),
]
CycleDue = Annotated[str, matching(_DUE, "cycle-due"), WithJsonSchema({"type": "string"})]


class Erratum(Typed):
    """A slip in the printed text. adopted: the correction is used; else the text stands as printed."""

    where: Annotated[str, Field(alias="位置")]
    original: Annotated[str, Field(alias="原文", min_length=1)]
    corrected: Annotated[str, Field(alias="应为")]
    basis: Annotated[str, Field(alias="依据")] = ""
    adopted: Annotated[YesNo, Field(alias="采用")] = False


class TypedMilestone(Typed):
    """A milestone as typed in its long form."""

    due_text: Annotated[DayText, Field(alias="时限")]
    content: Annotated[str, Field(alias="内容", min_length=1)]
    note: Annotated[str, Field(alias="说明")] = ""


class Milestone(TypedMilestone):
    """What must be true by the end of `due`.

    due: inclusive, a Beijing calendar day.
    key: the task's number and the original due day; it never changes.
    implicit: the task itself, where no milestones are printed.
    """

    due: date
    key: str
    implicit: bool = False


class Inheritable(Typed):
    """What a task may take over from its group, its category or the defaults. 来源 and 标识 are added up."""

    content: Annotated[str, Field(alias="内容")] = ""
    lead_in: Annotated[str, Field(alias="节点引语")] = ""
    lead: Annotated[str, Field(alias="牵头")] = ""
    lead_note: Annotated[str, Field(alias="牵头待确认")] = ""
    supports: Annotated[Names, Field(alias="协办")] = ()
    sources: Annotated[Names, Field(alias="来源")] = ()
    category: Annotated[str, Field(alias="类别")] = ""
    group: Annotated[str, Field(alias="组")] = ""
    flags: Annotated[Names, Field(alias="标识")] = ()
    due_text: Annotated[DayText, Field(alias="完成时限")] = "年底"
    leader: Annotated[Names, Field(alias="责任领导")] = ()
    filler: Annotated[str, Field(alias="填报单位")] = ""


class Category(Inheritable):
    """A heading of the plan, `A/B` for a heading below a heading. score: its points, exact."""

    name: Annotated[str, Field(alias="名称", min_length=1)]
    score: Annotated[Decimal | None, Field(alias="分值")] = None


class TaskGroup(Inheritable):
    """A titled group of tasks with a number of its own. score: its points, exact."""

    number: Annotated[Number, Field(alias="编号")]
    name: Annotated[str, Field(alias="名称")] = ""
    score: Annotated[Decimal | None, Field(alias="分值")] = None


class TaskHead(Inheritable):
    """What a task is, apart from its milestones. weight: points, exact, never inherited."""

    number: Annotated[Number, Field(alias="序号")]
    name: Annotated[str, Field(alias="名称", min_length=1)]
    weight: Annotated[Decimal | None, Field(alias="权重")] = None
    errata: Annotated[tuple[Erratum, ...], Field(alias="勘误")] = ()


class Task(TaskHead):
    """One thing promised, owned and lit. It has at least one milestone, if only an implicit one."""

    milestones: Annotated[tuple[Milestone, ...], Field(alias="节点", min_length=1)]

    @property
    def key(self) -> str:
        """Its number: unique in the plan."""
        return self.number

    @property
    def reporter(self) -> str:
        """The printed name of who fills in the form."""
        return self.filler or self.lead

    @property
    def printed(self) -> str:
        """The whole cell 主要内容和关键时间节点计划: content, lead-in, then one line a milestone."""
        indices = [index for index, milestone in enumerate(self.milestones) if not milestone.implicit]
        lead_in = self.lead_in if indices else ""
        return "\n".join(filter(None, (self.content, lead_in, *map(self.milestone_line, indices))))

    def milestone_line(self, index: int) -> str:
        """A milestone as printed: 一是3月底前完成…。 index: from 0."""
        milestone = self.milestones[index]
        if milestone.implicit:
            return milestone.content
        return f"{ordinal(index + 1)}是{milestone.due_text}{milestone.content}"


class Cycle(Typed):
    """How often who reports, and till when.

    form: the name of a layout. due: the printed words, counted from each period's end.
    first, last: a month (or quarter, half year) in the first and in the last period; empty: the whole year.
    cumulative: a report tells the year up to the period's end.
    year_end: until when the last period may be closed after the year, empty for never.
    late_from: from which day on a report is late: 顺延 the first working day on or after the due day,
    不变 the due day itself.
    """

    form: Annotated[str, Field(alias="表", min_length=1)]
    title: Annotated[str, Field(alias="标题")] = ""
    every: Annotated[Every, Field(alias="周期")]
    first: Annotated[MaybeDayText, Field(alias="从")] = ""
    last: Annotated[MaybeDayText, Field(alias="到")] = ""
    due: Annotated[CycleDue, Field(alias="截止")]
    cumulative: Annotated[YesNo, Field(alias="累计")] = False
    filler: Annotated[Literal["牵头", "每家", "联系人", "责任领导", "本单位", "待分工"], Field(alias="填报对象")] = (
        "牵头"
    )
    signed_by: Annotated[str, Field(alias="审签")] = ""
    year_end: Annotated[MaybeDayText, Field(alias="年终补报")] = ""
    late_from: Annotated[Literal["顺延", "不变"], Field(alias="迟报起算")] = "顺延"


class PlanHead(Typed):
    """What stands above a plan's tasks. code: capital letters and digits, part of every form code."""

    name: Annotated[str, Field(alias="名称", min_length=1)]
    year: Annotated[int, Field(alias="年度", ge=2000, le=2100)]
    office: Annotated[str, Field(alias="单位", min_length=1)]
    code: Annotated[PlanCode, Field(alias="编号")]
    issued: Annotated[Day | None, Field(alias="印发日期")] = None
    compiler: Annotated[str, Field(alias="汇总单位")] = "办公室"
    contact: Annotated[Contact | None, Field(alias="联系人")] = None
    note: Annotated[str, Field(alias="说明")] = ""
    number: Annotated[str, Field(alias="文号")] = ""
    full_score: Annotated[Decimal | None, Field(alias="满分")] = None


class Plan(PlanHead):
    """One office's tasks of one year; errata that were adopted are already in the texts."""

    cycles: Annotated[tuple[Cycle, ...], Field(alias="填报", min_length=1)]
    categories: Annotated[tuple[Category, ...], Field(alias="类别")] = ()
    groups: Annotated[tuple[TaskGroup, ...], Field(alias="组")] = ()
    tasks: Annotated[tuple[Task, ...], Field(alias="任务", min_length=1)]


def ordinal(number: int) -> str:
    """1 → 一, 11 → 十一, 20 → 二十; up to 99."""
    tens, ones = divmod(number, _TEN)
    head = ("" if tens == 1 else _NUMERALS[tens]) + "十" if tens else ""
    return head + (_NUMERALS[ones] if ones else "")
