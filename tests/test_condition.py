"""When something is owed is decided by the same condition in Excel and in intake."""

from decimal import Decimal

import pytest

from duban.fields.condition import ALWAYS_TRUE, AnswersByColumn, AnyBelow, AnyChosen, AnyFilled, Condition
from tests import returns

ROW = returns.snapshot().assignment.task_row(returns.office().plan.tasks[0])
CELLS = {"state": "F5", "reason": "G5", "score": "H5"}
BELOW_60, BELOW_WEIGHT = AnyBelow((("score", "60"),)), AnyBelow((("score", "task.weight"),))


@pytest.mark.parametrize(
    ("condition", "answers", "holds", "formula"),
    [
        (ALWAYS_TRUE, {}, True, "TRUE"),
        (AnyChosen({"state": ("有困难", "申请调整")}), {"state": "申请调整"}, True, 'OR(F5="有困难",F5="申请调整")'),
        (AnyChosen({"state": ("有困难",)}), {"state": None}, False, 'OR(F5="有困难")'),
        (AnyFilled(("state", "reason")), {"reason": "征地"}, True, 'OR(TRIM(F5)<>"",TRIM(G5)<>"")'),
        (AnyFilled(("state",)), {}, False, 'OR(TRIM(F5)<>"")'),
        (BELOW_60, {"score": Decimal("59.9")}, True, "OR(AND(ISNUMBER(H5),H5<60))"),
        (BELOW_60, {"score": Decimal(60)}, False, "OR(AND(ISNUMBER(H5),H5<60))"),
        (BELOW_60, {}, False, "OR(AND(ISNUMBER(H5),H5<60))"),  # no number is below nothing
        (BELOW_WEIGHT, {"score": Decimal(1)}, False, "FALSE"),  # a task without points
    ],
)
def test_a_condition_holds_where_its_formula_does(
    *,
    condition: Condition,
    answers: AnswersByColumn,
    holds: bool,
    formula: str,
) -> None:
    assert condition.holds(ROW, answers) is holds
    assert condition.formula(ROW, CELLS) == formula
