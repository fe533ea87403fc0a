"""Tasks as they stand in the data of the page: what is empty is left out, and what repeats stands once."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from duban.value_object import ValueObject, field

_ONLY_IN_ROWS = frozenset({"brief", "progress"})
"""What the table has, and what the answers say anyhow."""
_LONG_ENOUGH = 3
"""A shorter text that repeats takes no more room than the place of it."""

_AnyEntry = Mapping[str, Any]


def compact_tasks(entries: Sequence[_AnyEntry]) -> dict[str, object]:
    """The tasks for the scripts of the page: a page of thousands of them can still be sent.

    Returns:
        `tasks`: as `task_entries` has them, without what is empty or false, and with a `trail` only where it has more
        than the light of now. Each task and each milestone is a list: the place of its names in `shapes`, then its
        values. A number among the values is the place in `strings` of a text that repeats; other texts stand as they
        are.
    """
    tasks = [_without_empty(entry) for entry in entries]
    counts = Counter(text for task in tasks for text in _texts(task))
    packer = _Packer(frozenset(text for text, count in counts.items() if count > 1 and len(text) >= _LONG_ENOUGH))
    packed = [packer.packed(task) for task in tasks]
    return {"tasks": packed, "shapes": list(packer.shapes), "strings": list(packer.strings)}


class _Packer(ValueObject):
    """Puts names and texts that repeat at one place.

    Attributes:
        repeated: the texts that do.
        shapes: the names that a task or milestone has → their place.
        strings: a text that repeats → its place.
    """

    repeated: frozenset[str]
    shapes: dict[tuple[str, ...], int] = field(default_factory=dict)
    strings: dict[str, int] = field(default_factory=dict)

    def packed(self, value: object) -> object:
        """The value without names, and without texts that repeat."""
        if isinstance(value, Mapping):
            shape = self.shapes.setdefault(tuple(value), len(self.shapes))
            return [shape, *map(self.packed, value.values())]
        if isinstance(value, list):
            return [self.packed(part) for part in value]
        if isinstance(value, str) and value in self.repeated:
            return self.strings.setdefault(value, len(self.strings))
        return value


def _without_empty(entry: _AnyEntry) -> dict[str, Any]:
    """The milestones and the answers stay, also where there are none."""
    compact = {key: value for key, value in entry.items() if value and key not in _ONLY_IN_ROWS}
    if len(compact.get("trail", ())) == 1:
        del compact["trail"]
    if "milestones" in entry:
        compact["milestones"] = [_without_empty(milestone) for milestone in entry["milestones"]]
        compact["answers"] = entry["answers"]
    return compact


def _texts(value: object) -> Iterator[str]:
    """Every text within a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for part in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(part)
