"""Work on hostile input in processes that may die: one item's death is one result, and the run goes on."""

import math
import multiprocessing
import pickle
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Generic, Literal, Self, TypeVar, cast

from duban.workers.confined import READY_SIGNAL, WorkerError, WorkerLimits, serve, system_limits_memory

__all__ = ["GIBIBYTE", "FailureReason", "WorkerError", "WorkerFailure", "WorkerPool"]

A = TypeVar("A")
B = TypeVar("B")

GIBIBYTE = 1 << 30
_AHEAD = 6  # items under way or finished before an earlier one, for each worker
_SMALL = 4096  # bytes that lie in any system's pipe while the other side is busy: sending them never waits
_START_SECONDS = 60.0
_WATCH_SECONDS = 0.1
_OUT_OF_TIME = -getattr(signal, "SIGXCPU", 1000)  # an exit code that Windows never gives

FailureReason = Literal["died", "slow", "memory"]


@dataclass(frozen=True, slots=True)
class WorkerFailure:
    """What becomes of an item that its worker did not survive.

    died: the process was aborted or killed, or something worse than an Exception was raised.
    slow: no answer within the time allowed. memory: a MemoryError (a Rust library aborts instead: died), or more
    than allowed where the parent has to watch it.
    """

    reason: FailureReason


@dataclass(slots=True)
class _Task(Generic[A, B]):
    """An item on its way: with nobody, held by a worker, or done."""

    item: A
    packed: bytes
    held: bool = False
    result: B | WorkerFailure | None = None
    done: bool = False

    def end(self, result: B | WorkerFailure) -> None:
        """Set down what became of it."""
        self.result = result
        self.done = True


class WorkerPool(Generic[A, B]):
    """Long-lived workers that apply one function, each in a process of its own, started when first needed.

    function: top-level, or a functools.partial of one; sent once when a worker starts.
    seconds: wall time allowed for one item. memory: bytes that a worker may grow beyond its size at the start.
    Use it in a `with`: on the way out every worker is ended.

    Linux enforces the bound on memory. Elsewhere this process looks at its workers ten times a second while it
    waits for them, which is weaker: what is taken between two looks, or while the caller is busy, is not refused.
    """

    def __init__(
        self,
        function: Callable[[A], B],
        jobs: int = 1,
        seconds: float = 30,
        memory: int = GIBIBYTE,
    ) -> None:
        self._watch = not system_limits_memory()
        self._workers = [_Worker(function, WorkerLimits(seconds, memory), watched=self._watch) for _ in range(jobs)]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._workers:
            worker.end()

    def run(self, items: Iterable[A]) -> Iterator[tuple[A, B | WorkerFailure]]:
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
                    yield task.item, cast("B | WorkerFailure", task.result)
        finally:
            for worker in self._workers:
                if worker.tasks:
                    worker.end()

    def _feed(self, coming: Iterator[A], queue: deque[_Task[A, B]]) -> None:
        """Give every worker an item, and a second one to find when it has answered: it never waits for us."""
        for already in (0, 1):
            for worker in self._workers:
                if len(worker.tasks) == already and (task := self._next(coming, queue)):
                    if already and len(task.packed) > _SMALL:
                        return
                    worker.begin(task, [other.pipe for other in self._workers if other.pipe])

    def _next(self, coming: Iterator[A], queue: deque[_Task[A, B]]) -> _Task[A, B] | None:
        """A task that nobody holds: one whose worker died of another, or a new one, unless too many are open."""
        for task in queue:
            if not task.held:
                return task
        if len(queue) < _AHEAD * len(self._workers):
            for item in coming:
                queue.append(_Task(item, pickle.dumps(item, pickle.HIGHEST_PROTOCOL)))
                return queue[-1]
        return None

    def _collect(self, *, patient: bool) -> None:
        """Take in what is ready; if patient, wait until something is, or until somebody's time is up."""
        busy = {worker.pipe: worker for worker in self._workers if worker.tasks and worker.pipe}
        left = min((worker.deadline for worker in busy.values()), default=0.0) - time.monotonic()
        left = min(left, _WATCH_SECONDS) if self._watch else left
        ready = wait(busy, max(0.0, left) if patient else 0)
        now = time.monotonic()
        for pipe, worker in busy.items():
            if pipe in ready:
                worker.take()
            elif now >= worker.deadline:
                worker.lose("slow")
            elif self._watch and worker.grown() > worker.bounds.memory:
                worker.lose("memory")


