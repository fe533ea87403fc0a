"""A returned form becomes a submission: every value read, repaired where it is plain, and told where it is not."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from duban.messages.finding import Finding, Place
from duban.model.decision import OwnerGuess
from duban.model.form_id import FormId
from duban.model.row import Row
from duban.model.snapshot import Snapshot
from duban.model.submission import AnswerCell, Record, Submission
from duban.returns.around import collect_extra_content, collect_extra_sheets, report_extra_content
from duban.returns.asking import ExpectedTable, expected_forms
from duban.returns.identify import sheets_without_meta
from duban.returns.keyless import MatchCount, match_rows_by_text, report_match_count
from duban.returns.merged import report_merged_inputs
from duban.returns.records import MatchedRows, read_records
from duban.returns.taking import FormParser, comparable_text
from duban.tables.locate import LocatedTable, locate_heading_input, locate_tables, sheets_with_row_keys
from duban.workbook.grid import SheetGrid, WorkbookGrid


@dataclass(frozen=True, slots=True)
class ParsedForm:
    """What one file gives.

    blanks: sheet → inputs that read as blank, which a second look may explain (`Grid.second`).
    formats: sheet → inputs that read otherwise if the number format of the cell says so (`Grid.formats`).
    matched: where rows had lost their keys, how they were found again.
    """

    submission: Submission
    findings: tuple[Finding, ...]
    blank_cells: Mapping[str, frozenset[str]]
    cells_needing_format: Mapping[str, frozenset[str]] = field(default_factory=dict)
    row_match: OwnerGuess | None = None


def parse_form(
    grid: WorkbookGrid, file: str, digest: str, form_id: FormId, snapshot: Snapshot, *, by_text: bool = False
) -> ParsedForm:
    """Read a form that was issued from this snapshot. Nothing is guessed: what cannot be read is a finding.

    by_text: a person has confirmed whose form it is, so that rows which lost their keys count by their words.
    """
    taking = FormParser(grid, file, form_id, expected_forms(snapshot), form_id.code)
    heading: dict[str, AnswerCell] = {}
    read: dict[str, Record] = {}
    unsound: set[str] = set()
    count = MatchCount()
    sheets = sheets_with_row_keys(sheets_without_meta(grid), f"{form_id.code}/")
    tables: list[SheetGrid] = []
    unit = snapshot.unit(form_id.unit)
    for asked, rows in taking.expected.tables_of_unit(unit):
        candidates, bare = locate_tables(sheets, asked.labels, rows)
        tables += (*(found.sheet for found in candidates), *bare)
        found = _chosen(taking, asked, candidates, bare)
        if found is None:
            unsound |= rows.keys()
            continue
        whole = _columns(taking, asked, found)
        if found.rows_by_key or not rows:
            lines = _lines(taking, asked, found, rows)
        else:
            lines = match_rows_by_text(taking, asked, found, rows, count)
            if not by_text:
                taking.suppressed |= {(key, "") for key in lines.line_by_key}
                unsound |= rows.keys()
        unsound |= report_merged_inputs(taking, lines)
        collect_extra_content(taking, lines, unit)
        heading |= _heading(taking, asked, found)
        read |= read_records(taking, lines, rows)
        unsound |= rows.keys() - lines.line_by_key.keys() if whole else rows.keys()
    collect_extra_sheets(taking, [sheet for sheet, _ in sheets if not any(sheet is table for table in tables)])
    matched = None
    if count != MatchCount():
        report_match_count(taking, count, by_text=by_text)
        matched = OwnerGuess(form_id.code, count.exact, count.similar, count.missing)
    extras, roles = report_extra_content(taking), snapshot.layout.heading_column_by_role
    submission = Submission(form_id, file, digest, heading, read, frozenset(unsound), extras, roles)
    blanks = {sheet: frozenset(cells) for sheet, cells in taking.blank_cells.items()}
    formats = {sheet: frozenset(cells) for sheet, cells in taking.cells_needing_format.items()}
    return ParsedForm(submission, (*taking.structure_findings, *taking.findings), blanks, formats, matched)


def _chosen(
    taking: FormParser, asked: ExpectedTable, tables: Sequence[LocatedTable], bare: Sequence[SheetGrid]
) -> LocatedTable | None:
    """The one table to read; of several that say the same, the first."""
    name = asked.layout.name
    if not tables:
        if bare:
            taking.report_structure("header-missing", Place(taking.file, bare[0].name), sheet=bare[0].name)
        else:
            taking.report_structure("sheet-missing", Place(taking.file), sheet=name)
        return None
    if len(tables) > 1:
        names = "、".join(table.sheet.name for table in tables)
        place = Place(taking.file, tables[1].sheet.name)
        if any(_says(asked, table) != _says(asked, tables[0]) for table in tables[1:]):
            taking.report_structure("sheet-twice", place, sheet=name, names=names)
            return None
        taking.report("sheet-again", place, sheet=name, names=names)
    return tables[0]


def _says(asked: ExpectedTable, found: LocatedTable) -> object:
    """All that the inputs of a table say, for comparing."""
    inputs = [found.columns.get(column.key, -1) for column in asked.input_columns]

    def said(numbers: Iterable[int]) -> list[list[str]]:
        return [[comparable_text(found.sheet.value_at(number, at)) for at in inputs] for number in numbers]

    rows = {key: said(numbers) for key, numbers in found.rows_by_key.items()}
    strays = [line for line in said(found.rows_without_key) if any(line)]
    heading = (locate_heading_input(found, item.text) for item in asked.layout.heading if item.asks)
    return rows, strays, [comparable_text(found.sheet.value_at(*at)) if at else None for at in heading]


def _columns(taking: FormParser, asked: ExpectedTable, found: LocatedTable) -> bool:
    """Whether every input has its one column; else it is told, and no row of the table can count."""
    place, header = Place(taking.file, found.sheet.name), found.header
    for column in asked.input_columns:
        facts = {"column": column.key, "label": column.label}
        if column.key in header.doubled:
            taking.report_structure("column-twice", place, **facts)
        elif column.key in header.ambiguous:
            taking.report_structure("header-unsure", place, names="、".join(header.ambiguous[column.key]), **facts)
        elif column.key not in header.columns:
            taking.report_structure("column-missing", place, **facts)
    for label, key in asked.labels.key_by_label.items():
        if key in header.retyped:
            place = taking.place(found.sheet, header.row, header.columns[key])
            taking.report("header-retyped", place, was=label, now=" ".join(header.retyped[key].split()))
    return all(column.key in header.columns for column in asked.input_columns)


def _lines(taking: FormParser, asked: ExpectedTable, found: LocatedTable, rows: Mapping[str, Row]) -> MatchedRows:
    """The rows of which there is one line each; what is wrong with the others is told."""
    for key, numbers in found.rows_by_key.items():
        if key not in rows:
            taking.report_structure("row-unknown", taking.place(found.sheet, numbers[0], 0), line=numbers[0] + 1)
    place = Place(taking.file, found.sheet.name)
    mine = {key: numbers for key, numbers in found.rows_by_key.items() if key in rows}
    if not mine and len(rows) > 1:
        taking.report_structure("rows-missing", place)
        return MatchedRows(asked, found, {})
    if len(mine) > 1 and all(len(numbers) > 1 for numbers in mine.values()):
        first = min(numbers[1] for numbers in mine.values())
        taking.report_structure("rows-twice", taking.place(found.sheet, first, 0), line=first + 1)
        return MatchedRows(asked, found, {})
    once: dict[str, int] = {}
    for key, row in rows.items():
        numbers = mine.get(key, ())
        if len(numbers) == 1:
            once[key] = numbers[0]
            continue
        spot = taking.place(found.sheet, numbers[1], 0) if numbers else place
        facts = {"number": row.task.number, "name": row.line or row.task.name}
        taking.report_structure("row-twice" if numbers else "row-missing", spot, key, **facts)
    return MatchedRows(asked, found, once)


def _heading(taking: FormParser, asked: ExpectedTable, found: LocatedTable) -> Iterator[tuple[str, AnswerCell]]:
    for item in asked.layout.heading:
        if item.asks is None:
            continue
        at = locate_heading_input(found, item.text)
        if at is None:
            place = Place(taking.file, found.sheet.name)
            taking.report_structure("label-missing", place, column=item.asks.key, label=item.asks.label)
            continue
        value = taking.parse_value(taking.place(found.sheet, *at), found.sheet.value_at(*at), item.asks)
        if value.value is None and item.asks.required == "always" and not taking.has_finding("", item.asks):
            taking.report_missing(value, "", item.asks)
        yield item.asks.key, value
