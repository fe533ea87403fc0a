"""Which row of a sheet is a table's header, and where each column stands: by its words, never by position."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from duban.returns.asking import ExpectedTable
from duban.tables.similarity import MIN_LIKENESS, likeness, pair_texts
from duban.text.folding import comparison_key
from duban.workbook.grid import CellValue, SheetGrid

_WITHIN = 20
"""So many rows may stand above a header, itself included."""
_LONGEST = 60
"""Characters; longer texts are no header."""
_BRACKETS = re.compile(r"\([^()]*\)|\[[^][]*\]|【[^】]*】")
"""What people add to a header."""
_SIGNS = re.compile(r"\W")


@dataclass(frozen=True, slots=True)
class TableHeader:
    """row: counted from 0. columns: column key → where it stands.

    twice: keys of columns whose header stands more than once. retyped: column key → its header as it now stands.
    unsure: keys of columns that are not found, and the headers each of which may be it or another.
    """

    row: int
    columns: Mapping[str, int]
    doubled: frozenset[str] = frozenset()
    retyped: Mapping[str, str] = field(default_factory=dict)
    ambiguous: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def find_issued_header(sheet: SheetGrid, expected: ExpectedTable) -> TableHeader | None:
    """The header as we wrote it, none of its words missing."""
    labels = expected.keys_by_label
    first = next(iter(labels))
    for number, row in enumerate(islice(sheet.rows, _WITHIN)):
        if first in row and labels.keys() <= set(row):
            places = _places(dict(enumerate(row)), labels)
            return _header(number, places)
    return None


def may_hold_header(sheet: SheetGrid, expected: ExpectedTable) -> bool:
    """Whether half the headers stand in one row, white space aside: cheap, before anybody looks closer."""
    known = expected.keys_by_folded_label.keys()
    for row in islice(sheet.rows, _WITHIN):
        words = {"".join(value.split()) for value in row if isinstance(value, str) and len(value) < _LONGEST}
        if len(known & words) * 2 >= len(known):
            return True
    return False


def find_changed_header(sheet: SheetGrid, expected: ExpectedTable) -> TableHeader | None:
    """The row in which most of the headers stand, width and spaces aside; None where not even half of them do.

    What is still missing in it is looked for without brackets, and at last by likeness.
    """
    labels = expected.keys_by_folded_label
    heads = [_plain(row) for row in islice(sheet.rows, _WITHIN)]
    counts = [len(labels.keys() & set(head.values())) for head in heads]
    if not counts or max(counts) * 2 < len(labels):
        return None
    best = counts.index(max(counts))
    places = _places(dict(enumerate(sheet.rows[best])), expected.keys_by_label)
    for words in (lambda text: text, _bare):
        left = {words(label): key for label, key in labels.items() if key not in places}
        places |= _places({at: words(text) for at, text in _free(heads[best], places).items()}, left)
    wanted = {key: _bare(label) for label, key in labels.items() if key not in places}
    given = {at: _bare(text) for at, text in _free(heads[best], places).items()}
    pairs = pair_texts(wanted, given)
    places |= {key: [at] for key, at in pairs.similar.items()}
    near = {
        key: tuple(
            str(sheet.rows[best][at]) for at in sorted(pairs.ambiguous) if likeness(word, given[at]) >= MIN_LIKENESS
        )
        for key, word in wanted.items()
        if key not in places
    }
    found = _header(best, places)
    issued = {key: label for label, key in expected.keys_by_label.items()}
    retyped = {
        key: str(sheet.rows[best][at]) for key, at in found.columns.items() if sheet.rows[best][at] != issued[key]
    }
    unsure = {key: texts for key, texts in near.items() if texts}
    return TableHeader(best, found.columns, found.doubled, retyped, unsure)


def _header(row: int, places: Mapping[str, Sequence[int]]) -> TableHeader:
    once = {key: numbers[0] for key, numbers in places.items() if len(numbers) == 1}
    return TableHeader(row, once, frozenset(places.keys() - once.keys()))


def _places(cells: Mapping[int, CellValue], labels: Mapping[str, str]) -> dict[str, list[int]]:
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


def _plain(row: Sequence[CellValue]) -> dict[int, str]:
    """The short texts of a row without width and spaces."""
    return {
        index: word
        for index, value in enumerate(row)
        if isinstance(value, str) and len(value) < _LONGEST and (word := comparison_key(value))
    }


def _bare(word: str) -> str:
    """Without brackets and what is in them, unless all of it is; without other signs."""
    return _SIGNS.sub("", _BRACKETS.sub("", word) or word)
