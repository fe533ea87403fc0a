"""代改: slips that the clerk settled herself are put right in what was read; the file stays as it came."""

from collections.abc import Iterable
from dataclasses import replace

from duban.messages.finding import Finding, Place
from duban.model.decision import ClerkEdit
from duban.returns.cell_parser import cell_excerpt, comparable_text
from duban.text.folding import comparison_key
from duban.workbook.book import parse_cell_address
from duban.workbook.grid import CellValue, SheetGrid, WorkbookGrid

_MOST_COLUMNS = 256
_HEAD = 60
"""So many characters of a text are quoted at least, where it is cut short."""


def apply_edits(grid: WorkbookGrid, file: str, edits: Iterable[ClerkEdit]) -> tuple[WorkbookGrid, tuple[Finding, ...]]:
    """The grid with every edit that still holds, and a note on each of them at its cell.

    An edit holds while its cell shows what it was made for; else nothing is changed, and that is told.
    file: as people are told of it.
    """
    findings = []
    for edit in edits:
        sheet = _sheet(grid, edit.sheet)
        at = parse_cell_address(edit.cell)
        stands: CellValue = sheet.value_at(*at) if sheet and at else ""
        facts = {"was": cell_excerpt(edit.old_text), "now": cell_excerpt(edit.new_text), "by": edit.confirmed_by}
        place = Place(file, sheet.name if sheet else edit.sheet, edit.cell)
        if sheet is None or at is None or not _reaches(sheet, *at) or not _shows(stands, edit.old_text):
            findings.append(Finding("edit-stale", place, {**facts, "stands": cell_excerpt(stands)}))
            continue
        sheets = tuple(_with(each, *at, edit.new_text) if each is sheet else each for each in grid.sheets)
        second = {key: value for key, value in grid.cell_errors.items() if key != (sheet.name, edit.cell)}
        grid = replace(grid, sheets=sheets, cell_errors=second)
        findings.append(Finding("clerk-edited", place, facts))
    return grid, tuple(findings)


def _sheet(grid: WorkbookGrid, name: str) -> SheetGrid | None:
    """The sheet of this name, blanks aside: a person may have typed it."""
    return grid.sheet(name) or next(
        (sheet for sheet in grid.sheets if comparison_key(sheet.name) == comparison_key(name)), None
    )


def _reaches(sheet: SheetGrid, row: int, column: int) -> bool:
    """Whether the table can have a cell there; far outside nothing was asked."""
    return row < len(sheet.rows) and column < _MOST_COLUMNS


def _shows(stands: CellValue, was: str) -> bool:
    """Whether a cell shows these words, or begins with them where a long text was cut short."""
    cut = len(was) > _HEAD and was.endswith("…")
    return (
        comparable_text(stands).startswith(comparable_text(was[:-1]))
        if cut
        else comparable_text(stands) == comparable_text(was)
    )


def _with(sheet: SheetGrid, row: int, column: int, value: str) -> SheetGrid:
    rows = list(sheet.rows)
    cells = [*rows[row], *[""] * (column + 1 - len(rows[row]))]
    cells[column] = value
    rows[row] = cells
    return replace(sheet, rows=rows)
