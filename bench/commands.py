"""Whole commands, as a clerk starts them, beside the plain scripts: forms made, returns compiled, and compiled again.

In each turn both make an office's forms anew, take the same answers in and compile them; who begins changes. Ratios
are of CPU, which other programs on the machine disturb least. Offices beyond LARGE are ours alone.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from statistics import median

from bench.grown_office import PLAN, GrownOffice, grow_office
from bench.processes import ProcessRun, run_python
from bench.tables import Table
from bench.turns import HEADER, faster, slower

ROOT = Path(__file__).resolve().parents[1]
PERIOD, ISSUED, COMPILED = "2022-06", "2022-06-06", "2022-06-21"
SMALL, MIDDLE, LARGE = 10, 200, 2000
"""Numbers of units: a bureau, a county, a city with all its villages and schools."""
TURNS = {SMALL: 9, MIDDLE: 5, LARGE: 3}
GOALS = {
    (SMALL, "build"): (slower, 1.5),
    (SMALL, "compile"): (slower, 2),
    (MIDDLE, "build"): (faster, 4),
    (MIDDLE, "compile"): (faster, 3),
}
AGAIN_GOAL = 5
"""How many times less a second run takes, once reading counts for more than the start."""
_FINDINGS = 1


@dataclass
class Measured:
    """An office of one size and what its commands took, by name and turn.

    folder: an empty one. cache: where Python keeps compiled modules.
    """

    units: int
    folder: Path
    cache: Path
    runs: dict[str, list[ProcessRun]] = field(default_factory=dict)

    @cached_property
    def office(self) -> GrownOffice:
        """Made at first use."""
        return grow_office(self.folder / "office", self.units)

    def take_turn(self, turn: int) -> None:
        """Ours and the plain script's commands, each from nothing."""
        work = self.folder / "work"
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(self.office.workspace, work / "ours")
        period = work / "ours" / PLAN / PERIOD
        forms, returns, report = work / "plain forms", self.folder / "plain returns", work / "汇总.xlsx"
        self._run_both(turn, "build", self._own_words("build_forms.py", ISSUED), [self.office.table, forms])
        if not returns.is_dir():
            self.office.hand_in(period / "1-下发", self.folder / "own returns")
            self.office.hand_in_plain(forms, returns)
        shutil.copytree(self.folder / "own returns", period / "2-回收", dirs_exist_ok=True)
        compiling = self._own_words("compile_reports.py", COMPILED)
        self._run_both(turn, "compile", compiling, [returns, report])
        self._run("compile again", compiling)

    def _own_words(self, script: str, day: str) -> list[str | Path]:
        config = self.folder / "work" / "ours" / "config.yaml"
        return [ROOT / script, "--config", config, "--period", PERIOD, "--as-of", day]

    def _run_both(self, turn: int, name: str, own: Sequence[str | Path], plain: Sequence[str | Path]) -> None:
        pair = [(name, own)]
        if self.units <= LARGE:
            pair.append((f"plain {name}", [ROOT / "bench" / f"plain_{name}.py", *plain]))
        for which, words in pair[:: 1 if turn % 2 else -1]:
            self._run(which, words)

    def _run(self, name: str, words: Sequence[str | Path]) -> None:
        run = run_python(words, self.cache)
        if run.exit_code > _FINDINGS:
            raise RuntimeError(name, run.errors.decode(errors="replace"))
        self.runs.setdefault(name, []).append(run)

    def costs(self, name: str, what: str) -> list[float]:
        """`cpu`, `wall` or `memory` of each run of a command."""
        return [getattr(run, what) for run in self.runs[name]]


def measure_commands(sizes: Sequence[int], folder: Path) -> list[Table]:
    """A table for each number of units, and the curve over all of them. folder: an empty one."""
    cache = folder / "compiled modules"
    Measured(SMALL, folder / "warm-up", cache).take_turn(0)  # compiles every module
    offices = [Measured(units, folder / str(units), cache) for units in sizes]
    for office in offices:
        for turn in range(TURNS.get(office.units, 1)):
            office.take_turn(turn)
    return [*(_beside_plain(office) for office in offices if office.units <= LARGE), _curve(offices)]


def _beside_plain(office: Measured) -> Table:
    rows = []
    for name in ("build", "compile"):
        compared, goal = GOALS.get((office.units, name), (faster, 0))
        own, plain = f"{name}, {office.units:,} units", f"plain {name}"
        rows += [
            compared(f"{own}: CPU", office.costs(name, "cpu"), office.costs(plain, "cpu"), goal, "s"),
            slower(f"{own}: time", office.costs(name, "wall"), office.costs(plain, "wall"), unit="s"),
            slower(f"{own}: memory", office.costs(name, "memory"), office.costs(plain, "memory"), unit="MiB"),
        ]
    again, first = office.costs("compile again", "cpu"), office.costs("compile", "cpu")
    goal = AGAIN_GOAL if office.units > SMALL else 0
    rows.append(faster("compile again, nothing changed; the first time: CPU", again, first, goal, "s"))
    return Table(f"units-{office.units}", f"{office.units:,} units", HEADER, rows)


def _curve(offices: Sequence[Measured]) -> Table:
    """CPU in all and a unit, and memory, by the number of units."""
    header = ["units", "tasks", "milestones"]
    header += [f"{name}: {what}" for name in ("build", "compile", "again") for what in ("CPU s", "ms a unit", "MiB")]
    rows = []
    for office in offices:
        row = [f"{office.units:,}", f"{office.office.tasks:,}", f"{office.office.milestones:,}"]
        for name in ("build", "compile", "compile again"):
            cpu = median(office.costs(name, "cpu"))
            row += [f"{cpu:.3g}", f"{cpu * 1000 / office.units:.3g}", f"{median(office.costs(name, 'memory')):.0f}"]
        rows.append(row)
    return Table("curve", "As the office grows", header, rows)
