"""A row of a form and what stands in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from duban.model.row import Row, Stage
from duban.model.submission import Answer


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that is wrong. message: what, and what to do. was: what was read in the cell.

    explain: whether it may be explained instead.
    """

    message: str
    was: str
    explain: bool


Wrong = Mapping[str, Sequence[Mark]]
"""Column key → what is wrong there; under the empty key, what is wrong with the whole row."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A row and what stands in its inputs.

    last: what was carried into them, for the rule that it must change. recalled: past answers that are only shown.
    """

    row: Row
    stage: Stage
    answers: Mapping[str, Answer]
    last: Mapping[str, Answer]
    wrong: Wrong
    recalled: Mapping[str, Answer]

    @property
    def marks(self) -> Iterator[Mark]:
        """All that is wrong in the row."""
        return (mark for marks in self.wrong.values() for mark in marks)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a form asks for something: its sheet and cell, the header above it, and the row it is about, if any."""

    sheet: str
    cell: str
    label: str
    row: Row | None = None
