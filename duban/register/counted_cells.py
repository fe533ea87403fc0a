"""Which cells of 办公室登记 count: by them a cell that reads as blank and holds an error is told, and no silence."""

from collections.abc import Iterator, Mapping

from duban.messages.finding import Finding, Place
from duban.model.register_layout import RegisterLayout
from duban.register.contents import RegisterContents, RegisterTable
from duban.register.sheets import SHEET_RULES
from duban.workbook.book import cell_address

_ROWS_BELOW = 50
"""A formula without a value is no end of a table: so many rows below its last one are looked at too."""


def counted_cells(contents: RegisterContents, layout: RegisterLayout) -> Mapping[str, frozenset[str]]:
    """Name of a sheet → the cells in which she writes, or that say what a row is about; columns of her own aside."""
    return {
        table.name: frozenset(_addresses(table, {key for key in table.labels if _counts(layout, sheet, key)}))
        for sheet, table in contents.sheets.items()
    }


def cell_error_slips(contents: RegisterContents, errors: Mapping[tuple[str, str], str]) -> Iterator[Finding]:
    """A slip for each cell that holds an error, a formula without a value, or what cannot be read.

    Args:
        contents: the register.
        errors: of its cells, by sheet and address: what each holds.
    """
    for (sheet, address), error in errors.items():
        yield Finding("register-cell-error", Place(contents.file_name, sheet, address), {"error": error})


def _addresses(table: RegisterTable, counted: set[str]) -> Iterator[str]:
    columns = [number for number, key in enumerate(table.labels, 1) if key in counted]
    for row in range(table.header_row + 1, table.last_row + _ROWS_BELOW + 1):
        yield from (cell_address(row, column) for column in columns)


def _counts(layout: RegisterLayout, sheet: str, key: str) -> bool:
    rules = SHEET_RULES[sheet]
    hers = {column.key for column in layout.columns_of(sheet) if column.by != "program"}
    return key in hers.union(rules.naming_columns, rules.counted_columns)
