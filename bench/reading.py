"""Reading what came back, beside what people know: in rounds, as a long stream, and a second time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from subprocess import DEVNULL, run
from time import perf_counter

from openpyxl import load_workbook
from psutil import Process
from python_calamine import CalamineWorkbook

from bench.scaled import Office, fill_in
from bench.turns import in_turns
from duban.formats.file_content import FileContent
from duban.forms import design_form
from duban.journeys.load_file import load_file
from duban.journeys.return_reader import ReturnReader
from duban.model.return_ import Return
from duban.model.unit import Unit
from duban.store.index import INDEX_FILE
from duban.store.program import reader_hash
from duban.store.readings import ReadCache
from duban.text.hashes import sha256_hex
from duban.workers.confined import WorkerFailure
from duban.workers.pool import WorkerPool
from duban.writers.xlsx import write_workbook

ROUNDS = 8
RETURNS = 12
LONG_ROUNDS = 11
LONG_RETURNS = 100
PART = 1000
_MIB = 1 << 20

Times = dict[str, list[float]]


def beside_openpyxl(office: Office, forms: Sequence[Path]) -> Times:
    """From paths to submissions and findings, against every value of every sheet and no check; ms a file.

    Each rival takes every return, in rounds, and takes it once: what is found for a unit is remembered.
    """
    with WorkerPool(office.reader) as pool:
        rivals: dict[str, Callable[[Sequence[Path]], object]] = {
            "worker": lambda paths: list(pool.run(map(load_file, paths))),
            "here": lambda paths: list(map(office.reader, map(load_file, paths))),
            "openpyxl": lambda paths: list(map(by_openpyxl, paths)),
            "calamine": lambda paths: list(map(by_calamine, paths)),
        }
        return _per_file(in_turns(rivals, [forms[turn::ROUNDS] for turn in range(ROUNDS)], perf_counter), RETURNS)


def thousand(office: Office, forms: Sequence[Path], folder: Path) -> Times:
    """A thousand returns, a hundred at a time, in turns; ms a file. The same units come again, as they do in a year.

    again: all of them are in the cache of readings. burn: mere arithmetic by one and by two workers; more than the
    machine gives to that, nobody gets.
    """
    rounds = [list(islice(cycle(forms), turn * LONG_RETURNS, (turn + 1) * LONG_RETURNS)) for turn in range(LONG_ROUNDS)]
    with (
        WorkerPool(office.reader, jobs=1) as one,
        WorkerPool(office.reader, jobs=2) as two,
        WorkerPool(burn, jobs=1) as burn_one,
        WorkerPool(burn, jobs=2) as burn_two,
        ReadCache(folder / INDEX_FILE, reader_hash()) as cache,
    ):
        for content, read in one.run(map(load_file, forms)):
            if isinstance(read, Return):
                cache.put(_key(cache, content.file_ref.path), read)
        rivals: dict[str, Callable[[Sequence[Path]], object]] = {
            "one": lambda paths: list(one.run(map(load_file, paths))),
            "two": lambda paths: list(two.run(map(load_file, paths))),
            "calamine": lambda paths: list(map(by_calamine, paths)),
            "burn one": lambda paths: list(burn_one.run(paths)),
            "burn two": lambda paths: list(burn_two.run(paths)),
            "again": lambda paths: [cache.get(_key(cache, path)) for path in paths],
        }
        return _per_file(in_turns(rivals, rounds, perf_counter), LONG_RETURNS)


def burn(_: object) -> int:
    """Some milliseconds of work."""
    return sum(number * number for number in range(60_000))


def stream(reader: ReturnReader, forms: Sequence[Path], count: int) -> tuple[list[float], float]:
    """So many returns in one run, each result let go at once.

    Returns the ms a file of each thousand, and by how many MiB this process grew after the first of them.
    """
    with WorkerPool(reader) as pool:
        results = pool.run(map(load_file, islice(cycle(forms), count)))
        parts = [_part(results)]
        before = Process().memory_info().rss
        parts += [_part(results) for _ in range(count // PART - 1)]
        return parts, max(0, Process().memory_info().rss - before) / _MIB


def _part(results: Iterator[tuple[FileContent, Return | WorkerFailure]]) -> float:
    start = perf_counter()
    for _ in islice(results, PART):
        pass
    return (perf_counter() - start) * 1000 / PART


def _per_file(times: Times, files: int) -> Times:
    return {name: [time / files for time in values] for name, values in times.items()}


def _key(cache: ReadCache, path: Path) -> str:
    return cache.key(sha256_hex(path.read_bytes()), path.name)


def returned(office: Office, unit: Unit, folder: Path) -> Path:
    """A unit's form, issued, filled in and saved by another program."""
    form = folder / f"{unit.name}.xlsx"
    form.write_bytes(write_workbook(design_form(office.issue, unit), office.styles))
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


def shape(forms: Sequence[Path], reader: ReturnReader) -> Mapping[str, int]:
    """How large the returns are, in the middle: rows that are answered for, and kilobytes."""
    rows = [len(read.submission.records) for read in map(reader, map(load_file, forms[:9])) if read.submission]
    return {"rows": int(median(rows)), "kilobytes": int(median(form.stat().st_size for form in forms)) // 1024}
