"""A worker may die of an item; the run goes on, and our own mistakes stay loud."""

import faulthandler
import math
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from multiprocessing import resource_tracker
from pathlib import Path

import pytest

from duban.messages.finding import Finding, InputError, Place
from duban.workers import confined, how_many
from duban.workers.confined import WorkerError, WorkerFailure
from duban.workers.pool import WorkerPool

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

ROOT = Path(__file__).parent.parent
SHORT = 2.0
"""Seconds allowed where an item must use them up. What answers at once is well within them on a busy machine too."""
PATIENT = 120.0
"""Seconds allowed, or waited, where nothing should take any time."""


class Panic(BaseException):
    """What a panic in Rust looks like here: no Exception."""


def live(word: str) -> str:
    """Do what the word says; most words answer themselves."""
    match word:
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "abort":
            os.abort()
        case "exit":
            sys.exit(3)
        case "sleep":
            time.sleep(3600)
        case "deaf":
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            time.sleep(3600)
        case "big":
            return str(len(bytearray(3 << 30)))
        case "panic":
            raise Panic
        case "long":
            return word * 1_000_000
    return word


def fill(megabytes: int) -> int:
    """Hold so much memory, each page of it touched; what is too much is held until somebody ends it."""
    block = b"x" * (megabytes << 20)
    if megabytes > 200:
        time.sleep(PATIENT)
    return len(block) >> 20


def hand_over(item: tuple[str, bytes]) -> tuple[str, bytes]:
    """A large answer to a large item; `kill` is none."""
    return live(item[0]), item[1]


def spin(word: str) -> str:
    """Work for ever, where the word says so; a second of it is let pass."""
    if word == "spin":
        spent = resource.getrusage(resource.RUSAGE_SELF)
        soft = math.ceil(spent.ru_utime + spent.ru_stime) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    while word == "spin":
        pass
    return word


def work_left(_: object) -> float:
    """Seconds of work that the system will let this process do from now on."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return resource.getrlimit(resource.RLIMIT_CPU)[0] - spent.ru_utime - spent.ru_stime


def leave_a_trace(folder: Path, word: str) -> str:
    """Make a file of that name."""
    (folder / word).touch()
    return word


def err(word: str) -> str:
    """Raise the mistake that is named."""
    if word == "value":
        message = "our mistake"
        raise ValueError(message)
    if word == "input":
        raise InputError([Finding("unit-unknown", Place("plan.yaml"))])
    if word == "local":

        class Local(Exception):  # noqa: N818 - cannot even be packed
            pass

        raise Local
    return word


def unpackable(word: str) -> object:
    """A result that cannot be sent."""
    return threading.Lock() if word else None


def whose(_: object) -> int:
    """The process that answers."""
    return os.getpid()


def wait_until(is_so: Callable[[], bool]) -> bool:
    """Whether it is so before long."""
    deadline = time.monotonic() + PATIENT
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.02)
    return is_so()


def slowly(delays: dict[str, float], word: str) -> str:
    """Answer after the delay that the frozen context names."""
    time.sleep(delays[word])
    return word


def children() -> set[str]:
    """Our own child processes, running or zombies, where the system tells (Linux)."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it ended meanwhile
            number, _, rest = stat.read_text(encoding="utf-8", errors="replace").partition(" ")
            if int(rest.rpartition(")")[2].split()[1]) == os.getpid():
                found.add(number)
    return found


