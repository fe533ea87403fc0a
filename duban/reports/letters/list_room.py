"""How many of each list stand in a letter's text, so that it keeps to its pages."""

from collections.abc import Mapping, Sequence
from typing import cast

from duban.model.letter_kind import LISTS, ListLines


def list_room(lines: ListLines | None, facts: Mapping[str, object]) -> Mapping[str, int]:
    """How many of each list have room: one of each, then the gravest first.

    Args:
        lines: what an item of each list takes, and all may take; None: as many as there are.
        facts: of a letter. Those that are named in LISTS are lists.
    """
    lists = {name: cast("Sequence[object]", facts[name]) for name in LISTS if name in facts}
    if lines is None:
        return {name: len(items) for name, items in lists.items()}
    room = dict.fromkeys(lists, 0)
    taken = 0.0
    for number in range(1, max(map(len, lists.values()), default=0) + 1):
        for name in (name for name, items in lists.items() if len(items) >= number):
            taken += getattr(lines, name)
            if number > 1 and taken > lines.together:
                return room
            room[name] = number
    return room
