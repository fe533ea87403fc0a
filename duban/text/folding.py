"""Typing accidents that carry no meaning: invisible characters, stray spaces, full-width digits."""

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
"""Marks of direction, joints and controls; not the joiner inside an emoji."""
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")  # a line break of Word's is \x0b
_ESCAPE = re.compile("_x000[dD]_")
_SPACES = re.compile("[ \t\u00a0\u3000]+")
_LEADING = re.compile(r"\A['\s]+")  # an apostrophe says only that a program shall not count
_NO_STROKE = 12  # characters, blanks included; so long a text says something
_STOPS = "。."
_BLANKS = frozenset({"", "/", "//", "\\", "-", "--", "—", "——", "－", "无", "暂无", "同上", "〃"})


def clean_text(text: str) -> str:
    """Words as they were meant: line breaks kept; invisible characters, outer blanks and leading apostrophes gone."""
    return text if is_clean_text(text) else clean_untidy_text(text)


def clean_untidy_text(text: str) -> str:
    """The same the long way, for a text that may be untidy."""
    text = _INVISIBLE.sub("", _BREAKS.sub("\n", _ESCAPE.sub("\n", text)))
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return unicodedata.normalize("NFC", _LEADING.sub("", "\n".join(lines)).rstrip())


def is_clean_text(text: str) -> bool:
    """Surely so: nearly always, and it is asked of every cell.

    What tidying would change is never printable, but for what is named here.
    """
    return (
        text.replace("\n", "").isprintable()
        and "  " not in text
        and "\n " not in text
        and " \n" not in text
        and "_x000" not in text
        and text.strip("' \n") == text
        and unicodedata.is_normalized("NFC", text)
    )


def to_half_width(text: str) -> str:
    """A value that is no prose: full-width signs made half-width, blanks single."""
    return collapse_spaces(unicodedata.normalize("NFKC", clean_text(text)))


def collapse_spaces(text: str) -> str:
    """On one line, with single blanks."""
    return " ".join(text.split())


def remove_spaces(text: str) -> str:
    """Without any white space: names are printed with blanks in them, 张 三."""
    return "".join(text.split())


@lru_cache(maxsize=1024)
def comparison_key(text: str) -> str:
    """A value that is one word, for comparing: half-width, no white space at all."""
    return to_half_width(text).replace(" ", "")


def is_placeholder(text: str) -> bool:
    """Only a stroke, 无 or 同上: a filled cell that answers nothing."""
    return len(text) < _NO_STROKE and comparison_key(text).rstrip(_STOPS) in _BLANKS
