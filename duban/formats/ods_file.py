"""OpenDocument spreadsheets (.ods): calamine reads the values; all that it does not tell is read from content.xml.

There a row or a cell that repeats is written once, with a number.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property, partial
from itertools import islice, product
from xml.etree.ElementTree import Element

from duban.formats.ods_cells import OdsCells, add_drawn_texts
from duban.formats.ods_styles import STYLE_ELEMENTS, OdsStyles
from duban.formats.opened_file import (
    UNCALCULATED_FORMULA,
    CellSelection,
    LookByCell,
    OpenedFile,
    UnreadableFile,
    file_format,
)
from duban.formats.package import MEGABYTE, local_name, xml_events, xml_root
from duban.formats.workbook_extras import WorkbookExtras
from duban.value_object import replace
from duban.workbook.book import cell_address
from duban.workbook.grid import PLAIN_LOOK, SheetGrid

_MAX_REPEATED_ERRORS = 1000
_CELLS = ("table-cell", "covered-table-cell")
_NO_TEXT = ("annotation", "creator", "date")
_NAMESPACE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TABLE, _OFFICE, _META = (_NAMESPACE % name for name in ("table", "office", "meta"))
_CALC_EXTENSION = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"


@file_format("ods", ".ods")
class OdsFile(OpenedFile):
    """A package whose values stand in one XML part."""

    damage_code = "unsound"

    @classmethod
    def recognises(cls, entry_names: Collection[str], text: str) -> bool:
        """By the part that holds its content; a package with a list of content types is one of Microsoft's."""
        return "content.xml" in entry_names and "[content_types].xml" not in entry_names

    def is_encrypted(self) -> bool:
        """Whether the manifest says so. Raises UnreadableFile where it says that it is another kind of document."""
        mimetype = self.package.read("mimetype", 256)
        if "mimetype" in self.entry_names and b"spreadsheet" not in mimetype:
            raise UnreadableFile("slides-file" if b"presentation" in mimetype else "word-file")
        return b"encryption-data" in self.package.read("meta-inf/manifest.xml", MEGABYTE)

    @cached_property
    def extras(self) -> WorkbookExtras:
        """Errors, uncalculated formulas, comments and merged areas. Damage raises one of PACKAGE_ERRORS."""
        return self._walk[0]

    def read_sheets(self, skipped_sheets: AbstractSet[str]) -> list[SheetGrid]:
        """Where calamine drops a tab or a line break, or adds what stands beside the words, the words are put right."""
        texts = self._walk[1].texts
        sheets = super().read_sheets(skipped_sheets)
        return [_with_texts(sheet, texts[sheet.name]) if sheet.name in texts else sheet for sheet in sheets]

    def find_looks(self, cells: CellSelection, unsettled: CellSelection) -> LookByCell:
        """As they were met when the content was walked through."""
        looks = self._walk[1].looks
        unsettled_cells = ((sheet, address) for sheet, addresses in unsettled.items() for address in addresses)
        return {**dict.fromkeys(unsettled_cells, PLAIN_LOOK), **looks}

    def page_texts(self, is_own: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
        """Of the pages' styles; which sheet has which is not told."""
        for page in xml_root(self.package.read("styles.xml")).iterfind(".//{*}master-page"):
            for part in page:
                words = "".join(part.itertext())
                if local_name(part.tag).startswith(("header", "footer")) and not is_own(words):
                    yield "", words

    @cached_property
    def _walk(self) -> tuple[WorkbookExtras, OdsCells]:
        """One walk through the content: styles, then shapes and rows of each sheet."""
        extras, cells = WorkbookExtras(), OdsCells(OdsStyles(partial(self.package.read, "styles.xml")))
        names = ("table", "table-column", "shapes", "table-row", *STYLE_ELEMENTS)
        row = 0
        for event, tag, element in xml_events(self.package.read("content.xml"), *names):
            if (event, tag) == ("start", "table"):
                row = 0
                cells.begin_sheet(element.get(f"{_TABLE}name", ""))
            elif event == "start":
                continue
            elif tag in STYLE_ELEMENTS:
                cells.styles.add(tag, element)
            elif tag == "table-column":
                cells.add_column(element)
            elif tag == "shapes":
                add_drawn_texts(extras, cells.sheet, "", element)
                element.clear()
            elif tag == "table-row":
                _read_row(extras, cells, row, element)
                row += int(element.get(f"{_TABLE}number-rows-repeated", 1))
                element.clear()
        return extras, cells

    def properties(self) -> dict[str, str]:
        """The properties that a user, or duban, gave the document. Damage raises one of PACKAGE_ERRORS."""
        defined = xml_root(self.package.read("meta.xml")).iterfind(".//{*}user-defined")
        return {element.get(f"{_META}name", ""): "".join(element.itertext()) for element in defined}


def _with_texts(sheet: SheetGrid, texts: Mapping[tuple[int, int], str]) -> SheetGrid:
    """A sheet with other words in some of its cells."""
    rows = [list(row) for row in sheet.rows]
    for (row, column), text in texts.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = text
    return replace(sheet, rows=rows)


def _read_row(extras: WorkbookExtras, cells: OdsCells, row: int, element: Element) -> None:
    """The cells of one row, which is counted from 0."""
    sheet = cells.sheet
    rows = int(element.get(f"{_TABLE}number-rows-repeated", 1))
    column = 0
    for cell in element:
        if local_name(cell.tag) not in _CELLS:
            continue
        columns = int(cell.get(f"{_TABLE}number-columns-repeated", 1))
        if error := _error(cell):
            places = product(range(row, row + rows), range(column, column + columns))
            for error_row, error_column in islice(places, _MAX_REPEATED_ERRORS):
                extras.cell_errors[sheet, cell_address(error_row + 1, error_column + 1)] = error
        cells.read(extras, row, column, cell)
        _read_comment(extras, sheet, cell_address(row + 1, column + 1), cell.find("{*}annotation"))
        height = int(cell.get(f"{_TABLE}number-rows-spanned", 1))
        width = int(cell.get(f"{_TABLE}number-columns-spanned", 1))
        if height > 1 or width > 1:
            areas = extras.merged_areas.setdefault(sheet, [])
            areas.append((row, column, row + height - 1, column + width - 1))
        column += columns


def _read_comment(extras: WorkbookExtras, sheet: str, address: str, annotation: Element | None) -> None:
    if annotation is not None and (comment := _text(annotation)):
        extras.add_comment(sheet, address, comment, annotation.findtext("{*}creator", ""))


def _error(cell: Element) -> str:
    """The error that a cell holds, or that its formula was never calculated; empty where neither."""
    if cell.get(f"{_CALC_EXTENSION}value-type") == "error":
        return _text(cell) or "#N/A"
    has_value = f"{_OFFICE}value-type" in cell.keys() or cell.find("{*}p") is not None  # noqa: SIM118 - no mapping
    return UNCALCULATED_FORMULA if f"{_TABLE}formula" in cell.keys() and not has_value else ""  # noqa: SIM118


def _text(element: Element) -> str:
    """The words of a cell or a comment, without what else stands in it."""
    return "".join("".join(child.itertext()) for child in element if local_name(child.tag) not in _NO_TEXT)
