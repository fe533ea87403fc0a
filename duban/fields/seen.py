"""A value of a cell in the words that a person sees there, however a program stored it."""

from datetime import date, datetime
from decimal import Decimal

from duban.fields.number import plain


def seen(value: object) -> str:
    """The whole of it: a day without its midnight, a number without the noise of binary fractions."""
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, Decimal | float):
        return plain(Decimal(repr(value)) if isinstance(value, float) else value)
    return value.isoformat() if isinstance(value, date) else str(value)
