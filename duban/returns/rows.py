"""Which line of a table is which row: by its key, or where the keys were lost by its locked words."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from duban.fields.locked import locked_value
from duban.model.decision import OwnerGuess
from duban.model.layout import Column
from duban.returns.cell_parser import CellParser, cell_excerpt, comparable_text
from duban.returns.expected_form import ExpectedColumns, ExpectedRow, ExpectedTable
from duban.tables.locate import LocatedTable
from duban.tables.similarity import Pairing, RowWords, pair_rows

_NUMBER_PATH = "task.number"
_SEPARATOR = "　"


@dataclass(frozen=True, slots=True)
class MatchedRows:
    """A table with the lines of the sheet that are its rows.

    Attributes:
        expected: the table as issued.
        table: where it stands.
        line_by_key: row key → its one line, counted from 0; rows without one line are left out.
        pairing: how they were found by their words, where none had its key.
    """

    expected: ExpectedTable
    table: LocatedTable
    line_by_key: Mapping[str, int]
    pairing: Pairing = field(default_factory=Pairing)


def count_matches(form_code: str, pairings: Collection[tuple[Pairing, int]]) -> OwnerGuess:
    """How the rows of a form were found by their words.

    Args:
        form_code: of the form.
        pairings: of each table, with how many rows it was asked for.
    """
    exact = sum(len(pairing.exact) for pairing, _ in pairings)
    similar = sum(len(pairing.similar) for pairing, _ in pairings)
    return OwnerGuess(form_code, exact, similar, sum(row_count for _, row_count in pairings) - exact - similar)


def match_rows_by_key(parser: CellParser, expected: ExpectedTable, table: LocatedTable) -> MatchedRows:
    """The rows of which there is one line each; what is wrong with the others is reported.

    Args:
        parser: takes the findings.
        expected: the table as issued.
        table: where it lies in the returned sheet.
    """
    _report_unknown_rows(parser, expected, table)
    lines_by_key = {key: table.rows_by_key.get(key, ()) for key in expected.rows}
    line_by_key = {key: lines[0] for key, lines in lines_by_key.items() if len(lines) == 1}
    found_lines = list(filter(None, lines_by_key.values()))
    if not found_lines and len(expected.rows) > 1:
        parser.report_structure("rows-missing", parser.place(table.sheet))
    elif len(found_lines) > 1 and min(map(len, found_lines)) > 1:
        line = min(lines[1] for lines in found_lines)
        parser.report_structure("rows-twice", parser.place(table.sheet, line, 0), line=line + 1)
    elif len(line_by_key) < len(expected.rows):
        _report_missing_and_doubled_rows(parser, expected, table)
    return MatchedRows(expected, table, line_by_key)


def _report_unknown_rows(parser: CellParser, expected: ExpectedTable, table: LocatedTable) -> None:
    for key, (line, *_) in table.rows_by_key.items():
        if key not in expected.rows:
            parser.report_structure("row-unknown", parser.place(table.sheet, line, 0), line=line + 1)


def _report_missing_and_doubled_rows(parser: CellParser, expected: ExpectedTable, table: LocatedTable) -> None:
    for key, (row, *_) in expected.rows.items():
        lines = table.rows_by_key.get(key, ())
        if len(lines) != 1:
            place = parser.place(table.sheet, lines[1], 0) if lines else parser.place(table.sheet)
            facts = {"number": row.task.number, "name": row.line or row.task.name}
            parser.report_structure("row-twice" if lines else "row-missing", place, key, **facts)


def match_rows_by_text(parser: CellParser, expected: ExpectedTable, table: LocatedTable) -> MatchedRows:
    """The rows of a table without keys; lines that are as near to two rows are reported, and stay nobody's.

    Args:
        parser: takes the findings.
        expected: the table as issued.
        table: where it lies in the returned sheet.
    """
    pairing = pair_table_rows(expected.columns, table, expected.rows)
    if not (pairing.exact or pairing.similar or pairing.ambiguous):
        parser.report_structure("rows-missing", parser.place(table.sheet))
        return MatchedRows(expected, table, {})
    for line in sorted(pairing.ambiguous):
        parser.report_structure("row-unsure", parser.place(table.sheet, line, 0), line=line + 1)
    for key, line in pairing.similar.items():
        columns = _columns_in(expected.columns, table)
        issued = (cell_excerpt(locked_value(column, expected.rows[key].row)) for column in columns)
        typed = (cell_excerpt(table.sheet.value_at(line, table.columns[column.key])) for column in columns)
        facts = {"was": _SEPARATOR.join(filter(None, issued)), "now": _SEPARATOR.join(filter(None, typed))}
        parser.report_structure("row-by-text", parser.place(table.sheet, line, 0), key, line=line + 1, **facts)
    lines = {**pairing.exact, **pairing.similar}
    in_order = {key: lines[key] for key in expected.rows if key in lines}
    return MatchedRows(expected, table, in_order, pairing)


def pair_table_rows(columns: ExpectedColumns, table: LocatedTable, rows: Mapping[str, ExpectedRow]) -> Pairing:
    """Which lines look like which rows, by the comparable columns that the table still has.

    Args:
        columns: as issued.
        table: where it lies in the returned sheet.
        rows: the issued rows by key.
    """
    comparable = _columns_in(columns, table)
    wanted = {
        key: _row_words((column, locked_value(column, expected.row)) for column in comparable)
        for key, expected in rows.items()
    }
    lines = {
        line: _row_words((column, table.sheet.value_at(line, table.columns[column.key])) for column in comparable)
        for line in range(table.header.row + 1, len(table.sheet.rows))
    }
    return pair_rows(wanted, {line: words for line, words in lines.items() if words[1]})


def _columns_in(columns: ExpectedColumns, table: LocatedTable) -> list[Column]:
    """The comparable columns that stand in the table."""
    return [column for column in columns.comparable if column.key in table.columns]


def _row_words(cells: Iterable[tuple[Column, object]]) -> RowWords:
    number, other_words = "", []
    for column, value in cells:
        if column.shows == _NUMBER_PATH:
            number = comparable_text(value)
        else:
            other_words.append(comparable_text(value))
    return number, "".join(other_words)
