"""Words: kept as typed, without the accidents; a number or a date that a program made of them is put back."""

from decimal import Decimal
from math import isfinite

from duban.fields.kind import Ask, Kind, Reading
from duban.fields.percent import shows_percent
from duban.text.folding import tidy
from duban.text.shown import plain, seen
from duban.workbook.book import Validation

_KEPT = 10**15
"""A spreadsheet program keeps fifteen digits of a number; of a longer one the last are gone."""


def rule(cells: str, ask: Ask) -> Validation:
    """At most so many characters; or, where words are suggested, a list that takes any others too."""
    column = ask.column
    if column.suggest:
        return Validation(cells, "list", column.suggest, title=column.label, prompt=column.help, strict=False)
    return Validation(cells, "length", low=0, high=column.max, title=column.label, prompt=column.help)


def takes(raw: object, ask: Ask) -> Reading:
    """Any text up to the length; counted after tidying."""
    most = ask.column.max
    if not isinstance(raw, str):
        return _again(raw, ask)
    words = tidy(raw)
    if len(words) > most:
        return Reading(words, problem="text-too-long", facts={"length": len(words), "max": most})
    # outer blanks and invisible characters carry no meaning: nothing to tell, but where the rule would count them
    return Reading(words or None, why="stray-signs" if len(raw) > most else "")


def _again(raw: object, ask: Ask) -> Reading:
    """The words that a program took for a number, a day or a time."""
    words, fraction = seen(raw), False
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        if abs(raw) >= _KEPT or not isfinite(raw):
            return Reading(problem="number-damaged")
        fraction = not float(raw).is_integer() or abs(raw) == 1
        if fraction and shows_percent(ask.format):
            words = f"{plain(Decimal(words) * 100)}%"
    if len(words) > ask.column.max:
        return Reading(words, problem="text-too-long", facts={"length": len(words), "max": ask.column.max})
    return Reading(words, why="text-again", wants_format=fraction and ask.format is None)


TEXT = Kind("input-text", rule, takes)
