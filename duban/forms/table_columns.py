"""Which column of a form's table stands where: those of the layout, and what the program adds to their right."""

from collections.abc import Sequence
from functools import cached_property

from duban.fields.locked import CHECK_PATH
from duban.model.layout import Column, SheetLayout
from duban.model.role import Role
from duban.value_object import ValueObject
from duban.workbook.book import Cell, SheetRow, column_number, column_range
from duban.workbook.paging import wrapped_line_count

_MESSAGE_WIDTH, _CHECK_WIDTH = 44.0, 18.0


class TableColumns(ValueObject, dict=True):
    """The columns of one table, numbered from 1.

    Behind those of the layout stand the check column, where the layout has no place for it; in a correction copy the
    messages and the explanation; and last the hidden row keys.
    """

    layout: SheetLayout
    explanation: Column | None
    """What a correction copy asks besides; None in a form."""

    @cached_property
    def check(self) -> int:
        """What a row still owes."""
        shown = (number for number, column in enumerate(self.layout.columns, 1) if column.shows == CHECK_PATH)
        return next(shown, len(self.layout.columns) + 1)

    @property
    def frozen(self) -> int:
        """So many on the left stay in sight: those up to the check column, where the layout has a place for it."""
        return self.check if self.check <= len(self.layout.columns) else 0

    def blank(self, rows: Sequence[SheetRow]) -> frozenset[int]:
        """The locked columns in which no row has anything: they are hidden, unless the heading has an input there.

        What an earlier answer would be shown in stays in sight: that there is none is told by it.
        """
        return frozenset(at for at in self._may_be_hidden if all(_is_blank(row.cells[at - 1]) for row in rows))

    @cached_property
    def of_proof(self) -> frozenset[int]:
        """The optional inputs of proof: where no row lists items of it, they are hidden."""
        columns = enumerate(self.layout.columns, 1)
        return frozenset(number for number, column in columns if column.optional and column.role is Role.EVIDENCE)

    @cached_property
    def _may_be_hidden(self) -> set[int]:
        """The columns that show something of the plan, and not below an input of the heading."""
        shown = {number for number, column in enumerate(self.layout.columns, 1) if column.shows or column.says}
        return shown - {self.check} - self._below_heading_inputs

    @property
    def _below_heading_inputs(self) -> set[int]:
        """The columns below the inputs of the heading and their labels; a long label reaches over one column more."""
        columns: set[int] = set()
        for item in self.layout.heading:
            if item.asks:
                label = column_range(item.at)[0]
                is_long = wrapped_line_count(item.text, self.layout.columns[label - 1].width) > 1
                columns.update(range(label - is_long, column_number(item.asks_at) + 1))
        return columns

    @property
    def message(self) -> int:
        """What a correction copy says of a row."""
        return max(self.check, len(self.layout.columns)) + 1

    @property
    def key(self) -> int:
        """The row keys."""
        return self.message + (2 if self.explanation else 0)

    @cached_property
    def numbered(self) -> Sequence[tuple[int, Column]]:
        """Every column of the layout and the explanation, with its number."""
        columns = list(enumerate(self.layout.columns, 1))
        return [*columns, (self.message + 1, self.explanation)] if self.explanation else columns

    @cached_property
    def widths(self) -> tuple[float, ...]:
        """Of all but the row keys."""
        widths = [column.width for column in self.layout.columns]
        if not self.frozen:
            widths.append(_CHECK_WIDTH)
        return (*widths, _MESSAGE_WIDTH, self.explanation.width) if self.explanation else tuple(widths)


def _is_blank(cell: Cell | None) -> bool:
    return cell is None or cell.value is None or cell.value == ""
