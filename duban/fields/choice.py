"""A choice out of a dropdown."""

from functools import lru_cache

from duban.fields.kind import FIELD_KINDS, CellContext, FieldKind, Parsed, Repair
from duban.model.layout import Column, Option
from duban.model.period import Period
from duban.model.row import Row
from duban.text.display import display_text, join_list
from duban.text.folding import comparison_key
from duban.text.lazy_pattern import lazy_pattern
from duban.workbook.book import Validation

_STRAY_SIGNS = "。.，,、；;！!√✓✔☑ "
_QUALIFIER = lazy_pattern("[不未没无非]|基本|大体|大部|部分|接近|即将|将|拟|计划|争取|力争")
"""Words that turn a choice into another one, or into less than it."""
_SEVERAL = lazy_pattern("[、,;/和及或]")
_LIKENESS = 0.6
_LONGEST_WORD = 20
"""Longer texts are sentences, near to no option."""


def offered_options(column: Column, row: Row | None, period: Period) -> tuple[Option, ...]:
    """The options of a row: some can no longer be true once its due day has passed.

    Args:
        row: None in the heading.
        period: the one that is reported on.
    """
    return tuple(option for option in column.options if _is_offered(option, row, period))


def _is_offered(option: Option, row: Row | None, period: Period) -> bool:
    return not option.until_due or row is None or not row.is_overdue(period)


def choice_validation(cells: str, context: CellContext) -> Validation:
    """One of the offered words, to the letter."""
    column = context.column
    words = tuple(option.text for option in offered_options(column, context.row, context.period))
    return Validation(cells, "list", words, title=column.label)


def parse_choice(raw: object, context: CellContext) -> Parsed:
    """The option itself, or another word that the layout lists for it. Nothing is guessed."""
    written = display_text(raw)
    word = comparison_key(written).strip(_STRAY_SIGNS)
    for option in context.column.options:
        if word == option.text or word in option.also:
            if not _is_offered(option, context.row, context.period):
                return Parsed(problem="choice-past-due", facts={"choice": option.text})
            return Parsed(option.text, repair=_repair(written, word, option), meaning=option.means)
    offered = offered_options(context.column, context.row, context.period)
    similar = _similar_option(word, tuple((option.text, *option.also) for option in offered))
    facts = {"options": join_list(option.text for option in offered), "near": similar}
    return Parsed(problem="not-a-choice", facts=facts)


def _repair(written: str, word: str, option: Option) -> Repair:
    if written == option.text:
        return ""
    return "stray-signs" if word == option.text else "synonym"


@lru_cache(maxsize=1024)  # all units make the same mistakes
def _similar_option(word: str, options: tuple[tuple[str, ...], ...]) -> str:
    """The one option that resembles the word, for the hint; empty where several do, or where the word says less.

    Args:
        options: the words of each, its own first.
    """
    if len(word) > _LONGEST_WORD or _SEVERAL.search(word):
        return ""
    from difflib import get_close_matches  # noqa: PLC0415 - only where something is mistyped

    qualifiers = set(_QUALIFIER.findall(word))
    similar = {
        words[0]
        for words in options
        for spelling in words
        if len(spelling) > 1
        and set(_QUALIFIER.findall(spelling)) == qualifiers
        and get_close_matches(word, (spelling,), 1, _LIKENESS)
    }
    return similar.pop() if len(similar) == 1 else ""


FIELD_KINDS["choice"] = FieldKind("input-center", choice_validation, parse_choice)
