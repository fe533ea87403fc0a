"""OpenDocument spreadsheets (.ods): calamine reads the values; all that it does not tell is read from content.xml.

There a row or a cell that repeats is written once, with a number.
"""

from collections.abc import Collection
from functools import cached_property
from itertools import islice, product

from duban.formats.opened_file import UNCALCULATED_FORMULA, OpenedFile, UnreadableFile, WorkbookExtras, file_format
from duban.formats.package import MEGABYTE, parse_xml
from duban.workbook.book import cell_address

_MAX_REPEATED_ERRORS = 1000
_CELLS = ("table-cell", "covered-table-cell")
_NOT_CELL_TEXT = ("tracked-changes", "annotation", "creator", "date")
"""Elements in a table whose text is none of its cells'."""


@file_format("ods", ".ods")
class OdsFile(OpenedFile):
    """A package whose values stand in one XML part."""

    damage_code = "unsound"

    @classmethod
    def recognises(cls, entry_names: Collection[str], text: str) -> bool:  # noqa: ARG003
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
        reading = _ContentReading()
        parse_xml(self.package.read("content.xml"), reading.start, reading.end, reading.text)
        return reading.extras

    def properties(self) -> dict[str, str]:
        """The properties that a user, or duban, gave the document. Damage raises one of PACKAGE_ERRORS."""
        properties: dict[str, str] = {}
        open_names: list[str] = []

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "user-defined":
                open_names.append(attributes.get("meta:name", ""))

        def end(tag: str) -> None:
            if tag == "user-defined":
                open_names.pop()

        def text(piece: str) -> None:
            if open_names:
                properties[open_names[-1]] = properties.get(open_names[-1], "") + piece

        parse_xml(self.package.read("meta.xml"), start, end, text)
        return properties


class _ContentReading:
    """How far content.xml has been read: the sheet, the row, the cell, and what the cell holds so far."""

    def __init__(self) -> None:
        self.extras = WorkbookExtras()
        self._sheet = ""
        self._row = self._column = 0
        self._row_repeats = self._column_repeats = 1
        self._attributes: dict[str, str] = {}
        self._inside = ""  # which of _NOT_CELL_TEXT
        self._pieces: dict[str, list[str]] = {}  # by what they are inside of

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _NOT_CELL_TEXT and self._inside != "tracked-changes":
            self._inside = tag
        elif tag == "p":
            self._pieces.setdefault(self._inside, [])  # a formula that gave no text has an empty one
        elif self._inside:
            return
        elif tag == "table":
            self._sheet, self._row = attributes.get("table:name", ""), 0
        elif tag == "table-row":
            self._row_repeats, self._column = int(attributes.get("table:number-rows-repeated", 1)), 0
        elif tag in _CELLS:
            self._column_repeats = int(attributes.get("table:number-columns-repeated", 1))
            self._attributes, self._pieces = attributes, {}

    def text(self, piece: str) -> None:
        self._pieces.setdefault(self._inside, []).append(piece)

    def end(self, tag: str) -> None:
        if self._inside:
            if tag == self._inside:
                self._inside = "" if tag in ("annotation", "tracked-changes") else "annotation"
        elif tag == "table-row":
            self._row += self._row_repeats
        elif tag in _CELLS:
            self._finish_cell()
            self._column += self._column_repeats

    def _finish_cell(self) -> None:
        """One cell, with all its repetitions."""
        attributes, pieces = self._attributes, self._pieces.get("")
        if attributes.get("calcext:value-type") == "error":
            self._add_error("".join(pieces or ["#N/A"]))
        elif "table:formula" in attributes and pieces is None and "office:value-type" not in attributes:
            self._add_error(UNCALCULATED_FORMULA)
        if comment := self._pieces.get("annotation"):
            author = "".join(self._pieces.get("creator", ()))
            address = cell_address(self._row + 1, self._column + 1)
            self.extras.add_comment(self._sheet, address, "".join(comment), author)
        height = int(attributes.get("table:number-rows-spanned", 1))
        width = int(attributes.get("table:number-columns-spanned", 1))
        if height > 1 or width > 1:
            area = self._row, self._column, self._row + height - 1, self._column + width - 1
            self.extras.merged_areas.setdefault(self._sheet, []).append(area)

    def _add_error(self, error: str) -> None:
        offsets = product(range(self._row_repeats), range(self._column_repeats))
        for down, right in islice(offsets, _MAX_REPEATED_ERRORS):
            address = cell_address(self._row + down + 1, self._column + right + 1)
            self.extras.cell_errors[self._sheet, address] = error
