"""Names of several units in one text, 甲、乙: read as a list where a list is meant, told where one unit is meant."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from duban.messages.finding import KeyPath, UnplacedFinding
from duban.model.unit import Directory

LIST_KEY = "协办"
"""The only key under which a plan names several units."""
_SEPARATORS = re.compile(r"[、，,；;/\s]+")


def separate_names(text: str) -> list[str]:
    """The names in a text, by the signs and blanks between them."""
    return [name for name in _SEPARATORS.split(text) if name]


def read_unit_lists(typed: Any, directory: Directory) -> tuple[Any, list[UnplacedFinding]]:  # noqa: ANN401  typed data can be anything
    """Plain typed data in which every text of several known units, where a list is meant, has become that list.

    A text that is itself the name of a unit or of a group stays as it is, and so does one with a name that nobody has.

    Returns:
        The data, and what was read as a list, each at its path.
    """
    notes: list[UnplacedFinding] = []
    return _read(typed, (), directory, notes), notes


def _read(value: Any, path: KeyPath, directory: Directory, notes: list[UnplacedFinding]) -> Any:  # noqa: ANN401
    if isinstance(value, Mapping):
        return {key: _read(entry, (*path, key), directory, notes) for key, entry in value.items()}
    if path[-1:] == (LIST_KEY,) and (names := _separated(value, directory)):
        notes.append(UnplacedFinding("list-read", path, {"key": LIST_KEY, "names": names}))
        return names
    if isinstance(value, list):
        return [_read(entry, (*path, index), directory, notes) for index, entry in enumerate(value)]
    return value


def _separated(value: object, directory: Directory) -> list[Any]:
    """The units of a list, or of a text in its place, if any text of it names several; else none."""
    entries = value if isinstance(value, list) else [value]
    names: list[list[Any]] = [_known_parts(entry, directory) or [entry] for entry in entries]
    return [name for parts in names for name in parts] if len(entries) < sum(map(len, names)) else []


def single_unit_mistakes(path: KeyPath, value: object, directory: Directory) -> Iterator[UnplacedFinding]:
    """Several units where one is meant.

    Args:
        path: where they were typed.
        value: as typed.
        directory: the units that there are.
    """
    names = value if isinstance(value, list) else _known_parts(value, directory)
    if len(names) > 1:
        yield UnplacedFinding("unit-several", path, {"key": path[-1], "names": [str(name) for name in names]})


def _known_parts(value: object, directory: Directory) -> list[str]:
    """The names of a text that is none itself, if all of them are known; else none."""
    if not isinstance(value, str) or _is_known(value, directory):
        return []
    names = separate_names(value)
    return names if all(_is_known(name, directory) for name in names) else []


def _is_known(name: str, directory: Directory) -> bool:
    return bool(directory.find_unit(name) or directory.find_group(name))
