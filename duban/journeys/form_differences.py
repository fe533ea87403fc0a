"""What would change in a form that was issued."""

from collections.abc import Iterator, Sequence

from duban.formats.opened_file import UnreadableFile
from duban.formats.opening import read_workbook
from duban.model.form_id import find_form_ids, form_number
from duban.returns.identify import FORM_CODE_PROPERTY
from duban.text.display import display_text
from duban.workbook.grid import SheetGrid


def form_differences(issued: bytes, new: bytes) -> list[dict[str, str]]:
    """The cells in which two forms differ: where, what stood there, what would; hidden ones aside."""
    try:
        old_book = read_workbook(issued)
    except UnreadableFile:
        return []
    new_book = read_workbook(new)
    old_sheets = {sheet.name: sheet for sheet in old_book.sheets}
    numbers = tuple(form_number(book.properties.get(FORM_CODE_PROPERTY, "")) for book in (old_book, new_book))
    differences = []
    for sheet in new_book.sheets:
        old = old_sheets.get(sheet.name)
        if old is None or not sheet.visible:
            continue
        for row, column in _different_cells(old, sheet, numbers):
            texts = (display_text(grid.value_at(row, column)) for grid in (old, sheet))
            cell = f"{sheet.name}!{sheet.address(row, column)}"
            differences.append(dict(zip(("was", "now", "cell"), (*texts, cell), strict=True)))
    return differences


def _different_cells(old: SheetGrid, new: SheetGrid, numbers: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Row and column, from 0, of all cells that differ, but for the codes of forms and of their rows.

    Args:
        old: a sheet of the issued form.
        new: the same of the other.
        numbers: of both forms, as people read them.
    """
    for row in range(max(len(old.rows), len(new.rows))):
        width = max(len(grid.rows[row]) if row < len(grid.rows) else 0 for grid in (old, new))
        for column in range(width):
            values = [grid.value_at(row, column) for grid in (old, new)]
            texts = [str(value).replace(number, "") for value, number in zip(values, numbers, strict=True)]
            if texts[0] != texts[1] and not all(find_form_ids(str(value)) for value in values):
                yield row, column
