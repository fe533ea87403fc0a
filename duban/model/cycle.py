"""One form of a plan through its year: how often it is reported, by whom, and until when."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from duban.model.plan_parts import Erratum
from duban.model.typed import OptionalDayText, YesNo, is_unsaid, matches_pattern, unreadable_date_error
from duban.text.dates import parse_deadline
from duban.text.lazy_pattern import lazy_pattern
from duban.validation.declaration import AfterValidator, Field, ReadingContext, WithJsonSchema
from duban.validation.model import TypedModel


class Frequency(StrEnum):
    """How long the periods of a cycle are."""

    MONTHLY = "每月"
    BIMONTHLY = "双月"
    QUARTERLY = "季度"
    HALF_YEARLY = "半年"
    YEARLY = "年度"
    MILESTONE = "节点"
    """One period for each day on which milestones have to be filed."""


class FilledBy(StrEnum):
    """Who gets a form."""

    LEAD = "牵头"
    """The lead of each task."""
    EVERY_UNIT = "每家"
    """The supports as well, with rows of their own."""
    CONTACT = "联系人"
    """The person that the task names; so for the next two."""
    LEADER = "责任领导"
    INTERNAL = "内部责任"
    OFFICE = "本单位"
    """The office itself."""
    UNASSIGNED = "待分工"
    """Every unit, with every task: they say which are theirs."""
    JUDGE = "核定"
    """The cycle's `judge`, with every task."""


class LateFrom(StrEnum):
    """From which day on a report is late."""

    NEXT_WORKING_DAY = "顺延"
    """After the first working day on or after the due day."""
    DUE_DAY = "不变"
    """After the due day itself."""


DUE_BY_FILING_DAY = "节点填报时限"
_DUE = (
    r"(?:次月)?(?:[1-9]|[12]\d|3[01])日前?"
    r"|期末|期末后\d{1,3}个?(?:工作日|天|日)"
    r"|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?前?"
    rf"|{DUE_BY_FILING_DAY}"
)

FIXED_DATE = lazy_pattern(r"\d{4}\D.*")
"""A due day that is one date, whatever the period."""


def _exists(due: str, _: ReadingContext) -> str:
    """Refuses 2026-02-31, which looks like a date and is none."""
    if FIXED_DATE.fullmatch(due) and parse_deadline(due, 0) is None:
        raise unreadable_date_error(due)
    return due


CycleDue = Annotated[
    str, matches_pattern(_DUE, "cycle-due"), AfterValidator(_exists), WithJsonSchema({"type": "string"})
]


class Cycle(TypedModel):
    """One form of a plan through its year."""

    form: Annotated[str, Field(alias="表", min_length=1)]
    """The name of a layout."""
    title: Annotated[str, Field(alias="标题")] = ""
    """Printed above the form; the layout's name where none is typed."""
    every: Annotated[Frequency, Field(alias="周期")]
    """How long its periods are."""
    first: Annotated[OptionalDayText, Field(alias="从")] = ""
    """A month (or quarter, half year) in the first period; empty: from the beginning of the year."""
    last: Annotated[OptionalDayText, Field(alias="到")] = ""
    """A month (or quarter, half year) in the last period; empty: to the end of the year."""
    due: Annotated[CycleDue, Field(alias="截止")]
    """The printed words, counted from each period's end."""
    cumulative: Annotated[YesNo, Field(alias="累计")] = False
    """A report tells the year up to the period's end, not the period alone."""
    filler: Annotated[FilledBy, Field(alias="填报对象")] = FilledBy.LEAD
    """Who gets a form."""
    judge: Annotated[str, Field(alias="核定单位")] = ""
    """The unit that judges, where the form goes to it; empty: the plan's compiler."""
    grace: Annotated[int, Field(alias="填报宽限", ge=0, le=366)] = 0
    """So many days after its due day a milestone is filed at the latest, unless it says why."""
    signed_by: Annotated[str, Field(alias="审签")] = ""
    """Who must have approved a return before it is sent."""
    asks_approval: Annotated[YesNo, Field(alias="审定", exclude_if=is_unsaid)] = False
    """The office registers how it saw that each return was approved."""
    year_end: Annotated[OptionalDayText, Field(alias="年终补报")] = ""
    """Until when the last period may be closed after the year; empty for never."""
    late_from: Annotated[LateFrom, Field(alias="迟报起算")] = LateFrom.NEXT_WORKING_DAY
    """From which day on a report is late."""
    closes: Annotated[YesNo, Field(alias="销号", exclude_if=is_unsaid)] = False
    """A task that was accepted as finished in an earlier period is asked about no more, and stays in the reports."""
    errata: Annotated[tuple[Erratum, ...], Field(alias="勘误")] = ()
    """Slips in the title."""

    @classmethod
    def before_reading(cls, data: object, _: ReadingContext, /) -> object:
        """Without a title, that of the layout."""
        if not isinstance(data, Mapping) or data.get("标题") or data.get("title"):
            return data
        return {**data, "标题": data.get("表", data.get("form"))}
