"""Links inside a book: from a figure or the number of a task to the row that is about it."""

from collections.abc import Iterator, Mapping, Sequence

from duban.model.figure import Figure
from duban.model.status import Status
from duban.reports.formatting import DASH
from duban.reports.table_rows import CellContent
from duban.value_object import replace
from duban.workbook.book import Cell, Scalar, Sheet, SheetRow, cell_address
from duban.workbook.paging import merged_width, wrapped_line_count


class RowLinks:
    """Which rows figures lead to: made once for a table, since an office may have thousands of milestones."""

    def __init__(self, status: Status) -> None:
        self._task_keys = {milestone.row.key: task.row.key for task in status.tasks for milestone in task.milestones}
        self._task_keys |= {share.row.key: task.row.key for task in status.tasks for share in task.shares}

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

    Their rows are given out once, so that a book leaves memory sheet by sheet as it is written.

    Args:
        sheets: of one book.
        targets: those of them whose rows links lead to; the last one that has a row is preferred.
    """
    places: dict[str, tuple[str, int]] = {}
    for sheet in reversed(targets):
        for number, row in enumerate(sheet.rows, 1):
            if row.key:
                places.setdefault(row.key, (sheet.name, number))
    return tuple(replace(sheet, rows=_linked_rows(sheet, places)) for sheet in sheets)


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
    """Where the link of a cell stands: there, if its text fits one line, for LibreOffice wraps no text with a link.

    Args:
        cells: of the row.
        column: of the cell, from 0.
        widths: of all columns.

    Returns:
        Else a number or a day of the row, or the last short text; None where every cell wraps, is blank or has a link.
    """
    if _is_one_line(cells[column], merged_width(widths[column : column + _span(cells[column])])):
        return column
    free = [at for at, cell in enumerate(cells) if cell and not cell.link and not cell.row_links]
    no_texts = [at for at in free if not isinstance(_value(cells[at]), str)]
    places = (*no_texts, *reversed(free))
    return next(
        (at for at in places if _is_one_line(cells[at], merged_width(widths[at : at + _span(cells[at])]))), None
    )


def _span(cell: Cell | None) -> int:
    return cell.column_span if cell else 1


def _value(cell: Cell | None) -> Scalar:
    return cell.value if cell else None


def _is_one_line(cell: Cell | None, width: float) -> bool:
    value = _value(cell)
    if isinstance(value, str):
        return value not in {"", DASH} and wrapped_line_count(value, width) == 1
    return value is not None
