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
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from multiprocessing import resource_tracker
from pathlib import Path

import pytest

from duban.messages.finding import Finding, InputError, Place
from duban.workers import confined
from duban.workers.worker import WorkerError, WorkerFailure, WorkerPool

ROOT = Path(__file__).parent.parent


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
    """Hold so much memory, each page of it touched, for a while."""
    held = b"x" * (megabytes << 20)
    time.sleep(0.5)
    return len(held) >> 20


def hand_over(item: tuple[str, bytes]) -> tuple[str, bytes]:
    """A large answer to a large item; `kill` is none."""
    return live(item[0]), item[1]


def spin(word: str) -> str:
    """Work for ever, where the word says so."""
    while word == "spin":
        pass
    return word


def err(word: str) -> str:
    """Raise the mistake that is named."""
    if word == "value":
        message = "our mistake"
        raise ValueError(message)
    if word == "input":  # packs, but cannot be unpacked
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
    with WorkerPool(live, jobs=jobs, seconds=1) as crew:
        results = list(crew.run(items))
    assert results == [(item, WorkerFailure(reason) if item == word else item) for item in items]  # type: ignore[arg-type]


def test_results_come_in_the_order_given() -> None:
    """The first is the slowest; the others wait for it."""
    delays = {"a": 0.3, "b": 0.0, "c": 0.1, "d": 0.0, "e": 0.0}
    with WorkerPool(partial(slowly, delays), jobs=2) as crew:
        assert list(crew.run(delays)) == [(word, word) for word in delays]


def test_what_waits_behind_a_death_is_not_lost_with_it() -> None:
    """A worker is sent one item ahead; where the first kills it, the second is done by the next process."""
    items = ["kill", "kill", "a", "panic", "b", "sleep", "sleep", "c"]
    deaths = {"kill": WorkerFailure("died"), "panic": WorkerFailure("died"), "sleep": WorkerFailure("slow")}
    with WorkerPool(live, seconds=0.5) as crew:
        assert list(crew.run(items)) == [(item, deaths.get(item, item)) for item in items]


def test_a_worker_does_not_wait_while_the_caller_is_busy() -> None:
    """Two of three items are done by the time the caller has looked at the first."""
    with WorkerPool(partial(slowly, {"a": 0.0, "b": 0.2, "c": 0.2})) as crew:
        run = crew.run(["a", "b", "c"])
        next(run)
        time.sleep(0.45)
        begun = time.monotonic()
        next(run)
        assert time.monotonic() - begun < 0.1


@pytest.mark.parametrize("jobs", [1, 2])
def test_large_items_and_large_answers_never_block_each_other(jobs: int) -> None:
    items = [(word, bytes(3_000_000)) for word in ("a", "b", "kill", "c", "d")]
    with WorkerPool(hand_over, jobs=jobs, seconds=10) as crew:
        results = [result for _, result in crew.run(items)]
    assert results == [WorkerFailure("died") if word == "kill" else (word, data) for word, data in items]


def test_where_the_system_bounds_no_memory_the_parent_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows and macOS: who holds too much is ended, and who holds little is left alone."""
    monkeypatch.setattr(confined, "_PAGES", Path("/nowhere"))
    with WorkerPool(fill, jobs=2, memory=200 << 20) as crew:
        assert list(crew.run([10, 400, 20])) == [(10, 10), (400, WorkerFailure("memory")), (20, 20)]


@pytest.mark.skipif(not hasattr(signal, "SIGXCPU"), reason="the system knows no limit on work")
def test_a_runaway_ends_by_itself_when_nobody_watches() -> None:
    """As when the program was killed outright: here the caller is busy for longer than the time allowed."""
    with WorkerPool(spin, seconds=0.1) as crew:
        run = crew.run(["a", "spin", "b"])
        assert next(run) == ("a", "a")
        [busy] = [worker._process for worker in crew._workers if worker._process]
        busy.join(10)
        assert busy.exitcode == -signal.SIGXCPU
        assert list(run) == [("spin", WorkerFailure("slow")), ("b", "b")]


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

    with WorkerPool(live, jobs=2, seconds=0.5) as crew:
        assert next(crew.run(items())) == ("sleep", WorkerFailure("slow"))
    assert len(drawn) < 20


def test_a_large_result_comes_through() -> None:
    with WorkerPool(live) as crew:
        assert [len(str(result)) for _, result in crew.run(["long", "long"])] == [4_000_000, 4_000_000]


def test_time_that_the_caller_takes_is_not_held_against_a_worker() -> None:
    with WorkerPool(live, seconds=0.3) as crew:
        results = []
        for _, result in crew.run(["a", "b", "c"]):
            time.sleep(0.4)
            results.append(result)
    assert results == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("word", "kind", "says"),
    [
        ("value", ValueError, "our mistake"),
        ("input", WorkerError, "InputError"),
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
    with WorkerPool(live, jobs=2, seconds=5) as crew:
        assert next(crew.run(["a", "sleep", "sleep"])) == ("a", "a")
        assert list(crew.run(["b", "c"])) == [("b", "b"), ("c", "c")]


def test_a_worker_that_dies_while_idle_is_nobodys_fault() -> None:
    with WorkerPool(whose) as crew:
        [(_, first)] = crew.run([1])
        assert isinstance(first, int)
        os.kill(first, signal.SIGKILL)
        time.sleep(0.1)
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
import os, sys, time
from duban.workers import confined
from duban.workers.worker import WorkerPool
with WorkerPool(time.sleep, jobs=2) as crew:
    list(crew.run([0, 0]))
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
        program.wait(10)
    assert len(pids) == 2
    assert (errors.strip().splitlines() or [""])[-1] == ("KeyboardInterrupt" if how is signal.SIGINT else "")
    deadline = time.monotonic() + 5
    while any(alive(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(alive(pid) for pid in pids)


def alive(pid: int) -> bool:
    """Whether the process runs; one that only waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
