"""Cells of a form that was parsed once are looked at again, where a value alone may not be what a person saw."""

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet

from duban.formats.opened_file import OpenedFile
from duban.returns.parse import ParsedForm
from duban.value_object import replace
from duban.workbook.grid import WorkbookGrid


def look_again(
    opened: OpenedFile, grid: WorkbookGrid, parsed: ParsedForm, edited_cells: Collection[tuple[str, str]] = ()
) -> WorkbookGrid:
    """The grid with what a second look shows; the same grid where nothing more is seen.

    Args:
        opened: the file.
        grid: its values.
        parsed: what they gave.
        edited_cells: sheet and address of those in which the clerk put another value: their looks say nothing of it.
    """
    errors = opened.cell_errors(parsed.blank_cells)
    looks = opened.cell_looks(_without(parsed.seen_cells, edited_cells), parsed.cells_needing_format)
    unsettled = any(parsed.cells_needing_format.values())
    if not (errors or looks or unsettled):
        return grid
    return replace(grid, cell_errors=errors, cell_looks=looks if looks or unsettled else None)


def _without(
    cells: Mapping[str, AbstractSet[str]], left_out: Collection[tuple[str, str]]
) -> dict[str, AbstractSet[str]]:
    return {
        sheet: {address for address in addresses if (sheet, address) not in left_out} if left_out else addresses
        for sheet, addresses in cells.items()
    }
