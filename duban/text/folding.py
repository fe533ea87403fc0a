"""One spelling for what means the same: without invisible characters and stray blanks, half width, Arabic digits."""

import unicodedata
from functools import lru_cache

from duban.text.lazy_pattern import lazy_pattern

_INVISIBLE = lazy_pattern(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
"""Marks of direction, word joiners and controls; not the joiner inside an emoji."""
_HALVES = lazy_pattern("[\ud800-\udfff]")
"""Halves of characters, which no file and no screen takes."""
_STRAY_BLANK = lazy_pattern(  # between a Chinese character or sign and a digit or a Latin letter
    "(?<=[\u4e00-\u9fff、，。；：（）“”]) (?=[0-9A-Za-z])|(?<=[0-9A-Za-z%]) (?=[\u4e00-\u9fff、，。；：（）“”])"
)
_BREAKS = lazy_pattern("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")  # a line break of Word's is \x0b
_ESCAPE = lazy_pattern("_x000[dD]_")
_SPACES = lazy_pattern("[ \t\u00a0\u3000]+")
_LEADING = lazy_pattern(r"\A['\s]+")  # an apostrophe says only that a program shall not count
_LONGEST_PLACEHOLDER = 11  # characters, blanks included
_FULL_STOPS = "。."
_SHAPED_NUMBERS = (
    lazy_pattern(  # raised, lowered, circled, in brackets, with a point, fractions, 3月 and 3日 as one sign
        "([\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u209c\u2150-\u215f\u2189\u2460-\u249b\u24ea-\u24ff\u2776-\u2793"
        "\u3192-\u319f\u3220-\u3229\u3248-\u325f\u3280-\u3289\u32b1-\u32cb\u3358-\u3370\u33e0-\u33fe"
        "\U0001f100-\U0001f10c]+)"
    )
)
_ROUND_ZERO = lazy_pattern("(?<=[〇零一二三四五六七八九○◯Oo])[○◯Oo]")  # typed for 〇
_NUMERAL = lazy_pattern("[〇零一二三四五六七八九十廿卅]+")
_DIGIT_BY_NUMERAL = str.maketrans("零〇一二三四五六七八九", "00123456789")
_TENS = str.maketrans({"廿": "二十", "卅": "三十"})
_PLACEHOLDERS = frozenset({"", "/", "//", "\\", "-", "--", "—", "——", "－", "无", "暂无", "同上", "〃"})


def clean_text(text: str) -> str:
    """A text without invisible characters, outer blanks and leading apostrophes; blanks single, line breaks kept."""
    return text if is_clean_text(text) else clean_untidy_text(text)


def clean_untidy_text(text: str) -> str:
    """What `clean_text` does to a text of which it is not known that it is clean."""
    text = _INVISIBLE.sub("", _BREAKS.sub("\n", _ESCAPE.sub("\n", text)))
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return unicodedata.normalize("NFC", _LEADING.sub("", "\n".join(lines)).rstrip())


def is_clean_text(text: str) -> bool:
    """Whether cleaning would surely change nothing; far cheaper than cleaning, and true of nearly all texts.

    Returns:
        False also for a few texts that are clean. What cleaning changes is not printable, but for what is named here.
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


def printable_text(text: str) -> str:
    """A text of anybody's as it is shown, printed and written: nothing in it hides, turns a line around or steers.

    Returns:
        Without marks of direction, controls and what has no width, as answers are read too; line breaks are new lines,
        tabs stay, and half a character becomes U+FFFD.
    """
    if text.isprintable() or text.replace("\n", "").isprintable():
        return text
    return _HALVES.sub("\ufffd", _INVISIBLE.sub("", _BREAKS.sub("\n", text)))


def is_invisible(character: str) -> bool:
    """Whether a character has no width, turns the line around or is a control; a line break of any kind is none."""
    return _INVISIBLE.fullmatch(character) is not None


def on_one_line(text: str) -> str:
    """A text with blanks for its line breaks, for quoting in a sentence; a text without breaks as it is."""
    lines = _ESCAPE.sub("\n", text).splitlines()
    return " ".join(filter(None, map(str.strip, lines))) if len(lines) > 1 else text


def to_half_width(text: str) -> str:
    """A cleaned text on one line, with full-width signs made half-width and blanks single: for values, not prose.

    No number of another shape becomes digits: 1200① and 10² keep their marks.
    """
    if text.isascii():
        return collapse_spaces(clean_text(text))
    pieces = _SHAPED_NUMBERS.split(clean_text(text))
    folded = [piece if at % 2 else unicodedata.normalize("NFKC", piece) for at, piece in enumerate(pieces)]
    return collapse_spaces("".join(folded))


def collapse_spaces(text: str) -> str:
    """On one line, with single blanks."""
    return " ".join(text.split())


def remove_spaces(text: str) -> str:
    """Without any white space: 张　三 → 张三."""
    return "".join(text.split())


def without_stray_blanks(text: str) -> str:
    """A text without the blanks that converters leave around digits and Latin letters: 建设 4 幢 → 建设4幢."""
    return _STRAY_BLANK.sub("", text)


@lru_cache(maxsize=1024)
def comparison_key(text: str) -> str:
    """A text for comparing: cleaned, half-width, without any white space."""
    return to_half_width(text).replace(" ", "")


def is_placeholder(text: str) -> bool:
    """Whether a text only fills its cell and answers nothing: a stroke, 无, 同上, or blanks."""
    return len(text) <= _LONGEST_PLACEHOLDER and comparison_key(text).rstrip(_FULL_STOPS) in _PLACEHOLDERS


def to_arabic_digits(numeral: str) -> str:
    """Digit by digit, or up to 99: 二〇二二 → 2022, 十 → 10, 二十 → 20, 二十三 → 23, 廿五 → 25."""
    tens, ten, ones = numeral.translate(_TENS).rpartition("十")
    if not ten:
        return numeral.translate(_DIGIT_BY_NUMERAL)
    return (tens.translate(_DIGIT_BY_NUMERAL) or "1") + (ones.translate(_DIGIT_BY_NUMERAL) or "0")


def digits_for_numerals(text: str) -> str:
    """A text with each numeral in Arabic digits: 二〇二二年六月十五日 → 2022年6月15日."""
    return _NUMERAL.sub(lambda match: to_arabic_digits(match[0]), _ROUND_ZERO.sub("〇", text))
