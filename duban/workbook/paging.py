"""The rows of a printed table on its pages: cells merged over rows, high enough for their texts, never cut."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise, takewhile
from math import ceil

from duban.workbook.book import Cell, Scalar, SheetRow
from duban.workbook.height import row_height, wrapped_line_count

BODY_FONT_SIZE = 10.5
"""The size of the styles `printed-…` in the table."""
_A_CUT = 0.08  # of a page may stay white, so that one merged cell more is not cut
_LOW, _TALLEST, _LEADING = 22.0, 409.0, 1.05  # fonts that stand in for 宋体 are higher


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """One cell before it is merged. same: boxes one below another with the same one become one cell; None: never."""

    value: Scalar
    style: str
    column_span: int = 1
    underline: str = ""
    merge_key: tuple[object, str] | None = None

    @property
    def text(self) -> str:
        """The value as words; blank is empty."""
        return "" if self.value is None else str(self.value)


PrintedRow = tuple[PrintedCell | None, ...]
"""A row of the table: a box for each column; None where the box before it spans."""


@dataclass(frozen=True, slots=True)
class _Run:
    """A box over the lines from `first` to before `end`. need: of its text, in points, however high."""

    box: PrintedCell
    column: int
    first: int
    end: int
    need: float


@dataclass(frozen=True)
class PagedTable:
    """Entries on pages. widths: of the columns. first_room, room: points for lines on the first page, on others.

    The lines are those of the sheet below its header: an entry that is higher than a row may be gets several.
    """

    rows: Sequence[PrintedRow]
    widths: Sequence[float]
    first_page_height: float
    page_height: float

    def sheet_rows(self) -> Iterator[SheetRow]:
        """The lines with their cells and heights, page after page."""
        for first, end in pairwise(self.page_starts):
            cells: list[list[Cell | None]] = [[None] * len(self.widths) for _ in range(first, end)]
            for run in self._on(first, end):
                box, down = run.box, run.end - run.first
                cell = Cell(box.value, box.style, column_span=box.column_span, row_span=down, underline=box.underline)
                cells[run.first - first][run.column] = cell
            yield from map(SheetRow, cells, self._heights(first, end))

    @cached_property
    def page_starts(self) -> tuple[int, ...]:
        """The first line of each page, and the end of the last."""
        starts = [0]
        while starts[-1] < len(self._order):
            starts.append(self._end(starts[-1], self.page_height if len(starts) > 1 else self.first_page_height))
        return tuple(starts)

    @cached_property
    def _order(self) -> tuple[int, ...]:
        """The entry that stands on each line: several lines, where one row cannot be as high as its texts."""
        parts = [1] * len(self.rows)
        for run in self._merged(range(len(self.rows))):
            for index in range(run.first, run.end):
                parts[index] = max(parts[index], ceil(run.need / (_TALLEST * (run.end - run.first))))
        return tuple(index for index, count in enumerate(parts) for _ in range(count))

    @cached_property
    def _runs(self) -> tuple[_Run, ...]:
        """The boxes merged, on the lines of the sheet."""
        return tuple(self._merged(self._order))

    def _merged(self, order: Sequence[int]) -> Iterator[_Run]:
        for column in range(len(self.widths)):
            first = 0
            while first < len(order):
                box = self.rows[order[first]][column]
                end = first + 1
                while end < len(order) and (order[end] == order[first] or _one(box, self.rows[order[end]][column])):
                    end += 1
                if box:
                    yield _Run(
                        box, column, first, end, _need(box.text, sum(self.widths[column : column + box.column_span]))
                    )
                first = end

    def _on(self, first: int, end: int) -> list[_Run]:
        """The runs of a page, cut at its edges: their texts are told again on each."""
        found = (run for run in self._runs if run.first < end and run.end > first)
        return [replace(run, first=max(first, run.first), end=min(end, run.end)) for run in found]

    def _heights(self, first: int, end: int) -> list[float]:
        """Of the lines of a page: what a cell needs more than its lines have is given to all of them alike."""
        tall = [_LOW] * (end - first)
        for run in sorted(self._on(first, end), key=lambda run: run.end - run.first):
            over = slice(run.first - first, run.end - first)
            lacking = run.need - sum(tall[over])
            if lacking > 0:
                share = lacking / (run.end - run.first)
                tall[over] = [min(_TALLEST, each + share) for each in tall[over]]
        return tall

    def _end(self, first: int, room: float) -> int:
        """Where a page ends: never inside a row, nor inside a merged cell where it can as well end elsewhere."""
        order = (*self._order, None)
        ends = [line for line in range(first + 1, len(order)) if order[line] != order[line - 1]]
        fits = list(takewhile(lambda end: sum(self._heights(first, end)) <= room, ends)) or ends[:1]
        return fits[-1] if fits == ends else min(fits, key=lambda end: self._waste(first, end, room))

    def _waste(self, first: int, end: int, room: float) -> float:
        """What is bad about a page: how much of it stays white, and how many merged cells go on after it."""
        cut = sum(run.first < end < run.end for run in self._runs)
        return 1 - sum(self._heights(first, end)) / room + _A_CUT * cut


def _need(text: str, width: float) -> float:
    one, two = row_height([("", width)], BODY_FONT_SIZE), row_height([("\n", width)], BODY_FONT_SIZE)
    return one + (wrapped_line_count(text, width, BODY_FONT_SIZE) - 1) * (two - one) * _LEADING


def _one(above: PrintedCell | None, below: PrintedCell | None) -> bool:
    return (
        above is not None and below is not None and above.merge_key is not None and above.merge_key == below.merge_key
    )
