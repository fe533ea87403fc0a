"""代改: slips that the clerk settled herself are put right in what was read; the file stays as it came."""

from collections.abc import Iterable, Mapping
from typing import cast

from duban.messages.finding import Finding, Place
from duban.model.decision import ClerkEdit
from duban.model.submission import AnswerCell, RowInputs, Submission
from duban.returns.cell_parser import cell_excerpt, comparable_text
from duban.text.folding import comparison_key
from duban.value_object import replace
from duban.workbook.book import parse_cell_address
from duban.workbook.grid import CellValue, MergedArea, SheetGrid, WorkbookGrid

_MAX_COLUMNS = 256
"""Far outside a table nothing was asked."""
_CONTRADICTIONS = frozenset({"not-asked", "not-after"})
"""What the words of an edit may be although they can be read; they are then to be corrected."""
_MIN_QUOTED_LENGTH = 60
"""So many characters of a text are quoted at least, where it is cut short."""


def apply_edits(grid: WorkbookGrid, file: str, edits: Iterable[ClerkEdit]) -> tuple[WorkbookGrid, tuple[Finding, ...]]:
    """Put right what the clerk settled; an edit holds while its cell shows what it was made for.

    Args:
        grid: as the file came.
        file: what people call it.
        edits: those of this file.

    Returns:
        The grid with every edit that holds, and a finding on each edit at its cell.
    """
    findings = []
    for edit in edits:
        sheet = _find_sheet(grid, edit.sheet)
        cell = parse_cell_address(edit.cell)
        value: CellValue = sheet.value_at(*cell) if sheet and cell else ""
        facts = {"was": cell_excerpt(edit.old_text), "now": cell_excerpt(edit.new_text), "by": edit.confirmed_by}
        place = Place(file, sheet.name if sheet else edit.sheet, edit.cell)
        if sheet and cell and _is_inside(sheet, *cell) and _shows(value, edit.old_text):
            grid = _with_value(grid, sheet, *cell, edit.new_text)
            findings.append(Finding("clerk-edited", place, {**facts, "before": value}))
        else:
            findings.append(Finding("edit-stale", place, {**facts, "stands": cell_excerpt(value)}))
    return grid, tuple(findings)


def refuse_edits(
    grid: WorkbookGrid, findings: Iterable[Finding], submission: Submission, problems: Iterable[Finding]
) -> tuple[WorkbookGrid, tuple[Finding, ...]]:
    """Take back the edits whose words cannot be accepted: what the department wrote stands, and is judged.

    Args:
        grid: with the edits.
        findings: what `apply_edits` says of them, perhaps among others.
        submission: what the edited grid answers.
        problems: what is wrong with it.

    Returns:
        The grid and the findings; the very same grid where nothing is taken back.
    """
    findings = tuple(findings)
    if all(finding.code != "clerk-edited" for finding in findings):
        return grid, findings  # nearly always
    wrong = _wrong_cells(submission, problems)
    judged = []
    for finding in findings:
        sheet, cell = grid.sheet(finding.place.sheet), parse_cell_address(finding.place.cell)
        if finding.code == "clerk-edited" and finding.place[1:3] in wrong and sheet and cell:
            grid = _with_value(grid, sheet, *cell, cast("CellValue", finding.facts["before"]))
            judged.append(replace(finding, code="edit-refused"))
        else:
            judged.append(finding)
    return grid, tuple(judged)


def with_original_texts(submission: Submission, findings: Iterable[Finding]) -> Submission:
    """The answers of an edited grid, where those that were put right are traced to what the department wrote.

    Args:
        submission: what the edited grid answers.
        findings: of its file; those on edits that hold are meant.
    """
    written = {finding.place[1:3]: finding.facts["before"] for finding in findings if finding.code == "clerk-edited"}
    if not written:
        return submission

    def traced(cells: Mapping[str, AnswerCell]) -> dict[str, AnswerCell]:
        return {
            column: answer if answer.value is None else answer._replace(raw=written.get(answer.place[1:3], answer.raw))
            for column, answer in cells.items()
        }

    records = {}
    for key, record in submission.records.items():
        values = record.values
        letters, line = (values.column_letters, values.line) if isinstance(values, RowInputs) else ({}, ("", "", ""))
        records[key] = replace(record, values=RowInputs(traced(record.filled), letters, line))
    return replace(submission, heading=traced(submission.heading), records=records)


def _wrong_cells(submission: Submission, problems: Iterable[Finding]) -> set[tuple[str, ...]]:
    """Sheet and address of the inputs whose words cannot be read, or contradict another answer."""
    unreadable = {answer.place[1:3] for *_, answer in submission.inputs() if answer.value is None}
    reported = (finding for finding in problems if finding.code in _CONTRADICTIONS or finding.place[1:3] in unreadable)
    return {finding.place[1:3] for finding in reported}


def _find_sheet(grid: WorkbookGrid, name: str) -> SheetGrid | None:
    """The sheet of this name, blanks aside: a person may have typed it."""
    alike = (sheet for sheet in grid.sheets if comparison_key(sheet.name) == comparison_key(name))
    return grid.sheet(name) or next(alike, None)


def _is_inside(sheet: SheetGrid, row: int, column: int) -> bool:
    return row < len(sheet.rows) and column < _MAX_COLUMNS


def _covers(area: MergedArea, row: int, column: int) -> bool:
    top, left, bottom, right = area
    return top <= row <= bottom and left <= column <= right


def _shows(value: CellValue, text: str) -> bool:
    """Whether a cell shows these words, or begins with them where a long text was cut short."""
    if len(text) > _MIN_QUOTED_LENGTH and text.endswith("…"):
        return comparable_text(value).startswith(comparable_text(text[:-1]))
    return comparable_text(value) == comparable_text(text)


def _with_value(grid: WorkbookGrid, edited: SheetGrid, row: int, column: int, value: CellValue) -> WorkbookGrid:
    """The grid with a value in one cell, which is merged no more; an error that stood there is gone."""
    rows, values = list(edited.rows), list(edited.rows[row])
    values += [""] * (column + 1 - len(values))
    values[column] = value
    rows[row] = values
    areas = tuple(area for area in edited.merged_areas if not _covers(area, row, column))
    changed = replace(edited, rows=rows, merged_areas=areas)
    sheets = tuple(changed if sheet is edited else sheet for sheet in grid.sheets)
    cell_errors = dict(grid.cell_errors)
    cell_errors.pop((edited.name, edited.address(row, column)), None)
    return replace(grid, sheets=sheets, cell_errors=cell_errors)
