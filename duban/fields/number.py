"""A number, a whole percent or a score: exact decimals, inside bounds that may differ from row to row."""

import re
from decimal import Context, Decimal, InvalidOperation
from operator import attrgetter
from typing import Literal

from duban.fields.kind import Ask, Kind, Reading, Why
from duban.fields.percent import in_words, shows_percent
from duban.fields.units import times
from duban.model.layout import Column
from duban.model.row import Row
from duban.text.folding import half_width
from duban.text.shown import plain
from duban.workbook.book import Validation

NUMBERS = frozenset({"number", "percent", "score"})
"""The kinds of cell whose answers are numbers."""
_MOST = Decimal(10**12)
_AMOUNT = re.compile(r"([-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)(.*)")
_BLANK = re.compile("(?<![0-9]) | (?![0-9])")
"""Not between two digits: 80 90 are two numbers, or one that nobody can be sure of."""
_VAGUE = re.compile(  # what people put around a number that they are not sure of, or that they announce
    r"\A(?:大约|大概|约|近|接近|将近|超过?|达到?|>|≥|≈|~|不低于|不少于|完成(?:率|比例|进度)?|累计|共计?|已|为)+(?=.)"
    r"|(?:左右|上下|以上|多|余)+\Z|(?<=[0-9])[多余](?=[^0-9])"
)
_EXACT = Context(prec=100_000)  # no cell holds as many digits
_NOISE = Decimal("1e-9")
"""Binary arithmetic leaves this much at most: 0.1 + 0.2 was meant as 0.3."""
_UNITS = {"percent": "%", "score": "分"}
_BRIEF = 24
_TWICE = 2
"""200%: of a number that counts in %, a larger one was typed without its sign."""


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


def takes(raw: object, ask: Ask) -> Reading:
    """A number, or words that are one with its separators and its unit; another unit of its family is converted.

    Nothing is rounded. Whether 0.8 is 80% the number format of the cell decides, or the unit is asked.
    """
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return _typed(raw, ask)
    word = half_width(str(raw))
    number, why = _said(word, ask) if isinstance(raw, str) else (None, "")
    if number is None:
        return _judged(None, ask, meant=_meant(word, ask) if isinstance(raw, str) else "")
    if _fraction(number, ask) and why != "percent-sign":
        return _asked(number, ask.column.places)
    return _judged(number, ask, why)


def _typed(raw: float, ask: Ask) -> Reading:
    """A number of the file: exact, but for the noise."""
    exact = Decimal(raw) if isinstance(raw, int) else Decimal(repr(raw))
    if not exact.is_finite():
        return _judged(None, ask)
    if not 0 < abs(exact) <= _TWICE or unit(ask) != "%":
        return _judged(_quiet(exact, ask), ask)
    if shows_percent(ask.format):
        return _judged(_quiet(exact * 100, ask), ask, "percent-format")
    reading = _judged(_quiet(exact, ask), ask)
    if _fraction(exact, ask) and (reading.problem or ask.format is None):
        return _asked(exact, ask.column.places)._replace(wants_format=ask.format is None)
    return reading._replace(wants_format=ask.format is None)


def _quiet(exact: Decimal, ask: Ask) -> Decimal:
    """Without the noise."""
    if abs(exact) > _MOST:
        return exact
    near = round(exact, ask.column.places)
    return near if abs(exact - near) < _NOISE else exact


def _judged(number: Decimal | None, ask: Ask, why: Why = "", meant: str = "") -> Reading:
    """The number, where it keeps to its bounds and its decimals."""
    low, high = bounds(ask.column, ask.row)
    facts = {"low": low, "high": high, "places": ask.column.places}
    if number is None:
        return Reading(problem="not-a-number", facts={**facts, "meant": meant})
    if not low <= number <= high:
        return Reading(problem="number-out-of-range", facts={**facts, "number": _brief(number)})
    if number != round(number, ask.column.places):
        return Reading(problem="number-too-fine", facts={**facts, "number": _brief(number)})
    return Reading(number + 0, why=why)  # of -0 there is nothing to say


def _brief(number: Decimal) -> str:
    """Likewise, in a sentence: of very many digits the first."""
    words = plain(number)
    return words if len(words) <= _BRIEF else words[:_BRIEF] + "…"


def unit(ask: Ask) -> str:
    """What the cell counts in; empty where nobody says it."""
    if own := _UNITS.get(ask.column.kind):
        return own
    return ask.row.target.unit if ask.row and ask.row.target else ask.column.unit


def _fraction(number: Decimal, ask: Ask) -> bool:
    """Whether a whole percent may be meant as a part of one: exactly 1 too, which is all or a hundredth."""
    return ask.column.kind == "percent" and 0 < number <= 1


def _asked(number: Decimal, places: int) -> Reading:
    facts = {"number": _brief(number), "meant": _brief(number * 100), "places": places}
    return Reading(problem="percent-or-fraction", facts=facts)


def _said(word: str, ask: Ask) -> tuple[Decimal | None, Why]:
    """Words that are a number, in the unit of the cell."""
    match = _AMOUNT.fullmatch(_BLANK.sub("", word))
    if not match:
        return None, ""
    number, counted = Decimal(match[1].replace(",", "")), match[2]
    if not counted:
        return number, "number-as-text"
    each = times(counted, unit(ask))
    if each is None:
        return None, ""
    dropped: Why = "percent-sign" if counted == "%" else "unit-dropped"
    return (number, dropped) if each == 1 else (_EXACT.multiply(number, each), "unit-converted")


def _meant(word: str, ask: Ask) -> str:
    """The number that vague words name, for the hint: 约80% may be 80. Empty where it is not plain."""
    bare = _VAGUE.sub("", _BLANK.sub("", word))
    number, _ = _said(in_words(bare) if ask.column.kind == "percent" else bare, ask)
    reading = _judged(number, ask)
    return plain(reading.value) if isinstance(reading.value, Decimal) else ""


def _bound(path: str, row: Row | None, otherwise: Decimal) -> Decimal:
    found = figure(path, row) if path else None
    return otherwise if found is None else found


NUMBER = Kind("input-number", rule, takes)
PERCENT = Kind("input-percent", rule, takes)
SCORE = Kind("input-score", rule, takes)
