"""Rows whose keys were lost are found by their locked words; a person has to confirm it before they count."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from duban.fields.locked import shows
from duban.model.finding import Finding, Place
from duban.model.layout import Column
from duban.model.row import Row
from duban.returns.asking import Asked
from duban.returns.locate import Found
from duban.returns.records import Lines
from duban.returns.taking import Taking, plain, shown
from duban.tables.similarity import Pairs, Words, pair_rows

_NUMBER = "task.number"


@dataclass(slots=True)
class Count:
    """How rows without keys were found, all tables of a file together; see Proposal. idle: lines that are no row."""

    exact: int = 0
    similar: int = 0
    missing: int = 0
    idle: int = 0

    def add(self, pairs: Pairs, rows: int) -> None:
        """With one more table that was asked for so many rows."""
        self.exact += len(pairs.exact)
        self.similar += len(pairs.similar)
        self.missing += rows - len(pairs.exact) - len(pairs.similar)
        self.idle += pairs.idle


def by_words(taking: Taking, asked: Asked, found: Found, rows: Mapping[str, Row], count: Count) -> Lines:
    """The lines of a table without keys. What is as near to two rows is told, and stays nobody's."""
    pairs = paired(asked, found, rows)
    if not (pairs.exact or pairs.similar or pairs.unsure):
        taking.damage("rows-missing", Place(taking.file, found.sheet.name))
        return Lines(asked, found, {})
    count.add(pairs, len(rows))
    for number in sorted(pairs.unsure):
        taking.damage("row-unsure", taking.place(found.sheet, number, 0), line=number + 1)
    columns = _locked(asked, found)
    for key, number in pairs.similar.items():
        place = taking.place(found.sheet, number, 0)
        was = "　".join(filter(None, (_said(shows(column, rows[key])) for column in columns)))
        now = "　".join(filter(None, (_said(found.sheet.cell(number, found.columns[c.key])) for c in columns)))
        taking.damage("row-by-text", place, key, line=number + 1, was=was, now=now)
    lines = {**pairs.exact, **pairs.similar}
    ordered = {key: lines[key] for key in rows if key in lines}
    return Lines(asked, found, ordered, frozenset(pairs.similar), pairs.unsure)


def paired(asked: Asked, found: Found, rows: Mapping[str, Row]) -> Pairs:
    """Which lines look like which rows, by the locked columns that the table still has."""
    columns = _locked(asked, found)
    wanted = {key: _words((column, shows(column, row)) for column in columns) for key, row in rows.items()}
    given = {
        number: words
        for number in range(found.header.row + 1, len(found.sheet.rows))
        if (words := _words((column, found.sheet.cell(number, found.columns[column.key])) for column in columns))[1]
    }
    return pair_rows(wanted, given)


def tell_count(taking: Taking, count: Count, *, by_text: bool) -> None:
    """Tell once for the file how its rows were found, and whether a person has to look at it."""
    facts = {"exact": count.exact, "similar": count.similar, "missing": count.missing}
    if not by_text or count.exact:
        code = "rows-by-text" if by_text else "rows-unconfirmed"
        taking.structure.append(Finding(code, Place(taking.file), facts))


def _locked(asked: Asked, found: Found) -> list[Column]:
    return [column for column in asked.locked if column.key in found.columns]


def _words(cells: Iterable[tuple[Column, object]]) -> Words:
    number, rest = "", []
    for column, value in cells:
        if column.shows == _NUMBER:
            number = _plain(value)
        else:
            rest.append(_plain(value))
    return number, "".join(rest)


def _plain(value: object) -> str:
    return "" if value is None else plain(value)


def _said(value: object) -> str:
    return "" if value is None else shown(value)
