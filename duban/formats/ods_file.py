"""OpenDocument spreadsheets (.ods): calamine reads the values; all that it does not tell is read from content.xml.

There a row or a cell that repeats is written once, with a number.
"""

from collections.abc import Collection
from functools import cached_property
from itertools import islice, product
from xml.etree.ElementTree import Element

from duban.formats.opened_file import UNCALCULATED_FORMULA, OpenedFile, UnreadableFile, file_format
from duban.formats.package import MEGABYTE, local_name, xml_events, xml_root
from duban.formats.workbook_extras import WorkbookExtras
from duban.workbook.book import cell_address

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
        extras = WorkbookExtras()
        sheet, row = "", 0
        for event, tag, element in xml_events(self.package.read("content.xml"), "table", "table-row"):
            if (event, tag) == ("start", "table"):
                sheet, row = element.get(f"{_TABLE}name", ""), 0
            elif (event, tag) == ("end", "table-row"):
                _read_row(extras, sheet, row, element)
                row += int(element.get(f"{_TABLE}number-rows-repeated", 1))
                element.clear()
        return extras

    def properties(self) -> dict[str, str]:
        """The properties that a user, or duban, gave the document. Damage raises one of PACKAGE_ERRORS."""
        defined = xml_root(self.package.read("meta.xml")).iterfind(".//{*}user-defined")
        return {element.get(f"{_META}name", ""): "".join(element.itertext()) for element in defined}


def _read_row(extras: WorkbookExtras, sheet: str, row: int, element: Element) -> None:
    """The cells of one row, which is counted from 0."""
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
        annotation = cell.find("{*}annotation")
        if annotation is not None and (comment := _text(annotation)):
            author = annotation.findtext("{*}creator", "")
            extras.add_comment(sheet, cell_address(row + 1, column + 1), comment, author)
        height = int(cell.get(f"{_TABLE}number-rows-spanned", 1))
        width = int(cell.get(f"{_TABLE}number-columns-spanned", 1))
        if height > 1 or width > 1:
            areas = extras.merged_areas.setdefault(sheet, [])
            areas.append((row, column, row + height - 1, column + width - 1))
        column += columns


def _error(cell: Element) -> str:
    """The error that a cell holds, or that its formula was never calculated; empty where neither."""
    if cell.get(f"{_CALC_EXTENSION}value-type") == "error":
        return _text(cell) or "#N/A"
    has_value = f"{_OFFICE}value-type" in cell.keys() or cell.find("{*}p") is not None  # noqa: SIM118 - no mapping
    return UNCALCULATED_FORMULA if f"{_TABLE}formula" in cell.keys() and not has_value else ""  # noqa: SIM118


def _text(element: Element) -> str:
    """The words of a cell or a comment, without what else stands in it."""
    return "".join("".join(child.itertext()) for child in element if local_name(child.tag) not in _NO_TEXT)
