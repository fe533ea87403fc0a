"""Tables in plain text: what they are encoded in, how their columns are parted, and their rows."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from duban.formats import aside

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_TEXT = re.compile(r"[\0-\x08\x0e-\x19\x1b-\x1f]")  # 1A ends old DOS files
_DELIMITERS = ",\t;"
_SAMPLE = 50

ERROR_TEXTS = frozenset(aside.ERROR_TEXT_BY_CODE.values())
"""What an error reads as, once it is text."""


def decode_text(data: bytes) -> str | None:
    """The bytes as text, in one of the encodings that offices here use; None where they are no text."""
    known = [encoding for mark, encoding in _MARKS if data.startswith(mark)]
    for encoding in known or ("utf-8", "gb18030"):
        try:
            found = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _NO_TEXT.search(found) else found.rstrip("\x1a")
    return None


def find_delimiter(text: str) -> str:
    """What parts the columns of a table; empty where the text is none.

    A table has at least two rows, and most of the first ones have the same number of columns, more than one.
    """
    best, most = "", 1
    for sign in _DELIMITERS:
        try:
            widths = [len(row) for row in islice(_parsed(text, sign), _SAMPLE) if row]
        except csv.Error:
            continue
        width, times = Counter(widths).most_common(1)[0] if widths else (0, 0)
        if width > most and len(widths) > 1 and times * 2 > len(widths):
            best, most = sign, width
    return best


def read_csv_rows(data: bytes, max_rows: int) -> Iterator[list[str]]:
    """The first rows of a table that passed the guard, each value as text. Raises csv.Error where one is too long."""
    found = decode_text(data) or ""
    return islice(_parsed(found, find_delimiter(found)), max_rows)


def _parsed(found: str, sign: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(found, newline=""), delimiter=sign)
