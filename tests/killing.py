"""A process that is killed at a chosen step of what it does to the disk; each step is a fork, so that it is cheap."""

import hashlib
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Never, Self, cast

import pytest

from tests.test_files import tree

CANNOT_FORK = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
_STEPS = ("fsync", "replace", "rename", "link", "unlink", "mkdir", "rmdir")

Action = Callable[[], object]
Step = Callable[[str], object]
"""Gets the name of what is about to be done."""


class _CountedFile:
    """A file that is written in two halves, with a step between them."""

    def __init__(self, file: BinaryIO, step: Step) -> None:
        self._file = file
        self._step = step

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - all that a file has
        return getattr(self._file, name)

    def write(self, data: bytes) -> int:
        self._step("write")
        self._file.write(data[: len(data) // 2])
        self._file.flush()
        self._step("write")
        return self._file.write(data[len(data) // 2 :])


def count_steps(step: Step) -> None:
    """From now on `step` is called before each write, fsync, rename, link or removal of this process, for good."""
    opened = Path.open

    def counted(name: str) -> Callable[..., object]:
        function = getattr(os, name)

        def wrapped(*arguments: object, **options: object) -> object:
            step(name)
            return None if name == "fsync" else function(*arguments, **options)  # no kill undoes what was not synced

        return wrapped

    def open_counted(path: Path, mode: str = "r", *arguments: Any, **options: Any) -> Any:  # noqa: ANN401
        file = opened(path, mode, *arguments, **options)
        return _CountedFile(cast("BinaryIO", file), step) if mode == "xb" else file

    for name in _STEPS:
        setattr(os, name, counted(name))
    Path.open = open_counted  # type: ignore[assignment]


def forked(action: Action) -> int:
    """Do it in a process of its own. Returns its exit code, or minus the signal that ended it."""
    child = os.fork()
    if not child:
        end_with(action)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def end_with(action: Action) -> Never:
    """Do it and end this process at once, whatever comes of it."""
    try:
        action()
    except SystemExit as error:
        os._exit(error.code if isinstance(error.code, int) else 1)
    except BaseException:  # noqa: BLE001 - the parent sees the code
        traceback.print_exc(file=sys.__stderr__)
        os._exit(99)
    os._exit(0)


def kill(_step: str) -> None:
    """As a power cut, or the task manager."""
    os.kill(os.getpid(), signal.SIGKILL)


def states_after(
    folder: Path, action: Action, disturb: Step, steps: Collection[int] | None = None, *, undisturbed: int = 0
) -> Iterator[tuple[int, Path]]:
    """Do something again and again, each time disturbed before another step; at last undisturbed.

    The folder is as it was before each time, and in the end as the undisturbed action leaves it.

    Args:
        folder: all that the action changes; it changes no file but by making a new one and renaming it.
        action: done in a process of its own.
        disturb: called in that process with what it was about to do, at the chosen step and each after it.
        steps: numbers of those that are disturbed; None for all.
        undisturbed: exit code of the action.

    Yields:
        How the action ended (its exit code, or minus its signal), and the folder as it was left.
    """
    beginning = folder.with_name(f"{folder.name}-beginning")
    shutil.copytree(folder, beginning, copy_function=os.link)
    for number in range(_count(action, undisturbed)) if steps is None else steps:
        _reset(folder, beginning)
        end = _disturbed(number, disturb, action)
        state = folder.with_name(f"{folder.name}-{number}")
        folder.rename(state)
        yield end, state
        shutil.rmtree(state)
    _reset(folder, beginning)
    assert forked(action) == undisturbed
    shutil.rmtree(beginning)


def _reset(folder: Path, beginning: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(beginning, folder, copy_function=os.link)


def _count(action: Action, undisturbed: int) -> int:
    """How many steps it has."""
    reading, writing = os.pipe()

    def counted_action() -> None:
        count_steps(lambda _: os.write(writing, b"."))
        action()

    assert forked(counted_action) == undisturbed
    os.close(writing)
    with open(reading, "rb") as pipe:  # noqa: PTH123 - a descriptor
        return len(pipe.read())


def _disturbed(number: int, disturb: Step, action: Action) -> int:
    def disturbed_action() -> None:
        steps = iter(range(number))

        def step(name: str) -> None:
            if next(steps, None) is None:
                disturb(name)

        count_steps(step)
        action()

    return forked(disturbed_action)


def content(folder: Path, *passed_over: str) -> dict[str, str]:
    """The hash of every file below a folder, and every folder; without those of these names and what is in them."""
    return {
        name: hashlib.sha256(data).hexdigest()[:12]
        for name, data in tree(folder).items()
        if not set(Path(name).parts).intersection(passed_over)
    }
