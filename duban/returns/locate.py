"""Where a layout's table stands in a returned file: columns by their header, rows by their key, never by position."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from duban.model.form_id import CARRIED_SHEET, META_SHEET, FormId
from duban.returns.asking import ExpectedTable
from duban.returns.headers import TableHeader, find_changed_header, find_issued_header
from duban.text.folding import comparison_key
from duban.workbook.grid import SheetGrid, WorkbookGrid

_HIDDEN = (META_SHEET, CARRIED_SHEET)
"""What our own hidden sheets are called; a copied one has a number behind it."""


class KeyedSheet(NamedTuple):
    """A sheet, and the row keys of one form that stand in it, by their rows."""

    sheet: SheetGrid
    row_keys: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class LocatedTable:
    """A table in a file; rows and columns are counted from 0.

    rows: row key → every row that carries it. strays: rows below the header that carry no key of this form.
    """

    sheet: SheetGrid
    header: TableHeader
    rows_by_key: Mapping[str, Sequence[int]]
    rows_without_key: Sequence[int]

    @property
    def columns(self) -> Mapping[str, int]:
        """Column key → where it stands."""
        return self.header.columns


def sheets_without_meta(grid: WorkbookGrid) -> list[SheetGrid]:
    """Every sheet but our own hidden ones."""
    return [sheet for sheet in grid.sheets if not sheet.name.startswith(_HIDDEN)]


def sheets_with_row_keys(grid: WorkbookGrid, seal: FormId) -> tuple[KeyedSheet, ...]:
    """Every such sheet with the row keys of a form."""
    prefix = f"{seal.code}/"
    return tuple(KeyedSheet(sheet, dict(_keys(sheet, prefix))) for sheet in sheets_without_meta(grid))


def locate_tables(
    sheets: Sequence[KeyedSheet], expected: ExpectedTable, expected_keys: Container[str]
) -> tuple[list[LocatedTable], list[SheetGrid]]:
    """The tables with most of the layout's headers or with its rows; and the sheets with its rows and no header.

    rows: the keys of the rows that are asked for.
    """
    headers = [find_issued_header(sheet, expected) for sheet, _ in sheets]
    ours = [any(key in expected_keys for key in keys.values()) for _, keys in sheets]
    lost = not any(headers)
    for index, (sheet, _) in enumerate(sheets):
        if headers[index] is None and (lost or ours[index]):  # somebody retyped one: look closer
            headers[index] = find_changed_header(sheet, expected)
    most = max((len(header.columns) + len(header.doubled) for header in headers if header), default=0)
    tables = [
        _found(each, header)
        for each, header, mine in zip(sheets, headers, ours, strict=True)
        if header and (mine or len(header.columns) + len(header.doubled) == most)
    ]
    bare = zip(sheets, headers, ours, strict=True)
    return tables, [each.sheet for each, header, mine in bare if mine and not header]


def locate_heading_input(table: LocatedTable, label: str) -> tuple[int, int] | None:
    """The cell to the right of a label above the table; with or without its colon.

    A column that they inserted there pushed the answer along: where it is blank, it is passed over.
    """
    word, ours = _label(label), set(table.header.columns.values())
    for number in range(table.header.row):
        for index, value in enumerate(table.sheet.rows[number]):
            if isinstance(value, str) and value and _label(value) == word:
                own = (at for at in range(index + 1, max(ours)) if at in ours or table.sheet.value_at(number, at))
                return number, next(own, index + 1)
    return None


def _label(text: str) -> str:
    return comparison_key(text).rstrip(":")


def _found(each: KeyedSheet, header: TableHeader) -> LocatedTable:
    rows: dict[str, list[int]] = {}
    strays = []
    for number in range(header.row + 1, len(each.sheet.rows)):
        key = each.row_keys.get(number)
        if key is None:
            strays.append(number)
        else:
            rows.setdefault(key, []).append(number)
    return LocatedTable(each.sheet, header, rows, strays)


def _keys(sheet: SheetGrid, prefix: str) -> Iterator[tuple[int, str]]:
    for number, row in enumerate(sheet.rows):
        for value in reversed(row):
            if isinstance(value, str) and value.startswith(prefix):
                yield number, value[len(prefix) :].strip()
                break
