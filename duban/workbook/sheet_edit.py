"""What is to change in one sheet of a workbook that a person goes on working in."""

from collections.abc import Mapping
from typing import Literal

from duban.value_object import ValueObject, field

RowEdit = Literal["value", "row", "blank"]
"""What is taken over of a row: `value`, what stands in the edited columns; `row`, its look and its height as well;
`blank`, likewise, and only where the sheet has no such row yet."""


class SheetEdit(ValueObject):
    """Which rows of a sheet of a book are laid over a sheet that exists. Rows and columns are counted from 1.

    Attributes:
        source: the name of the sheet in the book.
        target: the name of the sheet that is changed; empty where the sheet of the book is added as it is.
        rows: which ones, and what of them. Cells beside the edited columns stay as they are; so does every formula.
        columns: the edited ones.
        added_columns: those of them that the sheet lacks: their headers are written too.
        hidden_columns: those of the added ones that are hidden.
        header_row: of the table.
        last_row: of the table as it was: filters, rules and areas that reach it are to reach the new rows.
        new_last_row: of the table as it shall be.
    """

    source: str
    target: str = ""
    rows: Mapping[int, RowEdit] = field(default_factory=dict)
    columns: frozenset[int] = frozenset()
    added_columns: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    header_row: int = 0
    last_row: int = 0
    new_last_row: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes."""
        return bool(self.target) and not self.added_columns and not self.rows
