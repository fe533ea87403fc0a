"""A plan: what one office promised for one year, resolved, so that a snapshot says all of it."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field, WithJsonSchema

from duban.model.cycle import Cycle
from duban.model.erratum import Erratum
from duban.model.target import Target
from duban.model.typed import Day, DayText, OptionalDayText, TaskNumber, TextList, TypedModel, matches_pattern
from duban.model.unit import Contact

_NUMERALS = "零一二三四五六七八九十"
_TEN = 10

PlanCode = Annotated[
    str,
    matches_pattern("[A-Z][A-Z0-9]*", "plan-code"),
    WithJsonSchema({"type": "string", "pattern": "^[A-Z][A-Z0-9]*$"}),
]


class TypedMilestone(TypedModel):
    """A milestone as typed in its long form.

    label: what it is called, where it is not simply counted (第一季度). standard: by what it is judged.
    filing_text: until when its completion is to be filed. first_due_text: its due day before it was postponed.
    """

    due_text: Annotated[DayText, Field(alias="时限")]
    first_due_text: Annotated[OptionalDayText, Field(alias="原时限")] = ""
    label: Annotated[str, Field(alias="称谓")] = ""
    content: Annotated[str, Field(alias="内容", min_length=1)]
    standard: Annotated[str, Field(alias="标准")] = ""
    filing_text: Annotated[OptionalDayText, Field(alias="填报时限")] = ""
    targets: Annotated[tuple[Target, ...], Field(alias="指标")] = ()
    note: Annotated[str, Field(alias="说明")] = ""


class Milestone(TypedMilestone):
    """What must be true by the end of `due`.

    due: inclusive, a Beijing calendar day. filing: until when it is filed, inclusive; None where no day is set.
    key: the task's number and the original due day; it never changes.
    implicit: the task itself or a part of it, where no milestones are printed.
    """

    due: date
    filing: date | None = None
    key: str
    implicit: bool = False

    @property
    def answer_owed_from(self) -> date:
        """The day from which an answer is owed: that of its filing, else the due day."""
        return self.filing or self.due

    @property
    def printed(self) -> str:
        """Its words, under its own name where it has one."""
        return f"{self.label}：{self.content}" if self.label else self.content


class Inheritable(TypedModel):
    """What a task may take over from its group, its category or the defaults. 来源 and 标识 are added up."""

    content: Annotated[str, Field(alias="内容")] = ""
    lead_in: Annotated[str, Field(alias="节点引语")] = ""
    lead: Annotated[str, Field(alias="牵头")] = ""
    lead_note: Annotated[str, Field(alias="牵头待确认")] = ""
    supports: Annotated[TextList, Field(alias="协办")] = ()
    sources: Annotated[TextList, Field(alias="来源")] = ()
    category: Annotated[str, Field(alias="类别")] = ""
    group: Annotated[str, Field(alias="组")] = ""
    flags: Annotated[TextList, Field(alias="标识")] = ()
    due_text: Annotated[DayText, Field(alias="完成时限")] = "年底"
    leader: Annotated[TextList, Field(alias="责任领导")] = ()
    contacts: Annotated[TextList, Field(alias="联系人")] = ()
    role: Annotated[str, Field(alias="角色")] = ""
    internal: Annotated[str, Field(alias="内部责任")] = ""
    proposed: Annotated[str, Field(alias="拟牵头")] = ""
    filler: Annotated[str, Field(alias="填报单位")] = ""


class Category(Inheritable):
    """A heading of the plan, `A/B` for a heading below a heading. score: its points, exact."""

    name: Annotated[str, Field(alias="名称", min_length=1)]
    score: Annotated[Decimal | None, Field(alias="分值")] = None


class TaskGroup(Inheritable):
    """A titled group of tasks with a number of its own.

    attribution: what is printed in brackets behind its name. score: its points, exact.
    """

    number: Annotated[TaskNumber, Field(alias="编号")]
    name: Annotated[str, Field(alias="名称")] = ""
    attribution: Annotated[str, Field(alias="归属")] = ""
    score: Annotated[Decimal | None, Field(alias="分值")] = None
    errata: Annotated[tuple[Erratum, ...], Field(alias="勘误")] = ()

    @property
    def printed(self) -> str:
        """Name, attribution and points in one cell."""
        return f"{self.name}{self.attribution}" + (f"（{self.score}分）" if self.score is not None else "")


class Change(TypedModel):
    """What was decided about a task after the plan was issued."""

    day: date
    kind: str
    basis: str = ""


class TaskHead(Inheritable):
    """What a task is, apart from its milestones.

    weight: points, exact, never inherited. targets: the numbers that it promises for the whole year.
    first_due_text: its due day before it was postponed.
    """

    number: Annotated[TaskNumber, Field(alias="序号")]
    name: Annotated[str, Field(alias="名称", min_length=1)]
    first_due_text: Annotated[OptionalDayText, Field(alias="原时限")] = ""
    weight: Annotated[Decimal | None, Field(alias="权重")] = None
    targets: Annotated[tuple[Target, ...], Field(alias="指标")] = ()
    errata: Annotated[tuple[Erratum, ...], Field(alias="勘误")] = ()


class Task(TaskHead):
    """One thing promised, owned and lit. It has at least one milestone, if only an implicit one.

    changes: what was decided about it since, oldest first. dropped: cancelled, or put off for the year.
    """

    milestones: Annotated[tuple[Milestone, ...], Field(alias="节点", min_length=1)]
    changes: tuple[Change, ...] = ()
    dropped: bool = False

    @property
    def key(self) -> str:
        """Its number: unique in the plan."""
        return self.number

    @property
    def is_undivided(self) -> bool:
        """Whether it is asked about as one: it has neither milestones nor parts."""
        return len(self.milestones) == 1 and self.milestones[0].implicit

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
        if milestone.implicit or milestone.label:
            return milestone.printed
        return f"{chinese_numeral(index + 1)}是{milestone.due_text}{milestone.content}"


class PlanHead(TypedModel):
    """What stands above a plan's tasks, and the notes below them.

    code: capital letters and digits, part of every form code. title: of the printed table, where it has its own.
    """

    name: Annotated[str, Field(alias="名称", min_length=1)]
    year: Annotated[int, Field(alias="年度", ge=2000, le=2100)]
    office: Annotated[str, Field(alias="单位", min_length=1)]
    code: Annotated[PlanCode, Field(alias="编号")]
    issued: Annotated[Day | None, Field(alias="印发日期")] = None
    compiler: Annotated[str, Field(alias="汇总单位")] = "办公室"
    contact: Annotated[Contact | None, Field(alias="联系人")] = None
    title: Annotated[str, Field(alias="标题")] = ""
    note: Annotated[str, Field(alias="说明")] = ""
    notes: Annotated[TextList, Field(alias="填报说明")] = ()
    number: Annotated[str, Field(alias="文号")] = ""
    full_score: Annotated[Decimal | None, Field(alias="满分")] = None
    errata: Annotated[tuple[Erratum, ...], Field(alias="勘误")] = ()


class Plan(PlanHead):
    """One office's tasks of one year; errata that were adopted are already in the texts."""

    cycles: Annotated[tuple[Cycle, ...], Field(alias="填报", min_length=1)]
    categories: Annotated[tuple[Category, ...], Field(alias="类别")] = ()
    groups: Annotated[tuple[TaskGroup, ...], Field(alias="组")] = ()
    tasks: Annotated[tuple[Task, ...], Field(alias="任务", min_length=1)]


def chinese_numeral(number: int) -> str:
    """1 → 一, 11 → 十一, 20 → 二十; up to 99."""
    tens, ones = divmod(number, _TEN)
    head = ("" if tens == 1 else _NUMERALS[tens]) + "十" if tens else ""
    return head + (_NUMERALS[ones] if ones else "")
