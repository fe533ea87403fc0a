"""Excel 2003 XML (.xml, often called .xls), as old systems export it: one XML document with typed cells.

A row or a cell may say its number (`ss:Index`, from 1); else it follows the one before.
"""

from collections.abc import Callable, Collection, Iterator
from collections.abc import Set as AbstractSet
from datetime import datetime, time
from functools import cached_property
from math import isfinite
from xml.etree.ElementTree import Element

from duban.formats.cell_look import PLAIN_STYLE_LOOK
from duban.formats.opened_file import (
    UNCALCULATED_FORMULA,
    CellSelection,
    LookByCell,
    OpenedFile,
    UnreadableFile,
    file_format,
)
from duban.formats.package import local_name, xml_root
from duban.formats.workbook_extras import WorkbookExtras
from duban.formats.xml_2003_looks import read_marked_text, read_styles
from duban.workbook.book import cell_address
from duban.workbook.grid import MAX_COLUMNS, MAX_ROWS, CellValue, SheetGrid

_NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_SS = f"{{{_NAMESPACE}}}"
_MAX_NUMBER = 1 << 20
"""So many rows a sheet of Excel has."""


@file_format("xml", ".xml", ".xls")
class Xml2003File(OpenedFile):
    """A text file with a root element Workbook."""

    @classmethod
    def recognises(cls, entry_names: Collection[str], text: str) -> bool:
        """By the namespace of its first element."""
        return text[:4096].lstrip().startswith("<") and _NAMESPACE in text[:4096]

    def read_sheets(self, skipped_sheets: AbstractSet[str]) -> list[SheetGrid]:
        """All sheets at once."""
        return self._contents[0]

    @cached_property
    def extras(self) -> WorkbookExtras:
        """Errors, uncalculated formulas, comments and merged areas."""
        return self._contents[1]

    def find_looks(self, cells: CellSelection, unsettled: CellSelection) -> LookByCell:
        """By the styles that stand before the sheets, and by the marks inside a text."""
        looks: LookByCell = {}
        root = xml_root(self.text)
        styles = read_styles(root)
        for sheet in root.iterfind(f"{_SS}Worksheet"):
            name = sheet.get(f"{_SS}Name", "")
            for row, column, cell in _cells(sheet):
                address, data = cell_address(row + 1, column + 1), cell.find(f"{_SS}Data")
                if data is None or address not in cells.get(name, ()):
                    continue
                style = styles.get(cell.get(f"{_SS}StyleID", ""), PLAIN_STYLE_LOOK)
                runs = read_marked_text(data, style.letters)
                if len(runs) > 1 or style.is_odd or address in unsettled.get(name, ()):
                    looks[name, address] = style.look(runs if len(runs) > 1 else ())
        return looks

    def page_texts(self, is_own: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
        """Of the options of each sheet."""
        for sheet in xml_root(self.text).iterfind(f"{_SS}Worksheet"):
            for part in sheet.iterfind("{*}WorksheetOptions/{*}PageSetup/*"):
                words = next((value for key, value in part.items() if local_name(key) == "Data"), "")
                if not is_own(words):
                    yield sheet.get(f"{_SS}Name", ""), words

    @cached_property
    def _contents(self) -> tuple[list[SheetGrid], WorkbookExtras]:
        """Raises ValueError for a number or a day that is none."""
        if "<!DOCTYPE" in self.text:
            raise UnreadableFile("unsafe-content", {"part": "DOCTYPE"})
        extras = WorkbookExtras()
        return [_read_sheet(sheet, extras) for sheet in xml_root(self.text).iterfind(f"{_SS}Worksheet")], extras


def _read_sheet(sheet: Element, extras: WorkbookExtras) -> SheetGrid:
    """The values of a sheet; what else stands in its cells is added to the extras."""
    name = sheet.get(f"{_SS}Name", "")
    rows: list[list[CellValue]] = []
    truncated = False
    for row, column, cell in _cells(sheet):
        _read_extras(extras, name, row, column, cell)
        value = _value(cell.find(f"{_SS}Data"))
        if value != "" and (row >= MAX_ROWS or column >= MAX_COLUMNS):
            truncated = True
        elif value != "":
            rows += [[] for _ in range(row + 1 - len(rows))]
            rows[row] += [""] * (column - len(rows[row])) + [value]
    visible = sheet.findtext("{*}WorksheetOptions/{*}Visible", "") == ""
    return SheetGrid(name, visible, rows, truncated, tuple(extras.merged_areas.get(name, ())))


def _read_extras(extras: WorkbookExtras, sheet: str, row: int, column: int, cell: Element) -> None:
    address = cell_address(row + 1, column + 1)
    data, comment = cell.find(f"{_SS}Data"), cell.find(f"{_SS}Comment")
    if data is not None and data.get(f"{_SS}Type") == "Error":
        extras.cell_errors[sheet, address] = data.text or "#N/A"
    elif data is None and cell.get(f"{_SS}Formula"):
        extras.cell_errors[sheet, address] = UNCALCULATED_FORMULA
    if comment is not None:
        extras.add_comment(sheet, address, "".join(comment.itertext()), comment.get(f"{_SS}Author", ""))
    down, right = _number(cell, "MergeDown", 0), _number(cell, "MergeAcross", 0)
    if down or right:
        extras.merged_areas.setdefault(sheet, []).append((row, column, row + down, column + right))


def _cells(sheet: Element) -> Iterator[tuple[int, int, Element]]:
    """Row and column, counted from 0, of each cell. Raises ValueError for a number that is none."""
    row = 0
    for row_element in sheet.iterfind(f"{_SS}Table/{_SS}Row"):
        row = _number(row_element, "Index", row + 1)
        column = 0
        for cell in row_element.iterfind(f"{_SS}Cell"):
            column = _number(cell, "Index", column + 1)
            yield row - 1, column - 1, cell
            column += _number(cell, "MergeAcross", 0)


def _number(element: Element, attribute: str, default: int) -> int:
    """A number that an element may state; it is the least that it can be where it does not."""
    number = int(element.get(f"{_SS}{attribute}", default))
    if not default <= number <= _MAX_NUMBER:
        raise ValueError(number)
    return number


def _value(data: Element | None) -> CellValue:
    """What a cell holds; `""` for a blank, an error, or a formula without a value."""
    kind = "" if data is None else data.get(f"{_SS}Type")
    text = "" if data is None or kind == "Error" else "".join(data.itertext())
    if kind == "Number" and isfinite(float(text)):
        return float(text)
    if kind != "DateTime":
        return text == "1" if kind == "Boolean" else text
    moment = datetime.fromisoformat(text).replace(tzinfo=None)
    return moment if moment.time() > time.min else moment.date()
