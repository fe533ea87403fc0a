"""How many of each list stand in a letter's text, so that it keeps to its pages."""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from duban.model.letter_kind import LISTS, ListLines


def list_room(lines: ListLines | None, facts: Mapping[str, object]) -> Mapping[str, int]:
    """How many of each list have room: one of each, then the gravest first.

    Args:
        lines: what an item of each list takes, and all may take; None: as many as there are.
        facts: of a letter. Those that are named in LISTS are lists.
    """
    counts = {name: len(cast("Sequence[object]", facts[name])) for name in LISTS if name in facts}
    if lines is None:
        return counts
    room = dict.fromkeys(counts, 0)
    for name in _lists_of_items_with_room(lines, counts):
        room[name] += 1
    return room


def _lists_of_items_with_room(lines: ListLines, counts: Mapping[str, int]) -> Iterator[str]:
    """Of each item that has room, its list: of the first items, which always have, then of the second, and so on."""
    taken = 0.0
    for number in range(max(counts.values(), default=0)):
        for name in (name for name, count in counts.items() if count > number):
            taken += getattr(lines, name)
            if number > 0 and taken > lines.together:
                return
            yield name
