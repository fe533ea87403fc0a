"""A milestone: what one unit must have done by a day, as typed and as it is meant."""

from datetime import date
from typing import Annotated

from duban.model.plan_parts import Target
from duban.model.typed import OptionalDayText, OptionalScheduleText, ScheduleText, TextList, is_unsaid
from duban.text.display import chinese_numeral
from duban.text.proof import MOST_ITEMS, standard_items
from duban.text.schedule import ScheduleKind
from duban.validation.declaration import BeforeValidator, Field, ReadingContext
from duban.validation.model import TypedModel


def _is_once(kind: object) -> bool:
    return kind == ScheduleKind.ONCE


def _joined(value: object, _: ReadingContext) -> object:
    """Several names, typed as a list, as documents print them."""
    is_list = isinstance(value, list | tuple) and all(isinstance(name, str) for name in value)
    return "、".join(value) if is_list and isinstance(value, list | tuple) else value


UNIT_SIGN = "~"
"""In the key of a row that is not the first one's of its task or line: behind it stands a unit's code."""
LeadText = Annotated[str, BeforeValidator(_joined, typed_as=str | list[str])]
"""A unit, or several that lead alike, as printed: 甲、乙; a list may be typed."""


class TypedMilestone(TypedModel):
    """A milestone as typed in its long form."""

    due_text: Annotated[ScheduleText, Field(alias="时限")]
    """When it is due in words, as printed: by a day, in a span (6月—9月), again and again (每季度末), all the year."""
    first_due_text: Annotated[OptionalScheduleText, Field(alias="原时限")] = ""
    """Its due day before it was postponed; empty where it never was."""
    label: Annotated[str, Field(alias="称谓")] = ""
    """What it is called (第一季度), where it is not simply counted."""
    content: Annotated[str, Field(alias="内容", min_length=1)]
    """What must be true by the due day, as printed."""
    standard: Annotated[str, Field(alias="标准")] = ""
    """By what it is judged, as printed."""
    filing_text: Annotated[OptionalDayText, Field(alias="填报时限")] = ""
    """Until when its completion is to be filed; empty: by the cycle's grace."""
    targets: Annotated[tuple[Target, ...], Field(alias="指标")] = ()
    """The numbers that it promises."""
    proof: Annotated[TextList, Field(alias="佐证", max_length=MOST_ITEMS, exclude_if=is_unsaid)] = ()
    """What has to be shown that it is done, item by item."""
    note: Annotated[str, Field(alias="说明")] = ""
    """For the office alone; never printed."""
    lead: Annotated[LeadText, Field(alias="牵头", exclude_if=is_unsaid)] = ""
    """Who answers for it, where that is not the task's lead."""
    supports: Annotated[TextList, Field(alias="协办", exclude_if=is_unsaid)] = ()
    """Who supports it, where that is said of it alone."""


class Milestone(TypedMilestone):
    """What one unit must have done by the end of `due`.

    A line of the plan that comes due several times, or that several units answer for, is several milestones of one
    `line_key`.
    """

    due: date
    """Inclusive, a Beijing calendar day."""
    filing: date | None = None
    """Until when it is filed, inclusive; None where no day is set."""
    key: str
    """The task's number and the original due day; it never changes."""
    implicit: bool = False
    """Whether it is the task itself or a part of it, where no milestones are printed."""
    kind: Annotated[ScheduleKind, Field(exclude_if=_is_once)] = ScheduleKind.ONCE
    """Whether its line comes due once, in each interval, or is done all the year."""
    begins: Annotated[date | None, Field(exclude_if=is_unsaid)] = None
    """The first day of its span or interval; None where the plan names none."""
    term: Annotated[str, Field(exclude_if=is_unsaid)] = ""
    """What its interval is called (6月, 第二季度); empty where it comes due once."""
    line_key: Annotated[str, Field(exclude_if=is_unsaid)] = ""
    """The key of the first milestone of its line; empty where it is the line's only one."""
    share: Annotated[str, Field(exclude_if=is_unsaid)] = ""
    """The code at the end of its key, where several units answer for its line: of the one that had it first."""
    is_former: Annotated[bool, Field(exclude_if=is_unsaid)] = False
    """Whether it is an interval of a unit that does not lead the line any more: counted, asked of nobody."""
    moved_alone: Annotated[bool, Field(exclude_if=is_unsaid)] = False
    """Whether of the units of its line this one alone was given another day."""

    @property
    def common_key(self) -> str:
        """What its key has in common with those of the other units that answer for the same."""
        return self.key.removesuffix(f"{UNIT_SIGN}{self.share}") if self.share else self.key

    @property
    def proves_by_standard(self) -> bool:
        """Whether its items of proof are those that its standard lists: they are read wherever that is printed."""
        return self.proof == standard_items(self.standard)

    @property
    def line(self) -> str:
        """What it has in common with the other milestones of its line of the plan."""
        return self.line_key or self.key

    @property
    def answer_owed_from(self) -> date:
        """The day from which an answer is owed: that of its filing, else the due day."""
        return self.filing or self.due

    def with_term(self, words: str) -> str:
        """Words about its line, and which of its intervals it is: `水质监测（5月）`; `5月` where there are none."""
        if not self.term:
            return words
        return f"{words}（{self.term}）" if words else self.term

    @property
    def printed(self) -> str:
        """Its words, under its own name where it has one."""
        return f"{self.label}：{self.content}" if self.label else self.content

    def printed_as(self, number: int) -> str:
        """Its line as printed: 一是3月底前完成…. number: of the line in its task, from 1."""
        if self.implicit or self.label:
            return self.printed
        return f"{chinese_numeral(number)}是{self.due_text}{self.content}"
