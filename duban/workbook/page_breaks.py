"""Where the pages of a report sheet begin, so that no block is parted behind its title and no page stays half empty."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from duban.value_object import ValueObject, field, replace
from duban.workbook.book import Cell, SheetRow
from duban.workbook.paging import row_height, total_height

_HEAD_ROWS = 4
"""A block's gap, its title, the header of its table and the first row: no page ends among them."""
_USABLE = 0.95  # fonts differ, and a page that is not full is better than a row that is pushed over
_WORTH_FILLING = 1 / 3
"""So much of a page is left blank at most where something could be parted: a block, or a cell over several rows."""


class Pages(ValueObject):
    """What the pages of a sheet are made of.

    Attributes:
        capacity: of a page, in points.
        headers: header row and last row (from 1) of tables whose header stands on each page that begins in their midst.
        blocks: first row of a titled block (from 0) → the row after its last. It is kept whole where it is short, else
            not parted behind its title.
        joined: likewise rows that belong together: a heading in a table and the row below it, say.
        widths: of the columns, for a cell over several rows may be parted where its text has room in both parts; none:
            never.
    """

    capacity: float
    headers: Sequence[tuple[int, int]] = ()
    blocks: Mapping[int, int] = field(default_factory=dict)
    joined: Mapping[int, int] = field(default_factory=dict)
    widths: Sequence[float] = ()


class FilledPage(NamedTuple):
    """A page: the row that begins it, from 0, and how high its rows are together, in points."""

    first_row: int
    height: float


def page_breaks(filled: Sequence[FilledPage]) -> tuple[int, ...]:
    """The rows (1-based) that begin a page, the first page left out.

    They are given also where every row may begin one: LibreOffice counts the pages of a table fitted to the width
    before it has found its scale, and printed a blank page behind the last row.
    """
    return tuple(page.first_row + 1 for page in filled[1:])


def filled_pages(rows: Sequence[SheetRow], pages: Pages) -> list[FilledPage]:
    """The pages that rows take.

    Args:
        rows: of the whole sheet.
        pages: what they are made of.
    """
    filled, first_row, height = [], 0, 0.0
    usable = pages.capacity * _USABLE
    for start, end in _runs(rows, pages):
        run_height = total_height(rows[start:end])
        if height and height + run_height > usable:
            begin = start if start in pages.blocks else _parting_row(rows, start, end, usable - height, pages)
            filled.append(FilledPage(first_row, height + total_height(rows[start:begin])))
            headers = [rows[head - 1] for head in _headers_again(begin + 1, pages.headers)]
            first_row, height, run_height = begin, total_height(headers), total_height(rows[begin:end])
        height += run_height
    return [*filled, FilledPage(first_row, height)]


def is_last_page_scanty(filled: Sequence[FilledPage], pages: Pages) -> bool:
    """Whether there are several pages, and little stands on the last one."""
    return len(filled) > 1 and filled[-1].height <= pages.capacity * _WORTH_FILLING


def _runs(rows: Sequence[SheetRow], pages: Pages) -> list[tuple[int, int]]:
    """The rows that stay together: first row, and the row after the last."""
    short = {
        start: end
        for start, end in pages.blocks.items()
        if total_height(rows[start:end]) <= pages.capacity * _WORTH_FILLING
    }
    heads = {start: min(end, start + _HEAD_ROWS) for start, end in pages.blocks.items()}
    return list(_inseparable_rows(rows, {**pages.joined, **heads, **short}))


def part_merged_cells(rows: Sequence[SheetRow], breaks: Sequence[int]) -> list[SheetRow]:
    """The rows, where cells over several of them that a page break parts stand on both pages, with the same text.

    Args:
        rows: of the whole sheet.
        breaks: the rows (1-based) that begin a page.
    """
    grown = list(rows)
    longest = max((cell.row_span for row in rows for cell in row.cells if cell), default=1)
    for at in (row - 1 for row in breaks):
        for start, column, cell in _cells_across(grown, max(0, at - longest), at):
            grown[start] = _with_cell(grown[start], column, replace(cell, row_span=at - start))
            part_below = replace(cell, row_span=start + cell.row_span - at, note="")
            grown[at] = _with_cell(grown[at], column, part_below)
    return grown


def _cells_across(rows: Sequence[SheetRow], first: int, at: int) -> list[tuple[int, int, Cell]]:
    """Row, column and cell of all that begin in a row from the first on, and reach from above a row into it."""
    return [
        (begin, column, cell)
        for begin in range(first, at)
        for column, cell in enumerate(rows[begin].cells)
        if cell and begin + cell.row_span > at
    ]


def _with_cell(row: SheetRow, column: int, cell: Cell) -> SheetRow:
    cells = [*row.cells, *[None] * (column + 1 - len(row.cells))]
    return replace(row, cells=[*cells[:column], cell, *cells[column + 1 :]])


def repeat_headers(
    rows: Sequence[SheetRow], breaks: Sequence[int], tables: Sequence[tuple[int, int]]
) -> tuple[list[SheetRow], tuple[int, ...]]:
    """The rows with the header of a table once more where a page begins in the midst of it, and where pages begin then.

    Programs repeat the header of one table on every page, and so only where a sheet has no other.

    Args:
        rows: of the whole sheet.
        breaks: the rows (1-based) that begin a page.
        tables: header row and last row of each table, from 1.
    """
    headers = {row: rows[head - 1] for row in breaks for head in _headers_again(row, tables)}
    grown = [
        each for number, row in enumerate(rows, 1) for each in ([headers[number], row] if number in headers else [row])
    ]
    return grown, tuple(row + bisect_left(list(headers), row) for row in breaks)


def _headers_again(row: int, tables: Sequence[tuple[int, int]]) -> list[int]:
    """The header row of the table that a page beginning with a row parts."""
    return [head for head, last in tables if head + 1 < row <= last]


def _inseparable_rows(rows: Sequence[SheetRow], joined: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """The runs of rows that tall cells or blocks hold together: first row, and the row after the last."""
    start = 0
    while start < len(rows):
        end = index = start
        while index <= end and index < len(rows):
            span = max((cell.row_span for cell in rows[index].cells if cell), default=1)
            end = max(end, joined.get(index, index + 1) - 1, index + span - 1)
            index += 1
        yield start, end + 1
        start = end + 1


def _parting_row(rows: Sequence[SheetRow], start: int, end: int, room: float, pages: Pages) -> int:
    """The row of a run that may begin a page so that much of the room before it is used; the first where none may."""
    if not pages.widths or room < pages.capacity * _WORTH_FILLING:
        return start
    if any(start <= first < end for first in pages.joined):
        return start
    for at in range(end - 1, start, -1):
        across = _cells_across(rows, start, at)
        has_room = all(_has_room_twice(rows, begin, at, column, cell, pages.widths) for begin, column, cell in across)
        if has_room and total_height(rows[start:at]) <= room:
            return at
    return start


def _has_room_twice(
    rows: Sequence[SheetRow], begin: int, at: int, column: int, cell: Cell, widths: Sequence[float]
) -> bool:
    """Whether the text of a cell that begins in one row fits above another row and below it."""
    text = "" if cell.value is None else str(cell.value)
    needed = row_height([(text, sum(widths[column : column + cell.column_span]))])
    return needed <= min(total_height(rows[begin:at]), total_height(rows[at : begin + cell.row_span]))
