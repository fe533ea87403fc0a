"""A table of a report sheet as rows of cells: each cell at its place, each row high enough for its words."""

from collections.abc import Mapping, Sequence
from itertools import repeat

from duban.messages.text_template import render_text
from duban.model.report_layout import ReportBlock, ReportColumn
from duban.reports.sheet_spacing import TABLE_SIZE, Spacing
from duban.reports.table_rows import (
    HEADING_STYLE,
    ROW_KEY,
    SUBTOTAL_STYLE,
    WHOLE_WIDTH,
    CellContent,
    ReportRow,
    styled_cell,
)
from duban.value_object import ValueObject, replace
from duban.workbook.book import Cell, SheetRow
from duban.workbook.paging import fit_merged_cells, fitted_row
from duban.workbook.tall_rows import continue_tall_rows


class SheetTable(ValueObject):
    """The table of a block.

    Attributes:
        block: has the columns.
        widths: of the sheet's columns, in Excel's units.
        spacing: the room that rows have.
    """

    block: ReportBlock
    widths: Sequence[float]
    spacing: Spacing

    def header(self, facts: Mapping[str, object]) -> SheetRow:
        """The row of the labels. facts: of which these may speak."""
        labels = [render_text(column.label, **facts) for column in self.block.columns]
        return self._placed_row([Cell(label, "head") if label else None for label in labels], self.spacing.header)

    def rows(self, rows: Sequence[ReportRow]) -> list[SheetRow]:
        """The rows below the header; a text too long for a row goes on in one more."""
        padding, least = self.spacing.padding, self.spacing.row
        own_rows = (self.row(row) for row in rows if self._concerns(row))
        whole_rows = continue_tall_rows(own_rows, self.widths, TABLE_SIZE, least=least, padding=padding)
        return fit_merged_cells(whole_rows, self.widths, TABLE_SIZE, padding=padding)

    def row(self, row: ReportRow) -> SheetRow:
        """One row, with the key of what it is about."""
        columns = self.block.columns
        if WHOLE_WIDTH in row:
            return self._whole_width_row(row[WHOLE_WIDTH], sum(column.span for column in columns))
        cells = [_cell(column, row) for column in columns]
        placed = self._placed_row(cells, max(self.spacing.row, self.block.row_height))
        return replace(placed, key=str(row.get(ROW_KEY, "")))

    def only_line(self, rows: Sequence[ReportRow]) -> Cell | None:
        """The line that says how many rows there are and where, if a table that folds has left only that."""
        if not self.block.folds or [row.keys() for row in rows] != [{WHOLE_WIDTH}]:
            return None
        return styled_cell(rows[0][WHOLE_WIDTH], "")

    def _concerns(self, row: ReportRow) -> bool:
        """Whether a row belongs here: one over the whole width that has other keys speaks of the columns of these."""
        return WHOLE_WIDTH not in row or len(row) == 1 or any(column.key in row for column in self.block.columns)

    def _placed_row(self, cells: Sequence[Cell | None], least_height: float) -> SheetRow:
        """The cells at their places, in a row that is high enough for all words that stand in this row alone."""
        placed: list[Cell | None] = []
        for cell, column in zip(cells, self.block.columns, strict=True):
            placed.append(_spanning(cell, column.span))
            placed.extend(repeat(None, column.span - 1))
        return self._fitted(placed, least_height)

    def _whole_width_row(self, value: CellContent, span: int) -> SheetRow:
        return self._fitted([replace(styled_cell(value, "word-middle"), column_span=span)], self.spacing.row)

    def _fitted(self, cells: Sequence[Cell | None], least_height: float) -> SheetRow:
        return fitted_row(cells, self.widths, TABLE_SIZE, least=least_height, padding=self.spacing.padding)


def joined_rows(rows: Sequence[SheetRow]) -> dict[int, int]:
    """Which rows stay on one page: the heading of a group with the row below it, its subtotal with the row above.

    Args:
        rows: of a table, below its header.

    Returns:
        The first of them, counted from 0 → the row behind the last.
    """
    joined: dict[int, int] = {}
    for index, row in enumerate(rows):
        first = row.cells[0] if row.cells else None
        style = first.style if first and first.column_span > 1 else ""
        if style == HEADING_STYLE and index + 1 < len(rows):
            joined[index] = index + 2
        elif style == SUBTOTAL_STYLE and index:
            joined[index - 1] = index + 1
    return joined


def _cell(column: ReportColumn, row: ReportRow) -> Cell | None:
    return styled_cell(row[column.key], column.style) if column.key in row else None


def _spanning(cell: Cell | None, columns: int) -> Cell | None:
    return replace(cell, column_span=columns) if cell and cell.column_span != columns else cell
