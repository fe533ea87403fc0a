"""Where a command's CPU goes: every few milliseconds of it, a look at what the program is doing.

    python bench/phases.py PHASES.json build_forms.py --period 2022-06 …

runs the command. A look costs next to nothing; a profiler that counts calls would double the time, and most of all
where small functions are.
"""

import json
import runpy
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from types import FrameType

SECONDS = 0.002
IMPORTS, WORKERS, BESIDE = "imports", "workers", "beside the package"
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


def main(target: str, script: str, *arguments: str) -> None:
    """Run a script, and write the seconds of each phase: those of the workers together, as one."""
    looks: Counter[Phase] = Counter()
    sys.argv = [script, *arguments]
    signal.signal(signal.SIGPROF, lambda _, frame: looks.update([phase(frame)]))
    signal.setitimer(signal.ITIMER_PROF, SECONDS, SECONDS)
    try:
        runpy.run_path(script, run_name="__main__")
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        a_look = time.process_time() / looks.total()
        workers = getrusage(RUSAGE_CHILDREN)
        phases = [(*phase, count * a_look) for phase, count in looks.items()]
        phases.append((WORKERS, WORKERS, workers.ru_utime + workers.ru_stime))
        Path(target).write_text(json.dumps(phases), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
