"""How fast it is beside what people know; `python bench/bench.py` prints ratios and asserts nothing.

Milliseconds differ between machines and between minutes. So the rivals take turns on the same file, and what
counts is the median of their ratios; the lowest and the highest show how far to trust it.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from shutil import which
from statistics import median
from subprocess import DEVNULL, run
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # not this folder, where `bench` would mean this file

from openpyxl import load_workbook  # noqa: E402
from python_calamine import CalamineWorkbook  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from bench import plain  # noqa: E402
from bench.scaled import Office, fill_in  # noqa: E402
from duban.forms import design  # noqa: E402
from duban.io.pieces import Piece  # noqa: E402
from duban.io.worker import Crew  # noqa: E402
from duban.io.xlsx import write  # noqa: E402
from duban.model.book import Book  # noqa: E402
from duban.model.unit import Unit  # noqa: E402

T = TypeVar("T")

UNITS = 200
FILES = 31
STARTS = 21
ROUNDS = 8
RETURNS = 12
_MET = ("NO", "yes")


def main() -> None:
    """Measure everything, then print the table."""
    with TemporaryDirectory() as folder:
        office = Office(UNITS, Path(folder) / "ledger")
        units = office.directory.units[:: UNITS // FILES][:FILES]
        built = building(office, units)
        forms = [returned(office, unit, Path(folder)) for unit in office.directory.units[: ROUNDS * RETURNS]]
        read = {"openpyxl": reading(office, forms)}
        if which("soffice"):
            read["LibreOffice"] = reading(office, saved_by_libreoffice(forms))
    begun = starting()
    table = Table("what", "ours ms", "theirs ms", "ratio (low–high)", "goal", "met?")
    table.add_row(*faster("build a form; openpyxl, styles set cell by cell", built["ours"], built["openpyxl"], 2.5))
    for program, times in read.items():
        what = f"read and check a return saved by {program}"
        table.add_row(*faster(f"{what}, in a worker; openpyxl loop", times["worker"], times["openpyxl"], 8))
        table.add_row(*slower(f"{what}, in a worker; bare calamine", times["worker"], times["calamine"], 2))
        table.add_row(*slower("the same in this process", times["here"], times["calamine"]))
    table.add_row(*slower("build_forms.py --help; python -c 'import click'", begun["ours"], begun["click"], 1.5))
    counts = f"{FILES - 1} of their forms, {ROUNDS - 1} times {RETURNS} of their returns, {STARTS - 1} starts"
    print(f"{UNITS} units; {counts}; medians, low–high")
    Console(width=130).print(table)


def building(office: Office, units: Sequence[Unit]) -> dict[str, list[float]]:
    """Design and write, against openpyxl, which is handed the finished cells and has only to write them."""
    books = {unit.code: held(design(office.issue, unit)) for unit in units}
    rivals: dict[str, Callable[[Unit], object]] = {
        "ours": lambda unit: write(design(office.issue, unit), office.look),
        "openpyxl": lambda unit: plain.write(books[unit.code], office.look),
    }
    return in_turns(rivals, units)


def reading(office: Office, forms: Sequence[Path]) -> dict[str, list[float]]:
    """From paths to submissions and findings, against every value of every sheet and no check.

    Each rival takes every return, in rounds, and takes it once: what is found for a unit is remembered.
    """
    with Crew(office.reader) as crew:
        rivals: dict[str, Callable[[Sequence[Path]], object]] = {
            "worker": lambda paths: list(crew.run(map(Piece, paths))),
            "here": lambda paths: list(map(office.reader, map(Piece, paths))),
            "openpyxl": lambda paths: list(map(by_openpyxl, paths)),
            "calamine": lambda paths: list(map(by_calamine, paths)),
        }
        times = in_turns(rivals, [forms[turn::ROUNDS] for turn in range(ROUNDS)])
    return {name: [time / RETURNS for time in each] for name, each in times.items()}


def starting() -> dict[str, list[float]]:
    """Two programs, started again and again."""
    rivals: dict[str, Callable[[int], object]] = {
        "ours": lambda _: python(str(ROOT / "build_forms.py"), "--help"),
        "click": lambda _: python("-c", "import click"),
    }
    return in_turns(rivals, range(STARTS))


def python(*words: str) -> None:
    """A Python program, from its start to its end."""
    run([sys.executable, *words], check=True, stdout=DEVNULL)


def in_turns(rivals: Mapping[str, Callable[[T], object]], items: Sequence[T]) -> dict[str, list[float]]:
    """Milliseconds of each rival for each item but the first, which warms them up; who begins changes."""
    names = list(rivals)
    times: dict[str, list[float]] = {name: [] for name in names}
    for turn, item in enumerate(items):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            begun = perf_counter()
            rivals[name](item)
            times[name].append((perf_counter() - begun) * 1000)
    return {name: each[1:] for name, each in times.items()}


def faster(what: str, ours: Sequence[float], theirs: Sequence[float], goal: float = 0) -> list[str]:
    """A row of the table: how many times as fast we are."""
    ratios = [their / our for our, their in zip(ours, theirs, strict=True)]
    aim = [f"≥ {goal:g}× faster", _MET[median(ratios) >= goal]] if goal else []
    return [what, f"{median(ours):.1f}", f"{median(theirs):.1f}", f"{spread(ratios)} faster", *aim]


def slower(what: str, ours: Sequence[float], theirs: Sequence[float], goal: float = 0) -> list[str]:
    """A row of the table: how many times as long we take."""
    ratios = [our / their for our, their in zip(ours, theirs, strict=True)]
    aim = [f"≤ {goal:g}× its time", _MET[median(ratios) <= goal]] if goal else []
    return [what, f"{median(ours):.1f}", f"{median(theirs):.1f}", f"{spread(ratios)} its time", *aim]


def spread(ratios: Sequence[float]) -> str:
    """The median, with the lowest and the highest."""
    return f"{median(ratios):.2f}× ({min(ratios):.2f}–{max(ratios):.2f})"


def held(book: Book) -> Book:
    """A book that can be written more than once."""
    return replace(book, sheets=[replace(sheet, lines=list(sheet.lines)) for sheet in book.sheets])


def returned(office: Office, unit: Unit, folder: Path) -> Path:
    """A unit's form, issued, filled in and saved by another program."""
    form = folder / f"{unit.name}.xlsx"
    form.write_bytes(write(design(office.issue, unit), office.look))
    fill_in(form)
    return form


def saved_by_libreoffice(forms: Sequence[Path]) -> list[Path]:
    """The same returns as an office program saves them: larger, and far slower for openpyxl."""
    folder = forms[0].parent / "libreoffice"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "xlsx", "--outdir", str(folder)]
    run([*command, *map(str, forms)], check=True, stdout=DEVNULL, stderr=DEVNULL)
    return [folder / form.name for form in forms]


def by_openpyxl(form: Path) -> list[object]:
    """Every value of every sheet."""
    return [list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(form).worksheets]


def by_calamine(form: Path) -> list[object]:
    """Every value of every sheet."""
    book = CalamineWorkbook.from_path(form)
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


if __name__ == "__main__":
    main()
