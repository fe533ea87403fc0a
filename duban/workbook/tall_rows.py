"""A row whose texts need more height than programs give a row goes on in rows below it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from duban.workbook.book import Cell, SheetRow
from duban.workbook.paging import ROW_PADDING, cut_text, fitted_row, most_lines

CONTINUED = "续"
"""Stands in the first cell of a row that continues the one above it."""


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
        rows: of a table.
        widths: of the sheet's columns.
        font_size: of all texts.
        least: the height that a new row has anyway, in points.
        padding: what a row has above and below its words together, in points.
    """
    grown: list[SheetRow] = []
    sources: list[int] = []
    for number, row in enumerate(rows):
        parts = list(_parts_of_row(row.cells, widths, font_size, padding))
        fitted = [fitted_row(cells, widths, font_size, least=least, padding=padding) for cells in parts]
        grown += fitted if len(fitted) > 1 else [row]
        sources += [number] * len(fitted)
    return [_spanning_new_rows(row, at, sources) for at, row in enumerate(grown)]


def _spanning_new_rows(row: SheetRow, at: int, sources: Sequence[int]) -> SheetRow:
    """sources: of each row, which it was before others were parted."""
    cells = [
        replace(cell, row_span=sum(sources[at] <= source < sources[at] + cell.row_span for source in sources))
        if cell and cell.row_span > 1
        else cell
        for cell in row.cells
    ]
    return replace(row, cells=cells) if cells != list(row.cells) else row


def _parts_of_row(
    cells: Sequence[Cell | None], widths: Sequence[float], font_size: float, padding: float
) -> Iterator[Sequence[Cell | None]]:
    """The cells of each of its rows: the text of a cell goes on where it stopped, other cells are blank below."""
    parts = [_text_parts(cell, column, widths, font_size, padding) for column, cell in enumerate(cells)]
    yield [_part(cell, texts, 0) for cell, texts in zip(cells, parts, strict=True)]
    first = next((column for column, cell in enumerate(cells) if cell and cell.row_span == 1), 0)
    for number in range(1, max(map(len, parts), default=1)):
        continued = [_part(cell, texts, number) for cell, texts in zip(cells, parts, strict=True)]
        mark = continued[first]
        if mark and mark.value == "":
            continued[first] = replace(mark, value=CONTINUED)
        yield continued


def _part(cell: Cell | None, texts: Sequence[str], number: int) -> Cell | None:
    if cell is None or (number and cell.row_span > 1):
        return None
    if number == 0:
        return replace(cell, value=texts[0]) if len(texts) > 1 else cell
    return Cell(texts[number] if number < len(texts) else "", cell.style, column_span=cell.column_span)


def _text_parts(cell: Cell | None, column: int, widths: Sequence[float], font_size: float, padding: float) -> list[str]:
    """The parts of a text that a row can show each; one part where it fits, is no text, or has several rows."""
    if cell is None or cell.row_span > 1 or not isinstance(cell.value, str):
        return [""]
    width = sum(widths[column : column + cell.column_span])
    return list(cut_text(cell.value, width, font_size, most_lines(font_size, padding)))
