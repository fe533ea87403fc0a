"""A function in a process of its own, wherever it is called: what a worker of a cluster applies to its batches."""

import weakref
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Generic

from duban.workers.confined import Item, Result, WorkerFailure, WorkerLimits
from duban.workers.pool import WorkerPool


class IsolatedWork(Generic[Item, Result]):
    """Applies a function to batches in supervised processes: a death is one item's, and never the caller's.

    It travels as its function and its limits. Where it is called it keeps its processes, one for each thread that
    calls at the same time, until it is dropped there.
    """

    def __init__(self, function: Callable[[Item], Result], limits: WorkerLimits) -> None:
        """Start nothing yet.

        Args:
            function: as `WorkerPool` takes it.
            limits: what one item may take.
        """
        self._function, self._limits = function, limits
        self._idle: list[WorkerPool[Item, Result]] = []
        weakref.finalize(self, _end_all, self._idle)

    def __reduce__(self) -> tuple[object, ...]:
        return IsolatedWork, (self._function, self._limits)

    def __call__(self, batch: Sequence[Item]) -> list[Result | WorkerFailure]:
        """The result of each item, in order. Raises what the function raised."""
        pool: WorkerPool[Item, Result] | None = None
        with suppress(IndexError):  # asked and taken at once, for other threads take too
            pool = self._idle.pop()
        pool = pool or WorkerPool(self._function, 1, self._limits.seconds, self._limits.memory)
        try:
            return [result for _, result in pool.run(batch)]
        finally:
            self._idle.append(pool)


def _end_all(pools: Sequence[WorkerPool[Item, Result]]) -> None:
    for pool in pools:
        pool.end()
