"""Whether a large workbook can be a form of ours at all: a search in its bytes, before anybody parses it."""

import zipfile
import zlib
from collections.abc import Iterable, Iterator

from duban.formats.package import MAX_INFLATED_BYTES, PACKAGE_ERRORS, Package, open_package
from duban.model.form_id import FORM_CODE_PATTERN
from duban.text.lazy_pattern import lazy_pattern

MIN_SEARCHED_BYTES = 64 * 1024
"""A smaller file is read as fast as it is searched."""

_CODE = lazy_pattern(FORM_CODE_PATTERN.encode())
_DASHES = 5  # of a form code: a quick look before the slow one
_ASCII_REFERENCE = lazy_pattern(
    rb"&#(?:x0*[2-7][0-9A-Fa-f]|0*(?:3[2-9]|[4-9]\d|1[01]\d|12[0-6]));"
)  # a letter, a dash …
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_WORDLESS_PARTS = (
    "docprops/app",
    "docprops/core",
    "xl/charts/",
    "xl/drawings/",
    "xl/media/",
    "xl/styles.xml",
    "xl/theme/",
)


def may_be_issued_form(data: bytes, form_words: Iterable[str] = ()) -> bool:
    """Whether it holds something shaped like a form code, or one of these words. Rather yes than no.

    Args:
        data: a small file, a damaged one and whatever is no zip package may always be a form.
        form_words: what a form still says when all its codes are gone (names of its sheets, labels of its columns);
            few and long ones, for each costs a search.
    """
    if len(data) < MIN_SEARCHED_BYTES or not data.startswith(b"PK"):
        return True
    words = tuple(form_words)
    try:
        package = open_package(data)
        entries = (entry for entry in package.entries if not entry.filename.casefold().startswith(_WORDLESS_PARTS))
        return any(_may_hold(package, entry, words) for entry in entries)
    except PACKAGE_ERRORS:
        return True


def _may_hold(package: Package, entry: zipfile.ZipInfo, words: Iterable[str]) -> bool:
    """Whether a part may say such a thing: also where a search for bytes would miss it, or where it is damaged."""
    text = package.inflate(entry, MAX_INFLATED_BYTES)
    if zlib.crc32(text) != entry.CRC or text.startswith(_UTF_16):
        return True
    if text.count(b"-") >= _DASHES and _CODE.search(text):
        return True
    has_references = b"&#" in text
    if has_references and _ASCII_REFERENCE.search(text):
        return True
    return any(spelling in text for word in words for spelling in _spellings(word, has_references=has_references))


def _spellings(word: str, *, has_references: bool) -> Iterator[bytes]:
    """A word as it is, and as openpyxl and others may write it: each character by its number."""
    yield word.encode()
    if not has_references:
        return
    for pattern in ("&#%d;", "&#x%x;", "&#x%X;"):
        yield "".join(pattern % ord(letter) for letter in word).encode()
