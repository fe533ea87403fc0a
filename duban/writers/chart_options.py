"""A chart in the words of xlsxwriter: its series, axes and letters as options, in an office's colours and fonts."""

from collections.abc import Mapping
from typing import Any

from duban.workbook.chart import Chart, ChartSeries
from duban.writers.resolved_styles import ResolvedStyles

Options = dict[str, Any]

_TYPES: Mapping[str, Options] = {
    "stacked-bar": {"type": "bar", "subtype": "stacked"},
    "bar": {"type": "bar"},
    "stacked-column": {"type": "column", "subtype": "stacked"},
    "column": {"type": "column"},
    "line": {"type": "line"},
}
_PATTERNS = {"stripes": "wide_upward_diagonal", "dots": "percent_25", "grid": "small_grid"}
_PIXELS_PER_POINT = 4 / 3
_TITLE_SIZE, _LETTER_SIZE = 13, 10  # points; a page is shrunk by as much as a tenth
_WHITE = "#FFFFFF"
_STACKED = ("stacked-bar", "stacked-column")
_LYING = ("stacked-bar", "bar")
_GAP = 45  # between bars, in percent of one


def chart_type(chart: Chart) -> Options:
    """What `add_chart` makes."""
    return dict(_TYPES[chart.kind])


def series_options(chart: Chart, series: ChartSeries, sheet: str, styles: ResolvedStyles) -> Options:
    """What `add_series` takes.

    Args:
        chart: to which it belongs.
        series: one of its series.
        sheet: the name of the sheet on which the chart lies, and its cells.
        styles: have the colours and fonts.
    """
    rows = (chart.first_row - 1, chart.last_row - 1)
    names, values = chart.names_column - 1, series.values_column - 1
    options: Options = {
        "name": [sheet, *(number - 1 for number in series.name_cell)],
        "categories": [sheet, rows[0], names, rows[1], names],
        "values": [sheet, rows[0], values, rows[1], values],
        **(_line_look if chart.kind == "line" else _bar_look)(series, styles),
    }
    if series.labels:
        options["data_labels"] = _label_options(chart, series, styles)
    return options


def _label_options(chart: Chart, series: ChartSeries, styles: ResolvedStyles) -> Options:
    """White letters on a dark fill, a white ground under letters on a pattern."""
    is_dark = series.fill == series.ink and chart.kind in _STACKED
    options: Options = {"value": True, "font": _font(styles, _LETTER_SIZE) | ({"color": _WHITE} if is_dark else {})}
    if series.label_format:
        options["num_format"] = series.label_format
    if chart.kind == "line":
        options["position"] = "above"
    if series.pattern and chart.kind in _STACKED:
        options["fill"] = {"color": _WHITE}
    return options


def axes(chart: Chart, styles: ResolvedStyles) -> tuple[Options, Options]:
    """Of the axis that lies and of the one that stands."""
    names, values = _names_axis(chart, styles), _values_axis(chart, styles)
    return (values, names) if chart.kind in _LYING else (names, values)


def _names_axis(chart: Chart, styles: ResolvedStyles) -> Options:
    """Names of lying bars stand from top to bottom, as in the table."""
    axis: Options = {"num_font": _font(styles, _LETTER_SIZE), "label_position": "low", "major_tick_mark": "none"}
    return axis | {"interval_unit": 1} | ({"reverse": True} if chart.kind in _LYING else {})


def _values_axis(chart: Chart, styles: ResolvedStyles) -> Options:
    axis: Options = {
        "num_font": _font(styles, _LETTER_SIZE),
        "num_format": '0"%"' if chart.percent else "0" if chart.kind in _STACKED else "General",
        "major_gridlines": {"visible": True, "line": {"color": styles.colors["grey"], "width": 0.5}},
        "line": {"none": True},
    }
    if chart.percent:
        axis |= {"min": 0, "max": 100, "major_unit": 20}
    if chart.value_title:
        axis |= {"name": chart.value_title, "name_font": _font(styles, _LETTER_SIZE)}
    return axis


def title_options(chart: Chart, styles: ResolvedStyles) -> Options:
    """Of the title; none where it has none: Excel would print the name of an only series."""
    if not chart.title:
        return {"none": True}
    return {"name": chart.title, "name_font": _font(styles, _TITLE_SIZE, bold=True), "overlay": False}


def legend_options(chart: Chart, styles: ResolvedStyles) -> Options:
    """Below, where there is more than one series."""
    if len(chart.series) == 1:
        return {"none": True}
    return {"position": "bottom", "font": _font(styles, _LETTER_SIZE)}


def size_options(chart: Chart) -> Options:
    """Its width and height in pixels."""
    return {"width": chart.width * _PIXELS_PER_POINT, "height": chart.height * _PIXELS_PER_POINT}


def _font(styles: ResolvedStyles, size: float, *, bold: bool = False) -> Options:
    return {"name": styles.fonts["body"], "size": size, "bold": bold}


def _bar_look(series: ChartSeries, styles: ResolvedStyles) -> Options:
    fill, ink = styles.colors[series.fill], styles.colors[series.ink]
    look: Options = {"border": {"color": ink, "width": 0.75}, "gap": _GAP}
    if series.pattern:
        return look | {"pattern": {"pattern": _PATTERNS[series.pattern], "fg_color": ink, "bg_color": fill}}
    return look | {"fill": {"color": fill}}


def _line_look(series: ChartSeries, styles: ResolvedStyles) -> Options:
    fill, ink = styles.colors[series.fill], styles.colors[series.ink]
    marker = {"type": "circle", "size": 7, "fill": {"color": fill}, "border": {"color": ink}}
    return {"line": {"color": ink, "width": 1.75}, "marker": marker}
