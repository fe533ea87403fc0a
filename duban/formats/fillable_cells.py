"""Which cells of an .xlsx of somebody else a person may type into, and what its rules let in."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element

from duban.formats.opened_file import CellSelection
from duban.formats.package import local_name, open_package, xml_events, xml_root
from duban.formats.workbook_parts import WorkbookParts
from duban.formats.xlsx_cells import read_xlsx_cells
from duban.model.cell_rule import CellRule
from duban.text.lazy_pattern import lazy_pattern
from duban.workbook.book import parse_cell_address
from duban.workbook.grid import SheetGrid, WorkbookGrid

_AREA = lazy_pattern(r"\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?")
_LISTED_AREA = lazy_pattern(r"(?:'((?:[^']|'')+)'|([^'!]+))!(\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)")
_ON = ("1", "true")
_MOST_RULES = 2000
"""So many rules of one sheet are read; a form has a few dozen."""

Area = tuple[int, int, int, int]
"""First row, first column, last row and last column, counted from 0."""


def fillable_cells(
    data: bytes, grid: WorkbookGrid, wanted: CellSelection
) -> dict[tuple[str, str], tuple[CellRule, ...]]:
    """Those of these cells that a person may type into, each with its rules, by sheet and address.

    Left out are cells that hold a formula, and locked ones of a protected sheet.

    Args:
        data: the workbook, opened by `open_file` before.
        grid: its values, for lists that stand in cells.
        wanted: cells of its sheets.

    Raises:
        One of PACKAGE_ERRORS: it is damaged.
    """
    workbook = WorkbookParts(open_package(data))
    parts, unlocking = workbook.sheets(), _unlocking_styles(workbook.read(workbook.part_of_type("styles")))
    fillable: dict[tuple[str, str], tuple[CellRule, ...]] = {}
    for sheet, addresses in wanted.items():
        xml = workbook.read(parts[sheet]).encode()
        is_protected, rules = _protection_and_rules(xml, grid, sheet)
        for address in _open_addresses(xml, addresses, unlocking if is_protected else None):
            fillable[sheet, address] = tuple(rule for areas, rule in rules if _is_in(address, areas))
    return fillable


def _open_addresses(xml: bytes, wanted: AbstractSet[str], unlocking: frozenset[int] | None) -> Iterator[str]:
    """Those that hold no formula and whose style unlocks them. unlocking: such styles; None where nothing is locked."""
    cells = read_xlsx_cells(xml, wanted)
    for address in sorted(wanted):
        cell = cells.get(address)
        is_locked = unlocking is not None and (cell is None or cell.style not in unlocking)
        if not is_locked and not (cell and cell.has_formula):
            yield address


def _unlocking_styles(styles: str) -> frozenset[int]:
    """The numbers of the styles that unlock a cell; all others lock it."""
    formats = enumerate(xml_root(styles).iterfind("{*}cellXfs/{*}xf"))
    return frozenset(number for number, style in formats if _is_unlocked(style))


def _is_unlocked(style: Element) -> bool:
    protection = style.find("{*}protection")
    return protection is not None and protection.get("locked", "1") not in _ON


def _protection_and_rules(
    xml: bytes, grid: WorkbookGrid, sheet: str
) -> tuple[bool, list[tuple[tuple[Area, ...], CellRule]]]:
    """Whether the sheet is protected, and its strict rules with the areas that they hold in."""
    is_protected = False
    rules: list[tuple[tuple[Area, ...], CellRule]] = []
    for event, name, element in xml_events(xml, "row", "sheetProtection", "dataValidation"):
        if event == "start":
            continue
        if name == "row":
            element.clear()
        elif name == "sheetProtection":
            is_protected = element.get("sheet", "0") in _ON
        elif len(rules) < _MOST_RULES and element.get("showErrorMessage", "0") in _ON:
            rules.append((tuple(_areas(element)), _rule(element, grid, sheet)))
    return is_protected, rules


def _areas(element: Element) -> Iterator[Area]:
    """Where a rule holds; an extension says it in an element of its own."""
    inner = (child.text or "" for child in element.iter() if local_name(child.tag) == "sqref")
    for text in (element.get("sqref", "") or next(inner, "")).split():
        if area := _area(text):
            yield area


def _area(text: str) -> Area | None:
    match = _AREA.fullmatch(text)
    if not match:
        return None
    first = parse_cell_address(match[1] + match[2])
    last = parse_cell_address((match[3] or match[1]) + (match[4] or match[2]))
    return (*first, *last) if first and last else None


def _is_in(address: str, areas: tuple[Area, ...]) -> bool:
    place = parse_cell_address(address)
    if place is None:
        return False
    row, column = place
    return any(top <= row <= bottom and left <= column <= right for top, left, bottom, right in areas)


def _rule(element: Element, grid: WorkbookGrid, sheet: str) -> CellRule:
    formulas = {
        local_name(child.tag): "".join(child.itertext()).strip()
        for child in element
        if local_name(child.tag) in ("formula1", "formula2")
    }
    kind, first = element.get("type", "none"), formulas.get("formula1", "")
    if kind == "list":
        return CellRule(kind, options=_listed(first, grid, sheet))
    comparison = element.get("operator", "between")
    return CellRule(kind, comparison, _number(first), _number(formulas.get("formula2", "")))


def _listed(formula: str, grid: WorkbookGrid, sheet: str) -> tuple[str, ...] | None:
    """The words of a list, typed or in cells of this workbook; None where they cannot be known."""
    formula = formula.removeprefix("=")
    if formula.startswith('"') and formula.endswith('"') and len(formula) > 1:
        return tuple(word.strip() for word in formula[1:-1].replace('""', '"').split(","))
    named = _LISTED_AREA.fullmatch(formula)
    if not named:
        return _words_in(grid.sheet(sheet), _area(formula))
    return _words_in(grid.sheet((named[1] or named[2]).replace("''", "'")), _area(named[3]))


def _words_in(sheet: SheetGrid | None, area: Area | None) -> tuple[str, ...] | None:
    """What stands in an area of a sheet; None where there is no such sheet or area."""
    if sheet is None or area is None:
        return None
    top, left, bottom, right = area
    rows = range(top, min(bottom, len(sheet.rows) - 1) + 1)
    values = (sheet.value_at(row, column) for row in rows for column in range(left, right + 1))
    return tuple(str(value) for value in values if value != "")


def _number(formula: str) -> Decimal | None:
    """A bound that is a number; None for a formula."""
    try:
        number = Decimal(formula)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
