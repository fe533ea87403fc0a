"""Whole commands, as a clerk starts them, beside the plain scripts: forms made, returns compiled, and compiled again.

In each turn both make an office's forms anew, take the same answers in and compile them; who begins changes. Ratios
are of CPU, which other programs on the machine disturb least. Offices beyond LARGE are ours alone.
"""

import shutil
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from bench.grown_office import PLAN, GrownOffice, grow_office
from bench.processes import ProcessRun, run_python

ROOT = Path(__file__).resolve().parents[1]
_SCRIPTS = ROOT / "bench"
PERIOD, ISSUED, COMPILED = "2022-06", "2022-06-06", "2022-06-21"
SMALL, MIDDLE, LARGE = 10, 200, 2000
"""Numbers of units: a bureau, a county, a city with all its villages and schools."""
TURNS = {SMALL: 9, MIDDLE: 5, LARGE: 3}
LOOKS = {SMALL: 5}
"""How many turns are looked at for their phases; others once."""
BUILD, COMPILE, AGAIN = "build", "compile", "compile again"
PLAIN_BUILD, PLAIN_COMPILE, PLAIN_OWN = "plain build", "plain compile", "plain compile of its own forms"

Words = Sequence[str | Path]


@dataclass
class OfficeAtWork:
    """An office of one size, and what its commands took.

    folder: a new one. cache: where Python keeps compiled modules. runs: of each command, by turn. phases: of each
    command, the CPU seconds of each room and step; see bench/phases.py.
    """

    units: int
    folder: Path
    cache: Path
    runs: dict[str, list[ProcessRun]] = field(default_factory=dict)
    phases: dict[str, dict[tuple[str, str], float]] = field(default_factory=dict)

    @cached_property
    def office(self) -> GrownOffice:
        """Made at first use."""
        return grow_office(self.folder / "office", self.units)

    @property
    def has_rival(self) -> bool:
        """Whether the plain scripts are given it."""
        return self.units <= LARGE

    def measure(self, turns: int | None = None) -> None:
        """Take all turns: so many, or as many as its size is worth."""
        for turn in range(turns or TURNS.get(self.units, 1)):
            self.take_turn(turn)
        for _ in range(LOOKS.get(self.units, 1)):
            self.look()

    def take_turn(self, turn: int) -> None:
        """Ours and the plain scripts' commands, each from nothing."""
        period = self._set_up()
        forms, returns = self.folder / "work" / "plain forms", self.folder / "plain returns"
        report = self.folder / "work" / "汇总.xlsx"
        plain = {PLAIN_BUILD: [_SCRIPTS / "plain_build.py", self.office.table, forms]}
        self._run_in_turn(turn, {BUILD: self._build}, plain)
        if not self._returns.is_dir():
            self.office.hand_in(period / "1-下发", self._returns)
            if self.has_rival:
                self.office.hand_in_plain(forms, returns)
        self._drop_returns(period)
        compiling = _SCRIPTS / "plain_compile.py"
        plain = {PLAIN_COMPILE: [compiling, self._returns, report], PLAIN_OWN: [compiling, returns, report]}
        self._run_in_turn(turn, {COMPILE: self._compile}, plain)
        self._run(AGAIN, self._compile)

    def look(self) -> None:
        """Ours once more, for their phases. A turn was taken before."""
        period = self._set_up()
        self._look(BUILD, self._build)
        self._drop_returns(period)
        self._look(COMPILE, self._compile)
        self._look(AGAIN, self._compile)

    def costs(self, name: str, what: str) -> list[float]:
        """`cpu`, `wall` or `memory` of each run of a command."""
        return [getattr(run, what) for run in self.runs[name]]

    @property
    def _returns(self) -> Path:
        return self.folder / "returns"

    @property
    def _build(self) -> Words:
        return self._own_command("build_forms.py", ISSUED)

    @property
    def _compile(self) -> Words:
        return self._own_command("compile_reports.py", COMPILED)

    def _own_command(self, script: str, day: str) -> Words:
        config = self.folder / "work" / "ours" / "config.yaml"
        return [ROOT / script, "--config", config, "--period", PERIOD, "--as-of", day]

    def _set_up(self) -> Path:
        """A workspace as before the first build. Returns the folder of its period."""
        work = self.folder / "work"
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(self.office.workspace, work / "ours")
        return work / "ours" / PLAN / PERIOD

    def _drop_returns(self, period: Path) -> None:
        shutil.copytree(self._returns, period / "2-回收", dirs_exist_ok=True)

    def _run_in_turn(self, turn: int, own: Mapping[str, Words], plain: Mapping[str, Words]) -> None:
        """Run commands by their names; in every second turn the last one first."""
        commands = {**own, **plain} if self.has_rival else own
        for name in list(commands)[:: -1 if turn % 2 else 1]:
            self._run(name, commands[name])

    def _run(self, name: str, words: Words) -> None:
        self.runs.setdefault(name, []).append(run_python(words, self.cache))

    def _look(self, name: str, words: Words) -> None:
        looks = self.folder / "looks.txt"
        looks.unlink(missing_ok=True)
        run_python([_SCRIPTS / "phases.py", looks, *words], self.cache)
        seconds = self.phases.setdefault(name, defaultdict(float))
        for line in looks.read_text(encoding="utf-8").splitlines():
            room, step, spent = line.split("\t")
            seconds[room, step] += float(spent)
