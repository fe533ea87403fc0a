"""A number, a whole percent or a score: exact decimals, inside bounds that may differ from row to row."""

from datetime import date
from decimal import Context, Decimal, InvalidOperation
from functools import lru_cache
from operator import attrgetter
from typing import Literal

from duban.fields.kind import FIELD_KINDS, CellContext, FieldKind, Parsed, Repair
from duban.fields.units import conversion_factor, is_percent_format, share_to_digits
from duban.model.layout import Column
from duban.model.row import Row
from duban.text.dates import small_number
from duban.text.display import display_text, format_number, shorten
from duban.text.folding import to_half_width
from duban.text.lazy_pattern import lazy_pattern
from duban.workbook.book import Validation

NUMERIC_KINDS = frozenset({"number", "percent", "score"})
"""The kinds of cell whose answers are numbers."""
_LARGEST = Decimal(10**12)
_AMOUNT = lazy_pattern(r"([-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)(.*)")
_BLANK = lazy_pattern("(?<![0-9]) | (?![0-9])")
"""Not between two digits: 80 90 are two numbers, or one that nobody can be sure of."""
_VAGUE = lazy_pattern(  # what people put around a number that they are not sure of, or that they announce
    r"\A(?:大约|大概|约|近|接近|将近|超过?|达到?|>|≥|≈|~|不低于|不少于|完成(?:率|比例|进度)?|累计|共计?|已|为)+(?=.)"
    r"|(?:左右|上下|以上|多|余)+\Z|(?<=[0-9])[多余](?=[^0-9])|[\u2460-\u2473\u3220-\u3229]+\Z"  # or a mark of a note
)
_CURRENCY = lazy_pattern("^[¥￥$€]|(?<=-)[¥￥$€]")
_COUNTS_MORE = lazy_pattern("[十百千万亿%]")
"""How a unit begins that says more than what is counted."""
_EXACT = Context(prec=100_000)  # no cell holds as many digits
_NOISE = Decimal("1e-9")
"""Binary arithmetic leaves this much at most: 0.1 + 0.2 was meant as 0.3."""
_UNITS = {"percent": "%", "score": "分"}
_LONGEST_SHOWN = 24
_DAY_LENGTH = 10
"""Of a day such as 1900-01-06, which is what a person sees of 6.18 in a cell for days."""
_LARGEST_FRACTION = 2
"""200%: of a number that counts in %, a larger one was typed without its sign."""


def allowed_range(column: Column, row: Row | None) -> tuple[Decimal, Decimal]:
    """The least and the most that may be answered, inclusive; 0 and 10^12 where the layout sets no bound.

    Args:
        row: where bounds are paths; None in the heading.
    """
    low = resolve_number(column.low, row) if column.low else None
    high = resolve_number(column.high, row) if column.high else None
    return Decimal(0) if low is None else low, _LARGEST if high is None else high


def resolve_number(path: str, row: Row | None) -> Decimal | None:
    """The number that a path such as `task.weight` leads to in a row, or that the path itself is.

    Returns:
        None where it leads nowhere in this row, or to what is no number.
    """
    if (figure := _figure(path)) is not None:
        return figure
    first, _, attributes = path.partition(".")
    value = getattr(row, first) if row else None
    if attributes and value is not None:  # a number of the year has no milestone
        value = attrgetter(attributes)(value)
    return value if isinstance(value, Decimal) else None


def is_figure(path: str) -> bool:
    """Whether such a path is a number itself, the same in all rows."""
    return _figure(path) is not None


@lru_cache(maxsize=256)
def _figure(path: str) -> Decimal | None:
    try:
        return Decimal(path)
    except InvalidOperation:
        return None


def counting_unit(context: CellContext) -> str:
    """What the cell counts in; empty where nobody says it."""
    if unit := _UNITS.get(context.column.kind):
        return unit
    return context.row.target.unit if context.row and context.row.target else context.column.unit


def number_validation(cells: str, context: CellContext) -> Validation:
    """Between the bounds; whole where no digits are allowed behind the point."""
    column = context.column
    low, high = allowed_range(column, context.row)
    kind: Literal["decimal", "whole"] = "decimal" if column.places else "whole"
    return Validation(cells, kind, low=low, high=high, title=column.label)


def parse_number(raw: object, context: CellContext) -> Parsed:
    """A number, or words that are one with its separators and its unit; another unit of its family is converted.

    Nothing is rounded. Whether 0.8 is 80% the number format of the cell decides, or the unit is asked.
    """
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return _parse_stored(raw, context)
    if isinstance(raw, date) and (typed := small_number(raw)) is not None:
        parsed = _not_a_number(context, format_number(typed))
        return parsed._replace(facts={**parsed.facts, "was": display_text(raw)[:_DAY_LENGTH]})
    if not isinstance(raw, str):
        return _not_a_number(context)
    words = to_half_width(raw)
    number, repair = _number_in_words(words, context)
    if number is None:
        return _not_a_number(context, _suggestion(words, context))
    if _may_be_fraction(number, context) and repair != "percent-sign":
        return _percent_or_fraction(number, context.column.places)
    return _check_bounds(number, context, repair)


def _parse_stored(raw: float, context: CellContext) -> Parsed:
    """A number of the file: exact, but for the noise. Where the cell shows another one, it is asked."""
    exact = Decimal(raw) if isinstance(raw, int) else Decimal(repr(raw))
    if not exact.is_finite():
        return _not_a_number(context)
    parsed = _parse_exact(exact, context)
    shown = context.shown_words(raw)
    if parsed.problem or shown is None or not isinstance(parsed.value, Decimal):
        return parsed
    return _compare_shown(parsed, parsed.value, shown, context)


