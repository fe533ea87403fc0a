"""代改: slips that the clerk settled herself are put right in what was read; the file stays as it came."""

from collections.abc import Iterable
from dataclasses import replace

from duban.messages.finding import Finding, Place
from duban.model.decision import ClerkEdit
from duban.returns.cell_parser import cell_excerpt, comparable_text
from duban.text.folding import comparison_key
from duban.workbook.book import parse_cell_address
from duban.workbook.grid import CellValue, SheetGrid, WorkbookGrid

_MAX_COLUMNS = 256
"""Far outside a table nothing was asked."""
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
            findings.append(Finding("clerk-edited", place, facts))
        else:
            findings.append(Finding("edit-stale", place, {**facts, "stands": cell_excerpt(value)}))
    return grid, tuple(findings)


def _find_sheet(grid: WorkbookGrid, name: str) -> SheetGrid | None:
    """The sheet of this name, blanks aside: a person may have typed it."""
    alike = (sheet for sheet in grid.sheets if comparison_key(sheet.name) == comparison_key(name))
    return grid.sheet(name) or next(alike, None)


def _is_inside(sheet: SheetGrid, row: int, column: int) -> bool:
    return row < len(sheet.rows) and column < _MAX_COLUMNS


def _shows(value: CellValue, text: str) -> bool:
    """Whether a cell shows these words, or begins with them where a long text was cut short."""
    if len(text) > _MIN_QUOTED_LENGTH and text.endswith("…"):
        return comparable_text(value).startswith(comparable_text(text[:-1]))
    return comparable_text(value) == comparable_text(text)


def _with_value(grid: WorkbookGrid, edited: SheetGrid, row: int, column: int, text: str) -> WorkbookGrid:
    """The grid with a text in one cell; an error that stood there is gone."""
    rows, values = list(edited.rows), list(edited.rows[row])
    values += [""] * (column + 1 - len(values))
    values[column] = text
    rows[row] = values
    sheets = tuple(replace(sheet, rows=rows) if sheet is edited else sheet for sheet in grid.sheets)
    cell_errors = dict(grid.cell_errors)
    cell_errors.pop((edited.name, edited.address(row, column)), None)
    return replace(grid, sheets=sheets, cell_errors=cell_errors)
