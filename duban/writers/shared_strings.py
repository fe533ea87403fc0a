"""The texts of a workbook, each kept once: cells hold their numbers."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from duban.text.display import shorten
from duban.text.folding import printable_text
from duban.text.lazy_pattern import lazy_pattern
from duban.workbook.book import LONGEST_CELL_TEXT

_BLOCK = 512
"""Texts that are written at once."""
_SHORT = 500
"""Characters of a text that is worth being remembered."""
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns="{}" count="{}" uniqueCount="{}">'
_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_MARKUP = lazy_pattern("[&<>]")
_CODE = lazy_pattern("(_x[0-9a-fA-F]{4}_)")
"""What programs read as a character."""
_UNWRITABLE = lazy_pattern("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_BEYOND_16_BITS = lazy_pattern("[\U00010000-\U0010ffff]")


class SharedStrings(dict[str, int]):
    """A text as it stands in a book → its number, given when it is first asked for."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers: dict[str, int] = {}
        """Of the elements that hold texts: cut to what a cell takes, two may be one."""
        self.count = 0
        """How many cells hold one."""

    def __missing__(self, text: str) -> int:
        element = _remembered_element(text) if len(text) <= _SHORT else _cell_element(text)
        number = self[text] = self._number(element)
        return number

    def rich(self, parts: Iterable[tuple[str, str]]) -> int:
        """The number of a text in parts. parts: the XML of the letters of each, and its text, not empty."""
        return self._number("".join(f"<r>{font}{_text_element(text_xml(text))}</r>" for font, text in parts))

    def part(self) -> Iterator[bytes]:
        """The file of the texts, piece by piece."""
        yield _HEAD.format(_NAMESPACE, self.count, len(self._numbers)).encode()
        remaining = iter(self._numbers)
        while block := list(islice(remaining, _BLOCK)):
            yield f"<si>{'</si><si>'.join(block)}</si>".encode()
        yield b"</sst>"

    def _number(self, element: str) -> int:
        return self._numbers.setdefault(element, len(self._numbers))


def cell_text(text: str) -> str:
    """What stands of a text in a cell: what can be seen, and not more than Excel takes, which counts in 16 bits."""
    shown = printable_text(text)
    if len(shown) * 2 <= LONGEST_CELL_TEXT:
        return shown
    return shorten(shown, LONGEST_CELL_TEXT - len(_BEYOND_16_BITS.findall(shown[:LONGEST_CELL_TEXT])))


def escape_markup(text: str) -> str:
    """A text between two tags."""
    if not _MARKUP.search(text):
        return text
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def text_xml(text: str) -> str:
    """A text of a cell between two tags, with codes for what XML does not take."""
    has_sign = "&" in text or "<" in text or ">" in text or "_x" in text
    if not has_sign and text.replace("\n", "").isprintable():
        return text  # as nearly all are, which is known faster so than by a search
    text = _CODE.sub(r"_x005F\1", text)
    return escape_markup(_UNWRITABLE.sub(lambda match: f"_x{ord(match[0]):04X}_", text))


def _cell_element(text: str) -> str:
    return _text_element(text_xml(cell_text(text)))


@lru_cache(maxsize=1024)  # the next unit's form has most of a form's words, too
def _remembered_element(text: str) -> str:
    return _cell_element(text)


def _text_element(xml: str) -> str:
    keeps_blanks = xml[:1].isspace() or xml[-1:].isspace()
    return f'<t xml:space="preserve">{xml}</t>' if keeps_blanks else f"<t>{xml}</t>"
