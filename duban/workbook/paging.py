"""How rows fill printed pages: the height of a row, how much a page takes, where pages begin.

Heights are in points, widths in column units (characters of the default font). Programs do not raise locked rows by
themselves, so every row is made high enough for its texts here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from math import ceil
from unicodedata import east_asian_width

from duban.workbook.book import Cell, PaperSize, SheetRow

BODY_FONT_SIZE = 10.5
"""The size of the styles `printed-…` in a printed table, in points."""
MAX_ROW_HEIGHT = 409.0
_POINTS_PER_UNIT = 5.25  # room for text in one column unit
_CELL_PADDING = 5.0
_LINE_HEIGHT = 1.38  # over the font size: 宋体 needs 1.2, Noto Sans CJK 1.45; sizes here are generous
ROW_PADDING = 6.0
"""What a row usually has above and below its words together, in points."""
_TEXT_SLACK = 1.04  # a line breaks before a character that no longer fits
_DEFAULT_ROW_HEIGHT = 15.0

_PRINTABLE = {"A4": (508, 742), "A3": (755, 1090)}  # width and height inside the margins, upright
_PAPER_POINTS_PER_UNIT = 5.6  # what a column unit takes on paper, padding included
_SMALLEST_SCALE = 0.9  # 10-point words become 9-point ones
_HEAD_ROWS = 4
"""A block's gap, its title, the header of its table and the first row: no page ends among them."""
_USABLE = 0.95  # fonts differ, and a page that is not full is better than a row that is pushed over


def wrapped_line_count(text: str, width: float, font_size: float = 10) -> int:
    """How many lines a text wraps to in a column.

    Args:
        text: its own line breaks count.
        width: of the column, in Excel's units.
        font_size: in points.
    """
    room = width * _POINTS_PER_UNIT - _CELL_PADDING
    return sum(max(1, ceil(_text_length(part, font_size) / room)) for part in text.split("\n"))


def row_height(texts: Iterable[tuple[str, float]], font_size: float = 10, padding: float = ROW_PADDING) -> float:
    """The height that a row needs; never above what programs allow.

    Args:
        texts: each with the width of its column, in Excel's units.
        font_size: of all of them, in points.
        padding: what stands above and below them together, in points.
    """
    most = max((wrapped_line_count(text, width, font_size) for text, width in texts), default=1)
    return min(MAX_ROW_HEIGHT, most * font_size * _LINE_HEIGHT + padding)


def fitted_row(
    cells: Sequence[Cell | None],
    widths: Sequence[float],
    font_size: float = 10,
    *,
    least: float = 0,
    padding: float = ROW_PADDING,
    grows_when_typed: bool = False,
) -> SheetRow:
    """A row that is high enough for the texts that stand in it alone, but at least so high.

    Args:
        cells: from column A on.
        widths: of the columns.
        font_size: of all texts.
        least: the height that it has anyway.
        padding: what it has above and below its words together, in points.
        grows_when_typed: whether programs may make it higher.
    """
    texts = (text for cell, text in _wrapped_texts(cells, widths) if cell.row_span == 1)
    return SheetRow(cells, max(least, row_height(texts, font_size, padding)), grows_when_typed=grows_when_typed)


def fit_merged_cells(
    rows: Sequence[SheetRow], widths: Sequence[float], font_size: float = 10, *, padding: float = ROW_PADDING
) -> list[SheetRow]:
    """The rows, raised where a cell that spans several of them needs more height for its text.

    Args:
        rows: of a sheet, from its top.
        widths: of its columns, in Excel's units.
        font_size: in points.
        padding: what such a cell has above and below its words together, in points.
    """
    heights = [row.height or _DEFAULT_ROW_HEIGHT for row in rows]
    for number, row in enumerate(rows):
        if not any(cell and cell.row_span > 1 for cell in row.cells):
            continue
        for cell, text in _wrapped_texts(row.cells, widths):
            if cell.row_span > 1:
                raise_merged_rows(heights, number, number + cell.row_span, row_height([text], font_size, padding))
    return [replace(row, height=height) for row, height in zip(rows, heights, strict=True)]


def _wrapped_texts(cells: Sequence[Cell | None], widths: Sequence[float]) -> Iterator[tuple[Cell, tuple[str, float]]]:
    """Each cell with the text that may wrap in it, and its width: programs never wrap a day."""
    for column, cell in enumerate(cells):
        if cell:
            text = "" if cell.value is None or isinstance(cell.value, date) else str(cell.value)
            yield cell, (text, sum(widths[column : column + cell.column_span]))


