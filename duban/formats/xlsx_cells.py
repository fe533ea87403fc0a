"""Single cells of an .xlsx as its XML has them: whether a formula, an error, and in which style."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import repeat
from xml.etree.ElementTree import Element

from duban.formats.byte_search import ByteSearch, between_mentions, mentions
from duban.formats.cell_look import Run
from duban.formats.package import MEGABYTE, is_utf_16, local_name, xml_events
from duban.formats.xlsx_styles import read_runs
from duban.text.lazy_pattern import lazy_pattern
from duban.value_object import MutableObject
from duban.workbook.book import cell_address, parse_cell_address

_NO_VALUE = rb"""\s*(?:<(?:\w+:)?v\s*(?:/>|></(?:\w+:)?v>)\s*)?</(?:\w+:)?c>"""
_FORMULA = lazy_pattern(rb"f>(" + _NO_VALUE + rb")?")
"""The start or the end of a formula, with all behind it to the end of its cell where no value stands there."""
_ERROR_VALUE, _ERROR_TYPE = ByteSearch(rb">#"), lazy_pattern(rb"""["']e["']""")  # every error begins so: <v>#REF!
_SHARED = ByteSearch(rb"shared")
_UNWORKED_SHARED = lazy_pattern(rb"""si\s*=\s*["']\d+["']\s*/>""" + _NO_VALUE)
_NOTHING_BEHIND = lazy_pattern(_NO_VALUE)
_END_OF_FORMULA, _END_WITH_PREFIX = b"</f>", ByteSearch(b":f>")
_FORMULA_TAGS, _CELL_TAGS = (b"<f>", b"<f "), (b"<c>", b"<c ")
_NO_ELEMENTS = ByteSearch(b"<!"), ByteSearch(b"<?")
_MOST_BYTES = 4 * MEGABYTE
"""Of a part whose formulas are taken out; a form has a fraction of it."""
_CELLS = b"sheetData"
_TAG = lazy_pattern(rb"<(?:\w+:)?c\b([^>]*)>")
_TEXT_FORMULA = lazy_pattern(rb"""\st\s*=\s*["']str["']""")  # there an empty text is a value
_ADDRESS = lazy_pattern(rb"""\sr\s*=\s*["'](\w+)["']""")

_RICH_VALUE = "rich"


class XlsxCell(MutableObject):
    """A cell as the XML has it.

    Attributes:
        value_type: as written: `e` an error, `str` the text of a formula, `n` a number, `s` a shared text; or `rich`,
            an error that stands for a picture or the like in the cell.
        style: its place in the list of styles.
        value: as written; empty where there is none.
        runs: the pieces of a text that stands in the cell itself, where they are written in several ways.
    """

    value_type: str
    style: int
    has_formula: bool = False
    value: str = ""
    runs: tuple[Run, ...] = ()


class SheetCells:
    """The cells of a part, searched in bytes: nearly always there is nothing to find, and no XML need be parsed."""

    def __init__(self, xml: bytes) -> None:
        """Search nothing yet. xml: a part in which a sheet stands, or any other."""
        self.xml = xml

    @cached_property
    def cells(self) -> bytes:
        """What stands between the first and the last mention of the cells; all of a part that has no two of them."""
        return between_mentions(_CELLS, self.xml)

    @cached_property
    def _between_formulas(self) -> list[bytes]:
        """The cells, parted where a formula ends."""
        return self.cells.split(_END_OF_FORMULA)

    @cached_property
    def without_formulas(self) -> bytes:
        """The part without the text of its formulas: who reads values goes through half as much.

        All of it, where it is not written as programs write it, with comments or tags of other names, or is long.
        """
        *pieces, last = self._between_formulas if len(self.xml) <= _MOST_BYTES else [self.cells]
        starts = [piece.rfind(b"<") for piece in pieces]
        parents = [piece.rfind(b"<", 0, start) for piece, start in zip(pieces, starts, strict=True)]
        are_formulas = all(map(bytes.startswith, pieces, repeat(_FORMULA_TAGS), starts))
        are_of_cells = all(map(bytes.startswith, pieces, repeat(_CELL_TAGS), parents))
        cells = b"".join([*(piece[:start] for piece, start in zip(pieces, starts, strict=True)), last])
        is_usual = are_formulas and are_of_cells and not any(mark.is_in(cells) for mark in _NO_ELEMENTS)
        if not pieces or not is_usual:
            return self.xml
        start, end = mentions(_CELLS, self.xml)
        return b"".join((self.xml[:start], cells, self.xml[end:]))

    @cached_property
    def _formulas(self) -> tuple[int, tuple[int, ...]]:
        """How many formulas are written out, and where in the cells those end that have no value."""
        behind = self._between_formulas[1:]
        if not any(map(_NOTHING_BEHIND.match, behind)) and not _END_WITH_PREFIX.is_in(self.cells):
            return len(behind), ()  # nearly always
        cells, matches = self.cells, list(_FORMULA.finditer(self.cells))
        count = sum(cells.startswith(b"</", cells.rfind(b"<", 0, match.start())) for match in matches)
        return count, tuple(match.start() for match in matches if match[1] is not None)

    @property
    def formula_count(self) -> int:
        """How many formulas are written out: of shared ones the first."""
        return self._formulas[0]

    @property
    def has_suspects(self) -> bool:
        """Whether any cell may be an error or a formula without a value. Rather yes than no."""
        return is_utf_16(self.xml) or next(self._suspects(), None) is not None

    def may_hold_errors(self, wanted: AbstractSet[str]) -> bool:
        """Whether one of these cells may be such. Rather yes than no."""
        return is_utf_16(self.xml) or any(
            _is_suspect(self.cells, at, tags_back, wanted) for at, tags_back in self._suspects()
        )

    def _suspects(self) -> Iterator[tuple[int, int]]:
        """Places inside cells that may be such, and how many tags before them the cell begins."""
        cells = self.cells
        if _ERROR_VALUE.is_in(cells):
            yield from ((match.start(), 1) for match in _ERROR_TYPE.finditer(cells))
        yield from ((at, 3) for at in self._formulas[1])
        if _SHARED.is_in(cells):
            yield from ((match.start(), 2) for match in _UNWORKED_SHARED.finditer(cells))


def _is_suspect(xml: bytes, at: int, tags_back: int, wanted: AbstractSet[str]) -> bool:
    """Whether a place that was found inside a cell belongs to one of the wanted, and none whose text may be empty."""
    for _ in range(tags_back):
        at = max(xml.rfind(b"<", 0, at), 0)
    tag = _TAG.match(xml, at)
    address = tag and _ADDRESS.search(tag[1])
    if not tag or not address:
        return True
    return address[1].decode() in wanted and not _TEXT_FORMULA.search(tag[1])


def read_xlsx_cells(xml: bytes, wanted: AbstractSet[str]) -> dict[str, XlsxCell]:
    """Cells by their addresses, in one pass that ends at the last wanted row.

    Args:
        xml: the part that a sheet stands in. A cell may leave out where it is: then it follows the one before.
        wanted: addresses such as F7; those that the part does not have are left out.

    Raises:
        One of PACKAGE_ERRORS: the part is damaged above that row.
    """
    places = [place for address in wanted if (place := parse_cell_address(address))]
    last_row = max((row + 1 for row, _ in places), default=0)
    cells: dict[str, XlsxCell] = {}
    row = 0
    for event, _, element in xml_events(xml, "row"):
        if event == "end":
            cells |= _wanted_cells(element, row, wanted)
            element.clear()
            continue
        row = int(element.get("r", row + 1))
        if row > last_row:
            break
    return cells


def _wanted_cells(row_element: Element, row: int, wanted: AbstractSet[str]) -> dict[str, XlsxCell]:
    cells: dict[str, XlsxCell] = {}
    address = ""
    for element in row_element:
        if local_name(element.tag) != "c":
            continue
        address = element.get("r") or _next_address(row, address)
        if address in wanted:
            texts = {local_name(child.tag): child.text or "" for child in element}
            kind = _RICH_VALUE if element.get("vm") and element.get("t") == "e" else element.get("t", "n")
            style = int(element.get("s", 0))
            inline = element.find("{*}is")
            runs = () if inline is None else read_runs(inline)
            cells[address] = XlsxCell(kind, style, "f" in texts, texts.get("v", ""), runs)
    return cells


def _next_address(row: int, previous: str) -> str:
    """The address of a cell that follows another one in a row counted from 1; that of the first where none does."""
    place = parse_cell_address(previous)
    return cell_address(row, place[1] + 2 if place else 1)
