"""Rivals take turns, and what counts is the median of their ratios: rows of the table."""

from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import TypeVar

from bench.processes import cpu_time

T = TypeVar("T")

_MET = ("NO", "yes")


def in_turns(
    rivals: Mapping[str, Callable[[T], object]], items: Sequence[T], clock: Callable[[], float] = cpu_time
) -> dict[str, list[float]]:
    """Milliseconds of each rival for each item but the first, which warms them up; who begins changes.

    clock: CPU, which other programs disturb least, does not see workers that go on working; `perf_counter` does.
    """
    names = list(rivals)
    times: dict[str, list[float]] = {name: [] for name in names}
    for turn, item in enumerate(items):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            start = clock()
            rivals[name](item)
            times[name].append((clock() - start) * 1000)
    return {name: values[1:] for name, values in times.items()}


HEADER = ("what", "ours", "theirs", "ratio (low–high)", "goal", "met?")
"""Of the rows below."""


def faster(
    what: str, own_costs: Sequence[float], other_costs: Sequence[float], goal: float = 0, unit: str = "ms"
) -> list[str]:
    """A row of the table: how many times as fast we are."""
    ratios = [other / own for own, other in zip(own_costs, other_costs, strict=True)]
    aim = [f"≥ {goal:g}×", _MET[median(ratios) >= goal]] if goal else ["", ""]
    return [what, _shown(own_costs, unit), _shown(other_costs, unit), f"{spread(ratios)} as fast", *aim]


def slower(
    what: str, own_costs: Sequence[float], other_costs: Sequence[float], goal: float = 0, unit: str = "ms"
) -> list[str]:
    """A row of the table: how many times as much we take."""
    ratios = [own / other for own, other in zip(own_costs, other_costs, strict=True)]
    aim = [f"≤ {goal:g}×", _MET[median(ratios) <= goal]] if goal else ["", ""]
    return [what, _shown(own_costs, unit), _shown(other_costs, unit), f"{spread(ratios)} as much", *aim]


def bounded(what: str, costs: Sequence[float], goal: float, unit: str) -> list[str]:
    """A row of the table: a figure of ours that stays below a bound."""
    return [what, _shown(costs, unit), "", "", f"≤ {goal:g} {unit}", _MET[median(costs) <= goal]]


def spread(ratios: Sequence[float]) -> str:
    """The median, with the lowest and the highest."""
    return f"{median(ratios):.2f}× ({min(ratios):.2f}–{max(ratios):.2f})"


def _shown(costs: Sequence[float], unit: str) -> str:
    return f"{round(median(costs), 2 if unit == 's' else 1):,} {unit}"
