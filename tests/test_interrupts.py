"""Ctrl-C ends a command with 130 and without a traceback, whenever it is pressed."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from duban.interrupts import end_quietly, interruptible, interrupts_held
from duban.workers.pool import WorkerPool
from tests.clerk import ROOT, Clerk

JUNE = ("--period", "2022-06", "--as-of", "2022-06-10", "--quiet")
COMMANDS = {
    "build": "exec((root / 'build_forms.py').read_text(), {'__name__': '__main__'})",
    "compile": "exec((root / 'compile_reports.py').read_text(), {'__name__': '__main__'})",
    "duban": "start.start_duban()",
}
INTERRUPTED_AT = """
import os, pathlib, signal, sys
root = pathlib.Path({root!r})
sys.path.insert(0, str(root))
seen = 0
def listen(event, arguments):
    global seen
    if event == {event!r} and {word!r} in str(arguments[0]):
        seen += 1
        if seen == {number}:
            os.kill(os.getpid(), signal.SIGINT)
from duban import start
sys.addaudithook(listen)
{command}
"""
"""Python itself says when it imports a module or opens a file: the signal comes just then."""

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows has no signals between processes")


def interrupted(
    folder: Path, command: str, event: str, number: int, word: str = "", arguments: tuple[str, ...] = ()
) -> tuple[int, str]:
    """Run a command that is interrupted at such an event. Returns its exit code and what it printed."""
    facts = {"root": str(ROOT), "event": event, "number": number, "word": word}
    script = INTERRUPTED_AT.format(command=COMMANDS[command], **facts)
    result = subprocess.run(
        [sys.executable, "-c", script, *arguments], cwd=folder, capture_output=True, check=False, timeout=120
    )
    return result.returncode, (result.stdout + result.stderr).decode()


@pytest.mark.parametrize(
    ("command", "number"),
    [("build", 1), ("build", 9), ("build", 90), ("build", 300), ("build", 380), ("compile", 200), ("duban", 200)],
)
def test_an_interrupt_while_modules_are_imported_ends_quietly(tmp_path: Path, command: str, number: int) -> None:
    """Any of the hundreds of imports of a command may be the one."""
    arguments = ("check",) if command == "duban" else JUNE
    assert interrupted(tmp_path, command, "import", number, arguments=arguments) == (130, "")


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    return Clerk(tmp_path_factory.mktemp("desk") / "ws")


def test_an_interrupt_while_a_run_writes_is_told_and_nothing_is_published(clerk: Clerk) -> None:
    """From when it holds the plan's lock on."""
    code, printed = interrupted(clerk.folder, "build", "open", 1, "运行中.json", JUNE)
    assert (code, printed) == (130, "已中断。\n")
    assert list(clerk.folder.glob("output/*/2022-06/1-下发/*")) == []
    assert clerk.build("2022-06", "2022-06-10", "--quiet").exit == 0


@pytest.fixture
def quiet() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, end_quietly)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("quiet")
def test_an_interrupt_is_an_exception_only_where_there_is_something_to_undo() -> None:
    with pytest.raises(KeyboardInterrupt), interruptible():
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is end_quietly


def test_who_handles_interrupts_otherwise_goes_on_doing_so() -> None:
    """Such as pytest, or a program that uses the package."""
    before = signal.getsignal(signal.SIGINT)
    with interruptible():
        assert signal.getsignal(signal.SIGINT) is before
    assert signal.getsignal(signal.SIGINT) is before


@pytest.fixture
def answered() -> Iterator[None]:
    """Whoever starts the tests in the background may have told them to pass interrupts over."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("answered")
def test_an_interrupt_that_is_held_comes_afterwards() -> None:
    reached = []

    def work() -> None:
        with interrupts_held():
            signal.raise_signal(signal.SIGINT)
            reached.append("the end")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert reached == ["the end"]


def blocked_signals(_: object) -> list[int]:
    return sorted(signal.pthread_sigmask(signal.SIG_BLOCK, []))


def test_a_worker_never_gets_an_interrupt() -> None:
    """Ctrl-C reaches the whole group: from a worker that has just begun, its traceback would come on the screen."""
    with WorkerPool(blocked_signals) as workers:
        assert [signals for _, signals in workers.run([0])] == [[signal.SIGINT]]


def test_nor_does_a_worker_that_is_no_copy_of_this_process() -> None:
    """A process with a second thread is not forked: its workers begin afresh."""
    is_over = threading.Event()
    second = threading.Thread(target=is_over.wait)
    second.start()
    try:
        test_a_worker_never_gets_an_interrupt()
    finally:
        is_over.set()
        second.join()
    assert signal.SIGINT not in blocked_signals(0)
