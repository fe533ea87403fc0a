"""A value of a cell in the words in which a person saw it there."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

_DIGITS = 15
"""So many digits of a number a spreadsheet program keeps and shows; the rest is the noise of binary arithmetic."""


def plain(number: Decimal) -> str:
    """A number as people write it: no exponent, no zeros behind the point."""
    words = f"{number:f}"
    return words.rstrip("0").rstrip(".") if "." in words else words


def display_text(value: object) -> str:
    """Numbers without exponents and noise, days as 2022-06-20, yes and no in capitals, a span of time in hours."""
    match value:
        case str():
            words = value
        case bool():
            words = str(value).upper()
        case float():
            words = plain(Decimal(f"{value:.{_DIGITS}g}"))
        case int() | Decimal():
            words = plain(Decimal(value))  # unlike str, of any length
        case datetime() if value.time() == time():
            words = value.date().isoformat()
        case datetime():
            words = value.isoformat(" ", _finest(value.time()))
        case time():
            words = value.isoformat(_finest(value))
        case timedelta():
            seconds = abs(value) // timedelta(seconds=1)
            sign = "-" if value < timedelta() else ""
            words = f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        case _:
            words = value.isoformat() if isinstance(value, date) else str(value)
    return words


def _finest(clock: time) -> str:
    """Seconds are shown where there are any."""
    return "seconds" if clock.second else "minutes"
