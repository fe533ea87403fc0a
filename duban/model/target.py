"""A number that a task or a milestone promises: 新增学位不少于5000个."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from duban.model.typed import TypedModel

Comparison = Literal["≥", "≤", "=", "区间", "左右"]
_SPELT = {">=": "≥", "<=": "≤", "＝": "=", "==": "="}


def _sign(value: object) -> object:
    return _SPELT.get(value, value) if isinstance(value, str) else value


class Target(TypedModel):
    """One number to reach.

    goal: exact, in `unit`. ceiling: the upper end where the comparison is 区间. 左右 is for people to judge.
    """

    name: Annotated[str, Field(alias="名称", min_length=1)]
    goal: Annotated[Decimal, Field(alias="目标")]
    compare: Annotated[Comparison, BeforeValidator(_sign), Field(alias="比较")] = "≥"
    ceiling: Annotated[Decimal | None, Field(alias="上限")] = None
    unit: Annotated[str, Field(alias="单位")] = ""

    @model_validator(mode="after")
    def _span(self) -> Self:
        spans = self.compare == "区间"
        if spans != (self.ceiling is not None) or (self.ceiling is not None and self.ceiling < self.goal):
            raise PydanticCustomError("target-span", "a span needs both of its ends")
        return self

    @property
    def words(self) -> str:
        """As people read it: `≥3600万元`, `10—15%`, `5万个左右`."""
        match self.compare:
            case "区间":
                return f"{self.goal}—{self.ceiling}{self.unit}"
            case "左右":
                return f"{self.goal}{self.unit}左右"
            case sign:
                return f"{'' if sign == '=' else sign}{self.goal}{self.unit}"

    def is_met_by(self, value: Decimal) -> bool | None:
        """Whether a value reaches it; None where the program cannot say (左右)."""
        match self.compare:
            case "≥":
                return value >= self.goal
            case "≤":
                return value <= self.goal
            case "=":
                return value == self.goal
            case "区间":
                return self.goal <= value <= (self.ceiling or self.goal)
            case "左右":
                return None
