"""When something is owed: each condition stands twice, for the answers of a row and as a formula of Excel 2007."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Protocol

from duban.fields.number import resolve_number
from duban.model.layout import ChosenValues
from duban.model.row import Row
from duban.model.submission import Answer
from duban.value_object import ValueObject

AnswersByColumn = Mapping[str, Answer]
"""Column key → what was answered in the row; blank and unreadable is None or absent."""
CellByColumn = Mapping[str, str]
"""Column key → the A1 name of the row's cell."""


class Condition(Protocol):
    """Something that other answers of the row decide."""

    def holds(self, row: Row, answers: AnswersByColumn) -> bool:
        """Whether the answers meet it."""

    def formula(self, row: Row, cells: CellByColumn) -> str:
        """The same as an expression for Excel, without the equals sign."""


class AlwaysTrue(ValueObject):
    """Holds whatever is answered."""

    def holds(self, _row: Row, _answers: AnswersByColumn) -> bool:
        """Always."""
        return True

    def formula(self, _row: Row, _cells: CellByColumn) -> str:
        """Always."""
        return "TRUE"


class AnyChosen(ValueObject):
    """One of the inputs has one of its values."""

    values: ChosenValues

    def holds(self, _row: Row, answers: AnswersByColumn) -> bool:
        """Whether one of them is chosen."""
        for key, values in self.values.items():  # noqa: SIM110 - for each row of each return, in half the time
            if answers.get(key) in values:
                return True
        return False

    def formula(self, _row: Row, cells: CellByColumn) -> str:
        """The same for Excel."""
        tests = [f'{cells[key]}="{value}"' for key, values in self.values.items() for value in values]
        return f"OR({','.join(tests)})"


class AnyFilled(ValueObject):
    """One of the inputs is not blank."""

    keys: tuple[str, ...]

    def holds(self, _row: Row, answers: AnswersByColumn) -> bool:
        """Whether there is any answer."""
        return any(answers.get(key) is not None for key in self.keys)

    def formula(self, _row: Row, cells: CellByColumn) -> str:
        """The same for Excel."""
        tests = [f'TRIM({cells[key]})<>""' for key in self.keys]
        return f"OR({','.join(tests)})"


class AnyBelow(ValueObject):
    """One of the numbers is below its threshold in the row; where that leads nowhere, none is."""

    thresholds: tuple[tuple[str, str], ...]
    """Column keys, each with a number or a path to one."""

    def holds(self, row: Row, answers: AnswersByColumn) -> bool:
        """Whether one of them is."""
        pairs = ((answers.get(key), resolve_number(path, row)) for key, path in self.thresholds)
        return any(isinstance(number, Decimal) and limit is not None and number < limit for number, limit in pairs)

    def formula(self, row: Row, cells: CellByColumn) -> str:
        """The same for Excel."""
        limits = ((cells[key], resolve_number(path, row)) for key, path in self.thresholds)
        tests = [f"AND(ISNUMBER({cell}),{cell}<{limit})" for cell, limit in limits if limit is not None]
        return f"OR({','.join(tests)})" if tests else "FALSE"


ALWAYS_TRUE = AlwaysTrue()
