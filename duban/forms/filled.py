"""A row of a form and what stands in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from duban.model.row import Row, Stage
from duban.model.submission import Answer

Wrong = Mapping[str, Sequence[str]]
"""Column key → what is wrong there, in sentences; under the empty key, what is wrong with the whole row."""


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
