"""Where a table stands in a workbook: columns by their header, rows by the key in one of their cells."""

from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from typing import NamedTuple

from duban.tables.headers import HeaderLabels, TableHeader, find_changed_header, find_issued_header
from duban.text.folding import comparison_key
from duban.value_object import ValueObject
from duban.workbook.grid import SheetGrid


class KeyedSheet(NamedTuple):
    """A sheet with the row keys that stand in it.

    Attributes:
        sheet: the sheet.
        row_keys: row, counted from 0 → its key, without the prefix.
    """

    sheet: SheetGrid
    row_keys: Mapping[int, str]


class LocatedTable(ValueObject):
    """A table in a workbook; rows and columns are counted from 0.

    Attributes:
        sheet: on which it stands.
        header: its header row.
        rows_by_key: row key → every row that carries it.
        rows_without_key: rows below the header that carry no key.
    """

    sheet: SheetGrid
    header: TableHeader
    rows_by_key: Mapping[str, Sequence[int]]
    rows_without_key: Sequence[int]

    @property
    def columns(self) -> Mapping[str, int]:
        """Column key → where it stands."""
        return self.header.columns


def sheets_with_row_keys(sheets: Sequence[SheetGrid], prefix: str) -> tuple[KeyedSheet, ...]:
    """Every sheet with its row keys: the last cell of each row that begins with the prefix."""
    return tuple(KeyedSheet(sheet, dict(_row_keys(sheet, prefix))) for sheet in sheets)


def locate_tables(
    sheets: Sequence[KeyedSheet], labels: HeaderLabels, expected_keys: Container[str]
) -> tuple[list[LocatedTable], list[SheetGrid]]:
    """Every place where a table may stand.

    Args:
        sheets: those that may hold it.
        labels: of its columns.
        expected_keys: the keys of its rows.

    Returns:
        The tables with most of the labels or with expected rows, in the order of the sheets; and the sheets with
        expected rows but without a header.
    """
    has_rows = [any(key in expected_keys for key in row_keys.values()) for _, row_keys in sheets]
    headers = _find_headers(sheets, labels, has_rows)
    most = max((header.label_count for header in headers if header), default=0)
    tables, headless = [], []
    for keyed, header, is_sought in zip(sheets, headers, has_rows, strict=True):
        if header and (is_sought or header.label_count == most):
            tables.append(_located(keyed, header))
        elif is_sought:
            headless.append(keyed.sheet)
    return tables, headless


def _find_headers(
    sheets: Sequence[KeyedSheet], labels: HeaderLabels, has_rows: Sequence[bool]
) -> list[TableHeader | None]:
    """The header on each sheet; changed ones count where rows of the table stand, or where no header is as issued."""
    headers = [find_issued_header(sheet, labels) for sheet, _ in sheets]
    is_header_changed = not any(headers)
    for index, (sheet, _) in enumerate(sheets):
        if headers[index] is None and (is_header_changed or has_rows[index]):
            headers[index] = find_changed_header(sheet, labels)
    return headers


def locate_heading_inputs(table: LocatedTable, labels: Collection[str]) -> dict[str, tuple[int, int]]:
    """Label → row and column of the cell to the right of where it first stands above the table, if it does.

    It stands there with or without its colon. Blank cells above columns that were inserted are passed over: these
    pushed the answer to the right.
    """
    labels_above: dict[str, tuple[int, int]] = {}
    for row in range(table.header.row) if labels else ():
        for at, value in enumerate(table.sheet.rows[row]):
            if value and isinstance(value, str):
                labels_above.setdefault(_without_colon(value), (row, at))
    places = {label: labels_above.get(_without_colon(label)) for label in labels}
    return {label: _input_beside(table, *place) for label, place in places.items() if place}


def _input_beside(table: LocatedTable, row: int, label_at: int) -> tuple[int, int]:
    columns = set(table.columns.values())
    right = range(label_at + 1, max(columns))
    inputs = (at for at in right if at in columns or table.sheet.value_at(row, at))
    return row, next(inputs, label_at + 1)


def _without_colon(text: str) -> str:
    return comparison_key(text).rstrip(":")


def _located(keyed: KeyedSheet, header: TableHeader) -> LocatedTable:
    rows_by_key: dict[str, list[int]] = {}
    rows_without_key = []
    for number in range(header.row + 1, len(keyed.sheet.rows)):
        key = keyed.row_keys.get(number)
        if key is None:
            rows_without_key.append(number)
        else:
            rows_by_key.setdefault(key, []).append(number)
    return LocatedTable(keyed.sheet, header, rows_by_key, rows_without_key)


def _row_keys(sheet: SheetGrid, prefix: str) -> Iterator[tuple[int, str]]:
    for number, values in enumerate(sheet.rows):
        for value in reversed(values):
            if isinstance(value, str) and value.startswith(prefix):
                yield number, value[len(prefix) :].strip()
                break
