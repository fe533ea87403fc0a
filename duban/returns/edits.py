"""代改: slips that the clerk settled herself are put right in what was read; the file stays as it came."""

from collections.abc import Iterable
from dataclasses import replace

from duban.model.decision import Edit
from duban.model.finding import Finding, Place
from duban.returns.taking import plain, shown
from duban.text.folding import compact
from duban.workbook.book import spot
from duban.workbook.grid import Grid, GridSheet, Raw

_MOST_COLUMNS = 256
_HEAD = 60
"""So many characters of a text are quoted at least, where it is cut short."""


def edited(grid: Grid, file: str, edits: Iterable[Edit]) -> tuple[Grid, tuple[Finding, ...]]:
    """The grid with every edit that still holds, and a note on each of them at its cell.

    An edit holds while its cell shows what it was made for; else nothing is changed, and that is told.
    file: as people are told of it.
    """
    findings = []
    for edit in edits:
        sheet = _sheet(grid, edit.sheet)
        at = spot(edit.cell)
        stands: Raw = sheet.cell(*at) if sheet and at else ""
        facts = {"was": shown(edit.was), "now": shown(edit.now), "by": edit.by}
        place = Place(file, sheet.name if sheet else edit.sheet, edit.cell)
        if sheet is None or at is None or not _reaches(sheet, *at) or not _shows(stands, edit.was):
            findings.append(Finding("edit-stale", place, {**facts, "stands": shown(stands)}))
            continue
        sheets = tuple(_with(each, *at, edit.now) if each is sheet else each for each in grid.sheets)
        second = {key: value for key, value in grid.second.items() if key != (sheet.name, edit.cell)}
        grid = replace(grid, sheets=sheets, second=second)
        findings.append(Finding("clerk-edited", place, facts))
    return grid, tuple(findings)


def _sheet(grid: Grid, name: str) -> GridSheet | None:
    """The sheet of this name, blanks aside: a person may have typed it."""
    return grid.sheet(name) or next((sheet for sheet in grid.sheets if compact(sheet.name) == compact(name)), None)


def _reaches(sheet: GridSheet, row: int, column: int) -> bool:
    """Whether the table can have a cell there; far outside nothing was asked."""
    return row < len(sheet.rows) and column < _MOST_COLUMNS


def _shows(stands: Raw, was: str) -> bool:
    """Whether a cell shows these words, or begins with them where a long text was cut short."""
    cut = len(was) > _HEAD and was.endswith("…")
    return plain(stands).startswith(plain(was[:-1])) if cut else plain(stands) == plain(was)


def _with(sheet: GridSheet, row: int, column: int, value: str) -> GridSheet:
    rows = list(sheet.rows)
    cells = [*rows[row], *[""] * (column + 1 - len(rows[row]))]
    cells[column] = value
    rows[row] = cells
    return replace(sheet, rows=rows)
