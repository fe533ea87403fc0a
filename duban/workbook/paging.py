"""How rows fill printed pages: the height of a row, how much a page takes, where pages begin.

Heights are in points, widths in column units (characters of the default font). Programs do not raise locked rows by
themselves, so every row is made high enough for its texts here.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from math import ceil
from unicodedata import east_asian_width

from duban.value_object import replace
from duban.workbook.book import Cell, PaperSize, SheetRow

BODY_FONT_SIZE = 10.5
"""The size of the styles `printed-…` in a printed table, in points."""
MAX_ROW_HEIGHT = 409.0
_POINTS_PER_UNIT = 5.25  # room for text in one column unit
_CELL_PADDING = 5.0
_LINE_HEIGHT = 1.38  # over the font size: 宋体 needs 1.2, Noto Sans CJK 1.45; sizes here are generous
ROW_PADDING = 6.0
"""What a row usually has above and below its words together, in points."""
_LINES_BEFORE_ONE_MORE = 10
_TEXT_SLACK = 1.04  # a line breaks before a character that no longer fits
_DEFAULT_ROW_HEIGHT = 15.0
_PART_ENDS = "\n。；！？"
"""Where a text that is too long for a row is best parted."""

_PRINTABLE = {"A4": (508, 742), "A3": (755, 1090)}  # width and height inside the margins, upright
_PIXELS_PER_UNIT, _PADDING_PIXELS, _POINTS_PER_PIXEL = 7, 5, 0.8  # Excel: 0.75, LibreOffice: 0.797
_PADDING_UNITS = _PADDING_PIXELS / _PIXELS_PER_UNIT
_SMALLEST_SCALE, _PERCENT = 0.9, 0.01  # 10-point words become 9-point ones


@lru_cache(maxsize=1024)  # a text is measured for its row, for where it is cut, and stands in many rows
def wrapped_line_count(text: str, width: float, font_size: float = 10) -> int:
    """How many lines a text wraps to in a column.

    Args:
        text: its own line breaks count.
        width: of the column, in Excel's units.
        font_size: in points.
    """
    if len(text) * font_size * _TEXT_SLACK <= _room(width) and "\n" not in text:
        return 1  # most texts: they fit even if all of their characters are wide
    return line_count(line_lengths(text, font_size), width)


def line_lengths(text: str, font_size: float = 10) -> tuple[float, ...]:
    """How long each line of a text is that ends where the text says, in points. font_size: in points."""
    return tuple(_text_length(line, font_size) for line in text.split("\n"))


def line_count(lengths: Iterable[float], width: float) -> int:
    """How many lines these wrap to in a column.

    Args:
        lengths: as `line_lengths` gives them.
        width: of the column, in Excel's units.
    """
    room = _room(width)
    return sum([max(1, ceil(length / room)) for length in lengths])


def _room(width: float) -> float:
    """How long a line of a column may be, in points. width: in Excel's units."""
    return width * _POINTS_PER_UNIT - _CELL_PADDING


