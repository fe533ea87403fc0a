"""Bytes of a returned workbook in, a Grid out. It runs in a worker: a hostile file can abort the process."""

import io
from itertools import islice

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from duban.io.guard import Unreadable, guard
from duban.model.grid import Grid, GridSheet, Raw

MOST_ROWS = 20_000
MOST_COLUMNS = 256

__all__ = ["MOST_COLUMNS", "MOST_ROWS", "Unreadable", "read"]


def read(data: bytes) -> Grid:
    """The worksheets of a workbook, hidden ones too; chart sheets are left out.

    Rows beyond MOST_ROWS and columns beyond MOST_COLUMNS are left out and the sheet says so (`cut`); empty
    rows at the end are dropped. `Grid.second` is empty: duban.io.inspect fills it. Raises Unreadable.
    """
    guard(data)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            sheets = tuple(
                _sheet(book.get_sheet_by_name(about.name), visible=about.visible == SheetVisibleEnum.Visible)
                for about in book.sheets_metadata
                if about.typ == SheetTypeEnum.WorkSheet
            )
    except PasswordError as error:
        raise Unreadable("encrypted") from error
    except CalamineError as error:
        raise Unreadable("damaged") from error
    if not sheets:
        raise Unreadable("damaged")
    return Grid(sheets)


def _sheet(sheet: CalamineSheet, *, visible: bool) -> GridSheet:
    """One sheet, bounded."""
    last_row, last_column = sheet.end or (0, 0)
    wide = last_column >= MOST_COLUMNS
    rows = _narrowed(sheet) if wide else sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS)
    while rows and not any(value != "" for value in rows[-1]):
        rows.pop()
    return GridSheet(sheet.name, visible, rows, cut=wide or last_row >= MOST_ROWS)


def _narrowed(sheet: CalamineSheet) -> list[list[Raw]]:
    """The left columns of a sheet that is too wide, row by row, so that the rest is never held as a whole."""
    left: list[Raw] = [""] * (sheet.start or (0, 0))[1]  # iter_rows begins at the first used column
    return [(left + row[:MOST_COLUMNS])[:MOST_COLUMNS] for row in islice(sheet.iter_rows(), MOST_ROWS)]
