"""The ledger asked: one task's history among a million records, and whole commands on the demo's year in little."""

import contextlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.processes import run_python
from bench.turns import in_turns
from duban.store.index import INDEX_FILE, Index
from duban.store.row_history import answers_to_task
from examples import demo

ROOT = Path(__file__).resolve().parents[1]
PLAN = "taishan-2022"
PERIODS, UNITS, TASKS, COLUMNS = 12, 200, 42, 10
"""Together a million records."""
ASKED = range(0, UNITS, 5)
TURNS = 6
_JULY = ("--period", "2022-07", "--as-of", "2022-07-21")
_ONE = "select value from records where submission = ? and row = ? and column = ?"

Times = dict[str, list[float]]


def one_task(folder: Path) -> tuple[Times, int]:
    """What was answered about one task in all periods, against as many single answers whose places are known; ms.

    Returns the times, and how many answers that are.
    """
    with Index(folder / "history" / INDEX_FILE) as index:
        index.write([
            ("insert into submissions values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _submissions()),
            ("insert into records values (?, ?, ?, ?, ?)", _records()),
        ])  # fmt: skip
        count = len(answers_to_task(index, "0-7"))
        rivals: dict[str, Callable[[int], object]] = {
            "history": lambda unit: answers_to_task(index, f"{unit}-7"),
            "single rows": lambda unit: [index.rows(_ONE, unit + 1, f"{unit}-7@0", "c0") for _ in range(count)],
        }
        return in_turns(rivals, ASKED), count


def _submissions() -> Iterator[tuple[object, ...]]:
    for period in range(PERIODS):
        for unit in range(UNITS):
            number, code = period * UNITS + unit + 1, f"2022-{period + 1:02}"
            yield number, f"{number}", f"{number}", "", code, "JZ", f"U{unit}", "股.xlsx", f"{code}-21", period


def _records() -> Iterator[tuple[object, ...]]:
    for number in range(PERIODS * UNITS):
        for task in range(TASKS):
            row = f"{number % UNITS}-{task}@0"
            yield from ((number + 1, row, f"c{column}", "text", "已完成招标文件编制。") for column in range(COLUMNS))


def whole_commands(folder: Path) -> Times:
    """July of the demo, after June: compiled again, with and without an index, looked at, and the index made anew."""
    with contextlib.redirect_stdout(io.StringIO()):
        demo.main(PLAN, folder=folder)
    index = folder / PLAN / "台账" / INDEX_FILE
    cache = folder / "compiled modules"

    def command(name: str, *options: str) -> None:
        """A command, from its start to its end."""
        words: list[str | Path] = ["-m", "duban", name, "--config", folder / "config.yaml", *options]
        run_python(words, cache, ROOT)

    def compile_without_index(_: int) -> None:
        index.unlink()
        command("compile", *_JULY)

    rivals: dict[str, Callable[[int], object]] = {
        "compile": lambda _: command("compile", *_JULY),
        "compile, no index": compile_without_index,
        "status": lambda _: command("status", *_JULY),
        "rebuild": lambda _: command("rebuild"),
        "build": lambda _: command("build", "--period", "2022-07", "--as-of", "2022-07-04"),
    }
    return in_turns(rivals, range(TURNS))
