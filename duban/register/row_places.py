"""Which rows of a sheet of 办公室登记 must change: hers stay, and the program's go where there is room."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, count

from duban.model.register_layout import ROW_TAG, RegisterSheet
from duban.register.contents import RegisterRow, RegisterTable, comparable_cell, row_checksum
from duban.register.questions import QuestionRow
from duban.workbook.sheet_edit import RowEdit

FIRST_HEADER_ROW = 3
"""In a new sheet, below a title and a note."""


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """One row of the program's that must change, and what of it."""

    values: QuestionRow
    edit: RowEdit


_BLANK = PlacedRow({}, "row")


def placed_rows(
    layout: RegisterSheet, table: RegisterTable, questions: Sequence[QuestionRow]
) -> Mapping[int, PlacedRow]:
    """The rows that must change, by their number.

    One of the program's, in which she wrote nothing, says in its place what it must say now. Where nothing is to be
    decided any more, its place is free for a new one; those that find none go below all that stands in the sheet.

    Args:
        layout: says which columns the program fills.
        table: the sheet as the clerk left it.
        questions: what is to be decided now; of two about the same thing the first counts.
    """
    open_rows = _open_rows(layout, table, questions)
    changed: dict[int, PlacedRow] = {}
    free: list[int] = []
    for row in _untouched(layout, table):
        open_row = open_rows.pop(_subject(row.values), None)
        latest = open_row and _first_received(layout, open_row, row.values)
        if latest is None:
            free.append(row.row_number)
        elif latest[ROW_TAG] != row.values[ROW_TAG]:
            changed[row.row_number] = PlacedRow(latest, "value")
    below = count(max(table.header_row or FIRST_HEADER_ROW, table.last_row) + 1)
    changed |= dict.fromkeys(free, _BLANK)
    places = zip(chain(free, below), open_rows.values(), strict=False)
    return changed | {number: PlacedRow(row, "row") for number, row in places}


def program_keys(layout: RegisterSheet) -> Sequence[str]:
    """The columns that the program fills, in the order of the layout; the tag aside."""
    return [column.key for column in layout.columns if column.by != "clerk"]


def _open_rows(
    layout: RegisterSheet, table: RegisterTable, questions: Sequence[QuestionRow]
) -> dict[tuple[str, ...], QuestionRow]:
    """What is to be decided, by its subject, where the clerk has no row about it."""
    untouched = {row.row_number for row in _untouched(layout, table)}
    hers = {_subject(row.values) for row in table.rows if row.row_number not in untouched}
    open_rows: dict[tuple[str, ...], QuestionRow] = {}
    for question in questions:
        if _subject(question) not in hers:
            open_rows.setdefault(_subject(question), _tagged(layout, question))
    return open_rows


def _untouched(layout: RegisterSheet, table: RegisterTable) -> Iterator[RegisterRow]:
    """The rows that are the program's, just as it wrote them."""
    keys = {*program_keys(layout), ROW_TAG}
    for row in table.rows:
        if row.values.keys() <= keys and _tagged(layout, row.values) == row.values:
            yield row


def _tagged(layout: RegisterSheet, row: QuestionRow) -> QuestionRow:
    """With a checksum of all that the program wrote: by it a row is known in which nobody else did."""
    return {**row, ROW_TAG: row_checksum(row, layout)}


def _first_received(layout: RegisterSheet, open_row: QuestionRow, row: QuestionRow) -> QuestionRow:
    """A refused file comes anew with each run; the day on which it came first stays."""
    first, latest = row.get("received"), open_row.get("received")
    if not isinstance(first, date) or not isinstance(latest, date):
        return open_row
    return _tagged(layout, {**open_row, "received": min(first, latest)})


def _subject(row: QuestionRow) -> tuple[str, ...]:
    """What a row is about: its file and cell."""
    return tuple(comparable_cell(row.get(key)).casefold() for key in ("mark", "sheet", "cell"))
