"""Typing accidents that carry no meaning: invisible characters, stray spaces, full-width digits."""

import re
import unicodedata

_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ESCAPE = re.compile("_x000[dD]_")
_SPACES = re.compile("[ \t\u00a0\u3000]+")
_BLANKS = frozenset({"", "/", "\\", "-", "—", "——", "－", "无", "同上"})


def tidy(text: str) -> str:
    """Words as they were meant: line breaks kept, invisible characters and outer blanks gone."""
    text = _INVISIBLE.sub("", _ESCAPE.sub("\n", text).replace("\r\n", "\n").replace("\r", "\n"))
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return unicodedata.normalize("NFC", "\n".join(lines).strip().removeprefix("'"))


def compact(text: str) -> str:
    """A value that is one word, for comparing: half-width, no white space at all."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", tidy(text))).removeprefix("'")


def says_nothing(text: str) -> bool:
    """Only a stroke, 无 or 同上: a filled cell that answers nothing."""
    return compact(text) in _BLANKS
