"""Where a layout's table stands in a returned file: columns by their header, rows by their key, never by position."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from duban.fields.clean import compact
from duban.model.grid import Grid, GridSheet, Raw
from duban.model.layout import SheetLayout
from duban.model.seal import Seal

_HEADER_WITHIN = 20
_NO_HEADER = 60  # characters; longer texts need not be looked at


@dataclass(frozen=True, slots=True)
class Found:
    """A table in a file; rows and columns are counted from 0.

    columns: column key → where it stands. twice: keys of columns whose header stands more than once.
    rows: row key → every row that carries it. strays: rows below the header that carry no key of this form.
    """

    sheet: GridSheet
    header: int
    columns: Mapping[str, int]
    twice: frozenset[str]
    rows: Mapping[str, tuple[int, ...]]
    strays: tuple[int, ...]


def find(grid: Grid, layout: SheetLayout, seal: Seal) -> list[Found]:
    """The sheets in which most of the layout's headers stand; none where not even half of them do."""
    labels = {compact(column.label): column.key for column in layout.columns}
    headers = [(sheet, *_header(sheet, labels)) for sheet in grid.sheets]
    most = max((len(columns) for _, _, columns in headers), default=0)
    if most * 2 < len(labels):
        return []
    return [
        _found(sheet, number, columns, f"{seal.code}/") for sheet, number, columns in headers if len(columns) == most
    ]


def _header(sheet: GridSheet, labels: Mapping[str, str]) -> tuple[int, dict[str, list[int]]]:
    """The row with the most headers, and where each of them stands in it."""
    rows = (_labelled(row, labels) for row in islice(sheet.rows, _HEADER_WITHIN))
    return max(enumerate(rows), key=lambda pair: len(pair[1]), default=(0, {}))


def _labelled(row: Sequence[Raw], labels: Mapping[str, str]) -> dict[str, list[int]]:
    columns: dict[str, list[int]] = {}
    for index, value in enumerate(row):
        if isinstance(value, str) and 0 < len(value) < _NO_HEADER and (key := labels.get(compact(value))):
            columns.setdefault(key, []).append(index)
    return columns


def _found(sheet: GridSheet, header: int, columns: Mapping[str, list[int]], prefix: str) -> Found:
    rows: dict[str, tuple[int, ...]] = {}
    strays = []
    for number in range(header + 1, len(sheet.rows)):
        key = next(_keys(sheet.rows[number], prefix), None)
        if key is None:
            strays.append(number)
        else:
            rows[key] = (*rows.get(key, ()), number)
    once = {key: places[0] for key, places in columns.items() if len(places) == 1}
    return Found(sheet, header, once, frozenset(columns.keys() - once.keys()), rows, tuple(strays))


def _keys(row: Sequence[Raw], prefix: str) -> Iterator[str]:
    for value in reversed(row):
        if isinstance(value, str) and value.startswith(prefix):
            yield value[len(prefix) :].strip()
