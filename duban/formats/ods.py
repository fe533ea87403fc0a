"""What an .ods holds beside its values: errors, formulas never worked out, comments, merged cells, properties."""

from itertools import islice, product

from duban.formats.aside import UNCALCULATED_FORMULA, WorkbookExtras
from duban.formats.package import PackageParts, parse_xml, read_part
from duban.workbook.book import cell_address

_MOST_REPEATS = 1000
_CELLS = ("table-cell", "covered-table-cell")
_APART = ("tracked-changes", "annotation", "creator", "date")
"""What stands in a table, and is none of its words."""


def read_ods_extras(data: bytes, parts: PackageParts) -> WorkbookExtras:
    """Of an .ods that passed the guard. Damage raises one of BROKEN."""
    walk = _Walk()
    parse_xml(read_part(data, parts, "content.xml"), walk.start, walk.end, walk.text)
    return walk.found


def read_ods_properties(data: bytes, parts: PackageParts) -> dict[str, str]:
    """The properties that a user, or duban, gave the document. Damage raises one of BROKEN."""
    found: dict[str, str] = {}
    names: list[str] = []

    def start(tag: str, told: dict[str, str]) -> None:
        if tag == "user-defined":
            names.append(told.get("meta:name", ""))

    def end(tag: str) -> None:
        if tag == "user-defined":
            names.pop()

    def text(words: str) -> None:
        if names:
            found[names[-1]] = found.get(names[-1], "") + words

    parse_xml(read_part(data, parts, "meta.xml"), start, end, text)
    return found


class _Walk:
    """Where we are in the tables of content.xml. Rows and cells that repeat are written once, with a number."""

    def __init__(self) -> None:
        self.found = WorkbookExtras()
        self._sheet = ""
        self._row = self._column = 0
        self._rows = self._columns = 1
        self._cell: dict[str, str] = {}
        self._inside = ""  # which of _APART
        self._words: dict[str, list[str]] = {}

    def start(self, tag: str, told: dict[str, str]) -> None:
        if tag in _APART and self._inside != "tracked-changes":
            self._inside = tag
        elif tag == "p":
            self._words.setdefault(self._inside, [])  # a formula that gave no text has an empty one
        elif self._inside:
            return
        elif tag == "table":
            self._sheet, self._row = told.get("table:name", ""), 0
        elif tag == "table-row":
            self._rows, self._column = int(told.get("table:number-rows-repeated", 1)), 0
        elif tag in _CELLS:
            self._columns, self._cell, self._words = int(told.get("table:number-columns-repeated", 1)), told, {}

    def text(self, words: str) -> None:
        self._words.setdefault(self._inside, []).append(words)

    def end(self, tag: str) -> None:
        if self._inside:
            if tag == self._inside:
                self._inside = "" if tag in ("annotation", "tracked-changes") else "annotation"
        elif tag == "table-row":
            self._row += self._rows
        elif tag in _CELLS:
            self._finish()
            self._column += self._columns

    def _finish(self) -> None:
        """One cell, with all its repetitions."""
        told, words = self._cell, self._words.get("")
        if told.get("calcext:value-type") == "error":
            self._odd("".join(words or ["#N/A"]))
        elif "table:formula" in told and words is None and "office:value-type" not in told:
            self._odd(UNCALCULATED_FORMULA)
        if note := self._words.get("annotation"):
            author = "".join(self._words.get("creator", ()))
            self.found.add_comment(self._sheet, cell_address(self._row + 1, self._column + 1), "".join(note), author)
        high, wide = (int(told.get(f"table:number-{what}-spanned", 1)) for what in ("rows", "columns"))
        if high > 1 or wide > 1:
            area = self._row, self._column, self._row + high - 1, self._column + wide - 1
            self.found.merged_areas.setdefault(self._sheet, []).append(area)

    def _odd(self, what: str) -> None:
        places = product(range(self._rows), range(self._columns))
        for down, right in islice(places, _MOST_REPEATS):
            self.found.cell_errors[self._sheet, cell_address(self._row + down + 1, self._column + right + 1)] = what
