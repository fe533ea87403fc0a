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
    as_issued = {column.label: column.key for column in layout.columns}
    headers = [_header(sheet, as_issued) for sheet in grid.sheets]
    if not any(len(columns) == len(as_issued) for _, columns in headers):  # somebody retyped one: look closer
        labels = {compact(label): key for label, key in as_issued.items()}
        headers = [_header(_plain(sheet), labels) for sheet in grid.sheets]
    most = max((len(columns) for _, columns in headers), default=0)
    if most * 2 < len(as_issued):
        return []
    tables = zip(grid.sheets, headers, strict=True)
    return [_found(sheet, row, columns, f"{seal.code}/") for sheet, (row, columns) in tables if len(columns) == most]


def _header(sheet: GridSheet, labels: Mapping[str, str]) -> tuple[int, dict[str, list[int]]]:
    """The row with the most headers, and where each of them stands in it."""
    known = frozenset(labels)
    counts = [len(known.intersection(row)) for row in islice(sheet.rows, _HEADER_WITHIN)]
    best = counts.index(max(counts)) if counts else 0
    columns: dict[str, list[int]] = {}
    for index, value in enumerate(sheet.rows[best] if counts else ()):
        if isinstance(value, str) and value in labels:
            columns.setdefault(labels[value], []).append(index)
    return best, columns


def _plain(sheet: GridSheet) -> GridSheet:
    """The head of a sheet, its short texts without width and spaces."""
    rows = [
        [compact(value) if isinstance(value, str) and len(value) < _NO_HEADER else "" for value in row]
        for row in islice(sheet.rows, _HEADER_WITHIN)
    ]
    return GridSheet(sheet.name, sheet.visible, rows)


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
