"""Chinese numerals as Arabic digits."""

_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")


def to_arabic_digits(numeral: str) -> str:
    """Digit by digit, or up to 99: 二〇二二 → 2022, 十 → 10, 二十 → 20, 二十三 → 23."""
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return numeral.translate(_DIGITS)
    return (tens.translate(_DIGITS) or "1") + (ones.translate(_DIGITS) or "0")
