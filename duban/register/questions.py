"""What the clerk is asked to decide in 办公室登记: all of this period that waits for a person."""

from collections.abc import Mapping

from duban.register.sheet_rules import QuestionRow, RegisterCase
from duban.register.sheets import SHEET_RULES


def open_questions(case: RegisterCase) -> Mapping[str, list[QuestionRow]]:
    """The rows that each sheet of the register must have now, by its key.

    Args:
        case: the period.
    """
    return {key: list(rules.questions(case)) for key, rules in SHEET_RULES.items()}
