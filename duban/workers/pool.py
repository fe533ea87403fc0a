"""Work on hostile input in processes that may die: one item's death is one result, and the run goes on.

The pool holds a queue of tasks in the order of the items, and one `_Worker` for each process. A worker holds at most
two tasks: the one that it works on, and one that waits in its pipe so that it never waits for us.
"""

import math
import pickle
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Generic, Self, cast

from duban.interrupts import interrupts_held
from duban.value_object import MutableObject
from duban.workers.confined import (
    READY_SIGNAL,
    Item,
    Result,
    WorkerError,
    WorkerFailure,
    WorkerLimits,
    serve,
    system_limits_memory,
)
from duban.workers.how_many import start_context, worker_count

GIBIBYTE = 1 << 30
_OPEN_TASKS = 6  # for each worker: under way, or finished before an earlier one
_OPEN_BYTES = 64 << 20  # of all open tasks, unless one alone has more
_PIPE_BYTES = 4096  # lie in any system's pipe while the worker is busy: sending them never waits
_START_SECONDS = 60.0
_MEMORY_CHECK_SECONDS = 0.1
_OUT_OF_TIME = -getattr(signal, "SIGXCPU", 1000)  # an exit code that Windows never gives


class _Task(MutableObject, Generic[Item, Result]):
    """An item on its way: with nobody, held by a worker, or done."""

    item: Item
    packed: bytes
    is_held: bool = False
    is_done: bool = False
    result: Result | WorkerFailure | None = None

    def finish(self, result: Result | WorkerFailure) -> None:
        """Set down what became of it."""
        self.result, self.is_done = result, True


class WorkerPool(Generic[Item, Result]):
    """Long-lived workers that apply one function, each in a process of its own, started when first needed.

    Use it in a `with`: on the way out every worker is ended.

    Linux enforces the bound on memory. Elsewhere this process looks at its workers ten times a second while it
    waits for them, which is weaker: what is taken between two looks, or while the caller is busy, is not refused.
    """

    def __init__(
        self,
        function: Callable[[Item], Result],
        jobs: int = 1,
        seconds: float = 30,
        memory: int = GIBIBYTE,
        item_count: int = 0,
    ) -> None:
        """Start nothing yet.

        Args:
            function: top-level, a functools.partial of one, or a picklable object; sent once when a worker starts.
            jobs: how many workers at most; a further one is started when there have been items enough for it.
            seconds: wall time allowed for one item.
            memory: bytes that a worker may grow beyond its size at the start.
            item_count: so many items are sure to come; all workers that they pay for are started at once.
        """
        self._watches_memory = not system_limits_memory()
        self._item_count = item_count
        limits = WorkerLimits(seconds, memory)
        self._workers = [_Worker(function, limits, watches_memory=self._watches_memory) for _ in range(jobs)]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def end(self) -> None:
        """End every worker; where there are more items, others are started."""
        for worker in self._workers:
            worker.end()

    def run(self, items: Iterable[Item]) -> Iterator[tuple[Item, Result | WorkerFailure]]:
        """Each item with its result, in the order given; items are drawn only a few ahead.

        A run that is left early gives up what is under way, and the pool may run again. One run at a time.

        Raises:
            Exception: whatever the function raised; it is our mistake, and comes with its trace.
            WorkerError: a worker could not even start.
        """
        remaining = iter(items)
        queue: deque[_Task[Item, Result]] = deque()
        try:
            while True:
                if queue:
                    self._collect(waits=not queue[0].is_done)
                self._feed(remaining, queue)  # before the result is handed on: workers never wait for the caller
                if not queue:
                    return
                if queue[0].is_done:
                    task = queue.popleft()
                    yield task.item, cast("Result | WorkerFailure", task.result)
        finally:
            for worker in self._workers:
                if worker.tasks:
                    worker.end()

    def _feed(self, remaining: Iterator[Item], queue: deque[_Task[Item, Result]]) -> None:
        """Give every worker an item, and a second one to find when it has answered."""
        workers = self._paid_workers
        for held in (0, 1):
            for worker in workers:
                if len(worker.tasks) == held and (task := self._next_task(remaining, queue)):
                    if held and len(task.packed) > _PIPE_BYTES:
                        return
                    worker.begin(task, [other.pipe for other in self._workers if other.pipe])

    @property
    def _paid_workers(self) -> list["_Worker[Item, Result]"]:
        """Those that the items so far pay for; one at least."""
        return self._workers[: max(1, worker_count(self._item_count, len(self._workers)))]

    def _next_task(self, remaining: Iterator[Item], queue: deque[_Task[Item, Result]]) -> _Task[Item, Result] | None:
        """A task that nobody holds: one whose worker died of another, or a new one, unless too many are open."""
        for task in queue:
            if not task.is_held:
                return task
        bytes_open = sum(len(task.packed) for task in queue)
        if len(queue) < _OPEN_TASKS * len(self._workers) and bytes_open < _OPEN_BYTES:
            for item in remaining:
                self._item_count += 1
                queue.append(_Task(item, pickle.dumps(item, pickle.HIGHEST_PROTOCOL)))
                return queue[-1]
        return None

    def _collect(self, *, waits: bool) -> None:
        """Take in what is ready; if asked, wait until something is, or until somebody's time is up."""
        busy = {worker.pipe: worker for worker in self._workers if worker.tasks and worker.pipe}
        seconds = min((worker.deadline for worker in busy.values()), default=0.0) - time.monotonic()
        if self._watches_memory:
            seconds = min(seconds, _MEMORY_CHECK_SECONDS)
        ready = wait(busy, max(0.0, seconds) if waits else 0)
        for pipe, worker in busy.items():
            if pipe in ready:
                worker.take()
            else:
                worker.check_limits()


