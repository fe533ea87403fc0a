"""The tables of the bench: printed, and kept in docs/speed.md between their marks."""

import platform
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from os import cpu_count, getloadavg
from pathlib import Path

from rich.console import Console
from rich.table import Table as RichTable

_SHOWN_VERSIONS = ("openpyxl", "xlsxwriter", "python-calamine", "click")


@dataclass(frozen=True)
class Table:
    """One part of what was measured.

    key: what it is called in docs/speed.md. note: how it was measured, in sentences that end with a space, or nothing.
    """

    key: str
    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""

    def markdown(self) -> str:
        """As docs/speed.md has it."""
        lines = [self.header, ["---"] * len(self.header), *self.rows]
        table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
        return f"{table}\n\n{self.note}{machine()}.\n"


def print_table(table: Table) -> None:
    """On the screen."""
    printed = RichTable(*table.header, title=table.title, title_justify="left")
    for row in table.rows:
        printed.add_row(*row)
    Console(width=150).print(printed)
    print(f"{table.note}{machine()}.\n")


def write_tables(page: Path, tables: Iterable[Table]) -> None:
    """Put each table in the place that the page has for its key; those without a place are left out."""
    text = page.read_text(encoding="utf-8")
    for table in tables:
        begin, end = f"<!-- {table.key} -->\n", "<!-- end -->"
        before, mark, after = text.partition(begin)
        if mark:
            text = f"{before}{begin}\n{table.markdown()}\n{after[after.index(end) :]}"
    page.write_text(text, encoding="utf-8")


def machine() -> str:
    """What it was measured on, and when; the load is of the last minute, our own included."""
    versions = [f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in _SHOWN_VERSIONS)]
    today = datetime.now(UTC).date().isoformat()
    cores = f"{cpu_count()} cores of {_cpu()} at load {getloadavg()[0]:.1f}"
    return ", ".join((today, cores, *versions))


def _cpu() -> str:
    """What the processor calls itself; where it does not say, its kind."""
    cpuinfo = Path("/proc/cpuinfo")
    named = re.search(r"^model name\s*:\s*(.+)$", cpuinfo.read_text(), re.MULTILINE) if cpuinfo.is_file() else None
    return named[1] if named else platform.machine()
