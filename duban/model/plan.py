"""A plan: what one office promised for one year, resolved, so that a snapshot says all of it."""

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Annotated

from duban.model.change import Change
from duban.model.cycle import Cycle
from duban.model.milestone import UNIT_SIGN, LeadText, Milestone
from duban.model.plan_parts import Erratum, JointJudgement, ResponsibleUnits, Target
from duban.model.project import Project, is_no_project
from duban.model.typed import (
    Day,
    ExactNumber,
    OptionalScheduleText,
    ScheduleText,
    TaskNumber,
    TextList,
    is_unsaid,
    matches_pattern,
)
from duban.model.unit import Contact
from duban.text.lazy_pattern import lazy_pattern
from duban.text.proof import MOST_ITEMS
from duban.validation.declaration import Field, WithJsonSchema
from duban.validation.model import TypedModel

_CODE = "[A-Z][A-Z0-9]*"
PlanCode = Annotated[
    str, matches_pattern(_CODE, "plan-code"), WithJsonSchema({"type": "string", "pattern": f"^{_CODE}$"})
]

PLAN_YEARS = range(2000, 2101)
"""Years that a plan may be of; another one is mistyped."""
_SENTENCE_ENDS = ("。", "；", "：", "，", "、", "！", "？", ".", ";", ":", ",")
_OFFICE_OF_THE_HOUSE = "办公室"
_GOVERNMENT = "人民政府"
_TABLE_AT_END = lazy_pattern("(?:一览表|分解表|考评表|汇总表|台账|清单)$")


class Inheritable(TypedModel):
    """What a task may take over from its group, its category or the defaults. 来源 and 标识 are added up."""

    content: Annotated[str, Field(alias="内容")] = ""
    """What the task is about, as printed."""
    lead_in: Annotated[str, Field(alias="节点引语")] = ""
    """The sentence before the milestones."""
    lead: Annotated[LeadText, Field(alias="牵头")] = ""
    """The unit that leads, as printed; of several (甲、乙), each leads alike and reports for itself."""
    lead_note: Annotated[str, Field(alias="牵头待确认")] = ""
    """Why the lead is only a guess; never printed."""
    supports: Annotated[TextList, Field(alias="协办")] = ()
    """The units that support, as printed."""
    sources: Annotated[TextList, Field(alias="来源")] = ()
    """The documents that the task comes from."""
    category: Annotated[str, Field(alias="类别")] = ""
    """The name of a category; `A/B` is a B below A."""
    group: Annotated[str, Field(alias="组")] = ""
    """The number of a group."""
    flags: Annotated[TextList, Field(alias="标识")] = ()
    """What kind of task it is, in the office's own words: 重点工作, 民生实事."""
    due_text: Annotated[ScheduleText, Field(alias="完成时限")] = "年底"
    """When the whole task is due in words, as printed; so as of a milestone."""
    leader: Annotated[TextList, Field(alias="责任领导")] = ()
    """Who answers for it in person."""
    contacts: Annotated[TextList, Field(alias="联系人")] = ()
    """Who can be called; the first of them may fill in the form."""
    role: Annotated[str, Field(alias="角色")] = ""
    """What the office itself is in this task, as printed."""
    internal: Annotated[str, Field(alias="内部责任")] = ""
    """The unit of the office that answers for it inside."""
    proposed: Annotated[str, Field(alias="拟牵头")] = ""
    """The unit that should lead, while the lead is not decided."""
    filler: Annotated[str, Field(alias="填报单位")] = ""
    """The unit that fills in the form, where it is not the lead."""


class Category(Inheritable):
    """A heading of the plan, `A/B` for a heading below a heading."""

    name: Annotated[str, Field(alias="名称", min_length=1)]
    """By which tasks and categories below refer to it."""
    score: Annotated[ExactNumber | None, Field(alias="分值")] = None
    """Its points, exact."""


class TaskGroup(Inheritable):
    """A titled group of tasks with a number of its own."""

    number: Annotated[TaskNumber, Field(alias="编号")]
    """By which tasks refer to it, as printed."""
    name: Annotated[str, Field(alias="名称")] = ""
    """Its title, as printed."""
    attribution: Annotated[str, Field(alias="归属")] = ""
    """What is printed in brackets behind its name, the brackets included."""
    score: Annotated[ExactNumber | None, Field(alias="分值")] = None
    """Its points, exact."""
    errata: Annotated[tuple[Erratum, ...], Field(alias="勘误")] = ()
    """Slips in its name, attribution and sources."""

    @property
    def printed(self) -> str:
        """Name, attribution and points in one cell."""
        return f"{self.name}{self.attribution}" + (f"（{self.score}分）" if self.score is not None else "")


