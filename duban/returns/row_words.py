"""The locked words of a table's rows, as issued and as they came back, for telling which line is which row."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import compress

from duban.fields.locked import locked_value
from duban.model.layout import Column
from duban.returns.cell_parser import comparable_text
from duban.returns.expected_form import ExpectedColumns, ExpectedRow, ExpectedTable
from duban.tables.locate import LocatedTable
from duban.tables.similarity import MIN_LIKENESS, Pairing, RowWords, is_more_like_another, likeness, pair_rows
from duban.text.dates import day_from_serial, parse_day
from duban.workbook.grid import CellValue

_NUMBER_PATH = "task.number"
_LEAST_CELLS_OF_ANOTHER = 2
"""One cell that reads as in another row may have been corrected; so many were moved."""

Cells = tuple[str, ...]
"""The words of a row in each comparable column, without width and spaces."""


def edited_lines(expected: ExpectedTable, table: LocatedTable) -> dict[int, str]:
    """Line → key of every row whose words are not to the letter as issued."""
    is_there = [column.key in table.columns for column in expected.columns.comparable]
    positions = [table.columns[column.key] for column in columns_in(expected.columns, table)]
    last = max(positions, default=-1)
    edited: dict[int, str] = {}
    for key, row in expected.rows.items():
        issued = row.locked_values if all(is_there) else tuple(compress(row.locked_values, is_there))
        for line in table.rows_by_key.get(key, ()):
            values = table.sheet.rows[line]
            if len(values) <= last or tuple([values[at] for at in positions]) != issued:
                edited[line] = key
    return edited


def lines_against_keys(
    expected: ExpectedTable, table: LocatedTable, key_by_edited_line: Mapping[int, str]
) -> frozenset[int]:
    """Lines with the key of one row and the words of another, or several of them, or words unlike all of its own.

    Args:
        expected: the table as issued.
        table: where it lies in the returned sheet.
        key_by_edited_line: see `edited_lines`.
    """
    if not key_by_edited_line:
        return frozenset()  # nearly always
    issued_cells = _issued_cells(expected.columns, table, expected.rows)
    texts = {key: "".join(cells) for key, cells in issued_cells.items()}
    number_at = _number_position(columns_in(expected.columns, table))

    def is_against_key(cells: Cells, key: str) -> bool:
        own = issued_cells[key]
        return cells != own and (
            is_more_like_another("".join(cells), texts[key], texts.values())
            or _has_cells_of_another(cells, own, issued_cells.values(), number_at)
            or _is_unlike(cells, own, number_at)
        )

    cells_by_line = _returned_cells(expected.columns, table, key_by_edited_line, expected.rows)
    return frozenset(line for line, cells in cells_by_line.items() if is_against_key(cells, key_by_edited_line[line]))


def copies_without_key(expected: ExpectedTable, table: LocatedTable, lines: Collection[int]) -> dict[str, list[int]]:
    """Row key → the lines that have the words of that row alone, to the letter.

    Args:
        expected: the table as issued.
        table: where it lies in the returned sheet.
        lines: of it that carry no key.
    """
    if not lines:
        return {}  # nearly always
    keys_by_cells: dict[Cells, list[str]] = {}
    for key, cells in _issued_cells(expected.columns, table, expected.rows).items():
        keys_by_cells.setdefault(cells, []).append(key)
    copies: dict[str, list[int]] = {}
    for line, cells in _returned_cells(expected.columns, table, lines, expected.rows).items():
        keys = keys_by_cells.get(cells, []) if any(cells) else []
        if len(keys) == 1:
            copies.setdefault(keys[0], []).append(line)
    return copies


def _has_cells_of_another(cells: Cells, own: Cells, issued: Collection[Cells], number_at: int) -> bool:
    """Whether the words that are not a row's own, in two cells at least, are all those of another row.

    Args:
        cells: as they came back.
        own: as issued in the row that the key names.
        issued: those of all rows.
        number_at: where the number of the task stands, which tells rows of different tasks apart; -1: nowhere.
    """
    changed = [at for at, (cell, own_cell) in enumerate(zip(cells, own, strict=True)) if cell not in ("", own_cell)]
    if len(changed) < _LEAST_CELLS_OF_ANOTHER:
        return False
    like_count = sum(all(cells[at] == other[at] for at in changed) for other in issued)
    return like_count == 1 or (like_count > 1 and number_at in changed)


def _is_unlike(cells: Cells, own: Cells, number_at: int) -> bool:
    """Whether neither the number nor the other words that still stand in a line are those of its row.

    Rows of another unit's form were copied into it, or something else was written over it.
    """
    filled = [at for at, cell in enumerate(cells) if cell]
    if number_at in filled and cells[number_at] == own[number_at]:
        return False
    words, own_words = ("".join(row[at] for at in filled if at != number_at) for row in (cells, own))
    return bool(words) and likeness(words, own_words) < MIN_LIKENESS


def pair_table_rows(columns: ExpectedColumns, table: LocatedTable, rows: Mapping[str, ExpectedRow]) -> Pairing:
    """Which lines look like which rows, by the comparable columns that the table still has.

    Args:
        columns: as issued.
        table: where it lies in the returned sheet.
        rows: the issued rows by key.
    """
    lines = range(table.header.row + 1, len(table.sheet.rows))
    number_at = _number_position(columns_in(columns, table))
    wanted = {key: _row_words(cells, number_at) for key, cells in _issued_cells(columns, table, rows).items()}
    returned = _returned_cells(columns, table, lines, rows)
    words_by_line = {line: _row_words(cells, number_at) for line, cells in returned.items()}
    candidates = {line: words for line, words in words_by_line.items() if words[1]}
    return pair_rows(wanted, candidates)


def columns_in(columns: ExpectedColumns, table: LocatedTable) -> list[Column]:
    """The comparable columns that stand in the table."""
    return [column for column in columns.comparable if column.key in table.columns]


def _issued_cells(columns: ExpectedColumns, table: LocatedTable, rows: Mapping[str, ExpectedRow]) -> dict[str, Cells]:
    """Row key → the words of the columns that the table still has, as issued."""
    comparable = columns_in(columns, table)
    return {
        key: tuple(comparable_text(locked_value(column, expected.row)) for column in comparable)
        for key, expected in rows.items()
    }


def _returned_cells(
    columns: ExpectedColumns, table: LocatedTable, lines: Iterable[int], rows: Mapping[str, ExpectedRow]
) -> dict[int, Cells]:
    """Line → its words in the same columns, days in whatever way they are written."""
    comparable = columns_in(columns, table)
    issued_values = zip(*(expected.locked_values for expected in rows.values()), strict=True)
    has_days = [any(isinstance(value, date) for value in values) for values in issued_values]
    day_columns = {column.key for column, is_day in zip(columns.comparable, has_days, strict=False) if is_day}
    return {
        line: tuple(
            _returned_words(table.sheet.value_at(line, table.columns[column.key]), is_day=column.key in day_columns)
            for column in comparable
        )
        for line in lines
    }


def _returned_words(value: CellValue, *, is_day: bool) -> str:
    if not is_day:
        return comparable_text(value)
    written = parse_day(value) if isinstance(value, str) else None
    day = written.in_year(written.year) if written and written.year else day_from_serial(value)
    return comparable_text(day or value)


def _number_position(columns: Sequence[Column]) -> int:
    """Where among some columns the number of the task stands; -1: nowhere."""
    return next((at for at, column in enumerate(columns) if column.shows == _NUMBER_PATH), -1)


def _row_words(cells: Cells, number_at: int) -> RowWords:
    if number_at < 0:
        return "", "".join(cells)
    return cells[number_at], "".join((*cells[:number_at], *cells[number_at + 1 :]))
