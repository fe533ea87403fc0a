"""Pairs of texts that were issued and texts that came back, by how like they are.

A text that is as near to two others is paired with neither.
"""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from operator import itemgetter
from typing import TypeVar

from duban.value_object import ValueObject, field

_Text = TypeVar("_Text")
_Item = TypeVar("_Item")
_Partner = TypeVar("_Partner")

MIN_LIKENESS = 75.0
"""From this likeness on (0–100), one text may be the other, changed."""
MIN_LEAD = 10.0
"""By so much it must be nearer to it than to any other."""
_SAME = 100.0

RowWords = tuple[str, str]
"""The number of a row, and its other words; both for comparing, without width and spaces."""


class Pairing(ValueObject):
    """Which wanted key is which candidate.

    Attributes:
        exact: wanted key → the candidate with the same text.
        similar: wanted key → the candidate that is clearly nearest to it.
        ambiguous: candidates that are as near to two keys.
        unmatched_count: how many candidates belong to no wanted key.
    """

    exact: Mapping[str, int] = field(default_factory=dict)
    similar: Mapping[str, int] = field(default_factory=dict)
    ambiguous: frozenset[int] = frozenset()
    unmatched_count: int = 0


def pair_rows(wanted: Mapping[str, RowWords], candidates: Mapping[int, RowWords]) -> Pairing:
    """Pair rows with the same words; then those left over with the same number and like words."""
    keys_by_words, lines_by_words = _group_by_text(wanted), _group_by_text(candidates)
    shared = keys_by_words.keys() & lines_by_words.keys()
    single = {words for words in shared if len(keys_by_words[words]) == len(lines_by_words[words]) == 1}
    exact = {key: lines_by_words[words][0] for key, words in wanted.items() if words in single}
    doubled = frozenset(line for line, words in candidates.items() if words in shared - single)
    similar, ambiguous = _pair_by_likeness(_others(wanted, shared), _others(candidates, shared), _row_likeness)
    return Pairing(exact, similar, doubled | ambiguous, len(candidates) - len(exact) - len(similar))


def pair_texts(wanted: Mapping[str, str], candidates: Mapping[int, str]) -> Pairing:
    """Pair single texts none of which are equal."""
    similar, ambiguous = _pair_by_likeness(wanted, candidates, likeness)
    return Pairing({}, similar, ambiguous, len(candidates) - len(similar))


def likeness(one: str, other: str) -> float:
    """How much of two texts is the same, in order: 0 to 100."""
    from rapidfuzz.fuzz import ratio  # noqa: PLC0415 — most returns need no second look at their words

    return _SAME if one == other else ratio(one, other)


def is_more_like_another(text: str, own: str, others: Iterable[str]) -> bool:
    """Whether a text is more like one of some others than like the one that it should be.

    Args:
        text: as it came back.
        own: what it should be. Where another is just as like, it is this one.
        others: what else it might be.
    """
    from rapidfuzz.fuzz import ratio  # noqa: PLC0415
    from rapidfuzz.process import extractOne  # noqa: PLC0415

    own_likeness = ratio(text, own)
    nearest = extractOne(text, others, scorer=ratio, score_cutoff=own_likeness)
    return nearest is not None and nearest[1] > own_likeness


def _row_likeness(wanted: RowWords, candidate: RowWords) -> float:
    """0 where the numbers differ, unless all other words are the same."""
    if wanted[0] != candidate[0]:
        return _SAME if wanted[1] == candidate[1] else 0
    return likeness(wanted[1], candidate[1])


def _group_by_text(texts: Mapping[_Item, _Text]) -> dict[_Text, list[_Item]]:
    """Text → the keys of all that have it."""
    groups: dict[_Text, list[_Item]] = {}
    for key, text in texts.items():
        groups.setdefault(text, []).append(key)
    return groups


def _others(texts: Mapping[_Item, _Text], paired: AbstractSet[_Text]) -> dict[_Item, _Text]:
    return {key: text for key, text in texts.items() if text not in paired}


def _pair_by_likeness(
    wanted: Mapping[str, _Text], candidates: Mapping[int, _Text], likeness_of: Callable[[_Text, _Text], float]
) -> tuple[dict[str, int], frozenset[int]]:
    """The pairs in which each is clearly nearest to the other, and the candidates that might be several."""
    pairs = ((key, number) for number in candidates for key in wanted)
    scores = [(key, number, likeness_of(wanted[key], candidates[number])) for key, number in pairs]
    by_key = _rank(scores)
    by_number = _rank((number, key, score) for key, number, score in scores)
    nearest_key = _leaders(by_number)
    similar = {key: number for key, number in _leaders(by_key).items() if nearest_key.get(number) == key}
    unpaired = by_number.keys() - similar.values()
    return similar, frozenset(number for number in unpaired if by_number[number][0][1] not in similar)


def _rank(scores: Iterable[tuple[_Item, _Partner, float]]) -> dict[_Item, list[tuple[float, _Partner]]]:
    """For each of one side, those of the other side that are like enough with their likeness, the nearest first."""
    partners: dict[_Item, list[tuple[float, _Partner]]] = {}
    for item, partner, score in scores:
        if score >= MIN_LIKENESS:
            partners.setdefault(item, []).append((score, partner))
    return {item: sorted(ranked, key=itemgetter(0), reverse=True) for item, ranked in partners.items()}


def _leaders(partners: Mapping[_Item, list[tuple[float, _Partner]]]) -> dict[_Item, _Partner]:
    """For each of one side the nearest of the other side, where it is clearly nearer than the next."""
    return {
        item: ranked[0][1]
        for item, ranked in partners.items()
        if len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= MIN_LEAD
    }