class TaskHead(Inheritable):
    """What a task is, apart from its milestones."""

    number: Annotated[TaskNumber, Field(alias="序号")]
    """As printed; unique in the plan."""
    name: Annotated[str, Field(alias="名称", min_length=1)]
    """As printed."""
    first_due_text: Annotated[OptionalScheduleText, Field(alias="原时限")] = ""
    """Its due day before it was postponed; empty where it never was."""
    weight: Annotated[ExactNumber | None, Field(alias="权重")] = None
    """Its points, exact; never inherited."""
    targets: Annotated[tuple[Target, ...], Field(alias="指标")] = ()
    """The numbers that it promises for the whole year."""
    proof: Annotated[TextList, Field(alias="佐证", max_length=MOST_ITEMS, exclude_if=is_unsaid)] = ()
    """What has to be shown that it is done, item by item; of a task without milestones."""
    project: Annotated[Project, Field(alias="项目", exclude_if=is_no_project)] = Project()
    """What is known of it where it is a project."""
    own: Annotated[dict[str, str], Field(alias="自定", exclude_if=is_unsaid)] = {}
    """Columns of the office's own, by their headers, as printed."""
    errata: Annotated[tuple[Erratum, ...], Field(alias="勘误")] = ()
    """Slips in its texts and in those of its milestones."""

    @property
    def wording(self) -> str:
        """Name and content in one cell: on a line of its own, content that does not go on where the name ended."""
        separator = "" if self.name.endswith(_SENTENCE_ENDS) or not self.content else "\n"
        return f"{self.name}{separator}{self.content}"


class Task(TaskHead):
    """One thing promised, owned and lit. It has at least one milestone, if only an implicit one."""

    milestones: Annotated[tuple[Milestone, ...], Field(alias="节点", min_length=1)]
    """In the order of the plan."""
    changes: tuple[Change, ...] = ()
    """What was decided about it since the plan was issued, oldest first."""
    dropped: bool = False
    """Whether it is cancelled, or put off for the year."""
    share_codes: Annotated[dict[str, str], Field(exclude_if=is_unsaid)] = {}
    """Of a task that several units lead, the code of each → what stands at the end of the key of its row."""

    @property
    def key(self) -> str:
        """Its number: unique in the plan."""
        return self.number

    @property
    def is_undivided(self) -> bool:
        """Whether it is asked about as one: it has neither milestones nor parts, and comes due once."""
        first = self.milestones[0]
        return first.implicit and all(one.line == first.line and one.due == first.due for one in self.milestones)

    @property
    def lines(self) -> Mapping[str, Sequence[Milestone]]:
        """Its lines as printed, in order: the key of each → its milestones."""
        lines: dict[str, list[Milestone]] = {}
        for milestone in self.milestones:
            lines.setdefault(milestone.line, []).append(milestone)
        return lines

    @property
    def printed_milestones(self) -> Sequence[Milestone]:
        """The one of each line that stands for it in print: not one whose unit alone was given another day."""
        return [min(of_line, key=lambda milestone: milestone.moved_alone) for of_line in self.lines.values()]

    def position(self, milestone: Milestone) -> int:
        """Which of its lines a milestone is of, from 1."""
        before = takewhile(lambda line: line != milestone.line, (one.line for one in self.milestones))
        return len(set(before)) + 1

    def answer_keys(self, milestone: Milestone) -> tuple[str, ...]:
        """The rows whose answers say how a milestone stands: its own; of an undivided task also the task's."""
        if not self.is_undivided:
            return (milestone.key,)
        return (milestone.key, self.key_of_share(milestone.share))

    def key_of_share(self, code: str) -> str:
        """The key of the task's row of one of its units. code: at its end; empty for the unit that had it first."""
        return f"{self.key}{UNIT_SIGN}{code}" if code else self.key

    @property
    def reporter(self) -> str:
        """The printed name of who fills in the form."""
        return self.filler or self.lead

    def lead_of(self, milestone: Milestone) -> str:
        """The printed name of who answers for a milestone: its own lead, else who fills in the form about the task."""
        return milestone.lead or self.reporter

    @property
    def printed(self) -> str:
        """The whole cell 主要内容和关键时间节点计划: content, lead-in, then one line a milestone."""
        numbered = enumerate(self.printed_milestones, 1)
        printed = [milestone.printed_as(number) for number, milestone in numbered if not milestone.implicit]
        return "\n".join(filter(None, (self.content, self.lead_in if printed else "", *printed)))

    def printed_line(self, milestone: Milestone) -> str:
        """The line of a milestone as printed: 一是3月底前完成…."""
        return milestone.printed_as(self.position(milestone))

    def milestone_line(self, index: int) -> str:
        """A milestone as a form asks about it: its line, and which of the line's intervals is meant. index: from 0."""
        milestone = self.milestones[index]
        is_whole = milestone.term and milestone.content == self.name
        return milestone.with_term("" if is_whole else self.printed_line(milestone))


