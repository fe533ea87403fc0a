"""Telephone, identity and bank card numbers of persons in a text; codes of projects and of organisations are none."""

import re
from datetime import date

from duban.text.folding import to_half_width

_PART_OF_CODE = r"[0-9A-Za-z]"  # of a 项目代码 or a 信用代码, which are no numbers of persons
_MEASURES = "元|万|亿|平|米|吨|个|户"
_BEFORE, _AFTER = rf"(?<!{_PART_OF_CODE})(?<!\d-)", rf"(?!{_PART_OF_CODE})(?!-\d)(?!\.\d)(?! ?(?:{_MEASURES}))"
_MOBILE = re.compile(rf"{_BEFORE}1[3-9]\d(?:[ -]?\d{{4}}){{2}}{_AFTER}")
_LANDLINE = re.compile(rf"{_BEFORE}0\d{{2,3}}[-—]\d{{7,8}}{_AFTER}")
_IDENTITY = re.compile(rf"{_BEFORE}\d{{17}}[0-9Xx]{_AFTER}")
_CARD = re.compile(rf"{_BEFORE}62\d{{2}}(?:[ -]?\d{{4}}){{3}}(?:[ -]?\d{{3}})?{_AFTER}")
_FOUR_DIGITS = re.compile(r"\d\W?\d\W?\d\W?\d")
"""Part of every number; sooner looked for than a text is made half-width."""
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_SHOWN_FIRST, _SHOWN_LAST = 3, 2


def personal_numbers(text: str) -> list[str]:
    """The numbers of persons in a text, in half width, telephones first."""
    if not _FOUR_DIGITS.search(text):
        return []
    text = to_half_width(text)
    phones = [match[0] for pattern in (_MOBILE, _LANDLINE) for match in pattern.finditer(text)]
    identities = [match[0] for match in _IDENTITY.finditer(text) if _is_identity(match[0])]
    return [*phones, *identities, *(match[0] for match in _CARD.finditer(text) if _is_card(match[0]))]


def masked_number(number: str) -> str:
    """The number as it may be shown: its first three and its last two signs."""
    return f"{number[:_SHOWN_FIRST]}…{number[-_SHOWN_LAST:]}"


def mask_numbers(text: str, printed: str) -> str:
    """The text with each number of a person masked; where there is any, all of it in half width.

    Args:
        text: as it was typed.
        printed: what the office printed itself: a number that stands there is left alone.
    """
    numbers = [number for number in personal_numbers(text) if number not in printed]
    masked = to_half_width(text) if numbers else text
    for number in sorted(numbers, key=len, reverse=True):
        masked = masked.replace(number, masked_number(number))
    return masked


def _is_identity(number: str) -> bool:
    """Whether 18 characters hold a day of birth and end with the digit that checks the others."""
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECK_DIGITS[total % 11] == number[17].upper()


def _is_card(number: str) -> bool:
    """Whether the last digit checks the others, as Luhn has it."""
    digits = [int(digit) for digit in reversed(number) if digit.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
