"""How fast it is beside what people know; `python bench/bench.py` prints ratios and asserts nothing.

Milliseconds differ between machines and between minutes. So the rivals take turns on the same file, and what
counts is the median of their ratios; the lowest and the highest show how far to trust it. Times are of CPU; where
workers read, which go on after the turn, they are of the clock. `--large` takes hours; `--only` measures a part.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

from duban.value_object import replace

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # not this folder, where `bench` would mean this file

from bench import history, plain, reading  # noqa: E402
from bench.command_tables import measure_commands  # noqa: E402
from bench.commands import LARGE, MIDDLE, SMALL  # noqa: E402
from bench.long_sheet import ROWS, write_long_sheets  # noqa: E402
from bench.processes import run_python  # noqa: E402
from bench.scaled import Office  # noqa: E402
from bench.tables import Table, print_table, write_tables  # noqa: E402
from bench.turns import HEADER, bounded, faster, in_turns, slower  # noqa: E402
from duban.forms import design_form  # noqa: E402
from duban.model.unit import Unit  # noqa: E402
from duban.workbook.book import Book  # noqa: E402
from duban.writers.xlsx import write_workbook  # noqa: E402

UNITS = 200
FILES = 31
STARTS = 21
STREAM, LARGE_STREAM = 3000, 10_000
SIZES = (SMALL, MIDDLE)
LARGE_SIZES = (*SIZES, LARGE, 10_000)
_READING_GOALS = {"openpyxl": 6, "LibreOffice": 12}
PAGE = ROOT / "docs" / "speed.md"


def main() -> None:
    """Measure what was chosen, print it, and keep it in docs/speed.md if told to."""
    options = _options()
    with TemporaryDirectory() as name:
        for part in options.only or PARTS:
            folder = Path(name) / part
            folder.mkdir()
            tables = PARTS[part](folder, options)
            for table in tables:
                print_table(table)
            if options.write:
                write_tables(PAGE, tables)


def _options() -> Namespace:
    parser = ArgumentParser(description="How fast it is beside what people know.")
    parser.add_argument("--only", action="append", choices=list(PARTS), help="measure this part; may be repeated")
    parser.add_argument("--units", help="sizes of the offices whose commands are measured, such as 10,200")
    parser.add_argument("--turns", type=int, help="how often commands are measured")
    parser.add_argument("--large", action="store_true", help="also 2,000 and 10,000 units, and 10,000 returns: hours")
    parser.add_argument("--write", action="store_true", help="keep the tables in docs/speed.md")
    return parser.parse_args()


def whole_commands(folder: Path, options: Namespace) -> list[Table]:
    """What a clerk starts, beside the plain scripts."""
    sizes: Sequence[int] = LARGE_SIZES if options.large else SIZES
    if options.units:
        sizes = [int(size) for size in options.units.split(",")]
    return measure_commands(sizes, folder, options.turns)


def starting(folder: Path, _: Namespace) -> list[Table]:
    """Two programs, started again and again."""
    rivals: dict[str, Callable[[int], object]] = {
        "ours": lambda _: run_python([ROOT / "build_forms.py", "--help"], folder),
        "click": lambda _: run_python(["-c", "import click"], folder),
    }
    times = in_turns(rivals, range(STARTS))
    row = slower("build_forms.py --help; python -c 'import click'", times["ours"], times["click"], 1.2)
    return [Table("start", "Start", HEADER, [row])]


def writing(folder: Path, _: Namespace) -> list[Table]:
    """Forms and report sheets."""
    office = Office(UNITS, folder / "ledger")
    built = building(office, office.directory.units[:: UNITS // FILES][:FILES])
    long = write_long_sheets(office.snapshot.plan, office.styles)
    rows = [
        faster("a form; openpyxl, styles set cell by cell", built["ours"], built["openpyxl"], 15),
        faster(
            f"a report sheet of {ROWS:,} rows; openpyxl, write-only, styles copied", long["ours"], long["copied"], 5
        ),
        faster("the same; openpyxl, write-only, styles set cell by cell", long["ours"], long["set"]),
    ]
    return [Table("writing", "Writing", HEADER, rows)]


def reading_returns(folder: Path, options: Namespace) -> list[Table]:
    """Returns as two programs save them."""
    office = Office(UNITS, folder / "ledger")
    made = office.directory.units[: reading.ROUNDS * reading.RETURNS]
    saved = {"openpyxl": [reading.returned(office, unit, folder) for unit in made]}
    if which("soffice"):
        saved["LibreOffice"] = reading.saved_by_libreoffice(saved["openpyxl"])
    rows, note = [], ""
    for program, forms in saved.items():
        shape = reading.shape(forms, office.reader)
        note += f"Returns saved by {program}: {shape['rows']} rows, {shape['kilobytes']} KB. "
        rows += returns(office, program, forms)
    rows += many(office, forms, folder, LARGE_STREAM if options.large else STREAM)
    return [Table("reading", "Reading", HEADER, rows, note)]


def returns(office: Office, program: str, forms: Sequence[Path]) -> list[list[str]]:
    """Returns as one program saves them, each met once."""
    times = reading.beside_openpyxl(office, forms)
    what = f"read and check a return saved by {program}"
    return [
        faster(f"{what}, in a worker; openpyxl loop", times["worker"], times["openpyxl"], _READING_GOALS[program]),
        slower(f"{what}, in a worker; bare calamine", times["worker"], times["calamine"], 1.6),
        slower("the same in this process", times["here"], times["calamine"]),
    ]


def many(office: Office, forms: Sequence[Path], folder: Path, count: int) -> list[list[str]]:
    """A thousand returns, and a stream of several."""
    times = reading.thousand(office, forms, folder)
    parts, mebibytes = reading.stream(office.reader, forms, count)
    first, others = [parts[0]] * (len(parts) - 1), parts[1:]
    return [
        slower("1,000 returns, one worker; bare calamine", times["one"], times["calamine"], 1.8),
        faster("1,000 returns, two workers; one worker", times["two"], times["one"], 1.4),
        faster("the same for mere arithmetic: what the machine had to give", times["burn two"], times["burn one"]),
        faster("1,000 returns that did not change, from the cache; one worker", times["again"], times["one"], 4),
        slower(f"a return of {count:,} in one run; of the first 1,000", others, first, 1.2),
        bounded(f"this process, grown from the first 1,000 results to {count:,}", [mebibytes], 50, "MiB"),
    ]


def ledger(folder: Path, _: Namespace) -> list[Table]:
    """The ledger asked, and whole commands beside each other."""
    times, answers = history.one_task(folder)
    commands = history.whole_commands(folder / "demo")
    anew = commands["compile, no index"]
    what = f"one task's history of {answers} answers among a million records; {answers} single ones"
    rows = [
        slower(what, times["history"], times["single rows"], 1),
        slower("duban status of a period; compiling it", commands["status"], commands["compile"], 1),
        slower("duban rebuild; compiling without an index", commands["rebuild"], anew, 1.5),
        slower("compiling a period again; without an index", commands["compile"], anew),
        slower("building its forms again; compiling it again", commands["build"], commands["compile"]),
    ]
    return [Table("ledger", "Ledger", HEADER, rows)]


def building(office: Office, units: Sequence[Unit]) -> dict[str, list[float]]:
    """Design and write, against openpyxl, which is handed the finished cells and has only to write them."""
    books = {unit.code: held(design_form(office.issue, unit)) for unit in units}
    rivals: dict[str, Callable[[Unit], object]] = {
        "ours": lambda unit: write_workbook(design_form(office.issue, unit), office.styles),
        "openpyxl": lambda unit: plain.write(books[unit.code], office.styles),
    }
    return in_turns(rivals, units)


def held(book: Book) -> Book:
    """A book that can be written more than once."""
    return replace(book, sheets=[replace(sheet, rows=list(sheet.rows)) for sheet in book.sheets])


PARTS = {
    "start": starting,
    "writing": writing,
    "reading": reading_returns,
    "ledger": ledger,
    "commands": whole_commands,
}
"""What may be measured alone."""


if __name__ == "__main__":
    main()
