"""The shared texts of an .xlsx, parted from how their letters are written.

LibreOffice writes a text of Chinese and digits in a dozen pieces, each with its letters in full: these are most of the
part, calamine goes through all of them, and nearly all are the same.
"""

from operator import methodcaller

from duban.formats.byte_search import ByteSearch
from duban.formats.package import MEGABYTE, is_utf_16
from duban.text.lazy_pattern import lazy_pattern

SHARED_TEXTS = "xl/sharedstrings.xml"
"""The part, by its name in lower case."""
_LETTERS = b"rPr>"
"""How the two tags around the letters of a piece end."""
_MOST_BYTES = 4 * MEGABYTE
"""Of a part that is taken to pieces; a form has a fraction of it."""
_ENDS_IN_TAG = methodcaller("endswith", b"<")
_INSTRUCTION = ByteSearch(b"<!")
_EMPTY_ELEMENTS = lazy_pattern(rb"""(?:<[A-Za-z]+(?: [A-Za-z]+="[^"<>&]*")*/>)+</""")
"""Between these two: nothing but elements that hold nothing, and the beginning of the second tag."""

_TEXT = b'<t xml:space="preserve">'
_BETWEEN_PIECES = b"</t></r><r>" + _TEXT


def join_pieces(xml: bytes) -> bytes:
    """Shared texts without letters, the pieces of each text in one: what parted them was how they are written.

    Where a piece does not say that its white space counts, for which a reader may leave some out, all stay as they are.
    """
    joined = b"".join(xml.split(_BETWEEN_PIECES))
    return joined if joined.count(b"<t") == joined.count(_TEXT) else xml


def part_letters(xml: bytes) -> tuple[bytes, bytes]:
    """The shared texts without letters, and what stands there of letters, each once.

    Args:
        xml: the part. Where it is not written as programs write it, with comments or tags of other names, or is long,
            nothing is taken out, and all of it may be letters.
    """
    if len(xml) > _MOST_BYTES or is_utf_16(xml):
        return xml, xml
    pieces = xml.split(_LETTERS)
    texts, last, letters = pieces[:-1:2], pieces[-1], set(pieces[1::2])
    is_usual = (
        len(pieces) % 2 == 1
        and all(map(_ENDS_IN_TAG, texts))
        and all(map(_EMPTY_ELEMENTS.fullmatch, letters))
        and not _INSTRUCTION.is_in(xml)
    )
    if not is_usual:
        return xml, xml
    return b"".join([*[text[:-1] for text in texts], last]), b"".join([each + _LETTERS for each in letters])
