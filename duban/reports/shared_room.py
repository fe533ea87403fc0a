"""How wide the columns of long texts are: together as wide as their layout says, each as its texts need it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import permutations

from duban.model.report_layout import ReportColumn, ReportSheet
from duban.reports.table_rows import WHOLE_WIDTH, ReportRow
from duban.value_object import replace
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
    counts = _LineCounts(_measured_texts(sharing.values(), rows))
    widths = dict(enumerate(layout.widths))
    widths |= dict(zip(sharing, _shares([layout.widths[place] for place in sharing], counts), strict=True))
    return replace(layout, widths=tuple(widths.values()))


def _places(columns: Iterable[ReportColumn]) -> Iterator[tuple[int, ReportColumn]]:
    """The columns with the column of the sheet in which each begins, from 0."""
    place = 0
    for column in columns:
        yield place, column
        place += column.span


def _measured_texts(columns: Iterable[ReportColumn], rows: Sequence[ReportRow]) -> list[list[tuple[float, ...]]]:
    """Of each column how long the lines of its texts are, row by row."""
    own_rows = [row for row in rows if WHOLE_WIDTH not in row]
    measured = own_rows[:: len(own_rows) // _MOST_ROWS + 1]
    return [[line_lengths(_text(row, column.key)) for row in measured] for column in columns]


def _text(row: ReportRow, key: str) -> str:
    content = row.get(key)
    value = content.value if isinstance(content, Cell) else content
    return "" if value is None else str(value)


class _LineCounts(dict[tuple[int, float], list[int]]):
    """Column and width → how many lines each of its texts has there, counted when it is asked for.

    columns: the lengths of the lines of each text.
    """

    def __init__(self, columns: Sequence[Sequence[Sequence[float]]]) -> None:
        super().__init__()
        self._columns = columns

    def __missing__(self, key: tuple[int, float]) -> list[int]:
        column, width = key
        counts = self[key] = [line_count(lengths, width) for lengths in self._columns[column]]
        return counts

    def lines(self, widths: Sequence[float]) -> tuple[int, int]:
        """How many lines the rows have, as high as their highest texts; then how many all texts have."""
        columns = [self[key] for key in enumerate(widths)]
        return sum(map(max, zip(*columns, strict=True))), sum(map(sum, columns))


def _shares(widths: Sequence[float], counts: _LineCounts) -> Sequence[float]:
    """The widths with which the rows have the fewest lines; those of the layout where others are no better."""
    for step in _STEPS:
        better = _better(widths, step, counts)
        while better:
            widths, better = better, _better(better, step, counts)
    return widths


def _better(widths: Sequence[float], step: float, counts: _LineCounts) -> list[float] | None:
    """The widths where a step from one column to another saves most; None where none saves anything."""
    moved = [list(_moved(widths, *giving, step)) for giving in permutations(range(len(widths)), 2)]
    best = min((each for each in moved if min(each) >= _LEAST_WIDTH), key=counts.lines, default=None)
    return best if best and counts.lines(best) < counts.lines(widths) else None


def _moved(widths: Sequence[float], giving: int, taking: int, step: float) -> Iterator[float]:
    change: Mapping[int, float] = {giving: -step, taking: step}
    return (round(width + change.get(place, 0), 2) for place, width in enumerate(widths))
