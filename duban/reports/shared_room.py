"""How wide the columns of long texts are: together as wide as their layout says, each as its texts need it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import permutations

from duban.model.report_layout import ReportColumn, ReportSheet
from duban.reports.table_rows import WHOLE_WIDTH, ReportRow
from duban.value_object import ValueObject
from duban.workbook.book import Cell
from duban.workbook.paging import line_count, line_lengths

_LEAST_WIDTH = 12.0  # Excel's units: five Chinese characters
_STEPS = (4.0, 1.0)
"""Units that go from one column to another at a time: first the coarse ones."""
_MOST_ROWS = 120
"""So many rows are measured; of more, as many of them at even distances."""


def share_room(layout: ReportSheet, tables: Sequence[Sequence[ReportRow]]) -> ReportSheet:
    """The layout with other widths for the columns that share their room, where it has one table.

    Args:
        layout: of the sheet.
        tables: the rows of each block.
    """
    own_tables = [(block, rows) for block, rows in zip(layout.blocks, tables, strict=True) if block.columns]
    if len(own_tables) != 1:
        return layout
    block, rows = own_tables[0]
    sharing = {place: column for place, column in _places(block.columns) if column.shares_room}
    room = _SharedRoom([layout.widths[place] for place in sharing], list(_measured_rows(sharing.values(), rows)))
    widths = dict(enumerate(layout.widths)) | dict(zip(sharing, room.shares(), strict=True))
    return layout.model_copy(update={"widths": tuple(widths.values())})


def _places(columns: Iterable[ReportColumn]) -> Iterator[tuple[int, ReportColumn]]:
    """The columns with the column of the sheet in which each begins, from 0."""
    place = 0
    for column in columns:
        yield place, column
        place += column.span


def _measured_rows(columns: Iterable[ReportColumn], rows: Sequence[ReportRow]) -> Iterator[list[tuple[float, ...]]]:
    """Of each row how long the lines of its texts are, column by column."""
    keys = [column.key for column in columns]
    own_rows = [row for row in rows if WHOLE_WIDTH not in row]
    for row in own_rows[:: len(own_rows) // _MOST_ROWS + 1]:
        yield [line_lengths(_text(row, key)) for key in keys]


def _text(row: ReportRow, key: str) -> str:
    content = row.get(key)
    value = content.value if isinstance(content, Cell) else content
    return "" if value is None else str(value)


class _SharedRoom(ValueObject):
    """What columns have together, and the texts that stand in them.

    Attributes:
        widths: as the layout says.
        rows: of each row the lengths of the lines of each text.
    """

    widths: Sequence[float]
    rows: Sequence[Sequence[Sequence[float]]]

    def shares(self) -> list[float]:
        """The widths with which the rows have the fewest lines; those of the layout where others are no better."""
        widths = list(self.widths)
        for step in _STEPS:
            better = self._better(widths, step)
            while better:
                widths, better = better, self._better(better, step)
        return widths

    def _better(self, widths: Sequence[float], step: float) -> list[float] | None:
        """The widths where a step from one column to another saves most; None where none saves anything."""
        moved = {giving: list(self._moved(widths, *giving, step)) for giving in permutations(range(len(widths)), 2)}
        possible = [each for each in moved.values() if min(each) >= _LEAST_WIDTH]
        best = min(possible, key=self._lines, default=None)
        return best if best and self._lines(best) < self._lines(widths) else None

    @staticmethod
    def _moved(widths: Sequence[float], giving: int, taking: int, step: float) -> Iterator[float]:
        change: Mapping[int, float] = {giving: -step, taking: step}
        return (round(width + change.get(place, 0), 2) for place, width in enumerate(widths))

    def _lines(self, widths: Sequence[float]) -> tuple[int, int]:
        """How many lines the rows have, as high as their highest texts; then how many all texts have."""
        counts = [[line_count(text, width) for text, width in zip(row, widths, strict=True)] for row in self.rows]
        return sum(max(row, default=0) for row in counts), sum(map(sum, counts))
