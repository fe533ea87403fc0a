"""Links inside a book: from a figure or the number of a task to the row that is about it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from duban.model.status import Figure, Status
from duban.reports.table_rows import CellContent
from duban.workbook.book import Cell, Sheet, SheetRow, cell_address
from duban.workbook.paging import merged_width, wrapped_line_count


class RowLinks:
    """Which rows figures lead to: made once for a table, since an office may have thousands of milestones."""

    def __init__(self, status: Status) -> None:
        self._task_keys = {milestone.row.key: task.row.key for task in status.tasks for milestone in task.milestones}

    def counted_cell(self, figure: Figure, style: str) -> CellContent:
        """How many a figure counts, with a link to the row of the first. style: of the cell."""
        return Cell(len(figure), style, row_links=self.first_rows(figure.keys))

    def first_rows(self, keys: Sequence[str]) -> tuple[str, ...]:
        """Of what a figure counts the first key, that of what it is an input of, and that of its task; none of none."""
        if not keys:
            return ()
        owner = keys[0].partition("/")[0]
        return tuple(dict.fromkeys((keys[0], owner, self._task_keys.get(owner, owner))))


def with_row_links(sheets: Sequence[Sheet], targets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """The sheets with a link in each cell that names a row; none where no target has it, or where it is that row.

    Args:
        sheets: of one book.
        targets: those of them whose rows links lead to; the last one that has a row is preferred.
    """
    places: dict[str, tuple[str, int]] = {}
    for sheet in reversed(targets):
        for number, row in enumerate(sheet.rows, 1):
            if row.key:
                places.setdefault(row.key, (sheet.name, number))
    return tuple(replace(sheet, rows=tuple(_linked_rows(sheet, places))) for sheet in sheets)


def _linked_rows(sheet: Sheet, places: Mapping[str, tuple[str, int]]) -> Iterator[SheetRow]:
    for number, row in enumerate(sheet.rows, 1):
        cells = list(row.cells)
        for column, cell in enumerate(row.cells):
            if cell and cell.row_links and (link := _link(cell, (sheet.name, number), places)):
                at = _place_of_link(cells, column, sheet.widths)
                linked = cells[at] if at is not None else None
                if at is not None and linked:
                    cells[at] = replace(linked, link=link, row_links=cell.row_links)
        yield replace(row, cells=cells) if cells != list(row.cells) else row


def _link(cell: Cell, own_place: tuple[str, int], places: Mapping[str, tuple[str, int]]) -> tuple[str, str] | None:
    place = next((places[key] for key in cell.row_links if key in places), None)
    return None if place is None or place == own_place or cell.link else (place[0], cell_address(place[1], 1))


def _place_of_link(cells: Sequence[Cell | None], column: int, widths: Sequence[float]) -> int | None:
    """Where the link of a cell stands: there, or in the next cell on one line; LibreOffice wraps no text with a link.

    Args:
        cells: of the row.
        column: of the cell, from 0.
        widths: of all columns.

    Returns:
        None where every cell from there on wraps, is blank or has a link of its own.
    """
    for at in range(column, len(cells)):
        cell = cells[at]
        is_free = cell and not cell.link and (at == column or not cell.row_links)
        if cell and is_free and _is_one_line(cell, merged_width(widths[at : at + cell.column_span])):
            return at
    return None


def _is_one_line(cell: Cell, width: float) -> bool:
    text = "" if cell.value is None else str(cell.value)
    return text != "" and (not isinstance(cell.value, str) or wrapped_line_count(text, width) == 1)
