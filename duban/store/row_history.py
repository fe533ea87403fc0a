"""What was ever answered about a task, version by version, from the index: found by its rows' keys, not by a search."""

from typing import NamedTuple

from duban.store.index import Index

_ANSWERS = """
    select period, submissions.kind, form, unit, name, received_on, run, digest, row, column, records.kind, value
    from records join submissions on id = submission where row >= ? and row < ?
    """
_PARTS = "#+@~"
"""What stands in the key of a row behind the number of its task: a target, a line, a milestone, a unit."""


class IndexedAnswer(NamedTuple):
    """A cell of a return that the ledger keeps, whether that counts or not.

    Attributes:
        period: its code, as are `kind` of form and `unit`.
        form: the form code.
        file: what the return was called when it came.
        received_on: 2022-06-21.
        run: which kept it; 0 where none wrote that down.
        row: the key of the row; that of the column is `column`.
        value_kind: text, day, number, or unread.
    """

    period: str
    kind: str
    form: str
    unit: str
    file: str
    received_on: str
    run: int
    digest: str
    row: str
    column: str
    value_kind: str
    value: str


def answers_to_task(index: Index, number: str) -> list[IndexedAnswer]:
    """All answers to the rows of a task, in the order in which they came.

    Args:
        index: open.
        number: of the task, as printed.
    """
    ranges = [(number, f"{number}\0"), *((number + sign, number + chr(ord(sign) + 1)) for sign in _PARTS)]
    answers = [IndexedAnswer(*row) for bounds in ranges for row in index.rows(_ANSWERS, *bounds)]
    answers = [answer._replace(run=answer.run or 0) for answer in answers]
    return sorted(answers, key=lambda answer: (answer.received_on, answer.run, answer.form, answer.row, answer.column))
