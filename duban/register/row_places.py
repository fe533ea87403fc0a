"""Which rows of a sheet of 办公室登记 must change: hers stay, and the program's go where there is room."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import chain, count

from duban.model.register_layout import ROW_TAG, RegisterSheet
from duban.register.contents import RegisterRow, RegisterTable, comparable_cell, row_checksum
from duban.register.line_units import UNIT_COLUMN
from duban.register.sheet_rules import QuestionRow, SheetRules
from duban.value_object import ValueObject
from duban.workbook.sheet_edit import RowEdit

KeyOf = Callable[[QuestionRow], tuple[str, ...]]
"""What a row is about."""
FIRST_HEADER_ROW = 3
"""In a new sheet, below a title and a note."""


class PlacedRow(ValueObject):
    """One row of the program's that must change, and what of it."""

    values: QuestionRow
    edit: RowEdit


_BLANK = PlacedRow({}, "row")


class SharedTasks(ValueObject):
    """Of which tasks each unit that answers for them has rows of its own.

    Attributes:
        numbers: of the tasks.
        everyone: what the register calls all of their units at once.
    """

    numbers: frozenset[str] = frozenset()
    everyone: str = ""

    def unit_of(self, row: QuestionRow) -> str:
        """Whose a row is; empty for one of a task of one unit, and for one that speaks for all units."""
        unit = comparable_cell(row.get(UNIT_COLUMN))
        is_shared = comparable_cell(row.get("number")) in self.numbers
        return unit if is_shared and unit != comparable_cell(self.everyone) else ""


def placed_rows(
    layout: RegisterSheet,
    rules: SheetRules,
    table: RegisterTable,
    questions: Sequence[QuestionRow],
    shared: SharedTasks,
) -> Mapping[int, PlacedRow]:
    """The rows that must change, by their number.

    One of the program's, in which she wrote nothing, says in its place what it must say now. Where nothing is to be
    decided any more, its place is free for a new one; those that find none go below all that stands in the sheet.
    In a sheet that is kept current, what the program says in a row is renewed beside her answers too.

    Args:
        layout: says which columns the program fills.
        rules: by what a row is the same, and whether it is kept current.
        table: the sheet as the clerk left it.
        questions: what is to be decided now; of two about the same thing the first counts.
        shared: of which tasks each unit has rows of its own.
    """
    key_of = partial(_row_key, rules, shared)
    untouched, hers = _parted_rows(layout, table)
    latest_rows = _latest_rows(layout, key_of, questions)
    her_keys = {key_of(row.values) for row in hers}
    open_rows = {key: row for key, row in latest_rows.items() if her_keys.isdisjoint({key, (*key[:-1], "")})}
    changed: dict[int, PlacedRow] = {}
    free: list[int] = []
    for row in untouched:
        latest = open_rows.pop(key_of(row.values), None)
        if latest is None:
            free.append(row.row_number)
        else:
            changed |= _renewed(layout, row, latest)
    if rules.is_kept_current:
        changed |= _renewed_beside_answers(layout, key_of, hers, latest_rows)
    below = count(max(table.header_row or FIRST_HEADER_ROW, table.last_row) + 1)
    changed |= dict.fromkeys(free, _BLANK)
    places = zip(chain(free, below), open_rows.values(), strict=False)
    return changed | {number: PlacedRow(row, "row") for number, row in places}


def _parted_rows(layout: RegisterSheet, table: RegisterTable) -> tuple[list[RegisterRow], list[RegisterRow]]:
    """The rows that are the program's, just as it wrote them; and those that are hers, or that she wrote in."""
    untouched: list[RegisterRow] = []
    hers: list[RegisterRow] = []
    for row in table.rows:
        (untouched if _is_untouched(layout, row) else hers).append(row)
    return untouched, hers


def _renewed_beside_answers(
    layout: RegisterSheet,
    key_of: KeyOf,
    hers: Sequence[RegisterRow],
    latest_rows: Mapping[tuple[str, ...], QuestionRow],
) -> dict[int, PlacedRow]:
    """Of the rows in which she answered, those in which the program says something else now."""
    changed: dict[int, PlacedRow] = {}
    for row in hers:
        latest = latest_rows.get(key_of(row.values))
        if latest and _is_intact(layout, row):
            changed |= _renewed(layout, row, latest)
    return changed


def _renewed(layout: RegisterSheet, row: RegisterRow, latest: QuestionRow) -> dict[int, PlacedRow]:
    """A row with what the program says in it now; empty where it says that already."""
    renewed = _first_received(layout, latest, row.values)
    if renewed[ROW_TAG] == row.values[ROW_TAG]:
        return {}
    return {row.row_number: PlacedRow(renewed, "value")}


def _latest_rows(
    layout: RegisterSheet, key_of: KeyOf, questions: Sequence[QuestionRow]
) -> dict[tuple[str, ...], QuestionRow]:
    """What the program says now, by what it is about."""
    rows: dict[tuple[str, ...], QuestionRow] = {}
    for question in questions:
        rows.setdefault(key_of(question), _tagged(layout, question))
    return rows


def program_keys(layout: RegisterSheet) -> Sequence[str]:
    """The columns that the program fills, in the order of the layout; the tag aside."""
    return [column.key for column in layout.columns if column.by != "clerk"]


def _is_untouched(layout: RegisterSheet, row: RegisterRow) -> bool:
    """Whether a row is the program's, just as it wrote it."""
    return row.values.keys() <= {*program_keys(layout), ROW_TAG} and _is_intact(layout, row)


def _is_intact(layout: RegisterSheet, row: RegisterRow) -> bool:
    """Whether the program wrote a row, and what it wrote stands there still, whatever she wrote beside it."""
    return row.values.get(ROW_TAG) == row_checksum(row.values, layout)


def _tagged(layout: RegisterSheet, row: QuestionRow) -> QuestionRow:
    """With a checksum of all that the program wrote: by it a row is known in which nobody else did."""
    return {**row, ROW_TAG: row_checksum(row, layout)}


def _first_received(layout: RegisterSheet, open_row: QuestionRow, row: QuestionRow) -> QuestionRow:
    """A refused file comes anew with each run; the day on which it came first stays."""
    first, latest = row.get("received"), open_row.get("received")
    if not isinstance(first, date) or not isinstance(latest, date):
        return open_row
    return _tagged(layout, {**open_row, "received": min(first, latest)})


def _row_key(rules: SheetRules, shared: SharedTasks, row: QuestionRow) -> tuple[str, ...]:
    """What a row is about, and whose it is, which is empty unless several units answer for that."""
    about = (comparable_cell(row.get(column)).casefold() for column in rules.key_columns)
    return (*about, shared.unit_of(row))
