"""What one return answers otherwise than another of its form."""

from typing import NamedTuple

from duban.messages.finding import Place
from duban.model.role import Role
from duban.model.submission import AnswerCell, Record, Submission
from duban.text.display import display_text


class AnswerChange(NamedTuple):
    """One input in which two returns differ.

    Attributes:
        row: its key; empty for the heading.
        column: its key.
        before: as people see it in the earlier return; empty for nothing. So is `after` in the later one.
        place: the cell of the later return, or of the earlier one where the later has none.
    """

    row: str
    column: str
    before: str
    after: str
    place: Place


def answer_changes(former: Submission, later: Submission) -> list[AnswerChange]:
    """Every input that people see otherwise in the later return, in its order; then what only the former has."""
    before, after = _answers_by_cell(former), _answers_by_cell(later)
    changes = (
        AnswerChange(*cell, _shown(before.get(cell)), _shown(after.get(cell)), (after.get(cell) or before[cell]).place)
        for cell in after | before
    )
    return [change for change in changes if change.before != change.after]


def _answers_by_cell(submission: Submission) -> dict[tuple[str, str], AnswerCell]:
    """Every input by row key and column key; those of the heading have no row key."""
    return {(row, column): answer for row, column, answer in submission.inputs()}


def is_blank(record: Record) -> bool:
    """Whether nothing stands in any input of a row, readable or not."""
    return all(answer.displayed is None for answer in record.filled.values())


def reporter_of(submission: Submission) -> str:
    """Who says that he filled it in; empty where nobody does."""
    cell = submission.heading.get(submission.heading_column_by_role.get(Role.REPORTER, ""))
    return "" if cell is None or cell.value is None else str(cell.value)


def _shown(answer: AnswerCell | None) -> str:
    return display_text(answer.displayed) if answer and answer.displayed is not None else ""
