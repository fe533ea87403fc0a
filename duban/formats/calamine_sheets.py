"""The values of worksheets as calamine reads them, bounded. It runs in a worker: calamine can abort the process."""

import io
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from duban.workbook.grid import MAX_COLUMNS, MAX_ROWS, CellValue, MergedArea, SheetGrid

__all__ = ["PasswordError", "read_calamine_sheets"]


def read_calamine_sheets(
    data: bytes, merged_areas: Mapping[str, Sequence[MergedArea]], skipped_sheets: AbstractSet[str]
) -> list[SheetGrid]:
    """All worksheets, in the file's order; chart sheets are left out.

    Args:
        data: of an .xlsx, .xlsb, .xls or .ods.
        merged_areas: by sheet, of the formats whose merged cells calamine does not tell.
        skipped_sheets: names of sheets that are returned without rows.

    Raises:
        PasswordError, many other exceptions, and PanicException (a BaseException): the file is encrypted or damaged.
    """
    sheets: list[SheetGrid] = []
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        for about in book.sheets_metadata:
            visible = about.visible == SheetVisibleEnum.Visible
            if about.typ != SheetTypeEnum.WorkSheet:
                continue
            if about.name in skipped_sheets:
                sheets.append(SheetGrid(about.name, visible, ()))
            else:
                sheet = book.get_sheet_by_name(about.name)
                sheets.append(_bounded(sheet, merged_areas.get(about.name, ()), visible=visible))
    return sheets


def _bounded(sheet: CalamineSheet, merged_areas: Sequence[MergedArea], *, visible: bool) -> SheetGrid:
    last_row, last_column = sheet.end or (0, 0)
    too_wide = last_column >= MAX_COLUMNS
    rows = _left_columns(sheet) if too_wide else sheet.to_python(skip_empty_area=False, nrows=MAX_ROWS)
    while rows and rows[-1].count("") == len(rows[-1]):
        rows.pop()
    areas = merged_areas or [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    truncated = too_wide or last_row >= MAX_ROWS
    return SheetGrid(sheet.name, visible, rows, truncated=truncated, merged_areas=tuple(areas))


def _left_columns(sheet: CalamineSheet) -> list[list[CellValue]]:
    """The first columns of a sheet that is too wide, row by row, so that the whole is never held in memory."""
    unused: list[CellValue] = [""] * (sheet.start or (0, 0))[1]  # iter_rows begins at the first used column
    return [(unused + row[:MAX_COLUMNS])[:MAX_COLUMNS] for row in islice(sheet.iter_rows(), MAX_ROWS)]
