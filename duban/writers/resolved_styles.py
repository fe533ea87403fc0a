"""An office's styles in its own colours and fonts, as the properties that xlsxwriter has for them."""

from collections.abc import Mapping

from duban.model.config import CellStyle
from duban.workbook.picture import Picture


class ResolvedStyles:
    """The styles with their colours and fonts put in.

    Attributes:
        format_properties: style name → xlsxwriter properties.
        colors: name of the palette → `#RRGGBB`.
        fonts: which of the config's fonts → its name.
        logo: the office's, if it has one.
    """

    def __init__(
        self,
        styles: Mapping[str, CellStyle],
        colors: Mapping[str, str],
        fonts: Mapping[str, str],
        logo: Picture | None = None,
    ) -> None:
        self.logo = logo
        self.colors = {name: f"#{digits}" for name, digits in colors.items()}
        self.fonts = dict(fonts)
        self.format_properties = {name: _format_properties(style, colors, fonts) for name, style in styles.items()}


def _format_properties(style: CellStyle, colors: Mapping[str, str], fonts: Mapping[str, str]) -> dict[str, object]:
    properties: dict[str, object] = {
        "font_name": fonts[style.font or "body"],
        "font_size": style.size or 10,
        "bold": style.bold,
        "font_color": style.color and "#" + colors.get(style.color, style.color),
        "bg_color": style.fill and "#" + colors.get(style.fill, style.fill),
        "border": style.border,
        "border_color": style.border and "#" + colors["line"],
        "align": style.align,
        "valign": style.valign,
        "text_wrap": style.wrap,
        "num_format": style.format,
    }
    return {name: value for name, value in properties.items() if value} | {"locked": not style.unlocked}
