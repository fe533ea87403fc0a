"""Which line of a table is which row: by its key, or by its locked words where keys were lost or left behind.

A department answers what it reads, so a hidden key never stands against the words beside the answer: as soon as one
line of a table has the key of one row and the words of another (rows sorted, cut or pasted without the hidden column),
no key of that table counts alone.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain

from duban.fields.locked import locked_value
from duban.model.decision import OwnerGuess
from duban.model.row import Row
from duban.returns.cell_parser import CellParser, cell_excerpt
from duban.returns.expected_form import ExpectedTable
from duban.returns.row_words import (
    columns_in,
    copies_without_key,
    edited_lines,
    lines_against_keys,
    pair_table_rows,
)
from duban.tables.locate import LocatedTable
from duban.tables.similarity import Pairing
from duban.value_object import ValueObject, field
from duban.workbook.grid import CellValue

_SEPARATOR = "　"


class MatchedRows(ValueObject):
    """A table with the lines of the sheet that are its rows.

    Attributes:
        expected: the table as issued.
        table: where it stands.
        line_by_key: row key → its one line, counted from 0; rows without one line are left out.
        pairing: how they were found by their words, where none had its key.
        unsure_lines: those that may be several rows, which is reported.
        exact_keys: the rows whose locked words are known to stand in their lines to the letter.
    """

    expected: ExpectedTable
    table: LocatedTable
    line_by_key: Mapping[str, int]
    pairing: Pairing = field(default_factory=Pairing)
    unsure_lines: frozenset[int] = frozenset()
    exact_keys: AbstractSet[str] = frozenset()


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
    key_by_edited_line = edited_lines(expected, table)
    if lines := lines_against_keys(expected, table, key_by_edited_line):
        return _match_rows_left_by_keys(parser, expected, table, lines)
    _report_unknown_rows(parser, expected, table)
    copies = _other_answers(expected, table)
    lines_by_key = {key: (*table.rows_by_key.get(key, ()), *copies.get(key, ())) for key in expected.rows}
    line_by_key = {key: lines[0] for key, lines in lines_by_key.items() if len(lines) == 1}
    if len(line_by_key) < len(expected.rows):
        _report_missing_and_doubled_rows(parser, table, expected, lines_by_key)
    unsure = frozenset(chain.from_iterable(copies.values()))
    exact_keys = line_by_key.keys() - key_by_edited_line.values()
    return MatchedRows(expected, table, line_by_key, unsure_lines=unsure, exact_keys=exact_keys)


def _other_answers(expected: ExpectedTable, table: LocatedTable) -> dict[str, list[int]]:
    """Row key → lines that repeat the words of its line without the key, and say something else beside them."""
    copies = copies_without_key(expected, table, _answered_lines(expected, table, table.rows_without_key))
    inputs = [table.columns[column.key] for column in expected.columns.inputs if column.key in table.columns]

    def answers(line: int) -> list[CellValue]:
        return [table.sheet.value_at(line, at) for at in inputs]

    own_lines = {key: table.rows_by_key[key][0] for key in copies.keys() & table.rows_by_key.keys()}
    return {
        key: [line for line in copies[key] if answers(line) != answers(own_line)] for key, own_line in own_lines.items()
    }


def _report_unknown_rows(parser: CellParser, expected: ExpectedTable, table: LocatedTable) -> None:
    for key, (line, *_) in table.rows_by_key.items():
        if key not in expected.rows:
            parser.report_structure("row-unknown", parser.place(table.sheet, line, 0), line=line + 1)


def _report_missing_and_doubled_rows(
    parser: CellParser, table: LocatedTable, expected: ExpectedTable, lines_by_key: Mapping[str, Sequence[int]]
) -> None:
    """All rows are missing, or all stand twice: that is one finding; else each is told by itself."""
    found_lines = list(filter(None, lines_by_key.values()))
    if not found_lines and len(expected.rows) > 1:
        parser.report_structure("rows-missing", parser.place(table.sheet))
        return
    if len(found_lines) > 1 and min(map(len, found_lines)) > 1:
        line = min(lines[1] for lines in found_lines)
        parser.report_structure("rows-twice", parser.place(table.sheet, line, 0), line=line + 1)
        return
    for key, (row, *_) in expected.rows.items():
        lines = lines_by_key[key]
        if not lines:
            _report_missing_row(parser, table, row)
        elif len(lines) > 1:
            place = parser.place(table.sheet, lines[1], 0)
            parser.report_structure("row-twice", place, key, number=row.task.number, name=row.line or row.task.name)


def _report_missing_rows(
    parser: CellParser, expected: ExpectedTable, table: LocatedTable, other_keys: Collection[str]
) -> None:
    for key, (row, *_) in expected.rows.items():
        if key not in other_keys:
            _report_missing_row(parser, table, row)


def _report_missing_row(parser: CellParser, table: LocatedTable, row: Row) -> None:
    facts = {"number": row.task.number, "name": row.line or row.task.name}
    parser.report_structure("row-missing", parser.place(table.sheet), row.key, **facts)


def _match_rows_left_by_keys(
    parser: CellParser, expected: ExpectedTable, table: LocatedTable, against_keys: AbstractSet[int]
) -> MatchedRows:
    """The rows whose words stand in one line to the letter, or nearly so beside their own key; all others go back.

    Args:
        parser: takes the findings.
        expected: the table as issued.
        table: where it lies in the returned sheet.
        against_keys: lines whose words contradict their key.
    """
    key_by_line = {line: key for key, lines in table.rows_by_key.items() for line in lines}
    pairing = pair_table_rows(expected.columns, table, expected.rows)
    own_lines = {**pairing.exact, **_lines_like_their_keys(pairing, key_by_line, against_keys)}
    line_by_key, unsure = _choose_lines(expected, table, key_by_line, pairing, own_lines)
    _report_moved_rows(parser, expected, table, line_by_key)
    for line in sorted(unsure):
        words = _words_in_line(expected, table, line)
        parser.report_structure("row-mixed", parser.place(table.sheet, line, 0), line=line + 1, was=words)
    keys_of_unsure = chain(key_by_line.items(), ((line, key) for key, line in pairing.similar.items()))
    reported_keys = {key for line, key in keys_of_unsure if line in unsure} | line_by_key.keys()
    _report_missing_rows(parser, expected, table, reported_keys)
    in_order = {key: line_by_key[key] for key in expected.rows if key in line_by_key}
    return MatchedRows(expected, table, in_order, unsure_lines=unsure)


def _lines_like_their_keys(
    pairing: Pairing, key_by_line: Mapping[int, str], against_keys: AbstractSet[int]
) -> dict[str, int]:
    """Row key → the line that has it, and words that are nearly those of this row and of no other."""
    similar = ((key, line) for key, line in pairing.similar.items() if line not in against_keys)
    return {key: line for key, line in similar if key_by_line.get(line) == key}


def _choose_lines(
    expected: ExpectedTable,
    table: LocatedTable,
    key_by_line: Mapping[int, str],
    pairing: Pairing,
    line_by_key: Mapping[str, int],
) -> tuple[dict[str, int], frozenset[int]]:
    """Row key → its line, and the lines of which nobody can say which row they are.

    Args:
        expected: the table as issued.
        table: where it lies in the returned sheet.
        key_by_line: line → the key in it.
        pairing: which lines read like which rows.
        line_by_key: the rows that were found, of which those drop out whose key stands in another answered line, too.
    """
    unpaired = (key_by_line.keys() | set(pairing.similar.values())) - set(line_by_key.values())
    answered = _answered_lines(expected, table, unpaired)
    claimed_keys = {key_by_line[line] for line in answered - set(pairing.similar.values())}
    twice = {key: line for key, line in line_by_key.items() if key in claimed_keys}
    single = {key: line for key, line in line_by_key.items() if key not in twice}
    return single, pairing.ambiguous | answered | frozenset(twice.values())


def _report_moved_rows(
    parser: CellParser, expected: ExpectedTable, table: LocatedTable, line_by_key: Mapping[str, int]
) -> None:
    """Rows that count by their words, since another row's key or none stands beside them."""
    moved = sorted(line for key, line in line_by_key.items() if line not in table.rows_by_key.get(key, ()))
    if moved:
        name = expected.columns.layout.name
        place = parser.place(table.sheet, moved[0], 0)
        parser.report_structure("rows-moved", place, sheet=name, count=len(moved), line=moved[0] + 1)


