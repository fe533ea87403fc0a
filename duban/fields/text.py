"""Words: kept as typed, without the accidents; a number or a date that a program made of them is put back."""

from math import isfinite

from duban.fields.kind import FIELD_KINDS, CellContext, FieldKind, Parsed
from duban.text.display import display_text
from duban.text.folding import clean_text
from duban.workbook.book import Validation

_INEXACT = 10**15
"""A spreadsheet program keeps fifteen digits of a number; of a longer one the last are gone."""
_LONGEST_KEPT = 2000
"""Characters; no layout may ask for more, and no report has room for them."""


def text_validation(cells: str, context: CellContext) -> Validation:
    """At most so many characters; or, where words are suggested, a list that takes any others too."""
    column = context.column
    if column.suggest:
        return Validation(cells, "list", column.suggest, title=column.label, strict=False)
    return Validation(cells, "length", low=0, high=column.max, title=column.label)


def parse_text(raw: object, context: CellContext) -> Parsed:
    """Any text up to the length, which is counted after cleaning; a longer one stands, and is asked about."""
    if not isinstance(raw, str):
        return _parse_converted(raw, context)
    text, longest = clean_text(raw), context.column.max
    if len(text) > longest:
        return _too_long(text, longest)
    return Parsed(text or None)  # outer blanks and invisible characters carry no meaning: there is nothing to tell


def _parse_converted(raw: object, context: CellContext) -> Parsed:
    """The words that a program took for a number, a day or a time: as a person saw them, 007 and 80% and 星期一."""
    if isinstance(raw, int | float) and not isinstance(raw, bool) and (abs(raw) >= _INEXACT or not isfinite(raw)):
        return Parsed(problem="number-damaged")
    shown, is_format_unknown = context.shown_words(raw), context.number_format is None
    text = display_text(raw) if shown is None else shown
    if len(text) > context.column.max:
        return _too_long(text, context.column.max)
    doubt = "look-unknown" if shown is None and not is_format_unknown else ""
    return Parsed(text, needs_number_format=is_format_unknown, doubt=doubt)


def _too_long(text: str, longest: int) -> Parsed:
    facts = {"length": len(text), "max": longest}
    if len(text) > _LONGEST_KEPT:
        return Parsed(problem="text-far-too-long", facts=facts)
    return Parsed(text, doubt="text-too-long", facts=facts)


FIELD_KINDS["text"] = FieldKind("input-text", text_validation, parse_text)
