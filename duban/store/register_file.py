"""办公室登记.xlsx on disk: read as the clerk left it, and never replaced without its former version being kept."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from math import isfinite
from pathlib import Path

from duban.formats.opened_file import UnreadableFile
from duban.formats.opening import read_workbook
from duban.messages.finding import Finding, InputError, Place
from duban.model.decision import ClerkSheet, RegisterContents, RegisterRow, RegisterTable
from duban.model.register_layout import RegisterLayout, RegisterSheet, comparable_label
from duban.store.files import sha256_hex
from duban.workbook.book import Scalar
from duban.workbook.grid import CellValue, SheetGrid, WorkbookGrid

_HEADER_WITHIN = 20
_MARK = 8


def read_register(path: Path, layout: RegisterLayout, display_name: str = "") -> RegisterContents:
    """The register as it lies there; an empty one where there is none yet.

    It is the office's own file, so it is read in this process. Sheets are found by their name or else by their
    headers, columns by their header. told: what people call the file; its bare name if nothing else.
    Raises InputError where it cannot be read or a column of hers is gone.
    """
    if not path.is_file():
        return RegisterContents()
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise InputError([Finding("cannot-read", Place(display_name or path.name))]) from problem
    return _left(data, layout, display_name or path.name)


def register_update(path: Path, layout: RegisterLayout, new_bytes: bytes, archive: Path) -> dict[Path, bytes]:
    """What is to be published so that the register holds what it must; nothing where it holds that already.

    book: the register as it must be now. keep: the folder for former versions, named by their hash.
    """
    before = path.read_bytes() if path.is_file() else b""
    if before and _left(before, layout, path.name) == _left(new_bytes, layout, path.name):
        return {}  # hers stays as it is, with her colours and widths
    kept = {archive / f"{sha256_hex(before)[:_MARK]}{path.suffix}": before} if before else {}
    return {path: new_bytes, **kept}


def _left(data: bytes, layout: RegisterLayout, file: str) -> RegisterContents:
    try:
        grid = read_workbook(data)
    except UnreadableFile as problem:
        raise InputError([Finding("register-unreadable", Place(file))]) from problem
    wrong: list[Finding] = []
    found = {key: _find(grid, sheet, file, wrong) for key, sheet in layout.sheets.items()}
    if wrong:
        raise InputError(wrong)
    ours = {id(sheet) for sheet, _ in filter(None, found.values())}
    own = tuple(
        ClerkSheet(sheet.name, tuple(tuple(map(_scalar, row)) for row in sheet.rows), sheet.visible)
        for sheet in grid.sheets
        if id(sheet) not in ours and sheet.name != layout.guide.name
    )
    return RegisterContents({key: _sheet(*there) for key, there in found.items() if there}, own, file)


def _find(grid: WorkbookGrid, layout: RegisterSheet, file: str, wrong: list[Finding]) -> tuple[SheetGrid, int] | None:
    """Where one of our sheets is, with its header row (from 0); None where there is none any more."""
    needed = {
        comparable_label(column.label) for column in layout.columns if column.by == "clerk" or column.key == "mark"
    }
    headers = [(sheet, _header(sheet, needed)) for sheet in grid.sheets]
    whole = [(sheet, row) for sheet, (row, missing) in headers if not missing]
    named = [(sheet, row) for sheet, row in whole if sheet.name == layout.name]
    if len(named or whole) > 1:
        names = "、".join(sheet.name for sheet, _ in whole)
        facts = {"sheet": layout.name, "names": names}
        wrong.append(Finding("register-sheet-twice", Place(file, layout.name), facts))
    if named or whole:
        return (named or whole)[0]
    for sheet, (row, missing) in headers:
        if sheet.name == layout.name and sheet.rows:
            labels = "、".join(column.label for column in layout.columns if comparable_label(column.label) in missing)
            place = Place(file, sheet.name, sheet.address(row, 0))
            wrong.append(Finding("register-columns", place, {"labels": labels}))
    return None


def _header(sheet: SheetGrid, needed: set[str]) -> tuple[int, set[str]]:
    """The row that holds most of the labels, and those that it lacks."""
    missing = [needed - {comparable_label(str(value)) for value in row} for row in sheet.rows[:_HEADER_WITHIN]]
    best = min(range(len(missing)), key=lambda row: len(missing[row]), default=0)
    return best, missing[best] if missing else needed


def _sheet(sheet: SheetGrid, header: int) -> RegisterTable:
    width = max((len(row) for row in sheet.rows[header:]), default=0)
    rows = tuple(_rows(sheet.rows[header + 1 :], header + 2, width))
    labels = [str(value) for value in _filled(sheet.rows[header], width)]
    used = max((at + 1 for at in range(width) if labels[at] or any(row.values[at] for row in rows)), default=0)
    return RegisterTable(
        sheet.name, tuple(labels[:used]), tuple(RegisterRow(row.values[:used], row.row_number) for row in rows)
    )


def _rows(rows: Sequence[Sequence[CellValue]], first: int, width: int) -> Iterator[RegisterRow]:
    for number, row in enumerate(rows, first):
        values = tuple(map(_scalar, _filled(row, width)))
        if any(value is not None for value in values):
            yield RegisterRow(values, number)


def _filled(row: Sequence[CellValue], width: int) -> Sequence[CellValue]:
    return [*row, *[""] * (width - len(row))]


def _scalar(value: CellValue) -> Scalar:
    """What we can write again: the same value, or the words for it."""
    if value == "":
        return None
    if isinstance(value, bool | time | timedelta) or (isinstance(value, float) and not isfinite(value)):
        return str(value).upper()
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value.isoformat(" ")
    return value