def _is_worst(judgement: object) -> bool:
    return judgement == JointJudgement.WORST


class PlanHead(TypedModel):
    """What stands above a plan's tasks, and the notes below them."""

    name: Annotated[str, Field(alias="名称", min_length=1)]
    """Its full name, as printed."""
    year: Annotated[int, Field(alias="年度", ge=PLAN_YEARS.start, le=PLAN_YEARS[-1])]
    """The year that its tasks are of."""
    office: Annotated[str, Field(alias="单位", min_length=1)]
    """Who issued it."""
    code: Annotated[PlanCode, Field(alias="编号")]
    """Capital letters and digits; part of every form code."""
    issued: Annotated[Day | None, Field(alias="印发日期")] = None
    """The day of issue; milestones due before it are no fault of the units."""
    compiler: Annotated[str, Field(alias="汇总单位")] = "办公室"
    """The unit that collects and compiles the returns."""
    contact: Annotated[Contact | None, Field(alias="联系人")] = None
    """Whom the units may call."""
    title: Annotated[str, Field(alias="标题")] = ""
    """Of the printed table, where it has its own."""
    note: Annotated[str, Field(alias="说明")] = ""
    """A note of the document, as printed."""
    notes: Annotated[TextList, Field(alias="填报说明")] = ()
    """The lines below the printed table, as printed."""
    number: Annotated[str, Field(alias="文号")] = ""
    """The number of the document."""
    named_days: Annotated[dict[str, Day], Field(alias="日期名称", exclude_if=is_unsaid)] = {}
    """What the office calls days (汛期: 4月15日); 汛期前 is the day before."""
    full_score: Annotated[ExactNumber | None, Field(alias="满分")] = None
    """What all weights add up to, exact; None where tasks have no points."""
    joint_judgement: Annotated[JointJudgement, Field(alias="并列判定", exclude_if=_is_worst)] = JointJudgement.WORST
    """By whose answers a task is judged that several units answer for; each unit is judged by its own."""
    responsible: Annotated[ResponsibleUnits, Field(alias="责任单位", exclude=True)] = ResponsibleUnits.FIRST_LEADS
    """What it means that a task names several units under 责任单位; no part of a snapshot."""
    errata: Annotated[tuple[Erratum, ...], Field(alias="勘误")] = ()
    """Slips in the head and in the notes."""

    @property
    def subject(self) -> str:
        """Its name without the kind of table at the end, for the titles of other tables about it."""
        return _TABLE_AT_END.sub("", self.name) or self.name

    @property
    def compiling_office(self) -> str:
        """The office and the unit of it that compiles; a blank between them where neither holds part of the other.

        Example:
            某局 and 局办公室 are 某局办公室, 某市人民政府 and 市政府督查室 are 某市人民政府督查室.
        """
        place, *names = self.office.rpartition(_GOVERNMENT)
        short_name = place[-1:] + _GOVERNMENT[-2:]
        if names == [_GOVERNMENT, ""] and self.compiler.startswith(short_name):
            return self.office + self.compiler.removeprefix(short_name)
        if self.compiler in self.office:
            return self.office
        if self.compiler.startswith(self.office):
            return self.compiler
        if self.compiler.startswith(self.office[-1]):
            return self.office[:-1] + self.compiler
        return self.office + ("" if self.compiler == _OFFICE_OF_THE_HOUSE else "\u3000") + self.compiler


class Plan(PlanHead):
    """One office's tasks of one year; errata that were adopted are already in the texts."""

    cycles: Annotated[tuple[Cycle, ...], Field(alias="填报", min_length=1)]
    """The forms that go out through the year."""
    categories: Annotated[tuple[Category, ...], Field(alias="类别")] = ()
    """The headings, in the order of the plan."""
    groups: Annotated[tuple[TaskGroup, ...], Field(alias="组")] = ()
    """The groups, in the order of the plan."""
    tasks: Annotated[tuple[Task, ...], Field(alias="任务", min_length=1)]
    """In the order of the plan; those that were added later last."""
