"""What runs on the far side of a worker's pipe: one function, confined, answering until its parent is gone."""

import contextlib
import faulthandler
import math
import os
import pickle
import signal
import traceback
from collections.abc import Callable
from enum import StrEnum
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

from duban.value_object import ValueObject

try:
    import resource
except ImportError:  # Windows: no limits there; the parent watches the clock and the memory
    resource = None  # type: ignore[assignment]

Item = TypeVar("Item")
Result = TypeVar("Result")

READY_SIGNAL = b"ready"
_PAGES = Path("/proc/self/statm")


class WorkerFailure(StrEnum):
    """What becomes of an item that its worker did not survive: the reason."""

    DIED = "died"
    """The process was aborted or killed, or something worse than an Exception was raised."""
    SLOW = "slow"
    """No answer within the time allowed."""
    MEMORY = "memory"
    """A MemoryError (a Rust library aborts instead), or more than allowed where the parent has to watch it."""


class WorkerError(Exception):
    """Our own mistake inside a worker: the text is its traceback there."""


class WorkerLimits(ValueObject):
    """What one item may take.

    Attributes:
        seconds: of wall time.
        memory: bytes beyond the size of the process at its start.
    """

    seconds: float
    memory: int


def system_limits_memory() -> bool:
    """Whether the system itself holds a process to its memory: Linux does; macOS accepts the limit and ignores it."""
    return _PAGES.exists()


def serve(
    function: Callable[[Item], Result], pipe: Connection, limits: WorkerLimits, inherited: list[Connection]
) -> None:
    """Answer items in a worker process until the parent is gone, or until something has gone badly wrong.

    Args:
        function: applied to each item.
        pipe: packed items come in, packed answers (kind, value, traceback) go out.
        limits: what one item may take.
        inherited: pipes of a forked parent that must not stay open here.
    """
    for inherited_pipe in inherited:
        inherited_pipe.close()  # or we would never see the end of our own pipe
    _confine(limits.memory)
    pipe.send_bytes(READY_SIGNAL)
    healthy = True
    while healthy:
        try:
            request = [pipe.recv_bytes()]
        except (EOFError, OSError):
            return
        _allow(limits.seconds)
        answer, healthy = _answer(function, request)
        pipe.send_bytes(answer)


def _answer(function: Callable[[Item], Result], request: list[bytes]) -> tuple[bytes, bool]:
    """The packed answer (kind, value, traceback), and whether this process is still to be trusted.

    Args:
        function: applied to the item.
        request: the packed item alone; it is taken out, so that its bytes, a whole file, are not held twice.
    """
    try:
        result = function(pickle.loads(request.pop()))  # noqa: S301 - from our own parent
        return pickle.dumps(("done", result, ""), pickle.HIGHEST_PROTOCOL), True
    except MemoryError:
        return pickle.dumps(("lost", WorkerFailure.MEMORY, "")), False
    except Exception as error:  # noqa: BLE001 - it is raised again in the parent
        return _packed_error(error), True
    except BaseException:  # noqa: BLE001 - a panic in Rust, among others
        return pickle.dumps(("lost", WorkerFailure.DIED, "")), False


def _packed_error(error: Exception) -> bytes:
    """The exception itself if it can travel, else its traceback."""
    text = traceback.format_exc()
    with contextlib.suppress(Exception):
        packed = pickle.dumps(("error", error, text))
        pickle.loads(packed)  # noqa: S301 - some exceptions pack well and cannot be unpacked
        return packed
    return pickle.dumps(("error", WorkerError(text), text))


def _confine(memory: int) -> None:
    """Bound what a runaway item can do: memory, core dumps, and noise on the user's screen."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group: the parent decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    faulthandler.disable()
    with open(os.devnull, "wb") as null_device:  # noqa: PTH123 - an aborting library writes to the descriptor itself
        os.dup2(null_device.fileno(), 2)
    if resource is None:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if system_limits_memory():
        largest = int(_PAGES.read_text(encoding="ascii").split()[0]) * resource.getpagesize() + memory
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        soft = largest if hard == resource.RLIM_INFINITY else min(largest, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _allow(seconds: float) -> None:
    """Let so many seconds of work pass from now on: a runaway whose parent was killed ends by itself.

    The parent's own watch is stricter, since nobody works for longer than the time that passes.
    """
    if resource is None:
        return
    spent = resource.getrusage(resource.RUSAGE_SELF)
    soft = math.ceil(spent.ru_utime + spent.ru_stime + seconds) + 1
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))
