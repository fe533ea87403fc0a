"""办公室登记.xlsx on disk: read as the clerk left it, and never replaced without its former version being kept."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from math import isfinite
from pathlib import Path

from duban.formats.reader import Unreadable, read
from duban.model.decision import Left, LeftRow, LeftSheet, OwnSheet
from duban.model.finding import Finding, InputError, Place
from duban.model.register_layout import RegisterLayout, RegisterSheet, plain_label
from duban.store.files import digest
from duban.workbook.book import Scalar
from duban.workbook.grid import Grid, GridSheet, Raw

_HEADER_WITHIN = 20
_MARK = 8


def load(path: Path, layout: RegisterLayout, told: str = "") -> Left:
    """The register as it lies there; an empty one where there is none yet.

    It is the office's own file, so it is read in this process. Sheets are found by their name or else by their
    headers, columns by their header. told: what people call the file; its bare name if nothing else.
    Raises InputError where it cannot be read or a column of hers is gone.
    """
    if not path.is_file():
        return Left()
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise InputError([Finding("cannot-read", Place(told or path.name))]) from problem
    return _left(data, layout, told or path.name)


def renewed(path: Path, layout: RegisterLayout, book: bytes, keep: Path) -> dict[Path, bytes]:
    """What is to be published so that the register holds what it must; nothing where it holds that already.

    book: the register as it must be now. keep: the folder for former versions, named by their hash.
    """
    before = path.read_bytes() if path.is_file() else b""
    if before and _left(before, layout, path.name) == _left(book, layout, path.name):
        return {}  # hers stays as it is, with her colours and widths
    kept = {keep / f"{digest(before)[:_MARK]}{path.suffix}": before} if before else {}
    return {path: book, **kept}


def _left(data: bytes, layout: RegisterLayout, file: str) -> Left:
    try:
        grid = read(data)
    except Unreadable as problem:
        raise InputError([Finding("register-unreadable", Place(file))]) from problem
    wrong: list[Finding] = []
    found = {key: _find(grid, sheet, file, wrong) for key, sheet in layout.sheets.items()}
    if wrong:
        raise InputError(wrong)
    ours = {id(sheet) for sheet, _ in filter(None, found.values())}
    own = tuple(
        OwnSheet(sheet.name, tuple(tuple(map(_scalar, row)) for row in sheet.rows), sheet.visible)
        for sheet in grid.sheets
        if id(sheet) not in ours and sheet.name != layout.guide.name
    )
    return Left({key: _sheet(*there) for key, there in found.items() if there}, own, file)


def _find(grid: Grid, layout: RegisterSheet, file: str, wrong: list[Finding]) -> tuple[GridSheet, int] | None:
    """Where one of our sheets is, with its header row (from 0); None where there is none any more."""
    needed = {plain_label(column.label) for column in layout.columns if column.by == "clerk" or column.key == "mark"}
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
            labels = "、".join(column.label for column in layout.columns if plain_label(column.label) in missing)
            place = Place(file, sheet.name, sheet.address(row, 0))
            wrong.append(Finding("register-columns", place, {"labels": labels}))
    return None


def _header(sheet: GridSheet, needed: set[str]) -> tuple[int, set[str]]:
    """The row that holds most of the labels, and those that it lacks."""
    missing = [needed - {plain_label(str(value)) for value in row} for row in sheet.rows[:_HEADER_WITHIN]]
    best = min(range(len(missing)), key=lambda row: len(missing[row]), default=0)
    return best, missing[best] if missing else needed


def _sheet(sheet: GridSheet, header: int) -> LeftSheet:
    width = max((len(row) for row in sheet.rows[header:]), default=0)
    rows = tuple(_rows(sheet.rows[header + 1 :], header + 2, width))
    labels = [str(value) for value in _filled(sheet.rows[header], width)]
    used = max((at + 1 for at in range(width) if labels[at] or any(row.values[at] for row in rows)), default=0)
    return LeftSheet(sheet.name, tuple(labels[:used]), tuple(LeftRow(row.values[:used], row.number) for row in rows))


def _rows(rows: Sequence[Sequence[Raw]], first: int, width: int) -> Iterator[LeftRow]:
    for number, row in enumerate(rows, first):
        values = tuple(map(_scalar, _filled(row, width)))
        if any(value is not None for value in values):
            yield LeftRow(values, number)


def _filled(row: Sequence[Raw], width: int) -> Sequence[Raw]:
    return [*row, *[""] * (width - len(row))]


def _scalar(value: Raw) -> Scalar:
    """What we can write again: the same value, or the words for it."""
    if value == "":
        return None
    if isinstance(value, bool | time | timedelta) or (isinstance(value, float) and not isfinite(value)):
        return str(value).upper()
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value.isoformat(" ")
    return value
