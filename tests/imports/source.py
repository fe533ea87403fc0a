"""A document that an office has, before any program writes it: lines of text and tables, drawn as they are seen.

In a drawing a line that begins with ``|`` is a row, and rows without another line between them are one table;
``=== NAME`` begins a sheet; any other line is a line of text, an empty one parts two tables. In a cell ``^`` is merged
with the cell above, ``<`` with the one on the left, ``⏎`` is a line break, ``<u>…</u>`` is underlined.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

ABOVE, LEFT = "^", "<"
NUMBER_HEADERS = {"序号", "编号", "序號", "項次", "项目编号"}


@dataclass(frozen=True)
class Run:
    """Letters of one look."""

    text: str
    underlined: bool = False


Row = tuple[str, ...]
Table = tuple[Row, ...]
"""Rows of marked-up cells, all of one width."""


@dataclass(frozen=True)
class Sheet:
    """Lines of text and tables from top to bottom."""

    name: str
    blocks: tuple[str | Table, ...]


@dataclass(frozen=True)
class Document:
    """What one file holds; without more than one sheet in all formats but workbooks."""

    title: str
    sheets: tuple[Sheet, ...]

    @property
    def text(self) -> str:
        """Its lines of text."""
        return "\n".join(block for sheet in self.sheets for block in sheet.blocks if isinstance(block, str))

    @property
    def tables(self) -> Iterator[Table]:
        for sheet in self.sheets:
            yield from (block for block in sheet.blocks if not isinstance(block, str))


def drawn(drawing: str, title: str) -> Document:
    """The document that a drawing shows; `title` names its file."""
    sheets, name, lines = [], "Sheet1", list[str]()
    for line in [*drawing.strip("\n").splitlines(), "=== "]:
        if line.startswith("=== "):
            if any(lines):
                sheets.append(Sheet(name, blocks_of(lines)))
            name, lines = line.removeprefix("=== ").strip(), []
        else:
            lines.append(line)
    return Document(title, tuple(sheets))


def blocks_of(lines: Sequence[str]) -> tuple[str | Table, ...]:
    blocks = list[str | Table]()
    for is_table, group in groupby(lines, key=lambda line: line.startswith("|")):
        if is_table:
            rows = [
                tuple(cell.strip().replace("⏎", "\n") for cell in line.strip().strip("|").split("|")) for line in group
            ]
            blocks.append(table_of(rows))
        else:
            blocks.extend(line.strip() for line in group if line.strip())
    return tuple(blocks)


def table_of(rows: Sequence[Sequence[str]]) -> Table:
    """Rows as a table: what a row lacks on the right is blank."""
    width = max(map(len, rows))
    return tuple((*row, *[""] * (width - len(row))) for row in rows)


def runs(cell: str) -> list[Run]:
    """The letters of a cell by their look."""
    parts = re.split(r"<u>(.*?)</u>", cell, flags=re.DOTALL)
    return [Run(part, bool(index % 2)) for index, part in enumerate(parts) if part]


def plain(cell: str) -> str:
    """What is read in a cell; nothing in one that is merged into another."""
    return "" if cell in {ABOVE, LEFT} else "".join(run.text for run in runs(cell))


def merges(table: Table) -> dict[tuple[int, int], tuple[int, int]]:
    """The merged areas: the first cell's row and column, and the last one's, counted from 0."""
    areas = {}
    for top, row in enumerate(table):
        for left, cell in enumerate(row):
            if cell in {ABOVE, LEFT}:
                continue
            right = left
            while right + 1 < len(row) and row[right + 1] == LEFT:
                right += 1
            bottom = top
            while bottom + 1 < len(table) and table[bottom + 1][left] == ABOVE:
                bottom += 1
            if (bottom, right) != (top, left):
                areas[top, left] = bottom, right
    return areas


def grid(sheet: Sheet) -> list[Row]:
    """The rows of a sheet in a workbook: a line of text takes one, in its first cell."""
    rows = list[Row]()
    for block in sheet.blocks:
        rows.extend([(block,)] if isinstance(block, str) else block)
    return rows


def rows_by_number(document: Document, *, in_tables: bool = False) -> dict[str, list[int]]:
    """The rows of each task, counted from 1, by what stands under 序号 (or what the table calls it).

    Args:
        document: with its tables.
        in_tables: counted in each table, as in Word; otherwise in each sheet, where a line of text takes a row.
    """
    rows = dict[str, list[int]]()
    parts = document.tables if in_tables else (grid(sheet) for sheet in document.sheets)
    column, number = None, ""
    for part in parts:
        for index, row in enumerate(part, 1):
            cells = [re.sub(r"\s", "", plain(cell)) for cell in row]
            header = next((at for at, cell in enumerate(cells) if cell in NUMBER_HEADERS), None)
            if header is not None:
                column = header
            elif column is not None and len(cells) > column:
                number = cells[column] or number
                rows.setdefault(number, []).append(index)
    return rows


def lines_by_number(text: str) -> dict[str, list[int]]:
    """The line on which each task begins, counted from 1: by a number in a cell of its own, or before a point."""
    rows = dict[str, list[int]]()
    for index, line in enumerate(text.splitlines(), 1):
        if match := re.match(r"(?:[^\t\d]*\t)?(\d+(?:-\d+)*)(?=[\t﹒.、]|$)", line):
            rows.setdefault(match[1], []).append(index)
    return rows


def with_paged_header(document: Document, *, every: int, mark: str = "续表") -> Document:
    """The same document printed over pages: after so many rows the header of each table comes again, below a mark."""
    sheets = []
    for sheet in document.sheets:
        blocks = list[str | Table]()
        for block in sheet.blocks:
            blocks.extend([block] if isinstance(block, str) else paged(block, every, mark))
        sheets.append(replace(sheet, blocks=tuple(blocks)))
    return replace(document, sheets=tuple(sheets))


def paged(table: Table, every: int, mark: str) -> Iterator[str | Table]:
    """The pages of a table with one header row; a page never begins inside merged cells."""
    header, rows = table[0], list(table[1:])
    first = True
    while rows:
        end = min(every, len(rows))
        while end < len(rows) and ABOVE in rows[end]:
            end += 1
        if not first:
            yield mark
        yield (header, *rows[:end])
        rows, first = rows[end:], False
