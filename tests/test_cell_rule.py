"""What a validation of somebody else's form takes: in doubt nothing, so that no form comes back as refused."""

from datetime import date
from decimal import Decimal

import pytest

from duban.model.cell_rule import CellRule, FillValue, RuleRefusal

LIST = CellRule("list", options=("已完成", "未完成"))
SHORT = CellRule("textLength", "lessThanOrEqual", Decimal(5))
YEAR = CellRule("date", "between", Decimal(45658), Decimal(46022))  # 2025-01-01 to 2025-12-31
FROM_ZERO = CellRule("decimal", "greaterThanOrEqual", Decimal(0))
WHOLE = CellRule("whole", "between", Decimal(0), Decimal(10))


@pytest.mark.parametrize(
    ("rule", "value", "refusal"),
    [
        (LIST, "已完成", None),
        (LIST, "完成", RuleRefusal.NOT_LISTED),
        (CellRule("list"), "已完成", RuleRefusal.UNKNOWN_RULE),  # its words stand nowhere
        (SHORT, "五个字可以", None),
        (SHORT, "六个字太长了", RuleRefusal.TOO_LONG),
        (YEAR, date(2025, 1, 1), None),
        (YEAR, date(2025, 12, 31), None),
        (YEAR, date(2026, 1, 1), RuleRefusal.OUT_OF_BOUNDS),
        (YEAR, "2025-06-30", RuleRefusal.UNKNOWN_RULE),  # words in a cell that takes days
        (FROM_ZERO, Decimal(0), None),
        (FROM_ZERO, Decimal("-0.1"), RuleRefusal.OUT_OF_BOUNDS),
        (WHOLE, Decimal(10), None),
        (WHOLE, Decimal("2.0"), None),
        (WHOLE, Decimal("2.5"), RuleRefusal.UNKNOWN_RULE),  # no whole number
        (CellRule("decimal", "between", Decimal(0)), Decimal(1), RuleRefusal.UNKNOWN_RULE),  # up to a formula
        (CellRule("decimal", "notBetween", Decimal(1), Decimal(2)), Decimal(1), RuleRefusal.OUT_OF_BOUNDS),
        (CellRule("decimal", "equal", Decimal(1)), Decimal(1), None),
        (CellRule("decimal", "notEqual", Decimal(1)), Decimal(1), RuleRefusal.OUT_OF_BOUNDS),
        (CellRule("decimal", "lessThan", Decimal(1)), Decimal(1), RuleRefusal.OUT_OF_BOUNDS),
        (CellRule("decimal", "greaterThan", Decimal(1)), Decimal(1), RuleRefusal.OUT_OF_BOUNDS),
        (CellRule("custom"), "甲", RuleRefusal.UNKNOWN_RULE),
        (CellRule("decimal", "atMost", Decimal(1)), Decimal(1), RuleRefusal.UNKNOWN_RULE),
    ],
)
def test_a_rule_takes_what_it_says(rule: CellRule, value: FillValue, refusal: RuleRefusal | None) -> None:
    assert rule.refusal(value) is refusal
