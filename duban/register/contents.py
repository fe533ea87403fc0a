"""办公室登记 as the clerk left it: what stands in the program's sheets, by their key in the layout."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from itertools import islice
from math import isfinite
from typing import NamedTuple
from zlib import crc32

from duban.messages.finding import Finding, InputError, Place
from duban.model.register_layout import RegisterColumn, RegisterLayout, RegisterSheet
from duban.tables.headers import best_header_row
from duban.text.display import display_text, join_list
from duban.text.folding import comparison_key
from duban.value_object import ValueObject
from duban.workbook.book import Scalar, column_letters
from duban.workbook.grid import CellValue, SheetGrid, WorkbookGrid


class RegisterRow(ValueObject):
    """One row of a sheet of the register."""

    values: Mapping[str, Scalar]
    """Column key → value; blank cells are left out."""
    row_number: int = 0
    """Counted from 1."""


class RegisterTable(ValueObject):
    """One of the program's sheets, with the rows below its header that are not blank."""

    name: str = ""
    labels: Mapping[str, str] = {}
    """Column key → header, in the clerk's order from column A on. A column that she added has its letters as key."""
    rows: tuple[RegisterRow, ...] = ()
    header_row: int = 0
    """Counted from 1; 0 where there is no such sheet yet."""
    last_row: int = 0
    """Below it nothing stands in the sheet, no merged cells either."""


class RegisterContents(ValueObject):
    """The whole register; empty where there is none yet."""

    sheets: Mapping[str, RegisterTable] = {}
    """By their key in the layout; a sheet that she deleted is missing."""
    sheet_names: tuple[str, ...] = ()
    """Of all its sheets, hers too, in their order."""
    file_name: str = ""
    """As people call it."""
    data: bytes = b""
    """The workbook itself."""


def row_checksum(values: Mapping[str, Scalar], sheet: RegisterSheet) -> str:
    """Of all that the program wrote into a row: by it a row is known in which nobody else wrote.

    Args:
        values: column key → value.
        sheet: says which columns the program fills.
    """
    texts = "/".join(comparable_cell(values.get(column.key)) for column in sheet.columns if column.by != "clerk")
    return f"R{crc32(texts.encode()):08X}"


def comparable_cell(value: Scalar) -> str:
    """What stands in a cell, for comparing."""
    return comparison_key(display_text(value or ""))


class _Candidate(NamedTuple):
    """A sheet that may be one of the program's: its most likely header row (from 0), and the labels missing in it."""

    sheet: SheetGrid
    header: int
    missing_labels: Sequence[str]


def read_contents(
    grid: WorkbookGrid, layout: RegisterLayout, subject_columns: Mapping[str, str], file_name: str
) -> RegisterContents:
    """The register in a workbook. Sheets are found by name or else by their header, columns by their header.

    Args:
        grid: the workbook.
        layout: its sheets and columns.
        subject_columns: key of a sheet → the column that says what its rows are about.
        file_name: what people call it.

    Raises:
        InputError: with every sheet that stands twice, or in which a column that she or the subjects need is gone.
    """
    located = _locate_sheets(grid, layout, subject_columns, file_name)
    tables = {
        key: _table(candidate.sheet, candidate.header, layout.columns_of(key)) for key, candidate in located.items()
    }
    return RegisterContents(tables, tuple(sheet.name for sheet in grid.sheets), file_name)


def _locate_sheets(
    grid: WorkbookGrid, layout: RegisterLayout, subject_columns: Mapping[str, str], file_name: str
) -> dict[str, _Candidate]:
    """Key in the layout → the sheet; see `read_contents` for what is refused."""
    mistakes: list[Finding] = []
    located: dict[str, _Candidate] = {}
    for key, sheet_layout in layout.sheets.items():
        candidates = list(_candidates(grid, sheet_layout, subject_columns[key]))
        matching = _complete_candidates(candidates, sheet_layout.name)
        if len(matching) > 1:
            facts = {"sheet": sheet_layout.name, "names": join_list(candidate.sheet.name for candidate in matching)}
            mistakes.append(Finding("register-sheet-twice", Place(file_name, sheet_layout.name), facts))
        if matching:
            located[key] = matching[0]
        else:
            mistakes += _lost_columns(candidates, sheet_layout.name, file_name)
    if mistakes:
        raise InputError(mistakes)
    return located


