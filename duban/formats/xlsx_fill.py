"""Values are put into cells of an .xlsx in place: looks, rules, protection and hidden parts keep their bytes."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from html import escape

from duban.formats.package import open_package
from duban.formats.workbook_parts import WorkbookParts
from duban.formats.xlsx_text import RowText, UnknownSpellingError, attributes, sheet_rows, with_attribute, with_rows
from duban.model.cell_rule import FillValue
from duban.text.folding import printable_text
from duban.workbook.book import parse_cell_address

_EPOCH = date(1899, 12, 30)


def filled_parts(data: bytes, values: Mapping[tuple[str, str], FillValue]) -> dict[str, bytes]:
    """The parts of a workbook with values in some of its cells. Formulas are worked out anew when it is opened.

    Args:
        data: the workbook, opened by `open_file` before; it counts its days from 1900.
        values: by sheet and address, of cells that are there; what stands in them is replaced.

    Returns:
        The content of every part by its name, in the order of the workbook.

    Raises:
        UnknownSpellingError: it is written in a way in which nothing can be changed safely.
        One of PACKAGE_ERRORS: it is damaged.
    """
    workbook = WorkbookParts(open_package(data))
    parts = workbook.sheets()
    by_sheet: dict[str, dict[str, FillValue]] = {}
    for (sheet, address), value in values.items():
        by_sheet.setdefault(sheet, {})[address] = value
    for sheet, own_values in by_sheet.items():
        xml = workbook.read(parts[sheet])
        rows = sheet_rows(xml)
        for address, value in own_values.items():
            _fill(rows, address, value)
        workbook.write(parts[sheet], with_rows(xml, rows))
    workbook.recalculate_on_opening()
    return workbook.parts


def _fill(rows: dict[int, RowText], address: str, value: FillValue) -> None:
    """Put a value into a cell of a sheet."""
    place = parse_cell_address(address)
    if place is None or place[0] + 1 not in rows:
        raise UnknownSpellingError(address)
    number, column = place[0] + 1, place[1] + 1
    row = rows[number]
    style = attributes(row.cells.get(column, "<c>")).get("s")
    kind, content = _written(value)
    tag = with_attribute(with_attribute(f'<c r="{address}"/>', "s", style), "t", kind).removesuffix("/>")
    rows[number] = RowText(row.tag, {**row.cells, column: f"{tag}>{content}</c>"})


def _written(value: FillValue) -> tuple[str | None, str]:
    """The type of a cell, and what stands between its tags."""
    if isinstance(value, date):
        return None, f"<v>{(value - _EPOCH).days}</v>"
    if isinstance(value, Decimal):
        return None, f"<v>{value:f}</v>"
    return "inlineStr", f'<is><t xml:space="preserve">{escape(printable_text(value), quote=False)}</t></is>'
