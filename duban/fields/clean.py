"""Typing accidents that carry no meaning: invisible characters, stray spaces, full-width digits."""

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = re.compile("[\u200b\u200c\u200e\u200f\u2028-\u202e\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ESCAPE = re.compile("_x000[dD]_")
_SPACES = re.compile("[ \t\u00a0\u3000]+")
_UNTIDY = re.compile(_INVISIBLE.pattern + "|_x000|[\t\r\n\u00a0\u3000]|  |\\A[' ]| \\Z")
_LEADING = re.compile(r"\A['\s]+")  # an apostrophe says only that a program shall not count
_NO_STROKE = 12  # characters, blanks included; so long a text says something
_BLANKS = frozenset({"", "/", "\\", "-", "—", "——", "－", "无", "同上"})


def tidy(text: str) -> str:
    """Words as they were meant: line breaks kept; invisible characters, outer blanks and leading apostrophes gone."""
    if not _UNTIDY.search(text) and unicodedata.is_normalized("NFC", text):
        return text  # nearly always, and it is asked of every cell
    text = _INVISIBLE.sub("", _ESCAPE.sub("\n", text).replace("\r\n", "\n").replace("\r", "\n"))
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return unicodedata.normalize("NFC", _LEADING.sub("", "\n".join(lines)).rstrip())


def half_width(text: str) -> str:
    """A value that is no prose: full-width signs made half-width, blanks single."""
    return " ".join(unicodedata.normalize("NFKC", tidy(text)).split())


@lru_cache(maxsize=1024)
def compact(text: str) -> str:
    """A value that is one word, for comparing: half-width, no white space at all."""
    return half_width(text).replace(" ", "")


def says_nothing(text: str) -> bool:
    """Only a stroke, 无 or 同上: a filled cell that answers nothing."""
    return len(text) < _NO_STROKE and compact(text) in _BLANKS
