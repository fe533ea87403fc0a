"""Words that were lost or retyped are found again by how they look; what is as near to two is left alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import TypeVar

_Other = TypeVar("_Other")
_One = TypeVar("_One")

MIN_LIKENESS = 75.0
"""From this likeness on (0–100), one text may be the other, changed."""
MIN_LEAD = 10.0
"""By so much it must be nearer to it than to any other."""
_SAME = 100.0

RowWords = tuple[str, str]
"""The number of a row, and its other words; both for comparing, without width and spaces."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """Wanted key → the one thing given that is it.

    unsure: what was given and is as near to two. idle: how much was given and is nothing that was wanted.
    """

    exact: Mapping[str, int]
    similar: Mapping[str, int]
    ambiguous: frozenset[int]
    unmatched_count: int


def pair_rows(wanted: Mapping[str, RowWords], candidates: Mapping[int, RowWords]) -> Pairing:
    """Rows by their words to the letter; those that are left, by their number and how like the rest is."""
    exact, unsure = _exact(wanted, candidates)
    done = {wanted[key] for key in exact} | {candidates[at] for at in unsure}
    left = {key: words for key, words in wanted.items() if words not in done}
    rest = {at: words for at, words in candidates.items() if words not in done}
    scores = {
        (key, at): score
        for at, words in rest.items()
        for key, other in left.items()
        if (score := _row_likeness(other, words)) >= MIN_LIKENESS
    }
    similar, doubtful = _clear(scores)
    return Pairing(exact, similar, unsure | doubtful, len(candidates) - len(exact) - len(similar))


def pair_texts(wanted: Mapping[str, str], candidates: Mapping[int, str]) -> Pairing:
    """Single texts by how like they are; none of them is equal."""
    scores = {
        (key, at): score
        for at, text in candidates.items()
        for key, other in wanted.items()
        if (score := likeness(other, text)) >= MIN_LIKENESS
    }
    similar, doubtful = _clear(scores)
    return Pairing({}, similar, doubtful, len(candidates) - len(similar))


def likeness(one: str, other: str) -> float:
    """How much of two texts is the same, in order: 0 to 100."""
    from rapidfuzz.fuzz import ratio  # noqa: PLC0415 — most returns need no second look at their words

    return _SAME if one == other else ratio(one, other)


def _exact(wanted: Mapping[str, RowWords], given: Mapping[int, RowWords]) -> tuple[dict[str, int], frozenset[int]]:
    keys, places = _by_words(wanted.items()), _by_words(given.items())
    exact: dict[str, int] = {}
    unsure: set[int] = set()
    for words in keys.keys() & places.keys():
        if len(keys[words]) == len(places[words]) == 1:
            exact[keys[words][0]] = places[words][0]
        else:
            unsure.update(places[words])
    return {key: exact[key] for key in wanted if key in exact}, frozenset(unsure)


def _by_words(pairs: Iterable[tuple[_One, RowWords]]) -> dict[RowWords, list[_One]]:
    found: dict[RowWords, list[_One]] = {}
    for key, words in pairs:
        found.setdefault(words, []).append(key)
    return found


def _row_likeness(wanted: RowWords, given: RowWords) -> float:
    """0 where the numbers differ, unless all the rest is the same."""
    if wanted[0] != given[0]:
        return _SAME if wanted[1] == given[1] else 0
    return likeness(wanted[1], given[1])


def _clear(scores: Mapping[tuple[str, int], float]) -> tuple[dict[str, int], frozenset[int]]:
    """The pairs in which each is clearly nearest to the other, and what was given and might be several."""
    by_key = _ranked((key, at, score) for (key, at), score in scores.items())
    by_place = _ranked((at, key, score) for (key, at), score in scores.items())
    found = {
        key: ranked[0][1]
        for key, ranked in by_key.items()
        if _leads(ranked) and _leads(by_place[ranked[0][1]]) and by_place[ranked[0][1]][0][1] == key
    }
    taken = frozenset(found.values())
    doubtful = (at for at, ranked in by_place.items() if at not in taken and ranked[0][1] not in found)
    return found, frozenset(doubtful)


def _ranked(scores: Iterable[tuple[_One, _Other, float]]) -> dict[_One, list[tuple[float, _Other]]]:
    """For each of one side, the other side with its likeness, the nearest first."""
    found: dict[_One, list[tuple[float, _Other]]] = {}
    for one, other, score in scores:
        found.setdefault(one, []).append((score, other))
    return {one: sorted(pairs, key=itemgetter(0), reverse=True) for one, pairs in found.items()}


def _leads(ranked: list[tuple[float, _Other]]) -> bool:
    return len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= MIN_LEAD
