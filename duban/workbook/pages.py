"""Where a sheet is parted between pages: never inside a tall cell, whose words would be cut, nor in a short block."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from duban.workbook.book import SheetRow

_PAPER = {"A4": (508, 742), "A3": (755, 1090)}  # points inside the margins, upright
_UNIT = 5.6  # points a column unit takes on paper, padding included
_SMALLEST = 0.7  # under this scale, 10-point words are hard to read
_PLAIN_LINE = 15.0
_SPARE = 0.95  # fonts differ, and a page that is not full is better than a row that slips


def page_capacity(widths: Sequence[float], paper: Literal["A4", "A3"], *, landscape: bool) -> float:
    """How many points of lines a page takes, where all columns fit its width."""
    wide, high = sorted(_PAPER[paper], reverse=landscape)
    return high / min(1.0, wide / (sum(widths) * _UNIT))


def total_height(lines: Sequence[SheetRow]) -> float:
    """How high lines are together, in points."""
    return sum(line.height or _PLAIN_LINE for line in lines)


def is_readable_on_page(lines: Sequence[SheetRow], points: float) -> bool:
    """Whether all lines, shrunk to a page of so many points, can still be read."""
    return points >= _SMALLEST * total_height(lines)


def find_page_breaks(
    lines: Sequence[SheetRow], header: int, points: float, blocks: Mapping[int, int]
) -> tuple[int, ...]:
    """The lines (1-based) that begin a page, the first page left out; none where nothing must be held together.

    header: the line (1-based) that is printed on every page, 0 for none.
    blocks: the first line of a block (from 0) → behind its last; what takes more than half a page is parted all the
        same.
    """
    found: list[int] = []
    filled = 0.0
    short = {first: last for first, last in blocks.items() if total_height(lines[first:last]) <= points / 2}
    parts = list(_blocks(lines, short))
    if len(parts) == len(lines):
        return ()
    for first, last in parts:
        high = total_height(lines[first:last])
        if filled and filled + high > points * _SPARE:
            found.append(first + 1)
            filled = total_height(lines[header - 1 : header]) if header else 0.0
        filled += high
    return tuple(found)


def _blocks(lines: Sequence[SheetRow], held: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """The lines that tall cells or short blocks hold together, from the first to behind the last."""
    first = 0
    while first < len(lines):
        last = held.get(first, first + 1)
        at = first
        while at < last:
            last = max(last, *(at + cell.row_span for cell in lines[at].cells if cell), at + 1)
            at += 1
        yield first, last
        first = last