def raise_merged_rows(heights: list[float], first: int, end: int, needed: float) -> None:
    """Raise the rows from `first` to before `end` alike, until a cell merged over them has the height it needs.

    Args:
        heights: of all rows, in points; changed in place.
        first: index of the first row of the cell.
        end: index behind its last row.
        needed: height of the cell, in points.
    """
    lacking = needed - sum(heights[first:end])
    if lacking > 0:
        share = lacking / (end - first)
        heights[first:end] = [min(MAX_ROW_HEIGHT, height + share) for height in heights[first:end]]


def _text_length(text: str, font_size: float) -> float:
    return sum(map(_character_width, text)) * font_size * _TEXT_SLACK


@cache
def _character_width(character: str) -> float:
    return 1.0 if east_asian_width(character) in "WFA" else 0.55


def page_capacity(widths: Sequence[float], paper: PaperSize, *, landscape: bool) -> float:
    """How many points of rows a page takes, where all columns are made to fit its width.

    Args:
        widths: of the columns, in Excel's units.
        paper: its size.
        landscape: whether its long side lies across.
    """
    _, high = _printable(paper, landscape=landscape)
    return high / scale_to_width(widths, paper, landscape=landscape)


def _printable(paper: PaperSize, *, landscape: bool) -> tuple[float, float]:
    wide, high = sorted(_PRINTABLE[paper], reverse=landscape)
    return wide, high


def scale_to_width(widths: Sequence[float], paper: PaperSize, *, landscape: bool) -> float:
    """What letters keep of their size where all columns are made to fit the width of a page: at most 1.

    Args:
        widths: of the columns, in Excel's units.
        paper: its size.
        landscape: whether its long side lies across.
    """
    wide, _ = _printable(paper, landscape=landscape)
    return min(1.0, wide / (sum(widths) * _PAPER_POINTS_PER_UNIT))


def total_height(rows: Sequence[SheetRow]) -> float:
    """How high rows are together."""
    return sum(row.height or _DEFAULT_ROW_HEIGHT for row in rows)


def is_readable_on_page(
    rows: Sequence[SheetRow], widths: Sequence[float], paper: PaperSize, *, landscape: bool
) -> bool:
    """Whether all rows, shrunk to one page, can still be read: at nine tenths, or as their width alone shrinks them.

    Args:
        rows: of the sheet.
        widths: of its columns, in Excel's units.
        paper: the size of the page.
        landscape: whether its long side lies across.
    """
    _, high = _printable(paper, landscape=landscape)
    return high >= total_height(rows) * min(_SMALLEST_SCALE, scale_to_width(widths, paper, landscape=landscape))


def find_page_breaks(
    rows: Sequence[SheetRow], header: int, capacity: float, blocks: Mapping[int, int]
) -> tuple[int, ...]:
    """Where pages of a report sheet must begin so that no tall cell and no short block is parted.

    Args:
        rows: of the whole sheet.
        header: the row (1-based) that is printed on every page, 0 for none.
        capacity: of a page, in points.
        blocks: first row of a block (from 0) → the row after its last. A block of more than half a page may be parted,
            but not behind its title.

    Returns:
        The rows (1-based) that begin a page, the first page left out; none where every row may begin one.
    """
    short_blocks = {start: end for start, end in blocks.items() if total_height(rows[start:end]) <= capacity / 2}
    if len(list(_inseparable_rows(rows, short_blocks))) == len(rows):
        return ()
    heads = {start: min(end, start + _HEAD_ROWS) for start, end in blocks.items()}
    parts = list(_inseparable_rows(rows, heads | short_blocks))
    breaks: list[int] = []
    filled = 0.0
    for start, end in parts:
        height = total_height(rows[start:end])
        if filled and filled + height > capacity * _USABLE:
            breaks.append(start + 1)
            filled = total_height(rows[header - 1 : header]) if header else 0.0
        filled += height
    return tuple(breaks)


def _inseparable_rows(rows: Sequence[SheetRow], blocks: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """The runs of rows that tall cells or blocks hold together: first row, and the row after the last."""
    start = 0
    while start < len(rows):
        end = blocks.get(start, start + 1)
        index = start
        while index < end:
            end = max(end, *(index + cell.row_span for cell in rows[index].cells if cell), index + 1)
            index += 1
        yield start, end
        start = end
