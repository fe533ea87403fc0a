"""A row whose texts need more height than programs give a row goes on in rows below it."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from duban.value_object import replace
from duban.workbook.book import Cell, SheetRow, TextPart
from duban.workbook.paging import MAX_ROW_HEIGHT, ROW_PADDING, cut_text, fitted_row, most_lines

CONTINUED = "续"
"""Stands in the first cell of a row that continues the one above it."""
_LOW = MAX_ROW_HEIGHT / 3
"""No text of a row below this height is too long for it, though it may be parted as if its cell were narrower."""


def continue_tall_rows(
    rows: Iterable[SheetRow],
    widths: Sequence[float],
    font_size: float = 10,
    *,
    least: float = 0,
    padding: float = ROW_PADDING,
) -> list[SheetRow]:
    """The rows; those with a text that is too long for a row are parted, and cells merged over them span the new ones.

    Args:
        rows: of a table, each as high as its texts need (`fitted_row`) or without a height.
        widths: of the sheet's columns.
        font_size: of all texts.
        least: the height that a new row has anyway, in points.
        padding: what a row has above and below its words together, in points.
    """
    whole, lines = list(rows), most_lines(font_size, padding)
    grown: list[SheetRow] = []
    sources: list[int] = []
    for number, row in enumerate(whole):
        is_low = row.height is not None and row.height < _LOW
        parts = [row.cells] if is_low else list(_parts_of_row(row.cells, widths, font_size, lines))
        if len(parts) > 1:
            grown += [fitted_row(cells, widths, font_size, least=least, padding=padding) for cells in parts]
        else:
            grown.append(row)
        sources += [number] * len(parts)
    if len(grown) == len(whole):
        return whole
    return [_spanning_new_rows(row, sources[at], sources) for at, row in enumerate(grown)]


def _spanning_new_rows(row: SheetRow, source: int, sources: Sequence[int]) -> SheetRow:
    """sources: of each row, which it was before others were parted, in order; source: of this one."""
    if all(cell is None or cell.row_span == 1 for cell in row.cells):
        return row
    first = bisect_left(sources, source)
    cells = [
        replace(cell, row_span=bisect_left(sources, source + cell.row_span) - first)
        if cell and cell.row_span > 1
        else cell
        for cell in row.cells
    ]
    return replace(row, cells=cells)


def _parts_of_row(
    cells: Sequence[Cell | None], widths: Sequence[float], font_size: float, lines: int
) -> Iterator[Sequence[Cell | None]]:
    """The cells of each of its rows: the text of a cell goes on where it stopped, other cells are blank below.

    lines: that a row shows.
    """
    texts_of_cells = [_text_parts(cell, column, widths, font_size, lines) for column, cell in enumerate(cells)]
    if all(len(texts) == 1 for texts in texts_of_cells):
        yield cells
        return
    yield [_part(cell, texts, 0) for cell, texts in zip(cells, texts_of_cells, strict=True)]
    first = next((column for column, cell in enumerate(cells) if cell and cell.row_span == 1), 0)
    for number in range(1, max(map(len, texts_of_cells), default=1)):
        continued = [_part(cell, texts, number) for cell, texts in zip(cells, texts_of_cells, strict=True)]
        mark = continued[first]
        if mark and mark.value == "":
            continued[first] = replace(mark, value=CONTINUED)
        yield continued


def _part(cell: Cell | None, texts: Sequence[str], number: int) -> Cell | None:
    if cell is None or (number and cell.row_span > 1):
        return None
    if number == 0 and len(texts) == 1:
        return cell
    text = texts[number] if number < len(texts) else ""
    parts = _parts_within(cell, texts, number)
    if number == 0:
        return replace(cell, value=text, parts=parts)
    return Cell(text, cell.style, column_span=cell.column_span, parts=parts)


def _parts_within(cell: Cell, texts: Sequence[str], number: int) -> tuple[TextPart, ...]:
    """What one of the texts into which that of a cell was cut has of its parts."""
    if not cell.parts or number >= len(texts):
        return ()
    whole, end = str(cell.value), 0
    for text in texts[: number + 1]:  # line breaks between two of them are gone
        start = whole.index(text, end)
        end = start + len(text)
    within, at = [], 0
    for part in cell.parts:
        text = part.text[max(0, start - at) : max(0, end - at)]
        at += len(part.text)
        within += [TextPart(text, part.style)] if text else []
    return tuple(within)


def _text_parts(cell: Cell | None, column: int, widths: Sequence[float], font_size: float, lines: int) -> list[str]:
    """The parts of a text that a row can show each; one part where it fits, is no text, or has several rows."""
    if cell is None or cell.row_span > 1 or not isinstance(cell.value, str):
        return [""]
    width = sum(widths[column : column + cell.column_span])
    return cut_text(cell.value, width, font_size, lines)