class _Worker(Generic[Item, Result]):
    """The parent's side of one process: started when needed, and started again after a death.

    Attributes:
        tasks: what it was sent and has not answered, at most two. It answers one before it begins the next, so a
            death is always the first one's; the other is sent again.
        pipe: to the process; None while there is none.
        deadline: when the time of its first task is up, by `time.monotonic`.
    """

    def __init__(self, function: Callable[[Item], Result], limits: WorkerLimits, *, watches_memory: bool) -> None:
        self.tasks: deque[_Task[Item, Result]] = deque()
        self.pipe: Connection | None = None
        self.deadline = math.inf
        self._function = function
        self._limits = limits
        self._watches_memory = watches_memory
        self._bytes_at_start = 0
        self._process: BaseProcess | None = None

    def begin(self, task: _Task[Item, Result], pipes: list[Connection]) -> None:
        """Send a task off. pipes: those of all workers, which a forked process must not keep open."""
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
            self._restart_clock()
        self.tasks.append(task)
        task.is_held = True

    def take(self) -> None:
        """Read the answer that is ready. Raises what the function raised."""
        if not self.pipe:
            return
        try:
            packed = self.pipe.recv_bytes()
        except (EOFError, OSError):
            self._give_up(self._death_reason())
            return
        kind, value, traceback = pickle.loads(packed)  # noqa: S301 - from our own process
        if kind == "lost":
            self._give_up(value)
            return
        task = self.tasks.popleft()
        self._restart_clock()
        if kind == "error":
            raise value from WorkerError(traceback)
        task.finish(value)

    def check_limits(self) -> None:
        """Give up a first task that has taken too long or too much."""
        if time.monotonic() >= self.deadline:
            self._give_up(WorkerFailure.SLOW)
        elif self._watches_memory and self._bytes() - self._bytes_at_start > self._limits.memory:
            self._give_up(WorkerFailure.MEMORY)

    def end(self) -> None:
        """Kill the process: an idle one holds nothing worth saving, a busy one may never end by itself."""
        for task in self.tasks:
            task.is_held = False
        self.tasks.clear()
        if self.pipe:
            self.pipe.close()
        if self._process:
            self._process.kill()
            self._process.join()
            self._process.close()
        self.pipe = self._process = None

    def _restart_clock(self) -> None:
        self.deadline = time.monotonic() + self._limits.seconds

    def _give_up(self, failure: WorkerFailure) -> None:
        """The first task, and the process with it."""
        self.tasks.popleft().finish(failure)
        self.end()

    def _death_reason(self) -> WorkerFailure:
        """Why it ended of itself: of its own limit of time, or of something worse."""
        if self._process:
            self._process.join(1)
        is_slow = self._process and self._process.exitcode == _OUT_OF_TIME
        return WorkerFailure.SLOW if is_slow else WorkerFailure.DIED

    def _bytes(self) -> int:
        """What the process holds."""
        import psutil  # noqa: PLC0415 - only where the system does not bound memory

        try:
            return int(psutil.Process(self._process.pid).memory_info().rss) if self._process else 0
        except psutil.Error:  # it is ending: its pipe tells
            return 0

    def _start(self, pipes: list[Connection]) -> Connection:
        """A fresh process that is ready for work. Raises WorkerError when it cannot even begin."""
        context = start_context()
        pipe, child_pipe = context.Pipe()
        is_forked = context.get_start_method() == "fork"
        inherited = [*(other for other in pipes if not other.closed), pipe] if is_forked else []
        arguments = (self._function, child_pipe, self._limits, inherited)
        process: BaseProcess = context.Process(target=serve, args=arguments, daemon=True)  # type: ignore[attr-defined]
        if not is_forked and sys.platform != "win32":
            from multiprocessing import resource_tracker  # noqa: PLC0415 - Windows has none

            resource_tracker.ensure_running()  # before: its start lets interrupts through again
        with interrupts_held():
            process.start()
        child_pipe.close()
        self.pipe, self._process = pipe, process
        try:
            is_ready = pipe.poll(_START_SECONDS) and pipe.recv_bytes() == READY_SIGNAL
        except (EOFError, OSError):
            is_ready = False
        if not is_ready:
            self.end()
            message = "a worker did not start"
            raise WorkerError(message)
        self._bytes_at_start = self._bytes() if self._watches_memory else 0
        return pipe
