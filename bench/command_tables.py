"""What whole commands took, as tables: beside the plain scripts, by phase, and as the office grows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain, product
from pathlib import Path
from statistics import median

from bench.commands import (
    AGAIN,
    BUILD,
    COMPILE,
    LARGE,
    MIDDLE,
    PLAIN_BUILD,
    PLAIN_COMPILE,
    PLAIN_OWN,
    SMALL,
    OfficeAtWork,
)
from bench.tables import Table
from bench.turns import HEADER, bounded, faster, slower

GOALS = {
    (SMALL, BUILD): (slower, 1.5),
    (SMALL, COMPILE): (slower, 2),
    (MIDDLE, BUILD): (faster, 4),
    (MIDDLE, COMPILE): (faster, 3),
}
AGAIN_GOAL = 5
"""Where reading counts for more than the start: above SMALL."""
LARGE_MEMORY = 350
LARGE_TO_MIDDLE = 12
LEAST_SHARE = 0.02
"""What has less of each command is left out."""


def measure_commands(sizes: Sequence[int], folder: Path, turns: int | None = None) -> list[Table]:
    """The tables of offices with so many units each. folder: an empty one. turns: as many as usual, unless said."""
    cache = folder / "compiled modules"
    OfficeAtWork(SMALL, folder / "warm-up", cache).take_turn(0)  # compiles every module
    offices = {units: OfficeAtWork(units, folder / str(units), cache) for units in sizes}
    tables: list[Table] = []
    for office in offices.values():
        office.measure(turns)
        if office.has_rival:
            tables.append(_beside_plain(office))
        tables += [_phases(office, 0, "room of the package"), _phases(office, 1, "step of the journey")]
    if offices.keys() >= {MIDDLE, LARGE}:
        tables.append(_growth(offices[MIDDLE], offices[LARGE]))
    return [*tables, _curve([*offices.values()])]


def _beside_plain(office: OfficeAtWork) -> Table:
    """Each command beside its script; a second run beside the first."""
    rows = []
    for name, plain in ((BUILD, PLAIN_BUILD), (COMPILE, PLAIN_COMPILE)):
        compared, goal = GOALS.get((office.units, name), (faster, 0))
        rows += [
            compared(f"{name}: CPU", office.costs(name, "cpu"), office.costs(plain, "cpu"), goal, "s"),
            slower(f"{name}: time", office.costs(name, "wall"), office.costs(plain, "wall"), unit="s"),
            slower(f"{name}: memory", office.costs(name, "memory"), office.costs(plain, "memory"), unit="MiB"),
        ]
    first, again = office.costs(COMPILE, "cpu"), office.costs(AGAIN, "cpu")
    plainer = office.costs(PLAIN_OWN, "cpu")
    again_goal = AGAIN_GOAL if office.units > SMALL else 0
    rows += [
        faster("compile; the script on returns of its own forms: CPU", first, plainer, unit="s"),
        faster("compile again, nothing changed; the first time: CPU", again, first, again_goal, "s"),
    ]
    note = f"Turns: {len(office.runs[BUILD])}. "
    return Table(f"units-{office.units}", f"{office.units:,} units", HEADER, rows, note)


def _phases(office: OfficeAtWork, which: int, title: str) -> Table:
    """The share of each phase in the CPU of each command, the largest first. which: 0 for rooms, 1 for steps."""
    shares = {name: _shares(phases, which) for name, phases in office.phases.items()}
    of_all: dict[str, list[float]] = {}
    for phase in dict.fromkeys(chain.from_iterable(shares.values())):
        of_all[phase] = [share.get(phase, 0) for share in shares.values()]
    rows = [
        [phase, *(f"{share:.0%}" for share in of_commands)]
        for phase, of_commands in sorted(of_all.items(), key=lambda item: sum(item[1]), reverse=True)
        if max(of_commands) >= LEAST_SHARE
    ]
    key = title.partition(" ")[0]
    return Table(f"{key}-{office.units}", f"{office.units:,} units, by {title}", [title, *shares], rows)


def _shares(phases: Mapping[tuple[str, str], float], which: int) -> Mapping[str, float]:
    """Each room's or step's part of a command's seconds."""
    total = sum(phases.values())
    shares: dict[str, float] = defaultdict(float)
    for phase, seconds in phases.items():
        shares[phase[which]] += seconds / total
    return shares


def _growth(middle: OfficeAtWork, large: OfficeAtWork) -> Table:
    """The large office beside the middle one, turn by turn of both."""
    pairs = list(product(large.costs(COMPILE, "cpu"), middle.costs(COMPILE, "cpu")))
    of_large, of_middle = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    rows = [
        slower(f"compile {LARGE:,} units; {MIDDLE} units: CPU", of_large, of_middle, LARGE_TO_MIDDLE, "s"),
        bounded(f"compile {LARGE:,} units: memory", large.costs(COMPILE, "memory"), LARGE_MEMORY, "MiB"),
    ]
    return Table("growth", f"{LARGE:,} units beside {MIDDLE}", HEADER, rows)


def _curve(offices: Sequence[OfficeAtWork]) -> Table:
    """CPU in all and a unit, and memory, by the number of units."""
    commands = (BUILD, COMPILE, AGAIN)
    header = ["units", "rows of tasks", "rows of milestones"]
    header += [f"{name}: {what}" for name in commands for what in ("CPU s", "ms a unit", "MiB")]
    rows = []
    for office in offices:
        row = [f"{size:,}" for size in (office.units, *office.office.rows)]
        for name in commands:
            cpu, memory = median(office.costs(name, "cpu")), median(office.costs(name, "memory"))
            row += [f"{cpu:.2f}", f"{cpu * 1000 / office.units:.1f}", f"{memory:.0f}"]
        rows.append(row)
    return Table("curve", "As the office grows", header, rows)
