"""How often who reports, and till when."""

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from duban.model.erratum import Erratum
from duban.model.typed import OptionalDayText, TypedModel, YesNo, matches_pattern, unreadable_date_error
from duban.text.days import parse_deadline

Frequency = Literal["每月", "双月", "季度", "半年", "年度", "节点"]
FilledBy = Literal["牵头", "每家", "联系人", "责任领导", "内部责任", "本单位", "待分工", "核定"]

DUE_BY_FILING_DAY = "节点填报时限"
_DUE = (
    r"(?:次月)?(?:[1-9]|[12]\d|3[01])日前?"
    r"|期末|期末后\d{1,3}个?(?:工作日|天|日)"
    r"|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?前?"
    rf"|{DUE_BY_FILING_DAY}"
)

FIXED_DATE = re.compile(r"\d{4}\D.*")
"""A due day that is one date, whatever the period."""


def _on_the_calendar(words: str) -> str:
    """2026-02-31 looks like a date and is none."""
    if FIXED_DATE.fullmatch(words) and parse_deadline(words, 0) is None:
        raise unreadable_date_error(words)
    return words


CycleDue = Annotated[
    str, matches_pattern(_DUE, "cycle-due"), AfterValidator(_on_the_calendar), WithJsonSchema({"type": "string"})
]


class Cycle(TypedModel):
    """One form of a plan through its year.

    form: the name of a layout. title: of the form; its name where none is typed.
    due: the printed words, counted from each period's end.
    every: 节点 is one period for each day on which milestones have to be filed.
    first, last: a month (or quarter, half year) in the first and in the last period; empty: the whole year.
    cumulative: a report tells the year up to the period's end.
    filler: who gets a form. 牵头 the lead of each task; 每家 the supports as well, with rows of their own; 联系人,
    责任领导, 内部责任 the person or unit that the task names; 本单位 the office itself; 待分工 every unit, with every
    task; 核定 `judge`, with every task.
    grace: so many days after its due day a milestone is filed at the latest, unless it says why.
    year_end: until when the last period may be closed after the year, empty for never.
    late_from: from which day on a report is late: 顺延 the first working day on or after the due day,
    不变 the due day itself.
    """

    form: Annotated[str, Field(alias="表", min_length=1)]
    title: Annotated[str, Field(alias="标题")] = ""
    every: Annotated[Frequency, Field(alias="周期")]
    first: Annotated[OptionalDayText, Field(alias="从")] = ""
    last: Annotated[OptionalDayText, Field(alias="到")] = ""
    due: Annotated[CycleDue, Field(alias="截止")]
    cumulative: Annotated[YesNo, Field(alias="累计")] = False
    filler: Annotated[FilledBy, Field(alias="填报对象")] = "牵头"
    judge: Annotated[str, Field(alias="核定单位")] = ""
    grace: Annotated[int, Field(alias="填报宽限", ge=0, le=366)] = 0
    signed_by: Annotated[str, Field(alias="审签")] = ""
    year_end: Annotated[OptionalDayText, Field(alias="年终补报")] = ""
    late_from: Annotated[Literal["顺延", "不变"], Field(alias="迟报起算")] = "顺延"
    errata: Annotated[tuple[Erratum, ...], Field(alias="勘误")] = ()

    @model_validator(mode="before")
    @classmethod
    def _titled(cls, data: object) -> object:
        if not isinstance(data, Mapping) or data.get("标题") or data.get("title"):
            return data
        return {**data, "标题": data.get("表", data.get("form"))}
