"""A program run from its start to its end, and what it took: time, CPU, memory."""

import os
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from subprocess import PIPE, Popen

import psutil

_MIB = 1 << 20
_LOOKS_A_SECOND = 20
_FINDINGS = 1
"""The exit code of a command that is done and has found something."""


@dataclass(frozen=True)
class ProcessRun:
    """What a program took.

    Attributes:
        cpu, wall: seconds. The first counts user and system time of the process and of its workers.
        memory: the most that it and its workers held resident together, in MiB; looked at twenty times a second.
    """

    cpu: float
    wall: float
    memory: float


def run_python(words: Sequence[str | Path], cache: Path, folder: Path | None = None) -> ProcessRun:
    """Run Python and wait for it. Raises RuntimeError, with what it printed, where it did not do what it was to do.

    Args:
        words: what stands behind `python`.
        cache: where it keeps its compiled modules, so that only its first run compiles them.
        folder: where it runs.
    """
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(cache)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    looks: list[int] = []
    cpu, start = cpu_of(RUSAGE_CHILDREN), time.monotonic()
    with Popen([sys.executable, *words], cwd=folder, env=environment, stdout=PIPE, stderr=PIPE) as process:
        threading.Thread(target=_watch, args=(psutil.Process(process.pid), looks), daemon=True).start()
        _, errors = process.communicate()
    wall, cpu = time.monotonic() - start, cpu_of(RUSAGE_CHILDREN) - cpu
    if not 0 <= process.returncode <= _FINDINGS:
        raise RuntimeError(words, errors.decode(errors="replace"))
    return ProcessRun(cpu, wall, max(looks, default=0) / _MIB)


def cpu_time() -> float:
    """User and system seconds of this process and of its children that have ended."""
    return cpu_of(RUSAGE_SELF) + cpu_of(RUSAGE_CHILDREN)


def cpu_of(whose: int) -> float:
    """User and system seconds. whose: as `getrusage` takes it."""
    usage = getrusage(whose)
    return usage.ru_utime + usage.ru_stime


def _watch(process: psutil.Process, looks: list[int]) -> None:
    """Until it ends, note how many bytes it and all below it hold."""
    try:
        while process.status() != psutil.STATUS_ZOMBIE:
            looks.append(sum(map(_resident, (process, *process.children(recursive=True)))))
            time.sleep(1 / _LOOKS_A_SECOND)
    except psutil.NoSuchProcess:
        return


def _resident(process: psutil.Process) -> int:
    """What a process holds; of a page that several share each has its part, where the system tells (Linux)."""
    try:
        held = process.memory_full_info()
    except psutil.Error:  # it is ending
        return 0
    return int(getattr(held, "pss", held.rss))
