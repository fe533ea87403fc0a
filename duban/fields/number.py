"""A number, a whole percent or a score: exact decimals, inside bounds that may differ from row to row."""

import re
from decimal import Context, Decimal, InvalidOperation
from operator import attrgetter
from typing import Literal

from duban.fields.kind import CellContext, FieldKind, Parsed, Repair
from duban.fields.percent import is_percent_format, share_to_digits
from duban.fields.units import conversion_factor
from duban.model.layout import Column
from duban.model.row import Row
from duban.text.display import format_number, shorten
from duban.text.folding import to_half_width
from duban.workbook.book import Validation

NUMERIC_KINDS = frozenset({"number", "percent", "score"})
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


def allowed_range(column: Column, row: Row | None) -> tuple[Decimal, Decimal]:
    """The least and the most that may be answered, inclusive."""
    return _bound(column.low, row, Decimal(0)), _bound(column.high, row, _MOST)


def resolve_number(path: str, row: Row | None) -> Decimal | None:
    """The number that a path leads to, or that it is."""
    try:
        return Decimal(path)
    except InvalidOperation:
        first, _, further = path.partition(".")
        found = getattr(row, first) if row else None
        if further and found is not None:  # a number of the year has no milestone
            found = attrgetter(further)(found)
        return found if isinstance(found, Decimal) else None


def number_validation(cells: str, ask: CellContext) -> Validation:
    """Between the bounds; whole where no digits are allowed behind the point."""
    low, high = allowed_range(ask.column, ask.row)
    kind: Literal["decimal", "whole"] = "decimal" if ask.column.places else "whole"
    return Validation(cells, kind, low=low, high=high, title=ask.column.label, prompt=ask.column.help)


def parse_number(raw: object, ask: CellContext) -> Parsed:
    """A number, or words that are one with its separators and its unit; another unit of its family is converted.

    Nothing is rounded. Whether 0.8 is 80% the number format of the cell decides, or the unit is asked.
    """
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return _typed(raw, ask)
    word = to_half_width(str(raw))
    number, why = _said(word, ask) if isinstance(raw, str) else (None, "")
    if number is None:
        return _judged(None, ask, meant=_meant(word, ask) if isinstance(raw, str) else "")
    if _fraction(number, ask) and why != "percent-sign":
        return _asked(number, ask.column.places)
    return _judged(number, ask, why)


def _typed(raw: float, ask: CellContext) -> Parsed:
    """A number of the file: exact, but for the noise."""
    exact = Decimal(raw) if isinstance(raw, int) else Decimal(repr(raw))
    if not exact.is_finite():
        return _judged(None, ask)
    if not 0 < abs(exact) <= _TWICE or counting_unit(ask) != "%":
        return _judged(_quiet(exact, ask), ask)
    if is_percent_format(ask.number_format):
        return _judged(_quiet(exact * 100, ask), ask, "percent-format")
    reading = _judged(_quiet(exact, ask), ask)
    if _fraction(exact, ask) and (reading.problem or ask.number_format is None):
        return _asked(exact, ask.column.places)._replace(needs_number_format=ask.number_format is None)
    return reading._replace(needs_number_format=ask.number_format is None)


def _quiet(exact: Decimal, ask: CellContext) -> Decimal:
    """Without the noise."""
    if abs(exact) > _MOST:
        return exact
    near = round(exact, ask.column.places)
    return near if abs(exact - near) < _NOISE else exact


def _judged(number: Decimal | None, ask: CellContext, why: Repair = "", meant: str = "") -> Parsed:
    """The number, where it keeps to its bounds and its decimals."""
    low, high = allowed_range(ask.column, ask.row)
    facts = {"low": low, "high": high, "places": ask.column.places}
    if number is None:
        return Parsed(problem="not-a-number", facts={**facts, "meant": meant})
    if not low <= number <= high:
        return Parsed(problem="number-out-of-range", facts={**facts, "number": _brief(number)})
    if number != round(number, ask.column.places):
        return Parsed(problem="number-too-fine", facts={**facts, "number": _brief(number)})
    return Parsed(number + 0, repair=why)  # of -0 there is nothing to say


def _brief(number: Decimal) -> str:
    """Likewise, in a sentence: of very many digits the first."""
    return shorten(format_number(number), _BRIEF, _BRIEF)


def counting_unit(ask: CellContext) -> str:
    """What the cell counts in; empty where nobody says it."""
    if own := _UNITS.get(ask.column.kind):
        return own
    return ask.row.target.unit if ask.row and ask.row.target else ask.column.unit


def _fraction(number: Decimal, ask: CellContext) -> bool:
    """Whether a whole percent may be meant as a part of one: exactly 1 too, which is all or a hundredth."""
    return ask.column.kind == "percent" and 0 < number <= 1


def _asked(number: Decimal, places: int) -> Parsed:
    facts = {"number": _brief(number), "meant": _brief(number * 100), "places": places}
    return Parsed(problem="percent-or-fraction", facts=facts)


def _said(word: str, ask: CellContext) -> tuple[Decimal | None, Repair]:
    """Words that are a number, in the unit of the cell."""
    match = _AMOUNT.fullmatch(_BLANK.sub("", word))
    if not match:
        return None, ""
    number, counted = Decimal(match[1].replace(",", "")), match[2]
    if not counted:
        return number, "number-as-text"
    each = conversion_factor(counted, counting_unit(ask))
    if each is None:
        return None, ""
    dropped: Repair = "percent-sign" if counted == "%" else "unit-dropped"
    return (number, dropped) if each == 1 else (_EXACT.multiply(number, each), "unit-converted")


def _meant(word: str, ask: CellContext) -> str:
    """The number that vague words name, for the hint: 约80% may be 80. Empty where it is not plain."""
    bare = _VAGUE.sub("", _BLANK.sub("", word))
    number, _ = _said(share_to_digits(bare) if ask.column.kind == "percent" else bare, ask)
    reading = _judged(number, ask)
    return format_number(reading.value) if isinstance(reading.value, Decimal) else ""


def _bound(path: str, row: Row | None, otherwise: Decimal) -> Decimal:
    found = resolve_number(path, row) if path else None
    return otherwise if found is None else found


NUMBER = FieldKind("input-number", number_validation, parse_number)
PERCENT = FieldKind("input-percent", number_validation, parse_number)
SCORE = FieldKind("input-score", number_validation, parse_number)
