"""A printed table laid out on pages: cells merged, rows high enough, no merged cell cut where that can be helped.

Heights are in points, widths in column units.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise, takewhile
from math import ceil

from duban.value_object import ValueObject, replace
from duban.workbook.book import Cell, SheetRow
from duban.workbook.paging import (
    BODY_FONT_SIZE,
    MAX_ROW_HEIGHT,
    ROW_PADDING,
    height_of_lines,
    raise_merged_rows,
    wrapped_line_count,
)

_MIN_PRINTED_HEIGHT, _SUBSTITUTE_LEADING = 22.0, 1.05  # fonts that stand in for 宋体 are higher
_CUT_COST = 0.08  # this share of a page may stay white to save one merged cell from being cut


class PrintedCell(ValueObject):
    """One cell of a printed table before it is merged with those below it."""

    cell: Cell
    merge_key: tuple[object, str] | None = None
    """Cells one below another with the same key become one; with None, never."""

    @property
    def text(self) -> str:
        """The value as words; blank is empty."""
        return "" if self.cell.value is None else str(self.cell.value)

    def merges_with(self, below: "PrintedCell | None") -> bool:
        """Whether it and the cell below become one."""
        return self.merge_key is not None and below is not None and self.merge_key == below.merge_key


PrintedRow = tuple[PrintedCell | None, ...]
"""A row of the table: a cell for each column; None where the cell before it spans."""


class _MergedCell(ValueObject):
    """A cell over the sheet rows from `first` to before `end`, and the height that its text needs in all."""

    printed: PrintedCell
    column: int
    first: int
    end: int
    needed: float

    @property
    def row_count(self) -> int:
        return self.end - self.first


class PagedTable(ValueObject, dict=True):
    """The rows of a printed table below its header, laid out on pages: cells merged, rows high enough, none cut.

    A table row that needs more than MAX_ROW_HEIGHT becomes several rows of the sheet.
    """

    rows: Sequence[PrintedRow]
    widths: Sequence[float]
    first_page_height: float
    page_height: float

    def sheet_rows(self) -> Iterator[SheetRow]:
        """The rows of the sheet with their heights, page after page."""
        for first, end in pairwise(self.page_starts):
            cells: list[list[Cell | None]] = [[None] * len(self.widths) for _ in range(first, end)]
            for merged in self._merged_on_page(first, end):
                cells[merged.first - first][merged.column] = replace(merged.printed.cell, row_span=merged.row_count)
            yield from map(SheetRow, cells, self._row_heights(first, end))

    @cached_property
    def page_starts(self) -> tuple[int, ...]:
        """The first sheet row of each page, from 0, and the end of the last page."""
        starts = [0]
        while starts[-1] < len(self._row_indexes):
            starts.append(self._page_end(starts[-1], self.page_height if len(starts) > 1 else self.first_page_height))
        return tuple(starts)

    @cached_property
    def _row_indexes(self) -> tuple[int, ...]:
        """Which table row stands on each sheet row: the same one on several, where one could not be high enough."""
        counts = [1] * len(self.rows)
        for merged in self._merge(range(len(self.rows))):
            for index in range(merged.first, merged.end):
                counts[index] = max(counts[index], ceil(merged.needed / (MAX_ROW_HEIGHT * merged.row_count)))
        return tuple(index for index, count in enumerate(counts) for _ in range(count))

    @cached_property
    def _merged_cells(self) -> tuple[_MergedCell, ...]:
        return tuple(self._merge(self._row_indexes))

    def _merge(self, row_indexes: Sequence[int]) -> Iterator[_MergedCell]:
        """The merged cells, where the sheet rows show these table rows."""
        for column in range(len(self.widths)):
            first = 0
            while first < len(row_indexes):
                cell = self.rows[row_indexes[first]][column]
                end = first + 1
                while end < len(row_indexes) and (
                    row_indexes[end] == row_indexes[first]
                    or (cell and cell.merges_with(self.rows[row_indexes[end]][column]))
                ):
                    end += 1
                if cell:
                    width = sum(self.widths[column : column + cell.cell.column_span])
                    yield _MergedCell(cell, column, first, end, _printed_height(cell.text, width))
                first = end

    def _merged_on_page(self, first: int, end: int) -> list[_MergedCell]:
        """The merged cells of a page, cut at its edges: their texts are repeated on each page."""
        return [
            replace(merged, first=max(first, merged.first), end=min(end, merged.end))
            for merged in self._merged_cells
            if merged.first < end and merged.end > first
        ]

    def _row_heights(self, first: int, end: int) -> list[float]:
        """Of the rows of a page."""
        heights = [_MIN_PRINTED_HEIGHT] * (end - first)
        for merged in sorted(self._merged_on_page(first, end), key=lambda merged: merged.row_count):
            raise_merged_rows(heights, merged.first - first, merged.end - first, merged.needed)
        return heights

    def _page_end(self, first: int, page_height: float) -> int:
        """Where a page ends: never inside a table row, nor inside a merged cell where it can as well end elsewhere."""
        indexes = (*self._row_indexes, None)
        ends = [row for row in range(first + 1, len(indexes)) if indexes[row] != indexes[row - 1]]
        fitting = list(takewhile(lambda end: sum(self._row_heights(first, end)) <= page_height, ends)) or ends[:1]
        if fitting == ends:
            return fitting[-1]
        return min(fitting, key=lambda end: self._waste(first, end, page_height))

    def _waste(self, first: int, end: int, page_height: float) -> float:
        """The share of a page that stays white, and a cost for each merged cell that is cut at its end."""
        cuts = sum(merged.first < end < merged.end for merged in self._merged_cells)
        return 1 - sum(self._row_heights(first, end)) / page_height + _CUT_COST * cuts


def _printed_height(text: str, width: float) -> float:
    """What a text of a printed table needs, however high."""
    lines = wrapped_line_count(text, width, BODY_FONT_SIZE)
    one_line = height_of_lines(1, BODY_FONT_SIZE)
    return ROW_PADDING + one_line + (height_of_lines(lines, BODY_FONT_SIZE) - one_line) * _SUBSTITUTE_LEADING
