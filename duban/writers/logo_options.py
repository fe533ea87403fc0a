"""Where the office's logo stands on a sheet and how large, in the words of xlsxwriter."""

from duban.workbook.picture import Picture

_HEIGHT, _WIDTH, _INSET = 30, 110, 2
"""Dots of a screen with 96 an inch: in the corner beside a title, which stands in the middle."""
_DOTS_PER_INCH = 96


def logo_options(logo: Picture, dots_per_inch: tuple[float, float]) -> dict[str, object]:
    """What `insert_image` takes, for a picture that is drawn as its own resolution says.

    Args:
        logo: it keeps its proportions.
        dots_per_inch: that resolution, across and down.
    """
    scale = min(_HEIGHT / logo.height, _WIDTH / logo.width)
    across, down = dots_per_inch
    return {
        "x_scale": scale * across / _DOTS_PER_INCH,
        "y_scale": scale * down / _DOTS_PER_INCH,
        "x_offset": _INSET,
        "y_offset": _INSET,
        "object_position": 3,
        "decorative": True,
    }
