"""Which column of a form's table stands where: those of the layout, and what the program adds to their right."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from duban.fields.locked import CHECK_PATH
from duban.model.layout import Column, SheetLayout
from duban.workbook.book import SheetRow, column_range

_MESSAGE_WIDTH, _CHECK_WIDTH = 44.0, 18.0


@dataclass(frozen=True)
class TableColumns:
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

    def blank(self, rows: Iterable[SheetRow]) -> frozenset[int]:
        """The locked columns in which no row has anything, where the heading needs no room there: they are hidden.

        What an earlier answer would be shown in stays in sight: that there is none is told by it.
        """
        labels = (area for item in self.layout.heading if item.asks for area in (item.at, item.asks_at))
        heading = {column for area in labels for column in _columns_of(area)}
        shown = {number for number, column in enumerate(self.layout.columns, 1) if column.shows or column.says}
        filled = {at for row in rows for at, cell in enumerate(row.cells, 1) if cell and cell.value not in (None, "")}
        return frozenset(shown - filled - heading - {self.check})

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

    @property
    def widths(self) -> tuple[float, ...]:
        """Of all but the row keys."""
        widths = [column.width for column in self.layout.columns]
        if not self.frozen:
            widths.append(_CHECK_WIDTH)
        return (*widths, _MESSAGE_WIDTH, self.explanation.width) if self.explanation else tuple(widths)


def _columns_of(area: str) -> range:
    """The columns of a piece of the heading. area: their letters, such as F or A:C."""
    first, last = column_range(area)
    return range(first, last + 1)
