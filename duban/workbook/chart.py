"""A chart as plain data: which cells of its own sheet it draws, as what, in which colours, and where it lies."""

from typing import Literal

from duban.value_object import ValueObject

ChartKind = Literal["stacked-bar", "bar", "stacked-column", "column", "line"]
"""Bars lie, columns stand."""
SeriesPattern = Literal["", "stripes", "dots", "grid"]
"""What is laid over a fill, so that two fills differ on a copy in black and white too."""


class ChartSeries(ValueObject):
    """One row of bars, or one line.

    Attributes:
        name_cell: row and column of the cell with its name, usually the header of its column, from 1.
        values_column: the column of its numbers, from 1.
        fill: a name of the palette.
        ink: a name of the palette, of outlines, patterns and lines.
        labels: whether each number stands in or at its bar or point.
        label_format: Excel's number format of these labels; empty for that of the cells.
    """

    name_cell: tuple[int, int]
    values_column: int
    fill: str
    ink: str
    pattern: SeriesPattern = ""
    labels: bool = True
    label_format: str = ""


class Chart(ValueObject):
    """A chart over rows of a table of the sheet on which it lies.

    Attributes:
        names_column: the column whose cells name the bars or points, from 1.
        first_row, last_row: of the table's rows that are drawn, from 1, both included.
        place: row and column of the cell in whose upper left corner it begins, from 1.
        width, height: in points.
        title: above it, and what a screen reader says; empty for none.
        value_title: of the axis of numbers; empty for none.
        percent: whether the numbers are percents up to 100.
    """

    kind: ChartKind
    series: tuple[ChartSeries, ...]
    names_column: int
    first_row: int
    last_row: int
    place: tuple[int, int]
    width: float
    height: float
    title: str = ""
    value_title: str = ""
    percent: bool = False
