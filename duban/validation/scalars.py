"""Texts, numbers, days and yes or no, as YAML or people write them."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any

from duban.validation.declaration import TypedError

_MOST_DIGITS = 100  # of a whole number, however it is typed: 1e999999999 would fill the memory
_TRUE, _FALSE = {"true", "yes", "on", "1", "t", "y"}, {"false", "no", "off", "0", "f", "n"}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypedError("value-shape", {"shape": "text"})
    return value


def _yes_or_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).lower() if isinstance(value, str | int) else ""
    if word not in _TRUE | _FALSE:
        raise TypedError("value-yes-no")
    return word in _TRUE


def _whole_number(value: object) -> int:
    number = _in_plain_digits(value)
    if number.adjusted() >= _MOST_DIGITS or number != number.to_integral_value():
        raise TypedError("value-number")
    return int(number)


def _float(value: object) -> float:
    number = float(_in_plain_digits(value))
    if not isfinite(number):
        raise TypedError("value-number")
    return number


def _in_plain_digits(value: object) -> Decimal:
    """A number that is not typed in full width: the year of a plan is looked for in digits of ASCII."""
    if isinstance(value, str) and not value.isascii():
        raise TypedError("value-number")
    return _decimal(value)


def _decimal(value: object) -> Decimal:
    """What a number or its text says, exact; of a float what is printed."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise TypedError("value-number")
    try:
        number = Decimal(str(value) if isinstance(value, float) else value)
    except InvalidOperation:
        raise TypedError("value-number") from None
    if not number.is_finite():
        raise TypedError("value-number")
    return number


def _day(value: object) -> date:
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise TypedError("date-unreadable") from None


SCALARS: Mapping[Any, Callable[[object], Any]] = {
    str: _text,
    bool: _yes_or_no,
    int: _whole_number,
    float: _float,
    Decimal: _decimal,
    date: _day,
}
"""Type → what makes it of a value. Raises TypedError."""
