"""Words: kept as typed, without the accidents; a number or a date that a program made of them is put back."""

from decimal import Decimal
from math import isfinite

from duban.fields.kind import CellContext, FieldKind, Parsed
from duban.fields.percent import is_percent_format
from duban.text.display import display_text, format_number
from duban.text.folding import clean_text
from duban.workbook.book import Validation

_KEPT = 10**15
"""A spreadsheet program keeps fifteen digits of a number; of a longer one the last are gone."""


def text_validation(cells: str, ask: CellContext) -> Validation:
    """At most so many characters; or, where words are suggested, a list that takes any others too."""
    column = ask.column
    if column.suggest:
        return Validation(cells, "list", column.suggest, title=column.label, prompt=column.help, strict=False)
    return Validation(cells, "length", low=0, high=column.max, title=column.label, prompt=column.help)


def parse_text(raw: object, ask: CellContext) -> Parsed:
    """Any text up to the length; counted after tidying."""
    most = ask.column.max
    if not isinstance(raw, str):
        return _again(raw, ask)
    words = clean_text(raw)
    if len(words) > most:
        return Parsed(words, problem="text-too-long", facts={"length": len(words), "max": most})
    # outer blanks and invisible characters carry no meaning: nothing to tell, but where the rule would count them
    return Parsed(words or None, repair="stray-signs" if len(raw) > most else "")


def _again(raw: object, ask: CellContext) -> Parsed:
    """The words that a program took for a number, a day or a time."""
    words, fraction = display_text(raw), False
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        if abs(raw) >= _KEPT or not isfinite(raw):
            return Parsed(problem="number-damaged")
        fraction = not float(raw).is_integer() or abs(raw) == 1
        if fraction and is_percent_format(ask.number_format):
            words = f"{format_number(Decimal(words) * 100)}%"
    if len(words) > ask.column.max:
        return Parsed(words, problem="text-too-long", facts={"length": len(words), "max": ask.column.max})
    return Parsed(words, repair="text-again", needs_number_format=fraction and ask.number_format is None)


TEXT = FieldKind("input-text", text_validation, parse_text)
