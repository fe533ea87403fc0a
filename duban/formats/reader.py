"""Bytes of a returned workbook in, a Grid out. It runs in a worker: a hostile file can abort the process."""

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

from duban.formats import csv_text as csvfile
from duban.formats.aside import MergedArea
from duban.formats.detect import FileFormat, UnreadableFile
from duban.formats.locked import decrypt_workbook
from duban.formats.remarks import file_findings, read_custom_properties, read_extras
from duban.workbook.grid import CellValue, SheetGrid, WorkbookGrid

MAX_ROWS = 20_000
MAX_COLUMNS = 256

__all__ = ["MAX_COLUMNS", "MAX_ROWS", "UnreadableFile", "read_workbook"]


def read_workbook(
    data: bytes, passwords: Sequence[str] = (), skipped_sheets: AbstractSet[str] = frozenset()
) -> WorkbookGrid:
    """The worksheets of a workbook, hidden ones too; chart sheets are left out. A .csv has one sheet, without a name.

    passwords: tried in turn where a file is locked. unread: names of sheets that nobody asks about: they have no rows
    here, and cost nothing. Rows beyond MOST_ROWS and columns beyond MOST_COLUMNS are left
    out and the sheet says so (`cut`); empty rows at the end are dropped. `Grid.second` is empty:
    duban.formats.second_look fills it. Raises Unreadable.
    """
    plain, sniffed, was_locked = decrypt_workbook(data, passwords)
    try:
        beside = read_extras(plain, sniffed)
        sheets = (
            [_table(plain)]
            if sniffed.file_format is FileFormat.CSV
            else _sheets(plain, beside.merged_areas, skipped_sheets)
        )
        told = file_findings(plain, sniffed, beside)
        named = read_custom_properties(plain, sniffed)
    except PasswordError as error:
        raise UnreadableFile("encrypted") from error
    except (UnreadableFile, MemoryError):
        raise  # the worker tells of the latter
    except Exception as error:  # calamine fails on damaged files in more ways than it names
        raise UnreadableFile("unsound" if sniffed.file_format is FileFormat.ODS else "damaged") from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # of Rust; it is no Exception
            raise UnreadableFile("damaged") from error
        raise
    if beside.loses_cells or not sheets:
        raise UnreadableFile("unsound" if beside.loses_cells else "damaged")
    told = (("was-encrypted", {}), *told) if was_locked else told
    return WorkbookGrid(tuple(sheets), sniffed.file_format.value, properties=named, file_findings=told)


def _sheets(data: bytes, merged: Mapping[str, Sequence[MergedArea]], unread: AbstractSet[str]) -> list[SheetGrid]:
    """All that calamine reads, but for the unread. merged: of the kinds whose merged cells it does not tell."""
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        return [
            SheetGrid(about.name, visible, ())
            if about.name in unread
            else _sheet(book.get_sheet_by_name(about.name), visible=visible, merged=merged.get(about.name, ()))
            for about in book.sheets_metadata
            if about.typ == SheetTypeEnum.WorkSheet
            for visible in (about.visible == SheetVisibleEnum.Visible,)
        ]


def _sheet(sheet: CalamineSheet, *, visible: bool, merged: Sequence[MergedArea]) -> SheetGrid:
    """One sheet, bounded."""
    last_row, last_column = sheet.end or (0, 0)
    wide = last_column >= MAX_COLUMNS
    rows = _narrowed(sheet) if wide else sheet.to_python(skip_empty_area=False, nrows=MAX_ROWS)
    while rows and not any(value != "" for value in rows[-1]):
        rows.pop()
    areas = merged or [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    return SheetGrid(sheet.name, visible, rows, truncated=wide or last_row >= MAX_ROWS, merged_areas=tuple(areas))


def _narrowed(sheet: CalamineSheet) -> list[list[CellValue]]:
    """The left columns of a sheet that is too wide, row by row, so that the rest is never held as a whole."""
    left: list[CellValue] = [""] * (sheet.start or (0, 0))[1]  # iter_rows begins at the first used column
    return [(left + row[:MAX_COLUMNS])[:MAX_COLUMNS] for row in islice(sheet.iter_rows(), MAX_ROWS)]


def _table(data: bytes) -> SheetGrid:
    """A table in plain text. What reads as an error is blank here as in every other kind: see the second look."""
    cut = False
    rows: list[list[CellValue]] = []
    for row in csvfile.read_csv_rows(data, MAX_ROWS + 1):
        if len(rows) == MAX_ROWS:
            cut = cut or any(row)
            break
        cut = cut or any(row[MAX_COLUMNS:])
        rows.append(["" if value in csvfile.ERROR_TEXTS else value for value in row[:MAX_COLUMNS]])
    while rows and not any(rows[-1]):
        rows.pop()
    return SheetGrid("", visible=True, rows=rows, truncated=cut)
