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
from duban.formats.aside import Area
from duban.formats.detect import Kind, Unreadable
from duban.formats.locked import opened
from duban.formats.remarks import aside, properties, remarks
from duban.workbook.grid import Grid, GridSheet, Raw

MOST_ROWS = 20_000
MOST_COLUMNS = 256

__all__ = ["MOST_COLUMNS", "MOST_ROWS", "Unreadable", "read"]


def read(data: bytes, passwords: Sequence[str] = (), unread: AbstractSet[str] = frozenset()) -> Grid:
    """The worksheets of a workbook, hidden ones too; chart sheets are left out. A .csv has one sheet, without a name.

    passwords: tried in turn where a file is locked. unread: names of sheets that nobody asks about: they have no rows
    here, and cost nothing. Rows beyond MOST_ROWS and columns beyond MOST_COLUMNS are left
    out and the sheet says so (`cut`); empty rows at the end are dropped. `Grid.second` is empty:
    duban.formats.second_look fills it. Raises Unreadable.
    """
    plain, sniffed, was_locked = opened(data, passwords)
    try:
        beside = aside(plain, sniffed)
        sheets = [_table(plain)] if sniffed.kind is Kind.CSV else _sheets(plain, beside.merged, unread)
        told = remarks(plain, sniffed, beside)
        named = properties(plain, sniffed)
    except PasswordError as error:
        raise Unreadable("encrypted") from error
    except (Unreadable, MemoryError):
        raise  # the worker tells of the latter
    except Exception as error:  # calamine fails on damaged files in more ways than it names
        raise Unreadable("unsound" if sniffed.kind is Kind.ODS else "damaged") from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # of Rust; it is no Exception
            raise Unreadable("damaged") from error
        raise
    if beside.unsound or not sheets:
        raise Unreadable("unsound" if beside.unsound else "damaged")
    told = (("was-encrypted", {}), *told) if was_locked else told
    return Grid(tuple(sheets), sniffed.kind.value, properties=named, remarks=told)


def _sheets(data: bytes, merged: Mapping[str, Sequence[Area]], unread: AbstractSet[str]) -> list[GridSheet]:
    """All that calamine reads, but for the unread. merged: of the kinds whose merged cells it does not tell."""
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        return [
            GridSheet(about.name, visible, ())
            if about.name in unread
            else _sheet(book.get_sheet_by_name(about.name), visible=visible, merged=merged.get(about.name, ()))
            for about in book.sheets_metadata
            if about.typ == SheetTypeEnum.WorkSheet
            for visible in (about.visible == SheetVisibleEnum.Visible,)
        ]


def _sheet(sheet: CalamineSheet, *, visible: bool, merged: Sequence[Area]) -> GridSheet:
    """One sheet, bounded."""
    last_row, last_column = sheet.end or (0, 0)
    wide = last_column >= MOST_COLUMNS
    rows = _narrowed(sheet) if wide else sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS)
    while rows and not any(value != "" for value in rows[-1]):
        rows.pop()
    areas = merged or [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    return GridSheet(sheet.name, visible, rows, cut=wide or last_row >= MOST_ROWS, merged=tuple(areas))


def _narrowed(sheet: CalamineSheet) -> list[list[Raw]]:
    """The left columns of a sheet that is too wide, row by row, so that the rest is never held as a whole."""
    left: list[Raw] = [""] * (sheet.start or (0, 0))[1]  # iter_rows begins at the first used column
    return [(left + row[:MOST_COLUMNS])[:MOST_COLUMNS] for row in islice(sheet.iter_rows(), MOST_ROWS)]


def _table(data: bytes) -> GridSheet:
    """A table in plain text. What reads as an error is blank here as in every other kind: see the second look."""
    cut = False
    rows: list[list[Raw]] = []
    for row in csvfile.table(data, MOST_ROWS + 1):
        if len(rows) == MOST_ROWS:
            cut = cut or any(row)
            break
        cut = cut or any(row[MOST_COLUMNS:])
        rows.append(["" if value in csvfile.ERRORS else value for value in row[:MOST_COLUMNS]])
    while rows and not any(rows[-1]):
        rows.pop()
    return GridSheet("", visible=True, rows=rows, cut=cut)
