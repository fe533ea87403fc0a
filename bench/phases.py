"""Where a command's CPU goes: every few milliseconds of it, a look at what the program is doing.

    python bench/phases.py LOOKS.txt build_forms.py --period 2022-06 …

runs the command, and adds a line to the file for each look: room, step, and the seconds of CPU since the look before.
Forked workers are looked at too. A look costs next to nothing; a profiler that counts calls would double the time, and
most of all where small functions are.
"""

import os
import runpy
import signal
import sys
import time
from pathlib import Path
from types import FrameType

SECONDS = 0.002
IMPORTS, BESIDE = "imports", "beside the package"
_PACKAGE = Path(__file__).resolve().parents[1] / "duban"
_IMPORTING = "<frozen importlib._bootstrap>"

Phase = tuple[str, str]


def phase(frame: FrameType | None) -> Phase:
    """The room that works, and the step that it works for.

    The room is that of the innermost module of the package, whatever library it calls; the step is the innermost named
    function of duban/journeys. Whatever is done while a module is imported is `imports`.

    Args:
        frame: the innermost of a stack.
    """
    room = step = ""
    while frame:
        file = frame.f_code.co_filename
        if file == _IMPORTING:
            return IMPORTS, IMPORTS
        if file.startswith(str(_PACKAGE)):
            parts = Path(file).relative_to(_PACKAGE).parts
            room = room or parts[0]
            if parts[0] == "journeys" and frame.f_code.co_name.isidentifier():
                step = step or f"{Path(file).stem}.{frame.f_code.co_name}"
        frame = frame.f_back
    return room or BESIDE, step or room or BESIDE


class Looks:
    """Writes down what a process does, from now on. file: is added to, by all processes."""

    def __init__(self, file: Path) -> None:
        self._file = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        signal.signal(signal.SIGPROF, self._look)
        os.register_at_fork(after_in_child=self.begin)  # a fork inherits no timer
        self.begin()

    def begin(self) -> None:
        """Look at this process."""
        self._last = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, SECONDS)

    def end(self) -> None:
        """Look no more: a look that is under way would set the timer again, and it would end the process."""
        signal.signal(signal.SIGPROF, signal.SIG_IGN)
        signal.setitimer(signal.ITIMER_PROF, 0)

    def _look(self, _: int, frame: FrameType | None) -> None:
        """One look. It comes late after a long call of a library, and counts for all of it."""
        seconds = time.process_time() - self._last
        os.write(self._file, "\t".join((*phase(frame), f"{seconds}\n")).encode())
        self.begin()


def main(file: str, script: str, *arguments: str) -> None:
    """Run a script and look."""
    sys.argv = [script, *arguments]
    looks = Looks(Path(file))
    try:
        runpy.run_path(script, run_name="__main__")
    finally:
        looks.end()


if __name__ == "__main__":
    main(*sys.argv[1:])
