"""The rows of one table become records: every input read, and what the row owes beside it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from duban.fields.locked import locked_value
from duban.fields.rules import RowRule
from duban.messages.finding import Place
from duban.model.layout import Column
from duban.model.row import Row
from duban.model.submission import AnswerCell, Record, RowInputs
from duban.returns.asking import ExpectedTable
from duban.returns.taking import FormParser, cell_excerpt, comparable_text
from duban.tables.locate import LocatedTable
from duban.text.days import day_from_serial
from duban.workbook.book import column_letters
from duban.workbook.grid import CellValue


@dataclass(frozen=True, slots=True)
class MatchedRows:
    """What is read of a table. rows: row key → the one line of the sheet that is it, counted from 0.

    similar: rows that were known by their likeness, whose words were told already. unsure: lines that may be several.
    """

    expected: ExpectedTable
    table: LocatedTable
    line_by_key: Mapping[str, int]
    matched_by_likeness: frozenset[str] = frozenset()
    ambiguous_lines: frozenset[int] = frozenset()


def read_records(parser: FormParser, matched: MatchedRows, rows: Mapping[str, Row]) -> Iterator[tuple[str, Record]]:
    """The answers of every row that has its line."""
    asked, columns, sheet, file = matched.expected, matched.table.columns, matched.table.sheet, parser.file
    inputs = [(column, columns[column.key]) for column in asked.input_columns if column.key in columns]
    letters = {column.key: column_letters(at + 1) for column, at in inputs}
    locked = [
        (n, column, columns[column.key]) for n, column in enumerate(asked.locked_columns) if column.key in columns
    ]
    header, label = sheet.rows[matched.table.header.row], parser.expected.snapshot.layout.explain_label
    said = header.index(label) if label in header else -1
    last = max((*(at for _, at in inputs), *(at for _, _, at in locked)), default=0)
    second, blanks = parser.grid.cell_errors, parser.blank_cells[sheet.name]
    roles = asked.layout.column_by_role
    for key, number in matched.line_by_key.items():
        row, cells, line = rows[key], sheet.rows[number], str(number + 1)
        issued = asked.expected_row(row)
        if len(cells) <= last:
            cells = [*cells, *[""] * last]
        if key not in matched.matched_by_likeness:
            for n, column, at in locked:
                if issued.locked_values[n] != cells[at]:
                    _edited(parser, parser.place(sheet, number, at), column, row, cells[at])
        odd = [(column, at) for column, at in inputs if cells[at] != "" or second]
        filled = {
            column.key: parser.parse_value(Place(file, sheet.name, letters[column.key] + line), cells[at], column, row)
            for column, at in odd
        }
        blanks.update([letters[key] + line for key in letters if key not in filled])  # nearly all cells of a form
        if said >= 0:
            filled |= _explained(parser, matched.table, row, number, said)
        values = RowInputs(filled, letters, (file, sheet.name, line))
        _judge(parser, row, values, issued.rules if filled else issued.rules_when_blank)
        for column, _ in odd:
            parser.report_read_as_blank(filled[column.key], key, column)
        yield key, Record(key, values, parser.form_id.period, column_by_role=roles)


def _explained(
    taking: FormParser, found: LocatedTable, row: Row, number: int, at: int
) -> Iterator[tuple[str, AnswerCell]]:
    """What is written in the column that only correction copies have."""
    raw, column = found.sheet.value_at(number, at), taking.expected.snapshot.layout.explanation_column
    if raw != "":
        yield column.key, taking.parse_value(taking.place(found.sheet, number, at), raw, column, row)


def _judge(taking: FormParser, row: Row, values: RowInputs, rules: Sequence[RowRule]) -> None:
    """What a row owes beyond each value."""
    if not rules:
        return
    answers = {key: value.value for key, value in values.filled.items()}
    period = taking.expected.snapshot.period
    for rule in rules:
        column = rule.column
        if (
            column.key not in values
            or not rule.is_broken(row, period, answers, None)
            or taking.has_finding(row.key, column)
        ):
            continue
        if rule.fault == "missing":
            taking.report_missing(values[column.key], row.key, column)
        else:
            facts = {"label": column.label, "due": row.due, "state": answers.get("state") or ""}
            worded = rule.fault == "not-asked" and column.kind == "text"  # words too many leave the answer clear
            code = "words-not-asked" if worded else rule.fault
            taking.report(code, values[column.key].place, row.key, column.key, **facts)


def _edited(taking: FormParser, place: Place, column: Column, row: Row, now: CellValue) -> None:
    """Locked words that differ from what was issued: told, and the issued words go on counting."""
    was = locked_value(column, row)
    before = "" if was is None else was
    if comparable_text(now) != comparable_text(before) and (was is None or day_from_serial(now) != was):
        facts = {"label": column.label, "was": cell_excerpt(before), "now": cell_excerpt(now)}
        taking.report("locked-edited", place, row.key, column.key, **facts)
