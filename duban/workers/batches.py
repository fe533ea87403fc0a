"""Items in batches behind any `concurrent.futures.Executor`, and their results in the order of the items."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, wait
from itertools import islice

from duban.workers.confined import Item, Result

_BATCH_SIZE = 20
"""Items: some tenth of a second of work, beside which sending them about is little."""

_CHECK_SECONDS = 1.0


def in_batches(items: Iterable[Item]) -> Iterator[Sequence[Item]]:
    """The items, so many at a time; the last batch may be smaller."""
    remaining = iter(items)
    while batch := list(islice(remaining, _BATCH_SIZE)):
        yield batch


def run_batches(
    executor: Executor,
    work: Callable[[Sequence[Item]], Sequence[Result]],
    batches: Iterable[Sequence[Item]],
    most_open: int,
    check: Callable[[], None] = lambda: None,
) -> Iterator[tuple[Item, Result]]:
    """Each item with its result, in order. A run that is left early gives up what is not begun.

    Args:
        executor: behind which the work is done.
        work: from a batch to the results of its items; or what stands for such a function in the executor.
        batches: of items; drawn only as far ahead as there may be open ones.
        most_open: so many batches are under way, or wait for an earlier one.
        check: called each second of waiting; it raises where there is nothing more to wait for.
    """
    queue: deque[tuple[Sequence[Item], Future[Sequence[Result]]]] = deque()
    try:
        for batch in batches:
            queue.append((batch, executor.submit(_apply, work, batch)))
            if len(queue) == most_open:
                yield from _first_results(queue, check)
        while queue:
            yield from _first_results(queue, check)
    finally:
        for _, future in queue:
            future.cancel()


def _first_results(
    queue: deque[tuple[Sequence[Item], Future[Sequence[Result]]]], check: Callable[[], None]
) -> Iterator[tuple[Item, Result]]:
    batch, future = queue.popleft()
    while not wait([future], _CHECK_SECONDS).done:
        check()
    return zip(batch, future.result(), strict=True)


def _apply(work: Callable[[Sequence[Item]], Sequence[Result]], batch: Sequence[Item]) -> Sequence[Result]:
    """Run where the executor runs its work."""
    return work(batch)
