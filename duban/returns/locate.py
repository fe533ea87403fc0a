"""Where a layout's table stands in a returned file: columns by their header, rows by their key, never by position."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from duban.model.form_id import LAST_SHEET, META_SHEET, Seal
from duban.returns.asking import Asked
from duban.returns.headers import Header, as_issued, looked_at
from duban.text.folding import compact
from duban.workbook.grid import Grid, GridSheet

_HIDDEN = (META_SHEET, LAST_SHEET)
"""What our own hidden sheets are called; a copied one has a number behind it."""


class Keyed(NamedTuple):
    """A sheet, and the row keys of one form that stand in it, by their rows."""

    sheet: GridSheet
    keys: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Found:
    """A table in a file; rows and columns are counted from 0.

    rows: row key → every row that carries it. strays: rows below the header that carry no key of this form.
    """

    sheet: GridSheet
    header: Header
    rows: Mapping[str, Sequence[int]]
    strays: Sequence[int]

    @property
    def columns(self) -> Mapping[str, int]:
        """Column key → where it stands."""
        return self.header.columns


def shown_sheets(grid: Grid) -> list[GridSheet]:
    """Every sheet but our own hidden ones."""
    return [sheet for sheet in grid.sheets if not sheet.name.startswith(_HIDDEN)]


def keyed(grid: Grid, seal: Seal) -> tuple[Keyed, ...]:
    """Every such sheet with the row keys of a form."""
    prefix = f"{seal.code}/"
    return tuple(Keyed(sheet, dict(_keys(sheet, prefix))) for sheet in shown_sheets(grid))


def find(sheets: Sequence[Keyed], asked: Asked, rows: Container[str]) -> tuple[list[Found], list[GridSheet]]:
    """The tables with most of the layout's headers or with its rows; and the sheets with its rows and no header.

    rows: the keys of the rows that are asked for.
    """
    headers = [as_issued(sheet, asked) for sheet, _ in sheets]
    ours = [any(key in rows for key in keys.values()) for _, keys in sheets]
    lost = not any(headers)
    for index, (sheet, _) in enumerate(sheets):
        if headers[index] is None and (lost or ours[index]):  # somebody retyped one: look closer
            headers[index] = looked_at(sheet, asked)
    most = max((len(header.columns) + len(header.twice) for header in headers if header), default=0)
    tables = [
        _found(each, header)
        for each, header, mine in zip(sheets, headers, ours, strict=True)
        if header and (mine or len(header.columns) + len(header.twice) == most)
    ]
    bare = zip(sheets, headers, ours, strict=True)
    return tables, [each.sheet for each, header, mine in bare if mine and not header]


def beside(found: Found, label: str) -> tuple[int, int] | None:
    """The cell to the right of a label above the table; with or without its colon.

    A column that they inserted there pushed the answer along: where it is blank, it is passed over.
    """
    word, ours = _label(label), set(found.header.columns.values())
    for number in range(found.header.row):
        for index, value in enumerate(found.sheet.rows[number]):
            if isinstance(value, str) and value and _label(value) == word:
                own = (at for at in range(index + 1, max(ours)) if at in ours or found.sheet.cell(number, at))
                return number, next(own, index + 1)
    return None


def _label(text: str) -> str:
    return compact(text).rstrip(":")


def _found(each: Keyed, header: Header) -> Found:
    rows: dict[str, list[int]] = {}
    strays = []
    for number in range(header.row + 1, len(each.sheet.rows)):
        key = each.keys.get(number)
        if key is None:
            strays.append(number)
        else:
            rows.setdefault(key, []).append(number)
    return Found(each.sheet, header, rows, strays)


def _keys(sheet: GridSheet, prefix: str) -> Iterator[tuple[int, str]]:
    for number, row in enumerate(sheet.rows):
        for value in reversed(row):
            if isinstance(value, str) and value.startswith(prefix):
                yield number, value[len(prefix) :].strip()
                break
