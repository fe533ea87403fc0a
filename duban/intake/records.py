"""The rows of one table become records: every input read, and what the row owes beside it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from duban.fields.locked import shows
from duban.intake.asking import Asked
from duban.intake.find import Found
from duban.intake.taking import Taking, plain, shown
from duban.model.book import letter
from duban.model.finding import Place
from duban.model.row import Row
from duban.model.submission import Record, Value


@dataclass(frozen=True, slots=True)
class Lines:
    """What is read of a table. rows: row key → the one line of the sheet that is it, counted from 0.

    similar: rows that were known by their likeness, whose words were told already.
    """

    asked: Asked
    found: Found
    rows: Mapping[str, int]
    similar: frozenset[str] = frozenset()


def records(taking: Taking, lines: Lines, rows: Mapping[str, Row]) -> Iterator[tuple[str, Record]]:
    """The answers of every row that has its line."""
    asked, columns, sheet = lines.asked, lines.found.columns, lines.found.sheet
    inputs = [(column, at, letter(at + 1)) for column in asked.inputs if (at := columns.get(column.key, -1)) >= 0]
    for key, number in lines.rows.items():
        row, cells, line = rows[key], sheet.rows[number], str(number + 1)
        if key not in lines.similar:
            _compare(taking, lines, row, number)
        values: dict[str, Value] = {}
        for column, at, spot in inputs:
            place = Place(taking.file, sheet.name, spot + line)
            values[column.key] = taking.value(place, cells[at] if at < len(cells) else "", column, row)
        values |= _explained(taking, lines, row, number)
        _judge(taking, asked, row, values)
        for column, _, _ in inputs:
            taking.read_as_blank(values[column.key], key, column)
        yield key, Record(key, values, taking.seal.period)


def _explained(taking: Taking, lines: Lines, row: Row, number: int) -> Iterator[tuple[str, Value]]:
    """What is written in the column that only correction copies have."""
    column, found = taking.asking.snapshot.layout.explanation, lines.found
    header = found.sheet.rows[found.header.row]
    at = header.index(column.label) if column.label in header else -1
    raw = found.sheet.cell(number, at)
    if raw != "":
        yield column.key, taking.value(taking.place(found.sheet, number, at), raw, column, row)


def _judge(taking: Taking, asked: Asked, row: Row, values: Mapping[str, Value]) -> None:
    """What a row owes beyond each value."""
    answers = {key: value.value for key, value in values.items()}
    period = taking.asking.snapshot.period
    for rule in asked.rules(row, blank=not any(answer is not None for answer in answers.values())):
        column = rule.column
        if column.key not in values or not rule.broken(row, period, answers, None) or taking.told(row.key, column):
            continue
        if rule.fault == "missing":
            taking.missing(values[column.key], row.key, column)
        else:
            facts = {"label": column.label, "due": row.due, "state": answers.get("state") or ""}
            taking.tell(rule.fault, values[column.key].place, row.key, column.key, **facts)


def _compare(taking: Taking, lines: Lines, row: Row, number: int) -> None:
    """Locked words that differ from what was issued: told, and the issued words go on counting."""
    found = lines.found
    cells = found.sheet.rows[number]
    for column in lines.asked.locked:
        at = found.columns.get(column.key)
        if at is None:
            continue
        was, now = shows(column, row), cells[at] if at < len(cells) else ""
        if was != now and plain(now) != plain("" if was is None else was):
            facts = {"label": column.label, "was": shown("" if was is None else was), "now": shown(now)}
            taking.tell("locked-edited", taking.place(found.sheet, number, at), row.key, column.key, **facts)
