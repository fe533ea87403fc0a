"""Links inside a book: from a figure or the number of a task to the row that is about it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from duban.model.status import Figure, Status
from duban.reports.table_rows import CellContent
from duban.workbook.book import Cell, Sheet, SheetRow, cell_address


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
    return tuple(
        replace(
            sheet, rows=[_linked_row(row, (sheet.name, number), places) for number, row in enumerate(sheet.rows, 1)]
        )
        for sheet in sheets
    )


def _linked_row(row: SheetRow, own_place: tuple[str, int], places: Mapping[str, tuple[str, int]]) -> SheetRow:
    if not any(cell and cell.row_links for cell in row.cells):
        return row
    return replace(row, cells=[_linked_cell(cell, own_place, places) if cell else None for cell in row.cells])


def _linked_cell(cell: Cell, own_place: tuple[str, int], places: Mapping[str, tuple[str, int]]) -> Cell:
    place = next((places[key] for key in cell.row_links if key in places), None)
    if place is None or place == own_place or cell.link:
        return cell
    return replace(cell, link=(place[0], cell_address(place[1], 1)))
