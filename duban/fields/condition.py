"""When something is owed: each condition said twice, for the answers of a row and as a formula of Excel 2007."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from duban.fields.number import figure
from duban.model.layout import When
from duban.model.row import Row
from duban.model.submission import Answer

Answers = Mapping[str, Answer]
Cells = Mapping[str, str]
"""Column key → the cell of the row."""


class Condition(Protocol):
    """Something that other answers of the row decide."""

    def holds(self, row: Row, answers: Answers) -> bool:
        """Whether the answers say so."""

    def formula(self, row: Row, at: Cells) -> str:
        """The same for Excel."""


@dataclass(frozen=True, slots=True)
class Always:
    """Whatever is answered."""

    def holds(self, _row: Row, _answers: Answers) -> bool:
        """Always."""
        return True

    def formula(self, _row: Row, _at: Cells) -> str:
        """Always."""
        return "TRUE"


@dataclass(frozen=True, slots=True)
class Chosen:
    """One of the inputs has one of its values."""

    when: When

    def holds(self, _row: Row, answers: Answers) -> bool:
        """Whether one of them is chosen."""
        return any(answers.get(key) in values for key, values in self.when.items())

    def formula(self, _row: Row, at: Cells) -> str:
        """The same for Excel."""
        tests = [f'{at[key]}="{value}"' for key, values in self.when.items() for value in values]
        return f"OR({','.join(tests)})"


@dataclass(frozen=True, slots=True)
class AnyFilled:
    """One of the inputs is not blank."""

    keys: tuple[str, ...]

    def holds(self, _row: Row, answers: Answers) -> bool:
        """Whether there is any answer."""
        return any(answers.get(key) is not None for key in self.keys)

    def formula(self, _row: Row, at: Cells) -> str:
        """The same for Excel."""
        tests = [f'TRIM({at[key]})<>""' for key in self.keys]
        return f"OR({','.join(tests)})"


@dataclass(frozen=True, slots=True)
class Below:
    """One of the numbers is below the mark that its path leads to in the row."""

    marks: tuple[tuple[str, str], ...]

    def holds(self, row: Row, answers: Answers) -> bool:
        """Whether one of them is."""
        pairs = ((answers.get(key), figure(path, row)) for key, path in self.marks)
        return any(isinstance(number, Decimal) and mark is not None and number < mark for number, mark in pairs)

    def formula(self, row: Row, at: Cells) -> str:
        """The same for Excel."""
        marks = ((at[key], figure(path, row)) for key, path in self.marks)
        tests = [f"AND(ISNUMBER({cell}),{cell}<{mark})" for cell, mark in marks if mark is not None]
        return f"OR({','.join(tests)})" if tests else "FALSE"


ALWAYS = Always()
