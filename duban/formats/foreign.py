"""Whether a large workbook can be a form of ours at all: a search in its bytes, before anybody parses it."""

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator

from duban.formats.package import MAX_INFLATED_BYTES, PACKAGE_ERRORS, inflate_entry, list_entries

MIN_SEARCHED_BYTES = 64 * 1024
"""A smaller file is read as fast as it is searched."""

_CODE = re.compile(rb"[A-Z][A-Z0-9]*-\d{4}-?[A-Z0-9]{0,5}-[A-Z]+-[A-Z0-9]+-[0-9A-F]{6}-[0-9A-F]{4}")
_DASHES = 5  # of a form code: a quick look before the slow one
_BY_NUMBER = re.compile(rb"&#(?:x0*[2-7][0-9A-Fa-f]|0*(?:3[2-9]|[4-9]\d|1[01]\d|12[0-6]));")  # a letter, a dash …
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_NO_WORDS = ("docprops/app", "docprops/core", "xl/charts/", "xl/drawings/", "xl/media/", "xl/styles.xml", "xl/theme/")


def may_be_issued_form(data: bytes, form_words: Iterable[str] = ()) -> bool:
    """Whether it holds something shaped like a form code, or one of these words. Rather yes than no.

    words: what a form still says when all its codes are gone (names of its sheets, labels of its columns); few and
    long ones, each costs a search. A small file, a damaged one and whatever is no .xlsx may always be ours.
    """
    if len(data) < MIN_SEARCHED_BYTES or not data.startswith(b"PK"):
        return True
    sought = tuple(form_words)
    try:
        parts = (entry for entry in list_entries(data) if not entry.filename.casefold().startswith(_NO_WORDS))
        return any(_speaks(data, part, sought) for part in parts)
    except PACKAGE_ERRORS:
        return True


def _speaks(data: bytes, part: zipfile.ZipInfo, sought: Iterable[str]) -> bool:
    """Whether a part may say such a thing: also where a search for bytes would miss it, or where it is damaged."""
    text = inflate_entry(data, part, MAX_INFLATED_BYTES)
    if zlib.crc32(text) != part.CRC or text.startswith(_UTF_16):
        return True
    if any(word.encode() in text for word in sought) or (text.count(b"-") >= _DASHES and _CODE.search(text)):
        return True
    if b"&#" not in text:
        return False
    return bool(_BY_NUMBER.search(text)) or any(each in text for word in sought for each in _by_number(word))


def _by_number(word: str) -> Iterator[bytes]:
    """How openpyxl writes a word, and how others may: each character by its number."""
    for how in ("&#%d;", "&#x%x;", "&#x%X;"):
        yield "".join(how % ord(letter) for letter in word).encode()
