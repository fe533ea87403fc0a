"""Single cells of an .xlsx as its XML has them: whether a formula, an error, and in which style."""

import re
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass

from duban.formats.package import parse_xml
from duban.workbook.book import cell_address, parse_cell_address

_NO_VALUE = rb"""\s*(?:<(?:\w+:)?v\s*(?:/>|></(?:\w+:)?v>)\s*)?</(?:\w+:)?c>"""
_HINTS = (  # what must be there; a pattern; and how many tags before it the cell begins
    (re.compile(rb">#"), re.compile(rb"""["']e["']"""), 1),  # every error begins so: <v>#REF!
    (re.compile(rb"f>"), re.compile(rb"f>" + _NO_VALUE), 3),
    (re.compile(rb"shared"), re.compile(rb"""si\s*=\s*["']\d+["']\s*/>""" + _NO_VALUE), 2),
)
_TAG = re.compile(rb"<(?:\w+:)?c\b([^>]*)>")
_TEXT = re.compile(rb"""\st\s*=\s*["']str["']""")  # of a text formula: there empty is a value
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
"""Formats that a file names by number alone. Of the others nobody here asks: they are dates and accounts."""


@dataclass(slots=True)
class XlsxCell:
    """kind: the type as written (`e` an error, `str` the text of a formula). style: its place in the styles."""

    value_type: str
    style: int
    has_formula: bool = False
    value: str = ""


def may_hold_errors(xml: bytes, wanted: AbstractSet[str]) -> bool:
    """Whether one of these cells may be an error or a formula without a value. Rather yes than no; quick."""
    if xml.startswith(_UTF_16):
        return True
    return any(
        _is_suspect(xml, match.start(), back, wanted)
        for sign, hint, back in _HINTS
        if sign.search(xml)  # so short a sign is found faster so than by `in`
        for match in hint.finditer(xml)
    )


def _is_suspect(xml: bytes, at: int, back: int, wanted: AbstractSet[str]) -> bool:
    """Whether what was found inside a cell may make it odd, and it is one of the wanted."""
    for _ in range(back):
        at = max(xml.rfind(b"<", 0, at), 0)
    tag = _TAG.match(xml, at)
    address = tag and _ADDRESS.search(tag[1])
    if not tag or not address:
        return True
    return address[1].decode() in wanted and not _TEXT.search(tag[1])


def read_xlsx_cells(xml: bytes, wanted: AbstractSet[str]) -> dict[str, XlsxCell]:
    """The given cells of a sheet's part, as far as they are in it. Raises expat.ExpatError."""
    walk = _Walk(wanted)
    if wanted:
        with suppress(_AllSeen):
            parse_xml(xml, walk.start, walk.end, walk.text)
    return walk.found


class _AllSeen(Exception):  # noqa: N818 - no mistake: the rows that follow are not wanted
    pass


class _Walk:
    """Where we are in a sheet's part."""

    def __init__(self, wanted: AbstractSet[str]) -> None:
        self.found: dict[str, XlsxCell] = {}
        self._wanted = wanted
        positions = filter(None, map(parse_cell_address, wanted))
        self._last = max((row + 1 for row, _ in positions), default=0)
        self._row = self._column = 0
        self._cell: XlsxCell | None = None
        self._in_value = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._open(attributes)
        elif tag == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), 0
            if self._row > self._last:
                raise _AllSeen
        elif self._cell and tag == "f":
            self._cell.has_formula = True
        elif tag == "v":
            self._in_value = True

    def _open(self, attributes: dict[str, str]) -> None:
        """A cell may leave out where it is: then it follows the one before."""
        at = attributes.get("r", "")
        if position := parse_cell_address(at):
            self._column = position[1] + 1
        else:
            self._column += 1
            at = cell_address(self._row, self._column)
        self._cell = None
        if at in self._wanted:
            self._cell = self.found[at] = XlsxCell(attributes.get("t", "n"), int(attributes.get("s", 0)))

    def end(self, tag: str) -> None:
        if tag == "v":
            self._in_value = False
        elif tag == "c":
            self._cell = None

    def text(self, words: str) -> None:
        if self._in_value and self._cell:
            self._cell.value += words


class XlsxStyles:
    """The part of an .xlsx that says what cells look like. Raises expat.ExpatError."""

    def __init__(self, xml: bytes) -> None:
        self._formats = dict(_BUILT_IN)
        self._fills: list[str] = []
        self._styles: list[tuple[int, int]] = []
        self._within: list[str] = []
        parse_xml(xml, self._start, self._end)

    def number_format(self, style: int) -> str:
        """The number format, such as `0%`; empty where it is none that we know."""
        return self._formats.get(self._styles[style][0], "") if style < len(self._styles) else ""

    def fill_colour(self, style: int) -> str:
        """The colour that fills the cell, as the file writes it, such as `FFFF0000` or `theme 4`; empty where none."""
        fill = self._styles[style][1] if style < len(self._styles) else 0
        return self._fills[fill] if fill < len(self._fills) else ""

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "numFmt" and "numFmts" in self._within:
            self._formats[int(attributes.get("numFmtId", -1))] = attributes.get("formatCode", "")
        elif tag == "xf" and self._within[-1:] == ["cellXfs"]:
            self._styles.append((int(attributes.get("numFmtId", 0)), int(attributes.get("fillId", 0))))
        elif tag == "fill" and self._within[-1:] == ["fills"]:
            self._fills.append("")
        elif tag == "fgColor" and self._within[-3:] == ["fills", "fill", "patternFill"]:
            indirect = " ".join(f"{key} {value}" for key, value in sorted(attributes.items()))
            self._fills[-1] = attributes.get("rgb") or indirect
        self._within.append(tag)

    def _end(self, _: str) -> None:
        self._within.pop()
