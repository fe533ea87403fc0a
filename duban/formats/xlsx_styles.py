"""What the styles of an .xlsx say of its cells, and how the letters of its texts are written."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from html import unescape
from typing import TypeVar
from xml.etree.ElementTree import Element

from duban.formats.byte_search import ByteSearch, between_mentions
from duban.formats.cell_look import PLAIN_LETTERS, PLAIN_STYLE_LOOK, Letters, Run, StyleLook, is_plain_format
from duban.formats.package import is_utf_16, local_name, xml_events, xml_root
from duban.text.lazy_pattern import lazy_pattern
from duban.workbook.grid import CellLook

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
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    41: "_ * #,##0_ ",
    42: '_ "¥"* #,##0_ ',
    43: "_ * #,##0.00_ ",
    44: '_ "¥"* #,##0.00_ ',
    45: "mm:ss",
    48: "##0.0E+0",
    49: "@",
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
"""Formats that a file names by number alone, as a Chinese program shows them."""

_FORMAT_ID = lazy_pattern(rb"""numFmtId\s*=\s*["'](\d+)["']""")
_CUSTOM_FORMAT = lazy_pattern(rb"""numFmt\s+numFmtId="(\d+)"\s+formatCode="([^"]*)\"""")
_ANY_FORMAT = lazy_pattern(rb"numFmt\s")
"""Also one whose attributes stand in another order, or in other quotes."""
_FONTS = b"fonts"
_CELL_STYLES = b"cellXfs"
"""Where cells find their styles; those that a program offers by names stand elsewhere, and have odder formats."""
_RUN_LETTERS = ByteSearch(rb"rPr>")
_SHAPED_LETTERS = (ByteSearch(rb"strike"), ByteSearch(rb"vertAlign"))
"""Marks of letters that are struck out, raised or lowered."""
_COLOURED_LETTERS = lazy_pattern(rb"""color(?!\srgb="FF000000")""")
"""Whose colour is not black as nearly all programs write it."""
_WHITE_LETTERS = tuple(
    ByteSearch(mark)
    for mark in (
        *(rb"FFFFFF", rb"ffffff", rb'theme="0"', rb"theme='0'", rb'indexed="1"', rb"indexed='1'"),
        *(rb'indexed="9"', rb"indexed='9'", rb'indexed="65"', rb"indexed='65'"),
    )
)
_NOT_SET = ("0", "false", "none", "baseline")
_COLOUR_BY_NUMBER = {
    **dict.fromkeys(("theme 0", "indexed 1", "indexed 9", "indexed 65"), "FFFFFF"),
    **dict.fromkeys(("theme 1", "indexed 0", "indexed 8", "indexed 64"), "000000"),
}
_UNKNOWN_GROUND = "?"
_POSITIONS = {"superscript": "super", "subscript": "sub"}


def builtin_number_format(number: int) -> str:
    """The format of a number below 164, in Excel's own list; General where it is none that is known."""
    return _BUILT_IN.get(number, "General")


def may_have_odd_runs(xml: bytes) -> bool:
    """Whether a piece of a text in a part may be struck out, raised, lowered or white. Rather yes than no; quick."""
    return is_utf_16(xml) or (_RUN_LETTERS.is_in(xml) and _may_have_odd_letters(xml))


def _may_have_odd_letters(xml: bytes) -> bool:
    if any(mark.is_in(xml) for mark in _SHAPED_LETTERS):
        return True
    return _COLOURED_LETTERS.search(xml) is not None and any(mark.is_in(xml) for mark in _WHITE_LETTERS)


class XlsxStyles:
    """The part of an .xlsx that says what cells look like; a damaged one raises one of PACKAGE_ERRORS."""

    def __init__(self, xml: bytes) -> None:
        sections = {local_name(section.tag): list(section) for section in xml_root(xml)}
        formats, styles = sections.get("numFmts", ()), sections.get("cellXfs", ())
        format_by_id = _BUILT_IN | {int(fmt.get("numFmtId", -1)): fmt.get("formatCode", "") for fmt in formats}
        self._fills = [_fill_colour(fill) for fill in sections.get("fills", ())]
        fonts = [_letters(font) for font in sections.get("fonts", ())]
        grounds = [_ground(fill) for fill in sections.get("fills", ())]
        self._fill_numbers = [int(style.get("fillId", 0)) for style in styles]
        self._styles = [
            StyleLook(
                format_by_id.get(int(style.get("numFmtId", 0)), "General"),
                _at(fonts, int(style.get("fontId", 0)), PLAIN_LETTERS),
                _at(grounds, fill, _UNKNOWN_GROUND),
            )
            for style, fill in zip(styles, self._fill_numbers, strict=True)
        ]

    def fill_colour(self, style: int) -> str:
        """The colour that fills the cell, as the file writes it, such as `FFFF0000` or `theme 4`; empty where none."""
        return _at(self._fills, _at(self._fill_numbers, style, 0), "")

    @cached_property
    def odd_styles(self) -> frozenset[int]:
        """The styles of cells in which a person may see another thing than the value."""
        return frozenset(number for number, style in enumerate(self._styles) if style.is_odd)

    def look(self, style: int, runs: tuple[Run, ...] = ()) -> CellLook:
        """What a person sees in a cell of a style.

        Args:
            style: its place in the list of styles.
            runs: the pieces of its text, where they are written in several ways.
        """
        own = _at(self._styles, style, PLAIN_STYLE_LOOK)
        return own.look(tuple(run if run.letters is not PLAIN_LETTERS else Run(run.text, own.letters) for run in runs))


_Listed = TypeVar("_Listed")


def _at(listed: Sequence[_Listed], number: int, otherwise: _Listed) -> _Listed:
    return listed[number] if number < len(listed) else otherwise


def may_have_odd_styles(xml: bytes) -> bool:
    """Whether a part with styles may have one in which a person sees another thing than the value; quick."""
    listed, fonts = _CUSTOM_FORMAT.findall(xml), between_mentions(_FONTS, xml)
    if is_utf_16(xml) or len(listed) < len(_ANY_FORMAT.findall(xml)) or _may_have_odd_letters(fonts):
        return True
    names = {int(number) for number in set(_FORMAT_ID.findall(between_mentions(_CELL_STYLES, xml)))}
    custom = {int(number): unescape(code.decode("utf-8", "replace")) for number, code in listed}
    return any(not is_plain_format(custom.get(number) or builtin_number_format(number)) for number in names)


def read_runs(text: Element) -> tuple[Run, ...]:
    """The pieces of a text; none where all of it is written alike. One without letters of its own has PLAIN_LETTERS."""
    pieces = text.findall("{*}r")
    return tuple(Run(piece.findtext("{*}t", ""), _letters(piece.find("{*}rPr"))) for piece in pieces)


def read_shared_runs(xml: bytes) -> Mapping[str, tuple[Run, ...]]:
    """The shared texts that are written in pieces, by their numbers as cells write them; damage raises as elsewhere."""
    runs_by_number: dict[str, tuple[Run, ...]] = {}
    number = 0
    for event, _, element in xml_events(xml, "si"):
        if event == "end":
            runs = read_runs(element)
            if runs:
                runs_by_number[str(number)] = runs
            number += 1
            element.clear()
    return runs_by_number


def _letters(font: Element | None) -> Letters:
    if font is None:
        return PLAIN_LETTERS
    strike, position, colour = font.find("{*}strike"), font.find("{*}vertAlign"), font.find("{*}color")
    is_struck = strike is not None and strike.get("val", "1") not in _NOT_SET
    raised = "" if position is None else _POSITIONS.get(position.get("val", ""), "")
    return Letters(is_struck, raised, "" if colour is None else _rgb(colour))


def _ground(fill: Element) -> str:
    """What is behind the letters, as RRGGBB; empty where nothing fills the cell."""
    pattern = fill.find("{*}patternFill")
    if pattern is None:
        return _UNKNOWN_GROUND
    if pattern.get("patternType", "none") == "none":
        return ""
    colour = pattern.find("{*}fgColor")
    solid = pattern.get("patternType") == "solid" and colour is not None
    return (_rgb(colour) or _UNKNOWN_GROUND) if solid and colour is not None else _UNKNOWN_GROUND


def _rgb(colour: Element) -> str:
    """RRGGBB; empty where that is not said."""
    if "tint" in colour.keys():  # noqa: SIM118 - no mapping
        return ""
    if rgb := colour.get("rgb", ""):
        return rgb[-6:].upper()
    name = next((f"{key} {value}" for key, value in colour.items() if key in ("theme", "indexed")), "")
    return _COLOUR_BY_NUMBER.get(name, "")


def _fill_colour(fill: Element) -> str:
    colour = fill.find("{*}patternFill/{*}fgColor")
    if colour is None:
        return ""
    return colour.get("rgb") or " ".join(f"{key} {value}" for key, value in sorted(colour.items()))
