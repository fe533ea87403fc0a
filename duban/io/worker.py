"""Work on hostile input in processes that may die: one item's death is one result, and the run goes on."""

import contextlib
import faulthandler
import math
import multiprocessing
import os
import pickle
import signal
import sys
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Generic, Literal, Self, TypeVar, cast

try:
    import resource
except ImportError:  # Windows: no limit on memory there, but still on time
    resource = None  # type: ignore[assignment]

A = TypeVar("A")
B = TypeVar("B")

GIBIBYTE = 1 << 30
_AHEAD = 4  # finished results that may wait for an earlier one, for each worker
_START_SECONDS = 60.0
_READY = b"ready"

Reason = Literal["died", "slow", "memory"]


@dataclass(frozen=True, slots=True)
class Lost:
    """What becomes of an item that its worker did not survive.

    died: the process was aborted or killed, or something worse than an Exception was raised.
    slow: no answer within the time allowed. memory: a MemoryError (a Rust library aborts instead: died).
    """

    reason: Reason


class WorkerError(Exception):
    """Our own mistake inside a worker: the text is its traceback there."""


@dataclass(slots=True)
class _Task(Generic[A, B]):
    """An item on its way: with nobody yet, with a worker, or done."""

    item: A
    result: B | Lost | None = None
    done: bool = False

    def end(self, result: B | Lost) -> None:
        """Set down what became of it."""
        self.result = result
        self.done = True


class Crew(Generic[A, B]):
    """Long-lived workers that apply one function, each in a process of its own, started when first needed.

    function: top-level, or a functools.partial of one; sent once when a worker starts.
    seconds: wall time allowed for one item. memory: bytes that a worker may grow beyond its size at the start
    (Linux only). Use it in a `with`: on the way out every worker is ended.
    """

    def __init__(self, function: Callable[[A], B], jobs: int = 1, seconds: float = 30, memory: int = GIBIBYTE) -> None:
        self._seconds = seconds
        self._workers = [_Worker(function, memory) for _ in range(jobs)]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._workers:
            worker.end()

    def run(self, items: Iterable[A]) -> Iterator[tuple[A, B | Lost]]:
        """Each item with its result, in the order given; items are drawn only a few ahead.

        An ordinary Exception raised by the function is our mistake: it is raised here again, with its trace.
        A run that is left early gives up what is under way, and the crew may run again. One run at a time.
        """
        coming = iter(items)
        queue: deque[_Task[A, B]] = deque()
        try:
            while True:
                if queue:
                    self._collect(patient=not queue[0].done)
                self._feed(coming, queue)  # before the result is handed on: workers never wait for the caller
                if not queue:
                    return
                if queue[0].done:
                    task = queue.popleft()
                    yield task.item, cast("B | Lost", task.result)
        finally:
            for worker in self._workers:
                if worker.task:
                    worker.end()

    def _feed(self, coming: Iterator[A], queue: deque[_Task[A, B]]) -> None:
        """Give every idle worker an item, unless too many results wait already."""
        for worker in self._workers:
            if worker.task or len(queue) >= _AHEAD * len(self._workers):
                continue
            for item in coming:
                task: _Task[A, B] = _Task(item)
                queue.append(task)
                worker.begin(task, self._seconds, [other.pipe for other in self._workers if other.pipe])
                break

    def _collect(self, *, patient: bool) -> None:
        """Take in what is ready; if patient, wait until something is, or until somebody's time is up."""
        busy = {worker.pipe: worker for worker in self._workers if worker.task and worker.pipe}
        left = min((worker.deadline for worker in busy.values()), default=0.0) - time.monotonic()
        ready = wait(busy, max(0.0, left) if patient else 0)
        now = time.monotonic()
        for pipe, worker in busy.items():
            if pipe in ready:
                worker.take()
            elif now >= worker.deadline:
                worker.lose("slow")


