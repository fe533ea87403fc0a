"""How high a row must be, so that no word of it is cut on paper: programs do not grow locked rows."""

from collections.abc import Iterable
from functools import cache
from math import ceil
from unicodedata import east_asian_width

_POINTS_A_UNIT = 5.25  # one unit of column width, in points, at the default font
_PADDING = 5.0
_LINE = 1.38  # line height over font size: 宋体 needs 1.2, Noto Sans CJK 1.45; sizes here are generous
_MARGIN = 6.0
_TALLEST = 409.0


def wrapped_line_count(text: str, width: float, font_size: float = 10) -> int:
    """How many lines a text wraps to in a column. width: column units; size: points of the font."""
    room = width * _POINTS_A_UNIT - _PADDING
    return sum(max(1, ceil(_points(part, font_size) / room)) for part in text.split("\n"))


def row_height(cells: Iterable[tuple[str, float]], font_size: float = 10) -> float:
    """The height in points for (text, column width) pairs; never above what programs allow."""
    most = max((wrapped_line_count(text, width, font_size) for text, width in cells), default=1)
    return min(_TALLEST, most * font_size * _LINE + _MARGIN)


def _points(text: str, size: float) -> float:
    """A little more than the text's length: a line breaks before a character that no longer fits."""
    return sum(map(_width, text)) * size * 1.04


@cache
def _width(character: str) -> float:
    return 1.0 if east_asian_width(character) in "WFA" else 0.55
