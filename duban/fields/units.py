"""In what a number counts: units of one family (1亿元 is ten thousand 万元), and shares of a hundred."""

from decimal import Decimal
from functools import lru_cache
from unicodedata import normalize

from duban.text.folding import to_arabic_digits, to_half_width
from duban.text.lazy_pattern import lazy_pattern

_POWERS = {"": 0, "十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
_UNIT = lazy_pattern(r"(万亿|[十百千]?[万亿]|[十百千]?)(.*)")
_SAME = {"m2": "平方米", "平米": "平方米", "公里": "千米", "公斤": "千克"}
_SHARES = ("%", "百分点")
"""No number of these is counted by the ten thousand."""

_NOT_SHOWN = lazy_pattern(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
"""Parts of a number format that are shown as they stand, or not at all."""
_TENTHS = lazy_pattern(r"([一二三四五六七八九])成([一二三四五六七八九半])?")
_OF_HUNDRED = lazy_pattern(r"百分之([一二三四五六七八九十]{1,3})")
_ALL = frozenset({"完成", "全部完成", "全面完成", "办结", "全部办结", "完毕"})
_HALF = frozenset({"一半", "半数"})


@lru_cache(maxsize=256)  # the few units of a plan, for each number that is reported
def conversion_factor(written: str, unit: str) -> Decimal | None:
    """How many of one unit another one is, exact.

    Args:
        written: the unit behind the number that was answered. A bare 万 counts what the other counts: 3600万, said
            of an amount in 万元, are 3600万元.
        unit: the one in which the cell counts.

    Returns:
        None where the two do not count the same thing.
    """
    written, unit = (normalize("NFKC", to_half_width(name)) for name in (written, unit))  # ㎡ is m2
    if written == unit:
        return Decimal(1)
    if not unit or unit.endswith(_SHARES):
        return None
    written_power, written_noun = _power_and_noun(written)
    power, noun = _power_and_noun(unit)
    if written_noun != noun and (written_noun or not written_power):
        return None
    return Decimal(10) ** (written_power - power)  # with no exponent that would be shown


def _power_and_noun(unit: str) -> tuple[int, str]:
    """百万元 → 6 and 元."""
    match = _UNIT.fullmatch(_SAME.get(unit, unit))
    multiple, noun = match.groups() if match else ("", unit)
    return sum(_POWERS[sign] for sign in multiple), _SAME.get(noun, noun)


@lru_cache(maxsize=64)
def is_percent_format(number_format: str | None) -> bool:
    """Whether a cell of this format shows 0.8 as 80%. A sign in quotes, as in our own `0"%"`, multiplies nothing."""
    return number_format is not None and "%" in _NOT_SHOWN.sub("", number_format)


def share_to_digits(words: str) -> str:
    """The digits of a share that is said in words: 八成五 is 85, 全部完成 is 100; other words as they are."""
    if words in _ALL:
        return "100"
    if words in _HALF:
        return "50"
    if match := _TENTHS.fullmatch(words):
        return to_arabic_digits(match[1]) + ("5" if match[2] == "半" else to_arabic_digits(match[2] or "〇"))
    match = _OF_HUNDRED.fullmatch(words)
    return to_arabic_digits(match[1]) if match else words
