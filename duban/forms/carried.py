"""What was carried into the inputs of a table: kept on a very hidden sheet, so that a form knows what was changed."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from duban.forms.batch import FormRow
from duban.forms.table_design import TableDesign
from duban.model.form_id import CARRIED_SHEET
from duban.model.layout import Column
from duban.value_object import ValueObject
from duban.workbook.book import Cell, SheetRow, column_letters

_FIRST_COLUMN = 3
"""Behind the row keys and the text that must change."""
_BLANK = Cell(None, "hidden")


class CarriedAnswers(ValueObject, dict=True):
    """Those of one table.

    Attributes:
        design: of the table.
        rows: of the table, in their order.
        first_row: where they begin on the hidden sheet.
        number: of the table in its form, from 1.
    """

    design: TableDesign
    rows: Sequence[FormRow]
    first_row: int
    number: int

    @property
    def name(self) -> str:
        """By which formulas refer to them: rules of looks may not name another sheet."""
        return f"{CARRIED_SHEET}_{self.number}"

    @property
    def area(self) -> str:
        """Where they stand."""
        first, last = column_letters(_FIRST_COLUMN), column_letters(_FIRST_COLUMN + len(self.columns) - 1)
        return f"{CARRIED_SHEET}!${first}${self.first_row}:${last}${self.first_row + len(self.rows) - 1}"

    @cached_property
    def columns(self) -> Sequence[Column]:
        """The inputs into which something was carried, in any row; none in a correction copy."""
        filled = {key for row in self.rows for key, answer in row.answers.items() if answer is not None}
        return [column for column in self.design.prefilled if column.key in filled]

    def sheet_rows(self) -> Iterator[SheetRow]:
        """On the hidden sheet: the row key, the text that must change, and what was carried into each column."""
        watched, keys = self.design.watched_key, [column.key for column in self.columns]
        for row in self.rows:
            values = (row.carried.get(watched), *map(row.answers.get, keys))
            cells = (_BLANK if value is None else Cell(value, _BLANK.style) for value in values)
            yield SheetRow([Cell(row.subject.key, _BLANK.style), *cells])

    def watched_cell(self, position: int) -> str:
        """Where the text of a row stands that must change. position: of the row, from 0."""
        return f"{CARRIED_SHEET}!$B${self.first_row + position}"

    def is_changed(self, column: Column, cell: str, header_row: int) -> str:
        """A test for Excel: a cell is not what was carried into it.

        Args:
            column: one of `columns`.
            cell: of the first row, without $ before its row.
            header_row: the row above the first.
        """
        at = self.columns.index(column) + 1
        return f"NOT(EXACT({cell},INDEX({self.name},ROW()-{header_row},{at})))"
