"""Where the office's logo stands on a sheet and how large, in the words of xlsxwriter."""

from collections.abc import Sequence
from unicodedata import east_asian_width

from duban.workbook.picture import Picture

_HEIGHT, _WIDTH, _LEAST_WIDTH, _INSET = 30, 110, 24, 2
"""Dots of a screen with 96 an inch: in the corner beside a title, which stands in the middle."""
_DOTS_PER_INCH = 96
_DOTS_PER_UNIT, _DOTS_PER_COLUMN, _DOTS_PER_HALF_LETTER = 7, 5, 12
"""Of the width of a column, what each column has besides, and of half a Chinese letter of a title of 18 points."""


def logo_options(logo: Picture, dots_per_inch: tuple[float, float], room: float) -> dict[str, object]:
    """What `insert_image` takes, for a picture that is drawn as its own resolution says.

    Args:
        logo: it keeps its proportions.
        dots_per_inch: that resolution, across and down.
        room: dots beside the title: it is made no wider, but for a title without any room beside it.
    """
    width = max(_LEAST_WIDTH, min(_WIDTH, room - 2 * _INSET))
    scale = min(_HEIGHT / logo.height, width / logo.width)
    across, down = dots_per_inch
    return {
        "x_scale": scale * across / _DOTS_PER_INCH,
        "y_scale": scale * down / _DOTS_PER_INCH,
        "x_offset": _INSET,
        "y_offset": _INSET,
        "object_position": 3,
        "decorative": True,
    }


def room_beside_title(title: str, widths: Sequence[float]) -> float:
    """Dots at the left of the title of a sheet, which stands on one line in the middle. widths: of the columns."""
    dots = sum(int(width * _DOTS_PER_UNIT + _DOTS_PER_COLUMN) for width in widths)
    halves = sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in title)
    return (dots - halves * _DOTS_PER_HALF_LETTER) / 2
