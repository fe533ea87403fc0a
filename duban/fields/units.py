"""Units in which things are counted: 1亿元 is ten thousand 万元, and no number of 平方米."""

import re
from decimal import Decimal
from functools import lru_cache

from duban.text.folding import to_half_width

_POWERS = {"": 0, "十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
_UNIT = re.compile(r"(万亿|[十百千]?[万亿]|[十百千]?)(.*)")
_SAME = {"m2": "平方米", "平米": "平方米", "公里": "千米", "公斤": "千克"}
_SHARES = ("%", "百分点")
"""No number of these is counted by the ten thousand."""


@lru_cache(maxsize=256)
def conversion_factor(said: str, unit: str) -> Decimal | None:
    """How many of `unit` one of `said` is; None where they do not count the same thing.

    A bare 万 counts what the unit counts: 3600万, said of an amount in 万元, are 3600万元.
    """
    said, unit = to_half_width(said), to_half_width(unit)
    if said == unit:
        return Decimal(1)
    if not unit or unit.endswith(_SHARES):
        return None
    power, counted = _parts(said)
    own, counts = _parts(unit)
    if counted != counts and (counted or not power):
        return None
    return Decimal(10) ** (power - own)  # with no exponent that would be shown


def _parts(unit: str) -> tuple[int, str]:
    """百万元 → 6 and 元."""
    match = _UNIT.fullmatch(_SAME.get(unit, unit))
    large, counted = match.groups() if match else ("", unit)
    return sum(_POWERS[sign] for sign in large), _SAME.get(counted, counted)
