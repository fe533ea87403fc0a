"""What programs let a person put into a cell, as a file says it: a rule that is not understood refuses."""

import operator
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import StrEnum

from duban.value_object import ValueObject

FillValue = str | Decimal | date
"""What may be put into a cell of somebody else's form."""

_EPOCH = date(1899, 12, 30)
_COMPARISONS: dict[str, Callable[[Decimal, Decimal, Decimal], bool]] = {
    "between": lambda value, low, high: low <= value <= high,
    "notBetween": lambda value, low, high: not low <= value <= high,
    "equal": lambda value, low, _: operator.eq(value, low),
    "notEqual": lambda value, low, _: operator.ne(value, low),
    "greaterThan": lambda value, low, _: operator.gt(value, low),
    "greaterThanOrEqual": lambda value, low, _: operator.ge(value, low),
    "lessThan": lambda value, low, _: operator.lt(value, low),
    "lessThanOrEqual": lambda value, low, _: operator.le(value, low),
}
_WITH_TWO_BOUNDS = ("between", "notBetween")


class RuleRefusal(StrEnum):
    """Why a rule does not take a value; the end of the code of its sentence."""

    NOT_LISTED = "not-listed"
    TOO_LONG = "too-long"
    OUT_OF_BOUNDS = "out-of-bounds"
    UNKNOWN_RULE = "unknown-rule"
    """The rule is a formula, or points to what the file does not say."""


class CellRule(ValueObject):
    """One rule of a cell.

    Attributes:
        kind: list, textLength, date, decimal or whole, as files write it; anything else is not understood.
        comparison: between, lessThan and so on.
        low: the first bound; None where it is no number.
        high: the second one.
        options: of a list; None where the file does not say them.
    """

    kind: str
    comparison: str = "between"
    low: Decimal | None = None
    high: Decimal | None = None
    options: tuple[str, ...] | None = None

    def refusal(self, value: FillValue) -> RuleRefusal | None:
        """Why the rule does not take a value; None where it does."""
        if self.kind == "list":
            return self._list_refusal(str(value))
        number, compare = self._number(value), _COMPARISONS.get(self.comparison)
        high = self.high if self.comparison in _WITH_TWO_BOUNDS else Decimal(0)
        if number is None or compare is None or self.low is None or high is None:
            return RuleRefusal.UNKNOWN_RULE
        if compare(number, self.low, high):
            return None
        return RuleRefusal.TOO_LONG if self.kind == "textLength" else RuleRefusal.OUT_OF_BOUNDS

    def _list_refusal(self, word: str) -> RuleRefusal | None:
        if self.options is None:
            return RuleRefusal.UNKNOWN_RULE
        return None if word in self.options else RuleRefusal.NOT_LISTED

    def _number(self, value: FillValue) -> Decimal | None:
        """What is held against the bounds; None where the rule is not about such a value."""
        if self.kind == "textLength":
            return Decimal(len(str(value)))
        if self.kind == "date" and isinstance(value, date):
            return Decimal((value - _EPOCH).days)
        if self.kind in {"decimal", "whole"} and isinstance(value, Decimal):
            return None if self.kind == "whole" and value % 1 else value
        return None
