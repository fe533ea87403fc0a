"""Where a layout's table stands in a returned file: columns by their header, rows by their key, never by position."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from duban.fields.clean import compact
from duban.model.grid import Grid, GridSheet
from duban.model.layout import SheetLayout
from duban.model.seal import Seal

_HEADER_WITHIN = 20


@dataclass(frozen=True, slots=True)
class Found:
    """A table in a file; rows and columns are counted from 0.

    columns: column key → where it stands. rows: row key → every row that carries it.
    strays: rows below the header that carry no key of this form.
    """

    sheet: GridSheet
    header: int
    columns: Mapping[str, int]
    rows: Mapping[str, tuple[int, ...]]
    strays: tuple[int, ...]


def find(grid: Grid, layout: SheetLayout, seal: Seal) -> Found | None:
    """The sheet and row where most of the layout's headers stand; None where not even half of them do."""
    labels = {compact(column.label): column.key for column in layout.columns}
    best: tuple[int, GridSheet, int, dict[str, int]] | None = None
    for sheet in grid.sheets:
        for number, row in enumerate(islice(sheet.rows, _HEADER_WITHIN)):
            columns: dict[str, int] = {}
            for index, value in enumerate(row):
                key = labels.get(compact(value)) if isinstance(value, str) and value else None
                if key is not None:
                    columns.setdefault(key, index)
            if len(columns) * 2 >= len(labels) and (best is None or len(columns) > best[0]):
                best = (len(columns), sheet, number, columns)
    if best is None:
        return None
    _, sheet, header, columns = best
    rows, strays = _rows(sheet, header, f"{seal.code}/")
    return Found(sheet, header, columns, rows, strays)


def _rows(sheet: GridSheet, header: int, prefix: str) -> tuple[dict[str, tuple[int, ...]], tuple[int, ...]]:
    rows: dict[str, tuple[int, ...]] = {}
    strays: list[int] = []
    for number in range(header + 1, len(sheet.rows)):
        for value in reversed(sheet.rows[number]):
            if isinstance(value, str) and value.startswith(prefix):
                key = value[len(prefix) :].strip()
                rows[key] = (*rows.get(key, ()), number)
                break
        else:
            strays.append(number)
    return rows, tuple(strays)
