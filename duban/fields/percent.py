"""Shares of a hundred: whether a cell shows a number as one, and what vague words may have meant."""

import re
from functools import lru_cache

from duban.text.numerals import to_arabic_digits

_SILENT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
"""Parts of a number format that are shown as they stand, or not at all."""
_TENTHS = re.compile(r"([一二三四五六七八九])成([一二三四五六七八九半])?")
_OF_HUNDRED = re.compile(r"百分之([一二三四五六七八九十]{1,3})")
_ALL = frozenset({"完成", "全部完成", "全面完成", "办结", "全部办结", "完毕"})
_HALF = frozenset({"一半", "半数"})


@lru_cache(maxsize=64)
def is_percent_format(number_format: str | None) -> bool:
    """Whether a cell of this format shows 0.8 as 80%. A sign in quotes, as in our own `0"%"`, multiplies nothing."""
    return number_format is not None and "%" in _SILENT.sub("", number_format)


def share_to_digits(word: str) -> str:
    """The digits of a share that is said in words: 八成五 is 85, 全部完成 is 100; other words as they are."""
    if word in _ALL:
        return "100"
    if word in _HALF:
        return "50"
    if match := _TENTHS.fullmatch(word):
        return to_arabic_digits(match[1]) + ("5" if match[2] == "半" else to_arabic_digits(match[2] or "〇"))
    match = _OF_HUNDRED.fullmatch(word)
    return to_arabic_digits(match[1]) if match else word
