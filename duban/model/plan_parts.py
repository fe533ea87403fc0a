"""Small parts of a plan: a number that is promised, a slip in what was printed, who leads of several units."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from duban.model.typed import ExactNumber, YesNo, is_unsaid
from duban.validation.declaration import BeforeValidator, Field, ReadingContext, TypedError
from duban.validation.model import TypedModel


class Comparison(StrEnum):
    """How a value compares with its goal."""

    AT_LEAST = "≥"
    AT_MOST = "≤"
    EQUAL = "="
    BETWEEN = "区间"
    """From the goal to the ceiling, both included."""
    ABOUT = "左右"
    """For people to judge."""


_SPELLINGS = {">=": "≥", "<=": "≤", "＝": "=", "==": "="}


def _sign(value: object, _: ReadingContext) -> object:
    return _SPELLINGS.get(value, value) if isinstance(value, str) else value


class Curve(StrEnum):
    """How much of a number the plan expects by a day of the year."""

    EVEN = "平均"
    """As many twelfths as months have passed; of a task that is due earlier, as many of its months."""
    AT_MILESTONES = "按节点"
    """What its milestones promise; where they promise none of it, an equal part at each milestone's due day."""
    AT_END = "年底"
    """Nothing before the last due day."""


class Scope(StrEnum):
    """What a reported number counts."""

    YEAR = "累计"
    """From the year's start."""
    PERIOD = "本期"
    """The period of the report alone; the program adds the periods up."""
    LEVEL = "时点"
    """How high it stands on a day (失业率, 库存): the newest number counts, none are added up, none is carried."""


class Target(TypedModel):
    """One number to reach."""

    name: Annotated[str, Field(alias="名称", min_length=1)]
    """What is counted."""
    goal: Annotated[ExactNumber, Field(alias="目标")]
    """Exact, in `unit`; the lower end of a span."""
    compare: Annotated[Comparison, BeforeValidator(_sign), Field(alias="比较")] = Comparison.AT_LEAST
    """How a value compares with the goal."""
    ceiling: Annotated[ExactNumber | None, Field(alias="上限")] = None
    """The upper end of a span, exact, in `unit`; None for all other comparisons."""
    unit: Annotated[str, Field(alias="单位")] = ""
    """What the goal is measured in: 个, 万元, %."""
    cumulative: Annotated[YesNo, Field(alias="累计", exclude_if=is_unsaid)] = False
    """Of a milestone's number, another way to write 口径: 累计."""
    scope: Annotated[Scope | None, Field(alias="口径", exclude_if=is_unsaid)] = None
    """What a reported number counts; None: of the whole year's number the year, of a milestone's what this one adds."""
    by_unit: Annotated[dict[str, Annotated[ExactNumber, Field(ge=0)]], Field(alias="分解", exclude_if=is_unsaid)] = {}
    """The part of the goal that each unit which answers for the line has to reach, by its name."""
    curve: Annotated[Curve | None, Field(alias="曲线", exclude_if=is_unsaid)] = None
    """How much is expected by a day; None: at milestones where these share the number, else evenly."""

    def __post_init__(self) -> None:
        is_span = self.compare == Comparison.BETWEEN
        if is_span != (self.ceiling is not None) or (self.ceiling is not None and self.ceiling < self.goal):
            raise TypedError("target-span")
        keys = {"累计": self.cumulative, "曲线": self.curve, "分解": self.by_unit}
        if self.is_level and any(keys.values()):
            facts = {"text": self.name, "keys": [key for key, value in keys.items() if value]}
            raise TypedError("target-level", facts)

    @property
    def is_running(self) -> bool:
        """Whether a milestone's number takes in those of the milestones before."""
        return self.cumulative or self.scope is Scope.YEAR

    @property
    def is_of_period(self) -> bool:
        """Whether a report says the number of its period alone."""
        return self.scope is Scope.PERIOD

    @property
    def is_level(self) -> bool:
        """Whether it is the state of a day, not something that grows from report to report."""
        return self.scope is Scope.LEVEL

    @property
    def words(self) -> str:
        """As people read it: `≥3600万元`, `10—15%`, `5万个左右`."""
        match self.compare:
            case Comparison.BETWEEN:
                return f"{self.goal}—{self.ceiling}{self.unit}"
            case Comparison.ABOUT:
                return f"{self.goal}{self.unit}左右"
            case Comparison.EQUAL:
                return f"{self.goal}{self.unit}"
        return f"{self.compare}{self.goal}{self.unit}"

    @property
    def most(self) -> Decimal | None:
        """The most that a value may be, in the target's unit; None where there is no such bound."""
        match self.compare:
            case Comparison.AT_MOST:
                return self.goal
            case Comparison.BETWEEN:
                return self.ceiling or self.goal
        return None

    def is_met_by(self, value: Decimal) -> bool | None:
        """Whether a value, in the target's unit, reaches it; None where the program cannot say (左右)."""
        match self.compare:
            case Comparison.AT_LEAST:
                return value >= self.goal
            case Comparison.AT_MOST:
                return value <= self.goal
            case Comparison.EQUAL:
                return value == self.goal
            case Comparison.BETWEEN:
                return self.goal <= value <= (self.ceiling or self.goal)
        return None


EVERYWHERE = frozenset({"", "全文"})
"""What an erratum names that is about every text."""


class Erratum(TypedModel):
    """A slip in the printed text."""

    where: Annotated[str, Field(alias="位置")]
    """The key of the text, such as 名称 or 节点2标准; empty or 全文: every text."""
    original: Annotated[str, Field(alias="原文", min_length=1)]
    """As printed, character by character."""
    corrected: Annotated[str, Field(alias="应为")]
    """What it should say."""
    basis: Annotated[str, Field(alias="依据")] = ""
    """Why."""
    adopted: Annotated[YesNo, Field(alias="采用")] = False
    """Whether the correction is used; else the text stands as printed."""


class JointJudgement(StrEnum):
    """By whose answers a task is judged that several units answer for."""

    WORST = "最差"
    """Of all of them: the gravest light speaks."""
    FIRST = "首家"
    """Of the one that is named first, which speaks for all."""


class ResponsibleUnits(StrEnum):
    """What it means that a plan names several units for a task without saying who leads."""

    FIRST_LEADS = "首家牵头"
    """The others support."""
    ALL_LEAD = "并列牵头"
