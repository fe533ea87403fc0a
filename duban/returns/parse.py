"""A returned form becomes a submission: every value parsed, repaired where that is plain, or reported."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain
from typing import NamedTuple

from duban.messages.finding import Finding, Place
from duban.model.decision import OwnerGuess
from duban.model.form_id import FormId
from duban.model.submission import AnswerCell, Record, Submission
from duban.returns.cell_parser import CellParser, comparable_text
from duban.returns.expected_form import ExpectedForms, ExpectedTable
from duban.returns.extra_content import ExtraContentCollector
from duban.returns.identify import sheets_without_program_data
from duban.returns.records import read_records, report_merged_inputs
from duban.returns.rows import count_matches, match_rows_by_key, match_rows_by_text
from duban.tables.locate import KeyedSheet, LocatedTable, locate_heading_inputs, locate_tables, sheets_with_row_keys
from duban.tables.similarity import Pairing
from duban.text.display import join_list
from duban.value_object import ValueObject
from duban.workbook.grid import SheetGrid, WorkbookGrid

_MAX_ALIKE = 500
"""So many structural findings of one code are enough to mend a file."""


class ParsedForm(ValueObject):
    """What one file gives.

    Attributes:
        submission: its answers.
        findings: what is wrong with sheets, columns and rows, then what is wrong with cells.
        answered_cells: sheet → inputs that are not blank.
        blank_cells: sheet → inputs that read as blank, which a second look may explain (`WorkbookGrid.cell_errors`).
        cells_needing_format: sheet → inputs that read otherwise if the number format of the cell says so.
        extra_cells: sheet → numbers and days where nothing was asked.
        row_match: where rows had lost their keys, how they were found again.
    """

    submission: Submission
    findings: tuple[Finding, ...]
    answered_cells: Mapping[str, AbstractSet[str]]
    blank_cells: Mapping[str, AbstractSet[str]]
    cells_needing_format: Mapping[str, AbstractSet[str]]
    extra_cells: Mapping[str, AbstractSet[str]]
    row_match: OwnerGuess | None = None

    @property
    def input_cells(self) -> dict[str, set[str]]:
        """Sheet → addresses of all inputs, answered or blank."""
        return _united(self.answered_cells, self.blank_cells)

    @property
    def seen_cells(self) -> dict[str, set[str]]:
        """Sheet → addresses of all cells in which a person may have seen another thing than the value."""
        return _united(self.answered_cells, self.extra_cells)


def _united(*cells: Mapping[str, AbstractSet[str]]) -> dict[str, set[str]]:
    sheets = dict.fromkeys(chain(*cells))
    return {sheet: set().union(*(of_kind.get(sheet, ()) for of_kind in cells)) for sheet in sheets}


def parse_form(
    grid: WorkbookGrid, file: str, digest: str, form_id: FormId, expected: ExpectedForms, *, by_text: bool = False
) -> ParsedForm:
    """Read a form; what cannot be read is a finding.

    Args:
        grid: the values of the file.
        file: what people call it.
        digest: the hash of its bytes.
        form_id: whose form it is; one of `expected`.
        expected: the forms of the snapshot that it was issued from.
        by_text: a person has confirmed whose form it is, so that rows which lost their keys count by their words.
    """
    parser = CellParser(grid, file, form_id, expected)
    extra_content = ExtraContentCollector(parser)
    sheets = sheets_with_row_keys(sheets_without_program_data(grid), f"{form_id.code}/")
    tables = [
        _parse_table(parser, extra_content, sheets, expected_table, by_text=by_text)
        for expected_table in expected.tables_of_unit(parser.unit)
    ]
    extra_content.add_sheets(_sheets_without_table(sheets, tables))
    submission = Submission(
        form_id,
        file,
        digest,
        heading=dict(chain.from_iterable(table.heading.items() for table in tables)),
        records=dict(chain.from_iterable(table.records.items() for table in tables)),
        damaged_rows=frozenset(chain.from_iterable(table.damaged_rows for table in tables)),
        extra_content=extra_content.finish(),
        heading_column_by_role=expected.snapshot.layout.heading_column_by_role,
    )
    row_match = _report_row_match(parser, tables, by_text=by_text)
    findings = (*_first_of_each_code(parser.structure_findings), *parser.findings)
    cells = parser.answered_cells, parser.blank_cells, parser.cells_needing_format, parser.extra_cells
    return ParsedForm(submission, findings, *cells, row_match)


class _ParsedTable(NamedTuple):
    """What one table of a form gives.

    Attributes:
        sheets: on which it stands, or might stand.
        row_count: how many rows were asked for.
        damaged_rows: keys of those that cannot count.
        heading: the answers above the table.
        records: the answers of its rows.
        pairing: how its rows were found, where they had lost their keys.
    """

    sheets: Sequence[SheetGrid]
    row_count: int
    damaged_rows: AbstractSet[str]
    heading: Mapping[str, AnswerCell] = {}
    records: Mapping[str, Record] = {}
    pairing: Pairing = Pairing()


def _parse_table(
    parser: CellParser,
    extra_content: ExtraContentCollector,
    sheets: Sequence[KeyedSheet],
    expected: ExpectedTable,
    *,
    by_text: bool,
) -> _ParsedTable:
    """The answers of one table; all its rows are damaged where it was not found, or where an input is missing."""
    row_keys = expected.rows.keys()
    tables, headless = locate_tables(sheets, expected.columns.labels, row_keys)
    table_sheets = [*(table.sheet for table in tables), *headless]
    table = _choose_table(parser, expected, tables, headless)
    if table is None:
        return _ParsedTable(table_sheets, len(row_keys), row_keys)
    has_all_inputs = _report_columns(parser, expected, table)
    if table.rows_by_key or not expected.rows:
        matched, do_rows_count = match_rows_by_key(parser, expected, table), True
    else:
        matched, do_rows_count = match_rows_by_text(parser, expected, table), by_text
    if not do_rows_count:
        parser.suppressed |= {(key, "") for key in matched.pairing.similar}  # perhaps of another row
    damaged = report_merged_inputs(parser, matched)
    heading_cells = locate_heading_inputs(table, expected.columns.heading_labels)
    extra_content.add_table(matched, heading_cells.values())
    heading = _parse_heading(parser, expected, table, heading_cells)
    records = read_records(parser, matched)
    damaged |= row_keys - (matched.line_by_key.keys() if has_all_inputs and do_rows_count else set())
    return _ParsedTable(table_sheets, len(row_keys), damaged, heading, records, matched.pairing)


def _sheets_without_table(sheets: Iterable[KeyedSheet], tables: Iterable[_ParsedTable]) -> list[SheetGrid]:
    """The sheets on which no table stands, or might stand."""
    with_table = [sheet for table in tables for sheet in table.sheets]
    return [sheet for sheet, _ in sheets if not any(sheet is other for other in with_table)]


def _report_row_match(parser: CellParser, tables: Iterable[_ParsedTable], *, by_text: bool) -> OwnerGuess | None:
    """How rows without keys were found, which is reported; None where none had lost its key."""
    pairings = [(table.pairing, table.row_count) for table in tables if table.pairing != Pairing()]
    if not pairings:
        return None
    count = count_matches(parser.form_code, pairings)
    if not by_text or count.exact_rows:
        code, place = "rows-by-text" if by_text else "rows-unconfirmed", Place(parser.file)
        exact, similar, missing = count.exact_rows, count.similar_rows, count.missing_rows
        parser.report_structure(code, place, exact=exact, similar=similar, missing=missing)
    return count


def _choose_table(
    parser: CellParser, expected: ExpectedTable, tables: Sequence[LocatedTable], headless: Sequence[SheetGrid]
) -> LocatedTable | None:
    """The one table to read: of several with the same answers the first; None, and a finding, where there is none.

    Args:
        parser: of the file.
        expected: the table as issued.
        tables: where it may stand.
        headless: sheets with its rows and without its header.
    """
    name = expected.columns.layout.name
    if not tables:
        if headless:
            parser.report_structure("header-missing", parser.place(headless[0]), sheet=headless[0].name)
        else:
            parser.report_structure("sheet-missing", Place(parser.file), sheet=name)
        return None
    if len(tables) > 1:
        place, names = parser.place(tables[1].sheet), join_list(table.sheet.name for table in tables)
        if any(_contents(expected, table) != _contents(expected, tables[0]) for table in tables[1:]):
            parser.report_structure("sheet-twice", place, sheet=name, names=names)
            return None
        parser.report("sheet-again", place, sheet=name, names=names)
    return tables[0]


def _contents(expected: ExpectedTable, table: LocatedTable) -> object:
    """All that the inputs of a table say, for comparing."""
    input_positions = [table.columns.get(column.key, -1) for column in expected.columns.inputs]

    def texts(lines: Iterable[int]) -> list[list[str]]:
        return [[comparable_text(table.sheet.value_at(line, at)) for at in input_positions] for line in lines]

    cells = locate_heading_inputs(table, expected.columns.heading_labels)
    heading = {label: comparable_text(table.sheet.value_at(*cell)) for label, cell in cells.items()}
    rows = {key: texts(lines) for key, lines in table.rows_by_key.items()}
    return rows, list(filter(any, texts(table.rows_without_key))), heading


def _report_columns(parser: CellParser, expected: ExpectedTable, table: LocatedTable) -> bool:
    """Whether every input has its one column; what is wrong with columns and headers is reported."""
    place, header = parser.place(table.sheet), table.header
    for column in expected.columns.inputs:
        facts = {"column": column.key, "label": column.label}
        if column.key in header.doubled:
            parser.report_structure("column-twice", place, **facts)
        elif column.key in header.ambiguous:
            parser.report_structure("header-unsure", place, names=join_list(header.ambiguous[column.key]), **facts)
        elif column.key not in header.columns:
            parser.report_structure("column-missing", place, **facts)
    for label, key in expected.columns.labels.key_by_label.items():
        if key in header.retyped:
            cell = parser.place(table.sheet, header.row, header.columns[key])
            parser.report("header-retyped", cell, was=label, now=" ".join(header.retyped[key].split()))
    return all(column.key in header.columns for column in expected.columns.inputs)


def _parse_heading(
    parser: CellParser, expected: ExpectedTable, table: LocatedTable, cells: Mapping[str, tuple[int, int]]
) -> dict[str, AnswerCell]:
    """Column key → answer, of the inputs above a table; one that is owed and blank is reported.

    Args:
        parser: of the file.
        expected: the table as issued.
        table: where it stands.
        cells: label → where its input stands, of the labels that are there.
    """
    answers = {}
    for item in expected.columns.layout.heading:
        column = item.asks
        if column is None:
            continue
        cell = cells.get(item.text)
        if cell is None:
            place = parser.place(table.sheet)
            parser.report_structure("label-missing", place, column=column.key, label=column.label)
            continue
        finding_count = len(parser.findings)
        answer = parser.parse_value(parser.place(table.sheet, *cell), table.sheet.value_at(*cell), column)
        is_faulty = any(finding.code != "repaired" for finding in parser.findings[finding_count:])
        if answer.value is None and column.required == "always" and not is_faulty:
            parser.report_missing(answer, "", column)
        answers[column.key] = answer
    return answers


def _first_of_each_code(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Without those beyond so many of one code."""
    counts: Counter[str] = Counter()
    for finding in findings:
        counts[finding.code] += 1
        if counts[finding.code] <= _MAX_ALIKE:
            yield finding
