"""What would change in a form that was issued."""

from collections.abc import Iterator

from duban.formats.opened_file import UnreadableFile
from duban.formats.opening import read_workbook
from duban.model.form_id import find_form_ids
from duban.text.display import display_text
from duban.workbook.grid import SheetGrid


def form_differences(issued: bytes, new: bytes) -> list[dict[str, str]]:
    """The cells in which two forms differ: where, what stood there, what would; hidden ones aside."""
    try:
        old_sheets = {sheet.name: sheet for sheet in read_workbook(issued).sheets}
    except UnreadableFile:
        return []
    differences = []
    for sheet in read_workbook(new).sheets:
        old = old_sheets.get(sheet.name)
        if old is None or not sheet.visible:
            continue
        for row, column in _different_cells(old, sheet):
            texts = (display_text(grid.value_at(row, column)) for grid in (old, sheet))
            cell = f"{sheet.name}!{sheet.address(row, column)}"
            differences.append(dict(zip(("was", "now", "cell"), (*texts, cell), strict=True)))
    return differences


def _different_cells(old: SheetGrid, new: SheetGrid) -> Iterator[tuple[int, int]]:
    """Row and column, from 0, of all cells that differ, but for the codes of forms and of their rows."""
    for row in range(max(len(old.rows), len(new.rows))):
        width = max(len(grid.rows[row]) if row < len(grid.rows) else 0 for grid in (old, new))
        for column in range(width):
            values = [grid.value_at(row, column) for grid in (old, new)]
            if values[0] != values[1] and not all(find_form_ids(str(value)) for value in values):
                yield row, column
