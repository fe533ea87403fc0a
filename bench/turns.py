"""Rivals take turns, and what counts is the median of their ratios: rows of the table."""

from collections.abc import Callable, Mapping, Sequence
from statistics import median
from time import perf_counter
from typing import TypeVar

T = TypeVar("T")

_MET = ("NO", "yes")


def in_turns(rivals: Mapping[str, Callable[[T], object]], items: Sequence[T]) -> dict[str, list[float]]:
    """Milliseconds of each rival for each item but the first, which warms them up; who begins changes."""
    names = list(rivals)
    times: dict[str, list[float]] = {name: [] for name in names}
    for turn, item in enumerate(items):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            start = perf_counter()
            rivals[name](item)
            times[name].append((perf_counter() - start) * 1000)
    return {name: values[1:] for name, values in times.items()}


def faster(what: str, own_times: Sequence[float], other_times: Sequence[float], goal: float = 0) -> list[str]:
    """A row of the table: how many times as fast we are."""
    ratios = [other / own for own, other in zip(own_times, other_times, strict=True)]
    aim = [f"≥ {goal:g}× faster", _MET[median(ratios) >= goal]] if goal else []
    return [what, f"{median(own_times):.1f}", f"{median(other_times):.1f}", f"{spread(ratios)} faster", *aim]


def slower(what: str, own_times: Sequence[float], other_times: Sequence[float], goal: float = 0) -> list[str]:
    """A row of the table: how many times as long we take."""
    ratios = [own / other for own, other in zip(own_times, other_times, strict=True)]
    aim = [f"≤ {goal:g}× its time", _MET[median(ratios) <= goal]] if goal else []
    return [what, f"{median(own_times):.1f}", f"{median(other_times):.1f}", f"{spread(ratios)} its time", *aim]


def grown(what: str, mebibytes: float, goal: float) -> list[str]:
    """A row of the table: how much memory was not given back."""
    return [what, "", "", f"{mebibytes:.1f} MiB", f"≤ {goal:g} MiB", _MET[mebibytes <= goal]]


def spread(ratios: Sequence[float]) -> str:
    """The median, with the lowest and the highest."""
    return f"{median(ratios):.2f}× ({min(ratios):.2f}–{max(ratios):.2f})"
