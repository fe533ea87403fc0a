"""Single cells of an .xlsx as its XML has them: whether a formula, an error, and in which style."""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from duban.formats.package import local_name, xml_events, xml_root
from duban.workbook.book import cell_address, parse_cell_address

_NO_VALUE = rb"""\s*(?:<(?:\w+:)?v\s*(?:/>|></(?:\w+:)?v>)\s*)?</(?:\w+:)?c>"""
_SUSPICIOUS = (  # what must be there; a pattern; and how many tags before it the cell begins
    (re.compile(rb">#"), re.compile(rb"""["']e["']"""), 1),  # every error begins so: <v>#REF!
    (re.compile(rb"f>"), re.compile(rb"f>" + _NO_VALUE), 3),
    (re.compile(rb"shared"), re.compile(rb"""si\s*=\s*["']\d+["']\s*/>""" + _NO_VALUE), 2),
)
_TAG = re.compile(rb"<(?:\w+:)?c\b([^>]*)>")
_TEXT_FORMULA = re.compile(rb"""\st\s*=\s*["']str["']""")  # there an empty text is a value
_ADDRESS = re.compile(rb"""\sr\s*=\s*["'](\w+)["']""")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_BUILT_IN = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    49: "@",
}
"""Formats that a file names by number alone; the others are kinds of dates and accounts, and need not be known."""


@dataclass(slots=True)
class XlsxCell:
    """A cell as the XML has it.

    Attributes:
        value_type: as written: `e` an error, `str` the text of a formula, `n` a number, `s` a shared text.
        style: its place in the list of styles.
        value: as written; empty where there is none.
    """

    value_type: str
    style: int
    has_formula: bool = False
    value: str = ""


def may_hold_errors(xml: bytes, wanted: AbstractSet[str]) -> bool:
    """Whether one of these cells may be an error or a formula without a value. Rather yes than no; quick.

    It searches bytes: nearly always there is nothing to find, and no XML need be parsed.
    """
    if xml.startswith(_UTF_16):
        return True
    return any(
        _is_suspect(xml, match.start(), tags_back, wanted)
        for marker, pattern, tags_back in _SUSPICIOUS
        if marker.search(xml)  # so short a text is found faster by this than by `in`
        for match in pattern.finditer(xml)
    )


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
            kind, style = element.get("t", "n"), int(element.get("s", 0))
            cells[address] = XlsxCell(kind, style, has_formula="f" in texts, value=texts.get("v", ""))
    return cells


def _next_address(row: int, previous: str) -> str:
    """The address of a cell that follows another one in a row counted from 1; that of the first where none does."""
    place = parse_cell_address(previous)
    return cell_address(row, place[1] + 2 if place else 1)


class XlsxStyles:
    """The part of an .xlsx that says what cells look like; a damaged one raises one of PACKAGE_ERRORS."""

    def __init__(self, xml: bytes) -> None:
        sections = {local_name(section.tag): list(section) for section in xml_root(xml)}
        formats, styles = sections.get("numFmts", ()), sections.get("cellXfs", ())
        self._format_by_id = _BUILT_IN | {int(fmt.get("numFmtId", -1)): fmt.get("formatCode", "") for fmt in formats}
        self._fills = [_fill_colour(fill) for fill in sections.get("fills", ())]
        self._styles = [(int(style.get("numFmtId", 0)), int(style.get("fillId", 0))) for style in styles]

    def number_format(self, style: int) -> str:
        """The number format, such as `0%`; empty where it is none that is known."""
        return self._format_by_id.get(self._styles[style][0], "") if style < len(self._styles) else ""

    def fill_colour(self, style: int) -> str:
        """The colour that fills the cell, as the file writes it, such as `FFFF0000` or `theme 4`; empty where none."""
        fill = self._styles[style][1] if style < len(self._styles) else 0
        return self._fills[fill] if fill < len(self._fills) else ""


def _fill_colour(fill: Element) -> str:
    colour = fill.find("{*}patternFill/{*}fgColor")
    if colour is None:
        return ""
    return colour.get("rgb") or " ".join(f"{key} {value}" for key, value in sorted(colour.items()))