class _Worker(Generic[A, B]):
    """The parent's side of one process: started when needed, and started again after a death.

    tasks: what it has been sent and has not answered, at most two. It answers one before it begins the next, so a
    death is always the first one's; the other must be sent again.
    """

    def __init__(self, function: Callable[[A], B], bounds: WorkerLimits, *, watched: bool) -> None:
        self.tasks: deque[_Task[A, B]] = deque()
        self.pipe: Connection | None = None
        self.deadline = math.inf
        self.bounds = bounds
        self._watched = watched
        self._size_at_start = 0
        self._function = function
        self._process: BaseProcess | None = None

    def begin(self, task: _Task[A, B], pipes: list[Connection]) -> None:
        """Send it off. pipes: the crew's other pipes, which a forked process must not keep open."""
        if self.pipe:
            try:
                self.pipe.send_bytes(task.packed)
            except OSError:
                if self.tasks:  # it has just died of the one before: take() will hear of it
                    return
                self.end()  # it died while idle, which is not this item's doing
        if not self.pipe:
            self._start(pipes).send_bytes(task.packed)
        if not self.tasks:
            self.deadline = time.monotonic() + self.bounds.seconds
        self.tasks.append(task)
        task.held = True

    def take(self) -> None:
        """Read the answer that is ready. Raises what the function raised."""
        if not self.pipe:
            return
        try:
            packed = self.pipe.recv_bytes()
        except (EOFError, OSError):
            self._fell()
            return
        kind, value, text = pickle.loads(packed)  # noqa: S301 - from our own process
        if kind == "lost":
            self.lose(value)
            return
        task = self.tasks.popleft()
        self.deadline = time.monotonic() + self.bounds.seconds
        if kind == "error":
            raise value from WorkerError(text)
        task.end(value)

    def lose(self, reason: FailureReason) -> None:
        """Give the first task up, and the process with it."""
        self.tasks.popleft().end(WorkerFailure(reason))
        self.end()

    def end(self) -> None:
        """Kill the process: an idle one holds nothing worth saving, a busy one may never end by itself."""
        for task in self.tasks:
            task.held = False
        self.tasks.clear()
        if self.pipe:
            self.pipe.close()
        if self._process:
            self._process.kill()
            self._process.join()
            self._process.close()
        self.pipe = self._process = None

    def grown(self) -> int:
        """Bytes that the process holds beyond what it held at its start."""
        return self._size() - self._size_at_start

    def _size(self) -> int:
        import psutil  # noqa: PLC0415 - only where the system does not bound memory

        try:
            return int(psutil.Process(self._process.pid).memory_info().rss) if self._process else 0
        except psutil.Error:  # it is ending: its pipe tells
            return 0

    def _fell(self) -> None:
        """It ended of itself: of its own limit of time, or of something worse."""
        if self._process:
            self._process.join(1)
        self.lose("slow" if self._process and self._process.exitcode == _OUT_OF_TIME else "died")

    def _start(self, pipes: list[Connection]) -> Connection:
        """A fresh process that is ready for work. Raises WorkerError when it cannot even begin."""
        context = _context()
        pipe, far = context.Pipe()
        inherited = [*(other for other in pipes if not other.closed), pipe] if _forks(context) else []
        work = (self._function, far, self.bounds, inherited)
        process: BaseProcess = context.Process(target=serve, args=work, daemon=True)  # type: ignore[attr-defined]
        process.start()
        far.close()
        self.pipe, self._process = pipe, process
        try:
            ready = pipe.poll(_START_SECONDS) and pipe.recv_bytes() == READY_SIGNAL
        except (EOFError, OSError):
            ready = False
        if not ready:
            self.end()
            message = "a worker did not start"
            raise WorkerError(message)
        self._size_at_start = self._size() if self._watched else 0
        return pipe


def _context() -> BaseContext:
    """Fork where that is safe: on Linux, and only while this process has a single thread."""
    threads = Path("/proc/self/task")
    lonely = sys.platform == "linux" and threads.is_dir() and sum(1 for _ in threads.iterdir()) == 1
    return multiprocessing.get_context("fork" if lonely else "spawn")


def _forks(context: BaseContext) -> bool:
    return context.get_start_method() == "fork"
