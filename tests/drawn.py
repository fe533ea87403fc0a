"""A sheet as text that a person can read in a test: cells side by side, tables aligned."""

from collections.abc import Callable
from itertools import groupby
from unicodedata import east_asian_width

from duban.workbook.book import Cell, Sheet, SheetRow

Golden = Callable[[str, str], None]
"""The fixture `golden`: holds a text to the kept one of a name, such as `reports/leader`."""


def draw(sheet: Sheet) -> str:
    """The lines of a sheet. Rows of one shape are aligned; a break inside a cell is ⏎, a left-out cell is gone."""
    drawn: list[str] = []
    for _, group in groupby((line for line in sheet.rows if line.cells), key=_shape):
        rows = [[_shown(cell) for cell in line.cells if cell is not None] for line in group]
        widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
        drawn += ["| " + " | ".join(map(_padded, row, widths)) + " |" for row in rows]
    return "\n".join(drawn)


def _shape(line: SheetRow) -> tuple[tuple[int, int], ...]:
    """Where cells stand, and how wide they are."""
    return tuple((index, cell.column_span) for index, cell in enumerate(line.cells) if cell is not None)


def _shown(cell: Cell) -> str:
    return "" if cell.value is None else str(cell.value).replace("\n", "⏎")


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
