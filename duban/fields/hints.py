"""The hint beside an input: in the layout's own words, its length and conditions as the rule has them."""

from collections.abc import Iterator
from itertools import chain

from duban.model.layout import Column
from duban.text.lazy_pattern import lazy_pattern

_LENGTH = lazy_pattern(r"\d+(?=个?字(?:以内|之内))")
_OWED_WHEN = lazy_pattern("选((?:“[^”]+”)+)时必填")
_QUOTED = lazy_pattern("“([^”]+)”")
_OPTIONAL, _OWED = "选填", "必填"


def true_hint(column: Column) -> str:
    """The layout's words, not filled yet; a length that they name is the one that counts."""
    return _LENGTH.sub(str(column.max), column.help) if column.max else column.help


def names_conditions(column: Column) -> bool:
    """Whether the words name every value with which the answer is owed."""
    return all(value in column.help for value in _owed_values(column))


def hint_contradictions(column: Column) -> Iterator[tuple[str, str]]:
    """What of the words the rule says otherwise: the key of the rule, and the words."""
    lengths = (length for length in _LENGTH.findall(column.help) if column.max not in {0, int(length)})
    yield from (("max", f"{length}字以内") for length in lengths)
    when = "".join(_OWED_WHEN.findall(column.help))
    if when and set(_QUOTED.findall(when)) != _owed_values(column):
        yield "required_when", f"选{when}时必填"
    contradiction = _OPTIONAL if _is_ever_owed(column) else _OWED
    if contradiction in column.help:
        yield "required", contradiction


def _is_ever_owed(column: Column) -> bool:
    return column.required != "no" or any((column.required_when, column.required_below, column.required_with))


def _owed_values(column: Column) -> set[str]:
    return set(chain.from_iterable(column.required_when.values()))
