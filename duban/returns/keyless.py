"""Rows whose keys were lost are found by their locked words; a person has to confirm it before they count."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from duban.fields.locked import locked_value
from duban.messages.finding import Finding, Place
from duban.model.layout import Column
from duban.model.row import Row
from duban.returns.asking import ExpectedTable
from duban.returns.records import MatchedRows
from duban.returns.taking import FormParser, cell_excerpt, comparable_text
from duban.tables.locate import LocatedTable
from duban.tables.similarity import Pairing, RowWords, pair_rows

_NUMBER = "task.number"


@dataclass(slots=True)
class MatchCount:
    """How rows without keys were found, all tables of a file together; see Proposal. idle: lines that are no row."""

    exact: int = 0
    similar: int = 0
    missing: int = 0
    unmatched: int = 0

    def add(self, pairs: Pairing, rows: int) -> None:
        """With one more table that was asked for so many rows."""
        self.exact += len(pairs.exact)
        self.similar += len(pairs.similar)
        self.missing += rows - len(pairs.exact) - len(pairs.similar)
        self.unmatched += pairs.unmatched_count


def match_rows_by_text(
    parser: FormParser, expected: ExpectedTable, table: LocatedTable, rows: Mapping[str, Row], count: MatchCount
) -> MatchedRows:
    """The lines of a table without keys. What is as near to two rows is told, and stays nobody's."""
    pairs = pair_table_rows(expected, table, rows)
    if not (pairs.exact or pairs.similar or pairs.ambiguous):
        parser.report_structure("rows-missing", Place(parser.file, table.sheet.name))
        return MatchedRows(expected, table, {})
    count.add(pairs, len(rows))
    for number in sorted(pairs.ambiguous):
        parser.report_structure("row-unsure", parser.place(table.sheet, number, 0), line=number + 1)
    columns = _locked(expected, table)
    for key, number in pairs.similar.items():
        place = parser.place(table.sheet, number, 0)
        was = "　".join(filter(None, (_said(locked_value(column, rows[key])) for column in columns)))
        now = "　".join(filter(None, (_said(table.sheet.value_at(number, table.columns[c.key])) for c in columns)))
        parser.report_structure("row-by-text", place, key, line=number + 1, was=was, now=now)
    lines = {**pairs.exact, **pairs.similar}
    ordered = {key: lines[key] for key in rows if key in lines}
    return MatchedRows(expected, table, ordered, frozenset(pairs.similar), pairs.ambiguous)


def pair_table_rows(expected: ExpectedTable, table: LocatedTable, rows: Mapping[str, Row]) -> Pairing:
    """Which lines look like which rows, by the locked columns that the table still has."""
    columns = _locked(expected, table)
    wanted = {key: _words((column, locked_value(column, row)) for column in columns) for key, row in rows.items()}
    given = {
        number: words
        for number in range(table.header.row + 1, len(table.sheet.rows))
        if (words := _words((column, table.sheet.value_at(number, table.columns[column.key])) for column in columns))[1]
    }
    return pair_rows(wanted, given)


def report_match_count(parser: FormParser, count: MatchCount, *, by_text: bool) -> None:
    """Tell once for the file how its rows were found, and whether a person has to look at it."""
    facts = {"exact": count.exact, "similar": count.similar, "missing": count.missing}
    if not by_text or count.exact:
        code = "rows-by-text" if by_text else "rows-unconfirmed"
        parser.structure_findings.append(Finding(code, Place(parser.file), facts))


def _locked(asked: ExpectedTable, found: LocatedTable) -> list[Column]:
    return [column for column in asked.locked_columns if column.key in found.columns]


def _words(cells: Iterable[tuple[Column, object]]) -> RowWords:
    number, rest = "", []
    for column, value in cells:
        if column.shows == _NUMBER:
            number = _plain(value)
        else:
            rest.append(_plain(value))
    return number, "".join(rest)


def _plain(value: object) -> str:
    return "" if value is None else comparable_text(value)


def _said(value: object) -> str:
    return "" if value is None else cell_excerpt(value)
