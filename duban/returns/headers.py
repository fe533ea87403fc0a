"""Which row of a sheet is a table's header, and where each column stands: by its words, never by position."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from duban.returns.asking import Asked
from duban.tables.similarity import LIKE, likeness, pair_texts
from duban.text.folding import compact
from duban.workbook.grid import GridSheet, Raw

_WITHIN = 20
"""So many rows may stand above a header, itself included."""
_LONGEST = 60
"""Characters; longer texts are no header."""
_BRACKETS = re.compile(r"\([^()]*\)|\[[^][]*\]|【[^】]*】")
"""What people add to a header."""
_SIGNS = re.compile(r"\W")


@dataclass(frozen=True, slots=True)
class Header:
    """row: counted from 0. columns: column key → where it stands.

    twice: keys of columns whose header stands more than once. retyped: column key → its header as it now stands.
    unsure: keys of columns that are not found, and the headers each of which may be it or another.
    """

    row: int
    columns: Mapping[str, int]
    twice: frozenset[str] = frozenset()
    retyped: Mapping[str, str] = field(default_factory=dict)
    unsure: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def as_issued(sheet: GridSheet, asked: Asked) -> Header | None:
    """The header as we wrote it, none of its words missing."""
    labels = asked.labels
    first = next(iter(labels))
    for number, row in enumerate(islice(sheet.rows, _WITHIN)):
        if first in row and labels.keys() <= set(row):
            places = _places(dict(enumerate(row)), labels)
            return _header(number, places)
    return None


def promising(sheet: GridSheet, asked: Asked) -> bool:
    """Whether half the headers stand in one row, white space aside: cheap, before anybody looks closer."""
    known = asked.compact_labels.keys()
    for row in islice(sheet.rows, _WITHIN):
        words = {"".join(value.split()) for value in row if isinstance(value, str) and len(value) < _LONGEST}
        if len(known & words) * 2 >= len(known):
            return True
    return False


def looked_at(sheet: GridSheet, asked: Asked) -> Header | None:
    """The row in which most of the headers stand, width and spaces aside; None where not even half of them do.

    What is still missing in it is looked for without brackets, and at last by likeness.
    """
    labels = asked.compact_labels
    heads = [_plain(row) for row in islice(sheet.rows, _WITHIN)]
    counts = [len(labels.keys() & set(head.values())) for head in heads]
    if not counts or max(counts) * 2 < len(labels):
        return None
    best = counts.index(max(counts))
    places = _places(dict(enumerate(sheet.rows[best])), asked.labels)
    for words in (lambda text: text, _bare):
        left = {words(label): key for label, key in labels.items() if key not in places}
        places |= _places({at: words(text) for at, text in _free(heads[best], places).items()}, left)
    wanted = {key: _bare(label) for label, key in labels.items() if key not in places}
    given = {at: _bare(text) for at, text in _free(heads[best], places).items()}
    pairs = pair_texts(wanted, given)
    places |= {key: [at] for key, at in pairs.similar.items()}
    near = {
        key: tuple(str(sheet.rows[best][at]) for at in sorted(pairs.unsure) if likeness(word, given[at]) >= LIKE)
        for key, word in wanted.items()
        if key not in places
    }
    found = _header(best, places)
    issued = {key: label for label, key in asked.labels.items()}
    retyped = {
        key: str(sheet.rows[best][at]) for key, at in found.columns.items() if sheet.rows[best][at] != issued[key]
    }
    unsure = {key: texts for key, texts in near.items() if texts}
    return Header(best, found.columns, found.twice, retyped, unsure)


def _header(row: int, places: Mapping[str, Sequence[int]]) -> Header:
    once = {key: numbers[0] for key, numbers in places.items() if len(numbers) == 1}
    return Header(row, once, frozenset(places.keys() - once.keys()))


def _places(cells: Mapping[int, Raw], labels: Mapping[str, str]) -> dict[str, list[int]]:
    """Column key → where its header stands."""
    places: dict[str, list[int]] = {}
    for index, value in cells.items():
        if isinstance(value, str) and value in labels:
            places.setdefault(labels[value], []).append(index)
    return places


def _free(head: Mapping[int, str], places: Mapping[str, Sequence[int]]) -> dict[int, str]:
    """The headers that are nobody's yet."""
    taken = {at for numbers in places.values() for at in numbers}
    return {at: text for at, text in head.items() if at not in taken}


def _plain(row: Sequence[Raw]) -> dict[int, str]:
    """The short texts of a row without width and spaces."""
    return {
        index: word
        for index, value in enumerate(row)
        if isinstance(value, str) and len(value) < _LONGEST and (word := compact(value))
    }


def _bare(word: str) -> str:
    """Without brackets and what is in them, unless all of it is; without other signs."""
    return _SIGNS.sub("", _BRACKETS.sub("", word) or word)
