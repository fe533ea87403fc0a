"""How many worker processes pay: a start costs as much as some items, so little work is done by few."""

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

_ITEMS_A_WORKER = {"fork": 20, "spawn": 150}
"""Of a few milliseconds each: what a further worker must have to do. A fork takes some ten milliseconds and the copies
of what it touches; a spawned process starts Python and imports the program anew."""
_MOST_BY_DEFAULT = 8


def worker_count(items: int, most: int) -> int:
    """Of at most so many workers, those that have enough to do with so many items; none where one does not."""
    if items < min(_ITEMS_A_WORKER.values()):
        return 0  # and multiprocessing, which takes longer than a form, need not be imported
    return min(most, items // _ITEMS_A_WORKER[start_context().get_start_method()])


def core_count() -> int:
    """How many workers may run where nobody says how many: one a core that this process may use, up to eight."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, _MOST_BY_DEFAULT)


def start_context() -> "BaseContext":
    """How workers are started: forked where that is safe, on Linux while this process has a single thread."""
    import multiprocessing  # noqa: PLC0415 - the command line asks for core_count before anything is started
    from pathlib import Path  # noqa: PLC0415 - likewise

    threads = Path("/proc/self/task")
    is_single = sys.platform == "linux" and threads.is_dir() and sum(1 for _ in threads.iterdir()) == 1
    return multiprocessing.get_context("fork" if is_single else "spawn")