def _candidates(grid: WorkbookGrid, layout: RegisterSheet, subject_column: str) -> Iterator[_Candidate]:
    needed = [column for column in layout.columns if _is_needed(column, subject_column)]
    headers = {header for column in needed for header in _headers(column)}
    for sheet in grid.sheets:
        if header := best_header_row(sheet, headers):
            missing = [column.label for column in needed if _headers(column).isdisjoint(header.labels)]
            yield _Candidate(sheet, header.row, missing)


def _is_needed(column: RegisterColumn, subject_column: str) -> bool:
    """Whether a sheet is not complete without it: what she writes must be found. One that may be new may be missing."""
    return (column.by == "clerk" and not column.asked_by) or column.key == subject_column


def _complete_candidates(candidates: Sequence[_Candidate], name: str) -> Sequence[_Candidate]:
    """The sheets that lack no label: the one of that name, else all of them."""
    complete = [candidate for candidate in candidates if not candidate.missing_labels]
    return [candidate for candidate in complete if candidate.sheet.name == name] or complete


def _lost_columns(candidates: Sequence[_Candidate], name: str, file_name: str) -> Iterator[Finding]:
    """The sheet is there by its name, and columns of it are not."""
    for sheet, header, missing in candidates:
        if sheet.name == name:
            place = Place(file_name, name, sheet.address(header, 0))
            yield Finding("register-columns", place, {"labels": join_list(missing)})


def _table(sheet: SheetGrid, header: int, columns: Sequence[RegisterColumn]) -> RegisterTable:
    """The rows below a header (its row from 0) in which anything stands, without blank columns at the end."""
    labels = _labels(sheet.rows[header], max(map(len, sheet.rows[header:])), columns)
    rows: list[RegisterRow] = []
    for number, row in enumerate(sheet.rows[header + 1 :], header + 2):
        if values := {key: _writable(value) for key, value in zip(labels, row, strict=False) if value != ""}:
            rows.append(RegisterRow(values, number))
    merged_down_to = max((bottom + 1 for _, _, bottom, _ in sheet.merged_areas), default=0)
    last_row = max(header + 1, merged_down_to, *(row.row_number for row in rows[-1:]))
    return RegisterTable(sheet.name, _used_labels(labels, rows), tuple(rows), header + 1, last_row)


def _used_labels(labels: Mapping[str, str], rows: Sequence[RegisterRow]) -> Mapping[str, str]:
    """Without the last columns in which nothing stands."""
    used = {key for key, label in labels.items() if label}.union(*(row.values for row in rows))
    shown = max((number for number, key in enumerate(labels, 1) if key in used), default=0)
    return dict(islice(labels.items(), shown))


def _labels(header: Sequence[CellValue], width: int, columns: Sequence[RegisterColumn]) -> dict[str, str]:
    """Column key → header; of several with the same header the first has the key."""
    keys = {name: column.key for column in reversed(columns) for name in _headers(column)}
    labels: dict[str, str] = {}
    for number in range(1, width + 1):
        label = str(header[number - 1]) if number <= len(header) else ""
        key = keys.get(comparison_key(label), "")
        labels[key if key and key not in labels else column_letters(number)] = label
    return labels


def _headers(column: RegisterColumn) -> frozenset[str]:
    """Under which headers a column is known, those of earlier editions too."""
    return frozenset(map(comparison_key, (column.label, *column.formerly)))


def _writable(value: CellValue) -> Scalar:
    """What can be written again: the same value, or the words for it; None for a blank cell."""
    if value == "":
        return None
    if isinstance(value, bool | time | timedelta) or (isinstance(value, float) and not isfinite(value)):
        return str(value).upper()
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value.isoformat(" ")
    return value
