"""What is drawn from a table of a report sheet: the chart above it, and the bars in its cells."""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from duban.model.report_layout import ReportChart, ReportColumn, ReportSeries
from duban.value_object import ValueObject
from duban.workbook.book import Cell, DataBar, SheetRow, range_address
from duban.workbook.chart import Chart, ChartSeries, SeriesPattern

_LEAST_HEIGHT, _MOST_HEIGHT = 210.0, 652.0  # points; the highest fills a page
_HIGHEST_ROW = 400.0  # points; Excel takes none above 409
_FRAME, _BAR = 92.0, 16.5  # points: title, legend and axis together; a lying bar (LibreOffice hides names in 15.5)
_MARGIN, _EDGE = 6.0, 6.0  # points below a chart, and on its right: its frame is printed too
_POINTS_PER_UNIT, _POINTS_PER_COLUMN = 5.25, 3.75  # of the width of a column on the screen
_TOTAL = "total"


class _Look(NamedTuple):
    fill: str
    ink: str
    pattern: SeriesPattern = ""


_LOOKS = {
    "red": _Look("red-ink", "red-ink"),
    "yellow": _Look("yellow", "yellow-ink", "stripes"),
    "blue": _Look("blue", "blue-ink", "grid"),
    "green": _Look("green", "green-ink"),
    "none": _Look("locked", "line"),
    "grey": _Look("grey", "grey-ink", "dots"),
    "plain": _Look("bar", "blue-ink"),
}
"""Dark, striped, checked, pale, white and dotted: they differ on a copy in black and white too."""


class DrawnTable(ValueObject):
    """A table as it lies on its sheet.

    Attributes:
        columns: from left to right, from the first column of the sheet on.
        header_row: from 1.
        rows: those below it; rows_above: how many there are for its chart.
    """

    columns: Sequence[ReportColumn]
    header_row: int
    rows: Sequence[SheetRow]
    rows_above: int = 0

    def data_bars(self) -> Iterator[DataBar]:
        """Of each column that has bars; the row of totals has none."""
        last_row = self.header_row + self._listed_count(self.columns[0].key)
        for column in self.columns:
            if column.bar and last_row > self.header_row:
                cells = range_address(self.header_row + 1, self._place(column.key), last_row)
                yield DataBar(cells, column.bar)

    def chart(self, layout: ReportChart, title: str, value_title: str, widths: Sequence[float]) -> Chart | None:
        """The chart in the rows above the header; None where the table lists nothing.

        Args:
            layout: what it draws.
            title: above it, in words; value_title: of its axis.
            widths: of the sheet's columns: it is as wide as the sheet.
        """
        count = min(self._listed_count(layout.names), layout.most)
        if not count:
            return None
        return Chart(
            kind=layout.kind,
            series=tuple(map(self._series, layout.series)),
            names_column=self._place(layout.names),
            first_row=self.header_row + 1,
            last_row=self.header_row + count,
            place=(self.header_row - self.rows_above, 1),
            width=sum(width * _POINTS_PER_UNIT + _POINTS_PER_COLUMN for width in widths) - _EDGE,
            height=chart_height(layout, count),
            title=title,
            value_title=value_title,
            percent=layout.percent,
        )

    def _series(self, series: ReportSeries) -> ChartSeries:
        look, place = _LOOKS[series.look], self._place(series.column)
        return ChartSeries((self.header_row, place), place, *look, label_format=series.format)

    def _place(self, key: str) -> int:
        """The column of the sheet in which a column of the table begins, from 1."""
        place = 1
        for column in self.columns:
            if column.key == key:
                return place
            place += column.span
        raise KeyError(key)

    def _listed_count(self, names: str) -> int:
        """How many rows there are above the totals."""
        place = self._place(names) - 1
        for count, row in enumerate(self.rows):
            cell = row.cells[place] if place < len(row.cells) else None
            if not isinstance(cell, Cell) or cell.column_span > 1 or cell.style.startswith(_TOTAL):
                return count
        return len(self.rows)


def chart_height(layout: ReportChart, count: int) -> float:
    """Of a chart with so many bars or points, in points."""
    if layout.kind not in {"bar", "stacked-bar"}:
        return _LEAST_HEIGHT
    return min(_MOST_HEIGHT, max(_LEAST_HEIGHT, _FRAME + _BAR * count))


def chart_rows(layout: ReportChart, row_count: int) -> list[SheetRow]:
    """The rows that a chart covers. row_count: of its table, totals included."""
    height = chart_height(layout, min(row_count, layout.most)) + _MARGIN
    count = math.ceil(height / _HIGHEST_ROW)
    return [SheetRow([], height=height / count)] * count