class _Worker(Generic[A, B]):
    """The parent's side of one process: started when needed, and started again after a death."""

    def __init__(self, function: Callable[[A], B], memory: int) -> None:
        self.task: _Task[A, B] | None = None
        self.pipe: Connection | None = None
        self.deadline = math.inf
        self._function = function
        self._memory = memory
        self._process: BaseProcess | None = None

    def begin(self, task: _Task[A, B], seconds: float, pipes: list[Connection]) -> None:
        """Send it off. pipes: the crew's other pipes, which a forked process must not keep open."""
        packed = pickle.dumps(task.item, pickle.HIGHEST_PROTOCOL)
        if self.pipe:
            try:
                self.pipe.send_bytes(packed)
            except OSError:  # it died while idle, which is not this item's doing
                self.end()
        if not self.pipe:
            self._start(pipes).send_bytes(packed)
        self.task = task
        self.deadline = time.monotonic() + seconds

    def take(self) -> None:
        """Read the answer that is ready. Raises what the function raised."""
        task, pipe = self.task, self.pipe
        if not task or not pipe:
            return
        try:
            packed = pipe.recv_bytes()
        except (EOFError, OSError):
            self.lose("died")
            return
        kind, value, text = pickle.loads(packed)  # noqa: S301 - from our own process
        if kind == "lost":
            self.lose(value)
            return
        self.task = None
        if kind == "error":
            raise value from WorkerError(text)
        task.end(value)

    def lose(self, reason: Reason) -> None:
        """Give the task up, and the process with it."""
        if self.task:
            self.task.end(Lost(reason))
        self.end()

    def end(self) -> None:
        """Kill the process: an idle one holds nothing worth saving, a busy one may never end by itself."""
        self.task = None
        if self.pipe:
            self.pipe.close()
        if self._process:
            self._process.kill()
            self._process.join()
            self._process.close()
        self.pipe = self._process = None

    def _start(self, pipes: list[Connection]) -> Connection:
        """A fresh process that is ready for work. Raises WorkerError when it cannot even begin."""
        context = _context()
        pipe, far = context.Pipe()
        inherited = [*(other for other in pipes if not other.closed), pipe] if _forks(context) else []
        work = (self._function, far, self._memory, inherited)
        process: BaseProcess = context.Process(target=_serve, args=work, daemon=True)  # type: ignore[attr-defined]
        process.start()
        far.close()
        self.pipe, self._process = pipe, process
        try:
            ready = pipe.poll(_START_SECONDS) and pipe.recv_bytes() == _READY
        except (EOFError, OSError):
            ready = False
        if not ready:
            self.end()
            message = "a worker did not start"
            raise WorkerError(message)
        return pipe


def _context() -> BaseContext:
    """Fork where that is safe: on Linux, and only while this process has a single thread."""
    threads = Path("/proc/self/task")
    lonely = sys.platform == "linux" and threads.is_dir() and sum(1 for _ in threads.iterdir()) == 1
    return multiprocessing.get_context("fork" if lonely else "spawn")


def _forks(context: BaseContext) -> bool:
    return context.get_start_method() == "fork"


def _serve(function: Callable[[A], B], pipe: Connection, memory: int, inherited: list[Connection]) -> None:
    """The child's life: answer until the parent is gone, or until something has gone badly wrong."""
    for other in inherited:
        other.close()  # or we would never see the end of our own pipe
    _confine(memory)
    pipe.send_bytes(_READY)
    healthy = True
    while healthy:
        try:
            packed = pipe.recv_bytes()
        except (EOFError, OSError):
            return
        answer, healthy = _answer(function, packed)
        pipe.send_bytes(answer)


def _answer(function: Callable[[A], B], packed: bytes) -> tuple[bytes, bool]:
    """The packed answer (kind, value, traceback), and whether this process is still to be trusted."""
    try:
        return pickle.dumps(("done", function(pickle.loads(packed)), ""), pickle.HIGHEST_PROTOCOL), True  # noqa: S301
    except MemoryError:
        return pickle.dumps(("lost", "memory", "")), False
    except Exception as error:  # noqa: BLE001 - it is raised again in the parent
        return _packed_error(error), True
    except BaseException:  # noqa: BLE001 - a panic in Rust, among others
        return pickle.dumps(("lost", "died", "")), False


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
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - an aborting library writes to the descriptor itself
        os.dup2(nowhere.fileno(), 2)
    if resource is None:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pages = Path("/proc/self/statm")
    if pages.exists():
        most = int(pages.read_text(encoding="ascii").split()[0]) * resource.getpagesize() + memory
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