def _answered_lines(expected: ExpectedTable, table: LocatedTable, lines: Iterable[int]) -> frozenset[int]:
    """Those of these lines in which something was filled in."""
    inputs = [table.columns[column.key] for column in expected.columns.inputs if column.key in table.columns]
    return frozenset(line for line in lines if any(table.sheet.value_at(line, at) != "" for at in inputs))


def _words_in_line(expected: ExpectedTable, table: LocatedTable, line: int) -> str:
    """What the locked columns say in a line, for quoting."""
    positions = [table.columns[column.key] for column in columns_in(expected.columns, table)]
    excerpts = (cell_excerpt(table.sheet.value_at(line, at)) for at in positions)
    return _SEPARATOR.join(filter(None, excerpts))


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
        columns = columns_in(expected.columns, table)
        issued = (cell_excerpt(locked_value(column, expected.rows[key].row)) for column in columns)
        facts = {"was": _SEPARATOR.join(filter(None, issued)), "now": _words_in_line(expected, table, line)}
        parser.report_structure("row-by-text", parser.place(table.sheet, line, 0), key, line=line + 1, **facts)
    lines = {**pairing.exact, **pairing.similar}
    in_order = {key: lines[key] for key in expected.rows if key in lines}
    return MatchedRows(expected, table, in_order, pairing, pairing.ambiguous)
