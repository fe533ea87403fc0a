"""A row of a form and what stands in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from duban.model.row import MilestoneStage, Row
from duban.model.submission import Answer


@dataclass(frozen=True, slots=True)
class CellProblem:
    """One thing that is wrong. message: what, and what to do. was: what was read in the cell.

    explain: whether it may be explained instead.
    """

    message: str
    read_text: str
    explainable: bool


ColumnProblems = Mapping[str, Sequence[CellProblem]]
"""Column key → what is wrong there; under the empty key, what is wrong with the whole row."""


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row and what stands in its inputs.

    last: what was carried into them, for the rule that it must change. recalled: past answers that are only shown.
    """

    row: Row
    stage: MilestoneStage
    answers: Mapping[str, Answer]
    carried: Mapping[str, Answer]
    problems: ColumnProblems
    recalled_answers: Mapping[str, Answer]

    @property
    def all_problems(self) -> Iterator[CellProblem]:
        """All that is wrong in the row."""
        return (mark for marks in self.problems.values() for mark in marks)


@dataclass(frozen=True, slots=True)
class FormCell:
    """Where a form asks for something: its sheet and cell, the header above it, and the row it is about, if any."""

    sheet: str
    cell: str
    label: str
    row: Row | None = None
