"""How cells of an Excel 2003 XML look: its styles, and the marks inside its texts."""

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from duban.formats.cell_look import Letters, Run, StyleLook
from duban.formats.package import local_name

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_POSITIONS = {"superscript": "super", "subscript": "sub"}
_NAMED_FORMATS = {
    "General Number": "General",
    "Fixed": "0.00",
    "Percent": "0.00%",
    "Scientific": "0.00E+00",
    "Standard": "#,##0.00",
    "Short Date": "yyyy/m/d",
    "Long Date": 'yyyy"年"m"月"d"日"',
    "Medium Date": "d-mmm-yy",
    "General Date": "yyyy/m/d h:mm",
}
"""Formats that a file names in words."""


def read_styles(root: Element) -> Mapping[str, StyleLook]:
    """The styles of a workbook, by their ids."""
    return {style.get(f"{_SS}ID", ""): _style_look(style) for style in root.iterfind(f"{_SS}Styles/{_SS}Style")}


def read_marked_text(data: Element, letters: Letters) -> tuple[Run, ...]:
    """The pieces of a text with their letters.

    Args:
        data: the text, with marks as a web page has them.
        letters: the cell's own.
    """
    return tuple(run for run in _runs(data, letters) if run.text)


def _runs(element: Element, letters: Letters) -> Iterator[Run]:
    yield Run(element.text or "", letters)
    for child in element:
        yield from _runs(child, _marked(child, letters))
        yield Run(child.tail or "", letters)


def _marked(mark: Element, letters: Letters) -> Letters:
    """The letters inside a mark."""
    name = local_name(mark.tag).lower()
    if name in ("s", "strike", "del"):
        return letters._replace(is_struck=True)
    if name in ("sup", "sub"):
        return letters._replace(position="super" if name == "sup" else "sub")
    colour = next((value for key, value in mark.items() if local_name(key) == "Color"), "")
    return letters._replace(colour=colour.lstrip("#").upper()) if colour.startswith("#") else letters


def _style_look(style: Element) -> StyleLook:
    font, fill = style.find(f"{_SS}Font"), style.find(f"{_SS}Interior")
    number_format = _attribute(style.find(f"{_SS}NumberFormat"), "Format")
    letters = Letters(
        _attribute(font, "StrikeThrough") == "1",
        _POSITIONS.get(_attribute(font, "VerticalAlign").lower(), ""),
        _attribute(font, "Color").lstrip("#").upper(),
    )
    ground = _attribute(fill, "Color").lstrip("#").upper()
    return StyleLook(_NAMED_FORMATS.get(number_format, number_format) or "General", letters, ground)


def _attribute(element: Element | None, name: str) -> str:
    return "" if element is None else element.get(f"{_SS}{name}", "")
