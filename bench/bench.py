"""How fast it is beside what people know; `python bench/bench.py` prints ratios and asserts nothing.

Milliseconds differ between machines and between minutes. So the rivals take turns on the same file, and what
counts is the median of their ratios; the lowest and the highest show how far to trust it.
"""

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from statistics import median
from subprocess import DEVNULL, run
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from openpyxl import load_workbook  # noqa: E402 — also where nothing was installed
from python_calamine import CalamineWorkbook  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from bench import plain  # noqa: E402
from bench.scaled import Office, fill_in  # noqa: E402
from duban.forms import Issue, design  # noqa: E402
from duban.io.worker import Crew  # noqa: E402
from duban.io.xlsx import write  # noqa: E402
from duban.model.book import Book  # noqa: E402
from duban.model.unit import Unit  # noqa: E402

T = TypeVar("T")

UNITS = 200
FILES = 30
STARTS = 15

Times = dict[str, list[float]]


def main() -> None:
    """Measure everything, then print the table."""
    table = Table("what", "ours ms", "theirs ms", "ratio (low–high)", "goal", "met")
    with TemporaryDirectory() as folder:
        office = Office(UNITS, Path(folder) / "ledger")
        units = office.directory.units[:: UNITS // FILES][:FILES]
        built = building(office, units)
        faster(table, "build a form / openpyxl, styled cell by cell", built, "ours", "openpyxl", 2.5)
        forms = [returned(office, unit, Path(folder)) for unit in units]
        read = reading(office, forms)
        for way in ("in the worker", "in this process"):
            goals = (8.0, 2.0) if way == "in the worker" else (None, None)
            faster(table, f"read and check a return {way} / openpyxl loop", read, way, "openpyxl", goals[0])
            slower(table, f"read and check a return {way} / bare calamine", read, way, "calamine", goals[1])
    slower(table, "build_forms.py --help / import click", starting(), "ours", "click", 1.5)
    print(f"{UNITS} units; {FILES} forms of them, medians; a ratio is paired, file by file")
    Console(width=120).print(table)


def building(office: Office, units: Iterable[Unit]) -> Times:
    """One form after the other. openpyxl is handed the finished cells, and has only to write them."""
    books = {unit: _held(design(office.issue, unit)) for unit in units}
    rivals: dict[str, Callable[[Unit], object]] = {
        "ours": lambda unit: write(design(office.issue, unit), office.look),
        "openpyxl": lambda unit: plain.write(books[unit], office.look),
    }
    return in_turns(rivals, units)


def reading(office: Office, forms: Iterable[Path]) -> Times:
    """One return after the other, each from another unit, as they come."""
    with Crew(office.reader) as crew:
        rivals: dict[str, Callable[[Path], object]] = {
            "in the worker": lambda path: list(crew.run([path])),
            "in this process": office.reader,
            "openpyxl": _by_openpyxl,
            "calamine": _by_calamine,
        }
        return in_turns(rivals, forms)
