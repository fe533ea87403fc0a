"""What the styles of an .ods say of its cells and texts; a number format is put as Excel would write it."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

from duban.formats.cell_look import PLAIN_LETTERS, PLAIN_STYLE_LOOK, Letters, StyleLook
from duban.formats.package import local_name, xml_events

_NAMESPACE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_STYLE, _NUMBER = (_NAMESPACE % name for name in ("style", "datastyle"))
_FORMAT_STYLES = ("date-style", "percentage-style")
STYLE_ELEMENTS = ("style", *_FORMAT_STYLES)
"""The elements that `OdsStyles.add` takes."""
_PLAIN_SIGNS = ("-", "/", ".", ":", " ", "")
_DAY_LETTERS = {
    "year": ("yy", "yyyy"),
    "month": ("m", "mm"),
    "day": ("d", "dd"),
    "day-of-week": ("aaa", "aaaa"),
    "hours": ("h", "hh"),
    "minutes": ("m", "mm"),
    "seconds": ("s", "ss"),
}
"""The short and the long form of each part of a day."""


class OdsStyles:
    """The styles that were met so far, by their names; formats that were not are looked for in the shared styles."""

    def __init__(self, read_shared: Callable[[], bytes]) -> None:
        """Know nothing yet.

        Args:
            read_shared: gives the part with the shared styles; it is called when it is needed.
        """
        self._read_shared: Callable[[], bytes] | None = read_shared
        self._formats: dict[str, str] = {}
        self._looks: dict[str, StyleLook] = {}
        self._format_names: dict[str, str] = {}

    @property
    def are_odd(self) -> bool:
        """Whether one of them writes letters in an odd way."""
        return any(
            look.letters.is_struck or look.letters.position or look.letters.colour for look in self._looks.values()
        )

    def add(self, name: str, element: Element) -> None:
        """Keep a style or a format of numbers.

        Args:
            name: of the element, such as date-style.
            element: as a whole.
        """
        key = element.get(f"{_STYLE}name", "")
        if name == "percentage-style":
            self._formats[key] = "0%"
        elif name == "date-style":
            self._formats[key] = "".join(map(_day_letters, element))
        else:
            self._looks[key] = _style_look(element)
            self._format_names[key] = element.get(f"{_STYLE}data-style-name", "")

    def look(self, name: str) -> StyleLook:
        """The look of a style; of one that is not known nothing is said."""
        number_format = self._format(self._format_names.get(name, ""))
        return self._looks.get(name, PLAIN_STYLE_LOOK)._replace(number_format=number_format)

    def _format(self, name: str) -> str:
        if name and name not in self._formats and self._read_shared:
            shared, self._read_shared = self._read_shared(), None
            for event, element_name, element in xml_events(shared, *_FORMAT_STYLES):
                if event == "end":
                    self.add(element_name, element)
        return self._formats.get(name, "General")


def _style_look(element: Element) -> StyleLook:
    text, cell = element.find("{*}text-properties"), element.find("{*}table-cell-properties")
    ground = "" if cell is None else _attribute(cell, "background-color").lstrip("#").upper()
    letters = PLAIN_LETTERS if text is None else _letters(text)
    return StyleLook(letters=letters, ground="" if ground == "TRANSPARENT" else ground)


def _letters(properties: Element) -> Letters:
    position = _attribute(properties, "text-position").partition(" ")[0]
    is_raised = position.startswith("super") or (position[:1].isdigit() and position.rstrip("%") != "0")
    is_lowered = position.startswith(("sub", "-"))
    line = _attribute(properties, "text-line-through-style") or _attribute(properties, "text-line-through-type")
    raised = "super" if is_raised else "sub" if is_lowered else ""
    return Letters(line not in ("", "none"), raised, _attribute(properties, "color").lstrip("#").upper())


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.items() if local_name(key) == name), "")


def _day_letters(part: Element) -> str:
    name = local_name(part.tag)
    if name == "text":
        words = part.text or ""
        return words if words in _PLAIN_SIGNS else f'"{words}"'
    if name == "month" and part.get(f"{_NUMBER}textual") == "true":
        return "mmm"
    return _DAY_LETTERS.get(name, ("", ""))[part.get(f"{_NUMBER}style") == "long"]
