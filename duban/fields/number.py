"""A number, a whole percent or a score: exact decimals, inside bounds that may differ from row to row."""

import re
from decimal import Decimal, InvalidOperation
from operator import attrgetter
from typing import Literal

from duban.fields.clean import half_width
from duban.fields.kind import Ask, Kind, Reading
from duban.model.book import Validation
from duban.model.layout import Column
from duban.model.row import Row

NUMBERS = frozenset({"number", "percent", "score"})
"""The kinds of cell whose answers are numbers."""
_MOST = Decimal(10**12)
_DIGITS = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_NOISE = Decimal("1e-9")
"""Binary arithmetic leaves this much at most: 0.1 + 0.2 was meant as 0.3."""


def bounds(column: Column, row: Row | None) -> tuple[Decimal, Decimal]:
    """The least and the most that may be answered, inclusive."""
    return _bound(column.low, row, Decimal(0)), _bound(column.high, row, _MOST)


def figure(path: str, row: Row | None) -> Decimal | None:
    """The number that a path leads to, or that it is."""
    try:
        return Decimal(path)
    except InvalidOperation:
        first, _, further = path.partition(".")
        found = getattr(row, first) if row else None
        if further and found is not None:  # a number of the year has no milestone
            found = attrgetter(further)(found)
        return found if isinstance(found, Decimal) else None


def rule(cells: str, ask: Ask) -> Validation:
    """Between the bounds; whole where no digits are allowed behind the point."""
    low, high = bounds(ask.column, ask.row)
    kind: Literal["decimal", "whole"] = "decimal" if ask.column.places else "whole"
    return Validation(cells, kind, low=low, high=high, title=ask.column.label, prompt=ask.column.help)


def read(raw: object, ask: Ask) -> Reading:
    """A number, or words that are one with its separators and its own unit. Nothing is rounded."""
    low, high = bounds(ask.column, ask.row)
    number, repaired = _parse(raw, ask)
    facts = {"low": low, "high": high, "places": ask.column.places}
    if number is None:
        return Reading(problem="not-a-number", facts=facts)
    if not low <= number <= high:
        return Reading(problem="number-out-of-range", facts={**facts, "number": plain(number)})
    if number != round(number, ask.column.places):
        return Reading(problem="number-too-fine", facts={**facts, "number": plain(number)})
    return Reading(number, repaired=repaired)


def plain(number: Decimal) -> str:
    """A number as people write it: no exponent, no zeros behind the point."""
    words = f"{number:f}"
    return words.rstrip("0").rstrip(".") if "." in words else words


def _bound(path: str, row: Row | None, otherwise: Decimal) -> Decimal:
    found = figure(path, row) if path else None
    return otherwise if found is None else found


def _parse(raw: object, ask: Ask) -> tuple[Decimal | None, bool]:
    if isinstance(raw, bool):
        return None, False
    if isinstance(raw, int):
        return Decimal(raw), False
    if isinstance(raw, float):
        exact = Decimal(repr(raw)) if raw == raw and abs(raw) <= _MOST else None  # noqa: PLR0124 — not a number
        near = None if exact is None else round(exact, ask.column.places)
        return (near if exact is not None and near is not None and abs(exact - near) < _NOISE else exact), False
    word = half_width(str(raw)).replace(" ", "").replace("，", ",")
    unit = "%" if ask.column.kind == "percent" else ask.row.target.unit if ask.row and ask.row.target else ""
    if unit and word.endswith(half_width(unit)):
        word = word[: -len(half_width(unit))]
    return (Decimal(word.replace(",", "")), True) if _DIGITS.fullmatch(word) else (None, False)


NUMBER = Kind("input-number", rule, read)
PERCENT = Kind("input-percent", rule, read)
SCORE = Kind("input-score", rule, read)
