"""Words: kept as typed, without the accidents; a number or a date that a program made of them is put back."""

from datetime import date, datetime

from duban.fields.clean import tidy
from duban.fields.kind import Ask, Kind, Reading
from duban.model.book import Validation


def rule(cells: str, ask: Ask) -> Validation:
    """At most so many characters; or, where words are suggested, a list that takes any others too."""
    column = ask.column
    if column.suggest:
        return Validation(cells, "list", column.suggest, title=column.label, prompt=column.help, strict=False)
    return Validation(cells, "length", low=0, high=column.max, title=column.label, prompt=column.help)


def read(raw: object, ask: Ask) -> Reading:
    """Any text up to the length; counted after tidying."""
    if isinstance(raw, str):
        words = tidy(raw)
        repaired = False  # outer blanks and invisible characters carry no meaning: nothing to tell
    elif isinstance(raw, float) and raw.is_integer():
        words, repaired = str(int(raw)), True
    elif isinstance(raw, datetime):
        words, repaired = f"{raw:%Y-%m-%d}", True
    elif isinstance(raw, date):
        words, repaired = raw.isoformat(), True
    else:
        words, repaired = str(raw), True
    if len(words) > ask.column.max:
        return Reading(words, problem="text-too-long", facts={"length": len(words), "max": ask.column.max})
    return Reading(words or None, repaired=repaired)


TEXT = Kind("input-text", rule, read)