@pytest.fixture(autouse=True)
def every_item_pays_a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that there are two where two may be."""
    monkeypatch.setattr(how_many, "_ITEMS_A_WORKER", {"fork": 1, "spawn": 1})


@pytest.fixture(autouse=True)
def no_child_is_left() -> Iterator[None]:
    """Neither running nor as a zombie; what other tests keep running, LibreOffice say, was there before.

    Python's own resource tracker comes with the first spawned process and stays as long as we do.
    """
    before = children()
    yield
    assert multiprocessing.active_children() == []
    tracker = str(resource_tracker._resource_tracker._pid)  # type: ignore[attr-defined]
    assert children() <= before | {tracker}


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("kill", "died"),
        ("abort", "died"),
        ("exit", "died"),
        ("panic", "died"),
        ("sleep", "slow"),
        ("deaf", "slow"),  # and does not listen to a polite request
        ("big", "memory"),
    ],
)
def test_one_death_is_one_result(word: str, reason: str, jobs: int) -> None:
    items = ["a", word, "b", word, "c"]
    with WorkerPool(live, jobs=jobs, seconds=SHORT if reason == "slow" else PATIENT) as crew:
        results = list(crew.run(items))
    assert results == [(item, WorkerFailure(reason) if item == word else item) for item in items]


def test_results_come_in_the_order_given() -> None:
    """The first is the slowest; the others wait for it."""
    delays = {"a": 0.3, "b": 0.0, "c": 0.1, "d": 0.0, "e": 0.0}
    with WorkerPool(partial(slowly, delays), jobs=2) as crew:
        assert list(crew.run(delays)) == [(word, word) for word in delays]


def test_what_waits_behind_a_death_is_not_lost_with_it() -> None:
    """A worker is sent one item ahead; where the first kills it, the second is done by the next process."""
    items = ["kill", "kill", "a", "panic", "b", "sleep", "c"]
    deaths = {
        "kill": WorkerFailure.DIED,
        "panic": WorkerFailure.DIED,
        "sleep": WorkerFailure.SLOW,
    }
    with WorkerPool(live, seconds=SHORT) as crew:
        assert list(crew.run(items)) == [(item, deaths.get(item, item)) for item in items]


def test_a_worker_does_not_wait_while_the_caller_is_busy(tmp_path: Path) -> None:
    """All three items are done while the caller still looks at the first result."""
    with WorkerPool(partial(leave_a_trace, tmp_path)) as crew:
        run = crew.run(["a", "b", "c"])
        assert next(run) == ("a", "a")
        assert wait_until(lambda: {path.name for path in tmp_path.iterdir()} == {"a", "b", "c"})
        assert list(run) == [("b", "b"), ("c", "c")]


@pytest.mark.parametrize("jobs", [1, 2])
def test_large_items_and_large_answers_never_block_each_other(jobs: int) -> None:
    items = [(word, bytes(3_000_000)) for word in ("a", "b", "kill", "c", "d")]
    with WorkerPool(hand_over, jobs=jobs, seconds=PATIENT) as crew:
        results = [result for _, result in crew.run(items)]
    assert results == [WorkerFailure.DIED if word == "kill" else (word, data) for word, data in items]


def test_where_the_system_bounds_no_memory_the_parent_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows and macOS: who holds too much is ended, and who holds little is left alone."""
    monkeypatch.setattr(confined, "_PAGES", Path("/nowhere"))
    with WorkerPool(fill, jobs=2, seconds=PATIENT, memory=200 << 20) as crew:
        assert list(crew.run([10, 400, 20])) == [(10, 10), (400, WorkerFailure.MEMORY), (20, 20)]


@pytest.mark.skipif(not hasattr(signal, "SIGXCPU"), reason="the system knows no limit on work")
def test_a_runaway_ends_by_itself_when_nobody_watches() -> None:
    """As when the program was killed outright: here the caller is busy and looks at no clock."""
    with WorkerPool(spin, seconds=PATIENT) as crew:
        run = crew.run(["a", "spin", "b"])
        assert next(run) == ("a", "a")
        [busy] = [worker._process for worker in crew._workers if worker._process]
        busy.join(PATIENT)
        assert busy.exitcode == -signal.SIGXCPU
        assert list(run) == [("spin", WorkerFailure.SLOW), ("b", "b")]


@pytest.mark.skipif(not hasattr(signal, "SIGXCPU"), reason="the system knows no limit on work")
def test_each_item_may_work_for_as_long_as_it_is_allowed_to_take() -> None:
    """And hardly longer, whatever the items before it took."""
    with WorkerPool(work_left, seconds=PATIENT) as crew:
        for _, left in crew.run(range(3)):
            assert isinstance(left, float)
            assert PATIENT <= left <= PATIENT + 2


def test_a_worker_lives_long() -> None:
    with WorkerPool(whose) as crew:
        assert len({result for _, result in crew.run(range(50))}) == 1
        assert len({result for _, result in crew.run(range(50))}) == 1


def test_items_are_drawn_only_a_few_ahead() -> None:
    """A thousand files are never in memory at once, even when the first one hangs."""
    drawn: list[str] = []

    def items() -> Iterator[str]:
        for number in range(1000):
            drawn.append("sleep" if number == 0 else str(number))
            yield drawn[-1]

    with WorkerPool(live, jobs=2, seconds=SHORT) as crew:
        assert next(crew.run(items())) == ("sleep", WorkerFailure.SLOW)
    assert len(drawn) < 20


