"""A choice out of a dropdown."""

import re
from functools import lru_cache

from duban.fields.kind import CellContext, FieldKind, Parsed, Repair
from duban.model.layout import Column, Option
from duban.model.period import Period
from duban.model.row import Row
from duban.model.typed import closest_match
from duban.text.display import display_text
from duban.text.folding import comparison_key
from duban.workbook.book import Validation

_ENDS = "。.，,、；;！!√✓✔☑ "
_BUT = re.compile("[不未没无非]|基本|大体|大部|部分|接近|即将|将|拟|计划|争取|力争")
"""Words that turn a choice into another one, or into less than it."""
_SEVERAL = re.compile("[、,;/和及或]")
_NEAR = 0.6
_NO_WORD = 20
"""Longer texts are sentences, near to no option."""


def offered_options(column: Column, row: Row | None, period: Period) -> tuple[Option, ...]:
    """The options of a row (None: in the heading): some can no longer be true once the due day has passed."""
    passed = row is not None and row.is_overdue(period)
    return tuple(option for option in column.options if not (option.until_due and passed))


def choice_validation(cells: str, ask: CellContext) -> Validation:
    """One of the offered words, to the letter."""
    return Validation(
        cells,
        "list",
        tuple(option.text for option in offered_options(ask.column, ask.row, ask.period)),
        title=ask.column.label,
        prompt=ask.column.help,
    )


def parse_choice(raw: object, ask: CellContext) -> Parsed:
    """The option itself, or another word that the layout lists for it. Nothing is guessed."""
    typed = display_text(raw)
    word = comparison_key(typed).strip(_ENDS)
    options = offered_options(ask.column, ask.row, ask.period)
    for option in ask.column.options:
        if word == option.text or word in option.also:
            if all(option is not each for each in options):  # a model is slow to compare
                return Parsed(problem="choice-past-due", facts={"choice": option.text})
            why: Repair = "" if typed == option.text else "stray-signs" if word == option.text else "synonym"
            return Parsed(option.text, repair=why, meaning=option.means)
    near = _near(word, tuple((option.text, *option.also) for option in options))
    facts = {"options": "、".join(option.text for option in options), "near": near}
    return Parsed(problem="not-a-choice", facts=facts)


@lru_cache(maxsize=1024)  # all units make the same mistakes
def _near(word: str, options: tuple[tuple[str, ...], ...]) -> str:
    """The one option that resembles the word, for the hint; empty where several do, or where the word says less."""
    if len(word) > _NO_WORD or _SEVERAL.search(word):
        return ""
    but = set(_BUT.findall(word))
    near = (
        words[0]
        for words in options
        for known in words
        if set(_BUT.findall(known)) == but and closest_match(word, (known,), _NEAR)
    )
    one, *others = (*dict.fromkeys(near), "")
    return "" if len(others) > 1 else one


CHOICE = FieldKind("input-center", choice_validation, parse_choice)