def _parse_exact(exact: Decimal, context: CellContext) -> Parsed:
    if not 0 < abs(exact) <= _LARGEST_FRACTION or counting_unit(context) != "%":
        return _check_bounds(_without_noise(exact, context), context)
    if is_percent_format(context.number_format):
        return _check_bounds(_without_noise(exact * 100, context), context, "percent-format")
    parsed = _check_bounds(_without_noise(exact, context), context)
    format_unknown = context.number_format is None
    if _may_be_fraction(exact, context) and (parsed.problem or format_unknown):
        parsed = _percent_or_fraction(exact, context.column.places)
    return parsed._replace(needs_number_format=format_unknown)


def _compare_shown(parsed: Parsed, number: Decimal, shown: str, context: CellContext) -> Parsed:
    """A number that the cell shows at another scale, or in another unit, is no answer; one that it rounds is asked.

    Args:
        parsed: what counts.
        number: the same as a number.
        shown: the words that a person saw.
        context: of the cell.
    """
    low, high = _shown_range(shown, context) or (number + 1, number + 1)
    facts = {"shown": shown, "number": _shown(number)}
    if low <= number <= high:
        is_exact = number * 2 == _EXACT.add(low, high)
        return parsed if is_exact else parsed._replace(doubt="number-rounded", facts=facts)
    return Parsed(problem="number-scaled", facts=facts)


def _shown_range(shown: str, context: CellContext) -> tuple[Decimal, Decimal] | None:
    """The numbers that a cell would show so, in its unit; None where these words are no number of it."""
    amount = _AMOUNT.fullmatch(_BLANK.sub("", _CURRENCY.sub("", to_half_width(shown))))
    if not amount:
        return None
    factor = conversion_factor(amount[2], counting_unit(context)) if amount[2] else Decimal(1)
    if factor is None and _COUNTS_MORE.match(amount[2]):
        return None
    seen, places = Decimal(amount[1].replace(",", "")), len(amount[1].partition(".")[2])
    half_step = Decimal(5).scaleb(-places - 1, _EXACT)
    factor = factor or Decimal(1)
    return _EXACT.multiply(seen - half_step, factor), _EXACT.multiply(seen + half_step, factor)


def _without_noise(exact: Decimal, context: CellContext) -> Decimal:
    """A number without what binary arithmetic added to it."""
    if abs(exact) > _LARGEST:
        return exact
    rounded = round(exact, context.column.places)
    return rounded if abs(exact - rounded) < _NOISE else exact


def _check_bounds(number: Decimal, context: CellContext, repair: Repair = "") -> Parsed:
    """The number, where it keeps to its bounds and its decimals."""
    facts = _bound_facts(context) | {"number": _shown(number)}
    low, high = allowed_range(context.column, context.row)
    if not low <= number <= high:
        return Parsed(problem="number-out-of-range", facts=facts | {"too_large": number > high})
    if number != round(number, context.column.places):
        return Parsed(problem="number-too-fine", facts=facts)
    return Parsed(number + 0, repair=repair)  # of -0 there is nothing to say


def _not_a_number(context: CellContext, suggestion: str = "") -> Parsed:
    return Parsed(problem="not-a-number", facts=_bound_facts(context) | {"meant": suggestion})


def _bound_facts(context: CellContext) -> dict[str, object]:
    low, high = allowed_range(context.column, context.row)
    return {"low": low, "high": bound_text(high), "places": context.column.places}


def bound_text(high: Decimal) -> str:
    """The most that may be answered, for a sentence; empty where the layout sets no bound."""
    return "" if high >= _LARGEST else format_number(high)


def _may_be_fraction(number: Decimal, context: CellContext) -> bool:
    """Whether a whole percent may be meant as a part of one: exactly 1 too, which is all or a hundredth."""
    return context.column.kind == "percent" and 0 < number <= 1


def _percent_or_fraction(number: Decimal, places: int) -> Parsed:
    facts = {"number": _shown(number), "meant": _shown(number * 100), "places": places}
    return Parsed(problem="percent-or-fraction", facts=facts)


def _number_in_words(words: str, context: CellContext) -> tuple[Decimal | None, Repair]:
    """The number that half-width words are, in the unit of the cell, and the repair; None where they are none."""
    match = _AMOUNT.fullmatch(_BLANK.sub("", words))
    if not match:
        return None, ""
    number, unit = Decimal(match[1].replace(",", "")), match[2]
    if not unit:
        return number, "number-as-text"
    factor = conversion_factor(unit, counting_unit(context))
    if factor is None:
        return None, ""
    if factor != 1:
        return _EXACT.multiply(number, factor), "unit-converted"
    return number, "percent-sign" if unit == "%" else "unit-dropped"


def _suggestion(words: str, context: CellContext) -> str:
    """The number that vague words name, for the hint: 约80% may be 80. Empty where it is not plain."""
    bare = _VAGUE.sub("", _BLANK.sub("", words))
    number, _ = _number_in_words(share_to_digits(bare) if context.column.kind == "percent" else bare, context)
    value = _check_bounds(number, context).value if number is not None else None
    return format_number(value) if isinstance(value, Decimal) else ""


def _shown(number: Decimal) -> str:
    """A number in a sentence: of very many digits the first."""
    return shorten(format_number(number), _LONGEST_SHOWN, _LONGEST_SHOWN)


FIELD_KINDS["number"] = FieldKind("input-number", number_validation, parse_number)
FIELD_KINDS["percent"] = FieldKind("input-percent", number_validation, parse_number)
FIELD_KINDS["score"] = FieldKind("input-score", number_validation, parse_number)