def test_a_large_result_comes_through() -> None:
    with WorkerPool(live) as crew:
        assert [len(str(result)) for _, result in crew.run(["long", "long"])] == [4_000_000, 4_000_000]


def test_time_that_the_caller_takes_is_not_held_against_a_worker() -> None:
    with WorkerPool(live, seconds=SHORT) as crew:
        run = crew.run(["a", "b", "c"])
        first = next(run)
        time.sleep(SHORT + 0.5)
        assert [first, *run] == [("a", "a"), ("b", "b"), ("c", "c")]


@pytest.mark.parametrize(
    ("word", "kind", "says"),
    [
        ("value", ValueError, "our mistake"),
        ("input", InputError, "unit-unknown"),
        ("local", WorkerError, "Local"),
    ],
)
def test_our_own_mistake_is_never_swallowed(word: str, kind: type[Exception], says: str) -> None:
    """It is raised here, says where it was there, and the crew is fit for another run."""
    with WorkerPool(err) as crew:
        with pytest.raises(kind, match=says) as caught:
            list(crew.run(["fine", word, "fine"]))
        assert "in err" in str(caught.value.__cause__)
        assert list(crew.run(["fine"])) == [("fine", "fine")]


def test_a_result_that_cannot_travel_is_our_mistake() -> None:
    with WorkerPool(unpackable) as crew, pytest.raises(TypeError, match="pickle"):
        list(crew.run(["lock"]))


def test_a_run_left_early_leaves_nothing_behind_for_the_next() -> None:
    with WorkerPool(live, jobs=2, seconds=PATIENT) as crew:
        assert next(crew.run(["a", "sleep", "sleep"])) == ("a", "a")
        assert list(crew.run(["b", "c"])) == [("b", "b"), ("c", "c")]


def test_a_worker_that_dies_while_idle_is_nobodys_fault() -> None:
    with WorkerPool(whose) as crew:
        [(_, first)] = crew.run([1])
        assert isinstance(first, int)
        os.kill(first, signal.SIGKILL)
        assert wait_until(lambda: not alive(first))
        [(_, second)] = crew.run([1])
        assert isinstance(second, int)
        assert second != first


def test_beside_a_thread_a_worker_is_spawned_not_forked() -> None:
    """A fork copies locks that other threads hold; Python 3.12 warns of it, and warnings are errors."""
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        with WorkerPool(math.sqrt) as crew:
            assert list(crew.run([4.0, 9.0])) == [(4.0, 2.0), (9.0, 3.0)]
    finally:
        stop.set()
        thread.join()
    resource_tracker._resource_tracker._stop()  # type: ignore[attr-defined]  # spawning leaves it running


def test_a_dying_worker_says_nothing_on_the_screen(capfd: pytest.CaptureFixture[str]) -> None:
    faulthandler.enable()
    with WorkerPool(live) as crew:
        list(crew.run(["abort"]))
    assert capfd.readouterr() == ("", "")


SCRIPT = """
import os, signal, sys, time
from duban.workers import how_many
from duban.workers.pool import WorkerPool
how_many._ITEMS_A_WORKER = {"fork": 1}
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job starts without it
with WorkerPool(time.sleep, jobs=2) as crew:
    list(crew.run([0] * 9))
    print(*(worker._process.pid for worker in crew._workers), flush=True)
    list(crew.run([60, 60]))
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_workers_end_with_the_program(how: signal.Signals) -> None:
    """By Ctrl-C, which the whole group gets; and killed outright, an idle worker sees its pipe close."""
    script = SCRIPT.replace("[60, 60]", "iter(input, '')") if how is signal.SIGKILL else SCRIPT
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", script],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as program:
        assert program.stdout
        assert program.stderr
        pids = [int(pid) for pid in program.stdout.readline().split()]
        time.sleep(0.3)
        if how is signal.SIGINT:
            os.killpg(program.pid, how)
        else:
            program.kill()
        errors = program.stderr.read().decode()
        program.wait(PATIENT)
    assert len(pids) == 2
    assert (errors.strip().splitlines() or [""])[-1] == ("KeyboardInterrupt" if how is signal.SIGINT else "")
    assert wait_until(lambda: not any(alive(pid) for pid in pids))


def alive(pid: int) -> bool:
    """Whether the process runs; one that only waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
