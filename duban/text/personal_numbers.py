"""Telephone, identity and bank card numbers of persons in a text; codes of projects and of organisations are none."""

import re
from datetime import date

from duban.text.folding import to_half_width
from duban.text.lazy_pattern import lazy_pattern

_PART_OF_CODE = r"[0-9A-Za-z]"  # of a 项目代码 or a 信用代码, which are no numbers of persons
_MEASURES = "元|万|亿|平|米|吨|个|户"
_AFTER = rf"(?!{_PART_OF_CODE})(?!-\d)(?!\.\d)(?! ?(?:{_MEASURES}))"


def _number(first: str, others: str) -> re.Pattern[str]:
    """Digits that are a number by themselves. first: the first of them, for which a text is searched fastest."""
    return lazy_pattern(rf"{first}(?<!{_PART_OF_CODE}{first})(?<!\d-{first}){others}{_AFTER}")


_MOBILE = _number("1", r"[3-9]\d(?:[ -]?\d{4}){2}")
_LANDLINE = _number("0", r"\d{2,3}[-—]\d{7,8}")
_IDENTITY = _number(r"\d", r"\d{16}[0-9Xx]")
_CARD = _number("6", r"2\d{2}(?:[ -]?\d{4}){3}(?:[ -]?\d{3})?")
_SEVEN_DIGITS = lazy_pattern(r"\d(?:(?:\W|_x000[dD]_)*+\d){6}")
"""Part of every number, with all between them that may become a blank or nothing; sooner found than a text is made
half-width."""
_PLACES_OF_BIRTH = lazy_pattern(r"[1-69][1-9]|50|7[1-3]|8[1-3]")
"""How the numbers of identity cards begin: with a province, or with 9 and a province for those from abroad."""
_YEARS_OF_BIRTH = range(1900, 2100)
_IN_FOURS = lazy_pattern(r"(?:\d{4}[ -]){3}")
"""How cards are printed and codes of other things are not."""
_SHOWN_FIRST, _SHOWN_LAST = 3, 2


def personal_numbers(text: str) -> list[str]:
    """The numbers of persons in a text, in half width, telephones first.

    One that was mistyped tells nearly as much of a person as a sound one: it is among them where its shape leaves no
    doubt of what it was meant to be.
    """
    if not _SEVEN_DIGITS.search(text):
        return []
    text = to_half_width(text)
    phones = [match[0] for pattern in (_MOBILE, _LANDLINE) for match in pattern.finditer(text)]
    identities = [match[0] for match in _IDENTITY.finditer(text) if _looks_like_identity(match[0])]
    return [*phones, *identities, *(match[0] for match in _CARD.finditer(text) if _looks_like_card(match[0]))]


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


def _looks_like_identity(number: str) -> bool:
    """Whether 18 characters begin with a province and hold a day of birth."""
    year, month, day = int(number[6:10]), int(number[10:12]), int(number[12:14])
    try:
        date(year, month, day)
    except ValueError:
        return False
    return year in _YEARS_OF_BIRTH and _PLACES_OF_BIRTH.match(number) is not None


def _looks_like_card(number: str) -> bool:
    """Whether it is written in fours, or its last digit checks the others, as Luhn has it.

    Sixteen digits in a row that begin with 62 may as well be a code of a province where all codes begin so.
    """
    if _IN_FOURS.match(number):
        return True
    digits = [int(digit) for digit in reversed(number) if digit.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
