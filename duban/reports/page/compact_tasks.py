"""Tasks as they stand in the data of the page: what is empty is left out, and words that repeat stand once."""

from collections.abc import Mapping, Sequence
from typing import Any

_ONLY_IN_ROWS = frozenset({"brief", "progress"})
"""What the table has, and what the answers say anyhow."""

_AnyEntry = Mapping[str, Any]


def compact_tasks(entries: Sequence[_AnyEntry]) -> dict[str, object]:
    """The tasks for the scripts of the page: a page of thousands of them can still be sent.

    Returns:
        `tasks`: as `task_entries` has them, without what is empty or false, and with a `trail` only where it has more
        than the light of now. `strings`: the words that answers name by their place in it: of each answer these are the
        part that it is about, its label, its period and its file; its own words and the cell stand as they are.
    """
    strings: dict[str, int] = {}
    return {"tasks": [_compact_task(entry, strings) for entry in entries], "strings": list(strings)}


def _compact_task(entry: _AnyEntry, strings: dict[str, int]) -> dict[str, Any]:
    compact = _without_empty(entry)
    compact["milestones"] = [_without_empty(milestone) for milestone in entry["milestones"]]
    compact["answers"] = [_compact_answer(answer, strings) for answer in entry["answers"]]
    return compact


def _without_empty(entry: _AnyEntry) -> dict[str, Any]:
    compact = {key: value for key, value in entry.items() if value and key not in _ONLY_IN_ROWS}
    if len(compact.get("trail", ())) == 1:
        del compact["trail"]
    return compact


def _compact_answer(answer: Sequence[str], strings: dict[str, int]) -> list[object]:
    part, label, words, period, file, cell = answer
    part_at, label_at, period_at, file_at = (
        strings.setdefault(text, len(strings)) for text in (part, label, period, file)
    )
    return [part_at, label_at, words, period_at, file_at, cell]
