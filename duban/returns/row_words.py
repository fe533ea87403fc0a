"""The locked words of a table's rows, as issued and as they came back, for telling which line is which row."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import compress

from duban.fields.locked import locked_value
from duban.model.layout import Column
from duban.returns.cell_parser import comparable_text
from duban.returns.expected_form import ExpectedColumns, ExpectedRow, ExpectedTable
from duban.tables.locate import LocatedTable
from duban.tables.similarity import Pairing, RowWords, is_more_like_another, pair_rows
from duban.text.dates import day_from_serial, parse_day
from duban.workbook.grid import CellValue

_NUMBER_PATH = "task.number"


def contradicts_keys(expected: ExpectedTable, table: LocatedTable) -> bool:
    """Whether a line with the key of one row has the words of another, or words that are more like another's."""
    key_by_edited_line = dict(_edited_lines(expected, table))
    if not key_by_edited_line:
        return False  # nearly always
    issued_words = _issued_words(expected.columns, table, expected.rows)
    texts = {key: "".join(words) for key, words in issued_words.items()}
    words_by_line = _words_by_line(expected.columns, table, key_by_edited_line, expected.rows)
    edited = ((key_by_edited_line[line], words) for line, words in words_by_line.items())
    return any(
        words != issued_words[key] and is_more_like_another("".join(words), texts[key], texts.values())
        for key, words in edited
    )


def _edited_lines(expected: ExpectedTable, table: LocatedTable) -> Iterator[tuple[int, str]]:
    """Line and key of every row whose words are not to the letter as issued."""
    is_there = [column.key in table.columns for column in expected.columns.comparable]
    positions = [table.columns[column.key] for column in columns_in(expected.columns, table)]
    last = max(positions, default=-1)
    for key, row in expected.rows.items():
        issued = ["" if value is None else value for value in compress(row.locked_values, is_there)]
        for line in table.rows_by_key.get(key, ()):
            values = table.sheet.rows[line]
            if len(values) <= last or [values[at] for at in positions] != issued:
                yield line, key


def pair_table_rows(columns: ExpectedColumns, table: LocatedTable, rows: Mapping[str, ExpectedRow]) -> Pairing:
    """Which lines look like which rows, by the comparable columns that the table still has.

    Args:
        columns: as issued.
        table: where it lies in the returned sheet.
        rows: the issued rows by key.
    """
    lines = range(table.header.row + 1, len(table.sheet.rows))
    words_by_line = _words_by_line(columns, table, lines, rows)
    candidates = {line: words for line, words in words_by_line.items() if words[1]}
    return pair_rows(_issued_words(columns, table, rows), candidates)


def columns_in(columns: ExpectedColumns, table: LocatedTable) -> list[Column]:
    """The comparable columns that stand in the table."""
    return [column for column in columns.comparable if column.key in table.columns]


def _issued_words(
    columns: ExpectedColumns, table: LocatedTable, rows: Mapping[str, ExpectedRow]
) -> dict[str, RowWords]:
    """Row key → the words of the columns that the table still has, as issued."""
    comparable = columns_in(columns, table)
    return {
        key: _row_words((column, comparable_text(locked_value(column, expected.row))) for column in comparable)
        for key, expected in rows.items()
    }


def _words_by_line(
    columns: ExpectedColumns, table: LocatedTable, lines: Iterable[int], rows: Mapping[str, ExpectedRow]
) -> dict[int, RowWords]:
    """Line → its words in the same columns, days in whatever way they are written."""
    comparable = columns_in(columns, table)
    issued_values = zip(*(expected.locked_values for expected in rows.values()), strict=True)
    has_days = [any(isinstance(value, date) for value in values) for values in issued_values]
    day_columns = {column.key for column, is_day in zip(columns.comparable, has_days, strict=False) if is_day}
    return {
        line: _row_words(
            (column, _returned_words(table.sheet.value_at(line, table.columns[column.key]), column.key in day_columns))
            for column in comparable
        )
        for line in lines
    }


def _returned_words(value: CellValue, is_day: bool) -> str:  # noqa: FBT001
    if not is_day:
        return comparable_text(value)
    written = parse_day(value) if isinstance(value, str) else None
    day = written.in_year(written.year) if written and written.year else day_from_serial(value)
    return comparable_text(day or value)


def _row_words(cells: Iterable[tuple[Column, str]]) -> RowWords:
    number, other_words = "", []
    for column, words in cells:
        if column.shows == _NUMBER_PATH:
            number = words
        else:
            other_words.append(words)
    return number, "".join(other_words)
