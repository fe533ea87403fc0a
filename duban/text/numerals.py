"""Chinese numerals below 100, and years digit by digit, to and from Arabic digits."""

import re

_NUMERALS = "〇一二三四五六七八九"
_TO_DIGITS = str.maketrans("零" + _NUMERALS, "00123456789")
_RUN = re.compile("[〇零一二三四五六七八九十]+")


def to_arabic_digits(numeral: str) -> str:
    """Digit by digit, or up to 99: 二〇二二 → 2022, 十 → 10, 二十 → 20, 二十三 → 23."""
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return numeral.translate(_TO_DIGITS)
    return (tens.translate(_TO_DIGITS) or "1") + (ones.translate(_TO_DIGITS) or "0")


def digits_for_numerals(text: str) -> str:
    """A text with each numeral in Arabic digits: 二〇二二年六月十五日 → 2022年6月15日."""
    return _RUN.sub(lambda match: to_arabic_digits(match[0]), text)


def chinese_numeral(number: int) -> str:
    """1 → 一, 11 → 十一, 20 → 二十; up to 99."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _NUMERALS[tens]) + "十" if tens else ""
    return head + (_NUMERALS[ones] if ones else "")
