"""The rows of one table become records: every input parsed, and what the row owes beside it judged."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from operator import itemgetter
from typing import NamedTuple

from duban.fields.locked import locked_value
from duban.fields.rules import RowRule
from duban.messages.finding import Place
from duban.model.layout import Column
from duban.model.period import Period
from duban.model.role import Role
from duban.model.row import Row
from duban.model.submission import AnswerCell, Record, RowInputs
from duban.model.verdict import Meaning
from duban.returns.cell_parser import CellParser, cell_excerpt, comparable_text
from duban.returns.expected_form import ExpectedRow
from duban.returns.rows import MatchedRows
from duban.text.dates import day_from_serial
from duban.text.display import join_list
from duban.value_object import ValueObject
from duban.workbook.book import column_letters
from duban.workbook.grid import CellValue, MergedArea, SheetGrid

_MAY_HAVE_REASONS = frozenset({Meaning.WILL_MISS, Meaning.ADJUST, Meaning.TROUBLE, Meaning.DONE_LATE})
"""Whoever says one of these may say why, also where the form does not ask."""


def read_records(parser: CellParser, matched: MatchedRows) -> dict[str, Record]:
    """Row key → the answers of the row, for every row that has its line."""
    expected, table = matched.expected, matched.table
    header = table.sheet.rows[table.header.row]
    explain_label = parser.expected_forms.snapshot.layout.explain_label
    reader = _RowReader(
        parser,
        matched,
        inputs=[
            (column, table.columns[column.key]) for column in expected.columns.inputs if column.key in table.columns
        ],
        comparable=[
            (index, column, table.columns[column.key])
            for index, column in enumerate(expected.columns.comparable)
            if column.key in table.columns
        ],
        explanation_at=header.index(explain_label) if explain_label in header else None,
    )
    return dict(reader.records())


class _RowReader(ValueObject):
    """Reads the lines of one table; columns are counted from 0.

    Attributes:
        parser: of the file.
        matched: the table and its lines.
        inputs: columns that a department fills, and where they stand.
        comparable: index among the locked values, column, and where it stands.
        explanation_at: where explanations stand, which only correction copies have.
    """

    parser: CellParser
    matched: MatchedRows
    inputs: Sequence[tuple[Column, int]]
    comparable: Sequence[tuple[int, Column, int]]
    explanation_at: int | None

    @property
    def _period(self) -> Period:
        return self.parser.expected_forms.snapshot.period

    def records(self) -> Iterator[tuple[str, Record]]:
        """Every row that has its line, by its key."""
        sheet, period = self.matched.table.sheet, self.parser.form_id.period
        column_by_role = self.matched.expected.columns.layout.column_by_role
        letters = {column.key: column_letters(at + 1) for column, at in self.inputs}
        last = max((*(at for _, at in self.inputs), *(at for _, _, at in self.comparable)), default=0)
        for key, line in self.matched.line_by_key.items():
            values, expected_row = sheet.rows[line], self.matched.expected.rows[key]
            if len(values) <= last:
                values = [*values, *[""] * last]
            if key not in self.matched.exact_keys and key not in self.matched.pairing.similar:
                self._report_edited_words(expected_row, values, line)
            inputs = self._read_inputs(expected_row, values, line, letters)
            yield key, Record(key, inputs, period, column_by_role=column_by_role)

    def _read_inputs(
        self, expected_row: ExpectedRow, values: Sequence[CellValue], line: int, letters: Mapping[str, str]
    ) -> RowInputs:
        """The inputs of a line; a blank one is not parsed unless a second look found something in it."""
        parser, row, sheet, number = self.parser, expected_row.row, self.matched.table.sheet.name, str(line + 1)
        finding_count, cell_errors = len(parser.findings), parser.grid.cell_errors
        filled = {
            column.key: parser.parse_value(
                Place(parser.file, sheet, letters[column.key] + number), values[at], column, row
            )
            for column, at in self.inputs
            if values[at] != "" or cell_errors
        }
        parser.blank_cells[sheet].update([letters[key] + number for key in letters if key not in filled])
        if self.explanation_at is not None:
            filled |= self._read_explanation(row, line, self.explanation_at)
        inputs = RowInputs(filled, letters, (parser.file, sheet, number))
        if filled or expected_row.rules_when_blank:  # most rows are blank, and owe nothing
            self._report_row(expected_row, inputs, {finding.column for finding in parser.findings[finding_count:]})
        return inputs

    def _report_row(self, expected_row: ExpectedRow, inputs: RowInputs, reported: AbstractSet[str]) -> None:
        """What is to be said of a row beyond single values. reported: columns of which something is said already."""
        faulty = {column for column in reported if inputs[column].value is None}
        self._report_broken_rules(expected_row, inputs, faulty)
        self._report_placeholders(inputs.filled, faulty, expected_row.row.key)

    def _read_explanation(self, row: Row, line: int, at: int) -> dict[str, AnswerCell]:
        """What stands in the column that only correction copies have."""
        sheet, column = self.matched.table.sheet, self.parser.expected_forms.snapshot.layout.explanation_column
        value = sheet.value_at(line, at)
        if value == "":
            return {}
        return {column.key: self.parser.parse_value(self.parser.place(sheet, line, at), value, column, row)}

    def _report_placeholders(self, filled: Mapping[str, AnswerCell], faulty: AbstractSet[str], row_key: str) -> None:
        """Strokes in cells that may stay empty are reported, as every repair is."""
        unread = {key for key, answer in filled.items() if answer.value is None and answer.raw != ""} - faulty
        for column, _ in self.inputs if unread else ():
            if column.key in unread:
                answer = filled[column.key]
                facts = {"label": column.label, "was": cell_excerpt(answer.raw)}
                self.parser.report("read-as-blank", answer.place, row_key, column.key, **facts)

    def _report_broken_rules(self, expected_row: ExpectedRow, inputs: RowInputs, faulty: set[str]) -> None:
        """Report what the row owes beyond each value; of a column with a finding no consequences are reported."""
        row, period = expected_row.row, self._period
        rules = expected_row.rules if inputs.filled else expected_row.rules_when_blank
        answers = {key: answer.value for key, answer in inputs.filled.items()} if rules else {}
        for rule in rules:
            key = rule.column.key
            if key not in inputs.column_letters:
                continue
            if key in faulty:
                self._report_unreadable_not_asked(rule, expected_row, inputs)
            elif rule.is_broken(row, period, answers, None):
                faulty.add(key)
                self._report_broken_rule(rule, expected_row, inputs)

    def _report_unreadable_not_asked(self, rule: RowRule, expected_row: ExpectedRow, inputs: RowInputs) -> None:
        """What cannot be read and is not asked is to be cleared, not written better; words are asked about too."""
        row, column, findings = expected_row.row, rule.column, self.parser.findings
        if rule.fault != "not-asked" or inputs[column.key].value is not None:
            return
        answers = {key: answer.displayed for key, answer in inputs.filled.items()}
        if rule.is_broken(row, self._period, answers, None):
            if column.kind != "text":
                findings[:] = [found for found in findings if (found.row, found.column) != (row.key, column.key)]
            self._report_broken_rule(rule, expected_row, inputs)

    def _report_broken_rule(self, rule: RowRule, expected_row: ExpectedRow, inputs: RowInputs) -> None:
        column, row = rule.column, expected_row.row
        if rule.fault == "missing":
            self.parser.report_missing(inputs[column.key], row.key, column)
            return
        state = inputs.filled.get(self.matched.expected.columns.layout.column_by_role.get(Role.STATE, ""))
        facts = {"label": column.label, "due": row.due, "state": state.value or "" if state else ""}
        code = rule.fault if rule.fault != "not-asked" else _not_asked_code(inputs[column.key], state, column, row)
        if code:
            self.parser.report(code, inputs[column.key].place, row.key, column.key, **facts)

    def _report_edited_words(self, expected_row: ExpectedRow, values: Sequence[CellValue], line: int) -> None:
        """Locked words that differ from what was issued are reported; the issued words go on counting."""
        for index, column, at in self.comparable:
            value = values[at]
            if expected_row.locked_values[index] == value:  # nearly always
                continue
            issued = locked_value(column, expected_row.row)
            if comparable_text(value) != comparable_text(issued) and (
                issued is None or day_from_serial(value) != issued
            ):
                place = self.parser.place(self.matched.table.sheet, line, at)
                facts = {"label": column.label, "was": cell_excerpt(issued), "now": cell_excerpt(value)}
                self.parser.report("locked-edited", place, expected_row.row.key, column.key, **facts)


def _not_asked_code(answer: AnswerCell, state: AnswerCell | None, column: Column, row: Row) -> str:
    """What to say of an answer that the layout does not ask for; empty where it is welcome all the same."""
    meaning = state.meaning if state else ""
    if column.role == Role.REASON and meaning in _MAY_HAVE_REASONS:
        return ""
    if column.kind == "text":  # words too many leave the answer clear
        return "words-not-asked"
    is_in_time = isinstance(answer.value, date) and row.due is not None and answer.value <= row.due
    is_day_of_done = column.role == Role.ACTUAL and meaning == Meaning.DONE
    return "day-not-needed" if is_day_of_done and is_in_time else "not-asked"


def report_merged_inputs(parser: CellParser, matched: MatchedRows) -> AbstractSet[str]:
    """Report every merged area that covers inputs and is not blank, and suppress what else is found in these.

    What was typed stands in the first cell only; the others have no answer left.

    Returns:
        The keys of the rows that lost an answer.
    """
    damaged: set[str] = set()
    for area in matched.table.sheet.merged_areas:
        _, _, bottom, _ = area
        if bottom > matched.table.header.row:
            damaged |= _report_merged_area(parser, matched, area)
    return damaged


class _Input(NamedTuple):
    """An input of a table: its line and where it stands, counted from 0, the key of its row, and its column."""

    line: int
    at: int
    row_key: str
    column: Column


def _report_merged_area(parser: CellParser, matched: MatchedRows, area: MergedArea) -> set[str]:
    top, left, *_ = area
    sheet, inputs = matched.table.sheet, _inputs_in(matched, area)
    lost = [covered for covered in inputs if (covered.line, covered.at) != (top, left)]
    value = _first_value(sheet, [(top, left), *((covered.line, covered.at) for covered in inputs)])
    if not lost or value == "":
        return set()
    code, suppressed = "choices-merged", lost
    reported = [(covered, covered.line, covered.at) for covered in lost]  # each choice is to be filled in
    if any(covered.column.kind == "text" for covered in inputs):
        code, suppressed, reported = "cells-merged", inputs, [(inputs[0], top, left)]
    facts = {"range": _range_text(sheet, area), "label": _labels(inputs), "was": cell_excerpt(value)}
    for covered, line, at in reported:
        parser.report_structure(code, parser.place(sheet, line, at), covered.row_key, covered.column.key, **facts)
    return _suppress(parser, suppressed)


def _suppress(parser: CellParser, inputs: Iterable[_Input]) -> set[str]:
    """Say nothing more of these inputs. Returns the keys of their rows."""
    cells = {(covered.row_key, covered.column.key) for covered in inputs}
    parser.suppressed |= cells
    return {row_key for row_key, _ in cells}


def _first_value(sheet: SheetGrid, cells: Iterable[tuple[int, int]]) -> CellValue:
    """The first that is not blank; in a covered cell nobody sees a value, but programs read it."""
    values = (sheet.value_at(line, at) for line, at in cells)
    return next((value for value in values if value != ""), "")


def _range_text(sheet: SheetGrid, area: MergedArea) -> str:
    top, left, bottom, right = area
    return f"{sheet.address(top, left)}:{sheet.address(bottom, right)}"


def _labels(inputs: Iterable[_Input]) -> str:
    return join_list(dict.fromkeys(covered.column.label for covered in inputs))


def _inputs_in(matched: MatchedRows, area: MergedArea) -> list[_Input]:
    """The inputs in an area, line by line from the left."""
    top, left, bottom, right = area
    positions = [(matched.table.columns.get(column.key, -1), column) for column in matched.expected.columns.inputs]
    inside = sorted(((at, column) for at, column in positions if left <= at <= right), key=itemgetter(0))
    lines = sorted((line, key) for key, line in matched.line_by_key.items() if top <= line <= bottom)
    return [_Input(line, at, key, column) for line, key in lines for at, column in inside]
