"""The rows of one table become records: every input read, and what the row owes beside it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from duban.fields.day import numbered
from duban.fields.locked import shows
from duban.fields.rules import Rule
from duban.model.finding import Place
from duban.model.layout import Column
from duban.model.row import Row
from duban.model.submission import Inputs, Record, Value
from duban.returns.asking import Asked
from duban.returns.locate import Found
from duban.returns.taking import Taking, plain, shown
from duban.workbook.book import letter
from duban.workbook.grid import Raw


@dataclass(frozen=True, slots=True)
class Lines:
    """What is read of a table. rows: row key → the one line of the sheet that is it, counted from 0.

    similar: rows that were known by their likeness, whose words were told already. unsure: lines that may be several.
    """

    asked: Asked
    found: Found
    rows: Mapping[str, int]
    similar: frozenset[str] = frozenset()
    unsure: frozenset[int] = frozenset()


def records(taking: Taking, lines: Lines, rows: Mapping[str, Row]) -> Iterator[tuple[str, Record]]:
    """The answers of every row that has its line."""
    asked, columns, sheet, file = lines.asked, lines.found.columns, lines.found.sheet, taking.file
    inputs = [(column, columns[column.key]) for column in asked.inputs if column.key in columns]
    letters = {column.key: letter(at + 1) for column, at in inputs}
    locked = [(n, column, columns[column.key]) for n, column in enumerate(asked.locked) if column.key in columns]
    header, label = sheet.rows[lines.found.header.row], taking.asking.snapshot.layout.explain_label
    said = header.index(label) if label in header else -1
    last = max((*(at for _, at in inputs), *(at for _, _, at in locked)), default=0)
    second, blanks = taking.grid.second, taking.blanks[sheet.name]
    for key, number in lines.rows.items():
        row, cells, line = rows[key], sheet.rows[number], str(number + 1)
        issued = asked.issued(row)
        if len(cells) <= last:
            cells = [*cells, *[""] * last]
        if key not in lines.similar:
            for n, column, at in locked:
                if issued.words[n] != cells[at]:
                    _edited(taking, taking.place(sheet, number, at), column, row, cells[at])
        odd = [(column, at) for column, at in inputs if cells[at] != "" or second]
        filled = {
            column.key: taking.value(Place(file, sheet.name, letters[column.key] + line), cells[at], column, row)
            for column, at in odd
        }
        blanks.update([letters[key] + line for key in letters if key not in filled])  # nearly all cells of a form
        if said >= 0:
            filled |= _explained(taking, lines.found, row, number, said)
        values = Inputs(filled, letters, (file, sheet.name, line))
        _judge(taking, row, values, issued.rules if filled else issued.always)
        for column, _ in odd:
            taking.read_as_blank(filled[column.key], key, column)
        yield key, Record(key, values, taking.seal.period)


def _explained(taking: Taking, found: Found, row: Row, number: int, at: int) -> Iterator[tuple[str, Value]]:
    """What is written in the column that only correction copies have."""
    raw, column = found.sheet.cell(number, at), taking.asking.snapshot.layout.explanation
    if raw != "":
        yield column.key, taking.value(taking.place(found.sheet, number, at), raw, column, row)


def _judge(taking: Taking, row: Row, values: Inputs, rules: Sequence[Rule]) -> None:
    """What a row owes beyond each value."""
    if not rules:
        return
    answers = {key: value.value for key, value in values.filled.items()}
    period = taking.asking.snapshot.period
    for rule in rules:
        column = rule.column
        if column.key not in values or not rule.broken(row, period, answers, None) or taking.told(row.key, column):
            continue
        if rule.fault == "missing":
            taking.missing(values[column.key], row.key, column)
        else:
            facts = {"label": column.label, "due": row.due, "state": answers.get("state") or ""}
            worded = rule.fault == "not-asked" and column.kind == "text"  # words too many leave the answer clear
            code = "words-not-asked" if worded else rule.fault
            taking.tell(code, values[column.key].place, row.key, column.key, **facts)


def _edited(taking: Taking, place: Place, column: Column, row: Row, now: Raw) -> None:
    """Locked words that differ from what was issued: told, and the issued words go on counting."""
    was = shows(column, row)
    before = "" if was is None else was
    if plain(now) != plain(before) and (was is None or numbered(now) != was):
        facts = {"label": column.label, "was": shown(before), "now": shown(now)}
        taking.tell("locked-edited", place, row.key, column.key, **facts)