def most_lines(font_size: float = 10, padding: float = ROW_PADDING) -> int:
    """How many lines the highest row shows.

    Args:
        font_size: in points.
        padding: what stands above and below them together, in points.
    """
    lines = int((MAX_ROW_HEIGHT - padding) / (font_size * _LINE_HEIGHT))
    return max(1, lines * _LINES_BEFORE_ONE_MORE // (_LINES_BEFORE_ONE_MORE + 1))


def cut_text(text: str, width: float, font_size: float, lines: int) -> list[str]:
    """The text in parts of no more than so many lines, none of which begins with the sign that ends a sentence.

    Args:
        text: its own line breaks count, and part with it where a part ends there.
        width: of the column, in Excel's units.
        font_size: in points.
        lines: of a part.
    """
    parts: list[str] = []
    while wrapped_line_count(text, width, font_size) > lines:
        fitting = range(1, len(text))
        end = max(1, bisect_right(fitting, lines, key=lambda size: wrapped_line_count(text[:size], width, font_size)))
        end = next((at + 1 for at in range(end - 1, end // 2, -1) if text[at] in _PART_ENDS), end)
        parts.append(text[:end].rstrip("\n"))
        text = text[end:].lstrip("\n")
    return [*parts, text]


def row_height(texts: Iterable[tuple[str, float]], font_size: float = 10, padding: float = ROW_PADDING) -> float:
    """The height that a row needs; never above what programs allow.

    Args:
        texts: each with the width of its column, in Excel's units.
        font_size: of all of them, in points.
        padding: what stands above and below them together, in points.
    """
    most = 1
    for text, width in texts:
        if _line_count_at_most(text, width, font_size) > most:
            most = max(most, wrapped_line_count(text, width, font_size))
    return min(MAX_ROW_HEIGHT, height_of_lines(most, font_size) + padding)


def _line_count_at_most(text: str, width: float, font_size: float) -> int:
    """How many lines a text wraps to if all of its characters are wide: known without a look at each."""
    return int(len(text) * font_size * _TEXT_SLACK / _room(width)) + 1 + text.count("\n")


def height_of_lines(lines: int, font_size: float) -> float:
    """The height of so many lines, in points: in a long text words that are not parted and wide digits take one more.

    Args:
        lines: as they were counted.
        font_size: in points.
    """
    return (lines + lines // _LINES_BEFORE_ONE_MORE) * font_size * _LINE_HEIGHT


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
    texts = [
        (_wrapped_text(cell), _width_of(cell, column, widths))
        for column, cell in enumerate(cells)
        if cell and cell.row_span == 1
    ]
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
        for column, cell in enumerate(row.cells):
            if cell and cell.row_span > 1:
                lines = wrapped_line_count(_wrapped_text(cell), _width_of(cell, column, widths), font_size)
                needed = height_of_lines(lines, font_size) + padding
                raise_merged_rows(heights, number, number + cell.row_span, needed)
    return list(map(_with_height, rows, heights))


def _with_height(row: SheetRow, height: float) -> SheetRow:
    return row if row.height == height else replace(row, height=height)


def _wrapped_text(cell: Cell) -> str:
    """What may wrap in a cell: programs never wrap a day."""
    return "" if cell.value is None or isinstance(cell.value, date) else str(cell.value)


def _width_of(cell: Cell, column: int, widths: Sequence[float]) -> float:
    """column: of the cell, from 0; widths: of all columns."""
    return widths[column] if cell.column_span == 1 else merged_width(widths[column : column + cell.column_span])


def merged_width(widths: Sequence[float]) -> float:
    """The width of a cell that spans columns: their padding is room for its words, too.

    Args:
        widths: of these columns, in Excel's units.
    """
    return sum(widths) + (len(widths) * _PADDING_UNITS if len(widths) > 1 else 0)


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


class _CharacterWidths(dict[str, float]):
    """Character → how wide it is, over the font size; asked in half the time of a function that remembers."""

    def __missing__(self, character: str) -> float:
        width = self[character] = 1.0 if east_asian_width(character) in "WFA" else 0.55
        return width


_character_width = _CharacterWidths().__getitem__


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
    return min(1.0, wide / sum(map(_printed_width, widths)))


def _printed_width(width: float) -> float:
    """What a column takes on paper, in points. width: in Excel's units."""
    return int(width * _PIXELS_PER_UNIT + _PADDING_PIXELS) * _POINTS_PER_PIXEL


def total_height(rows: Sequence[SheetRow]) -> float:
    """How high rows are together."""
    return sum(row.height or _DEFAULT_ROW_HEIGHT for row in rows)


def is_readable_on_page(
    rows: Sequence[SheetRow], widths: Sequence[float], paper: PaperSize, *, landscape: bool
) -> bool:
    """Whether all rows, shrunk to one page, can still be read: at nine tenths, or as their width alone shrinks them.

    Programs shrink by whole percents, and never by less than is needed.

    Args:
        rows: of the sheet.
        widths: of its columns, in Excel's units.
        paper: the size of the page.
        landscape: whether its long side lies across.
    """
    _, high = _printable(paper, landscape=landscape)
    scale = min(_SMALLEST_SCALE + _PERCENT, scale_to_width(widths, paper, landscape=landscape))
    return high >= total_height(rows) * scale
