"""Charts: each series is a column of a table of its own sheet, from the row below the header on."""

from collections.abc import Iterator
from typing import Any

from openpyxl.utils.cell import range_boundaries

from tests.recount.sheets import ReportSheet, same

MOST_DRAWN = (14, 16, 36)
"""A table that is longer is drawn from its beginning."""


def chart_faults(sheet: ReportSheet) -> Iterator[str]:
    """What of the charts of a sheet is not exactly what stands in its cells."""
    for chart in sheet.charts:
        rows = {_place(sheet, series.val.numRef.f)[1:] for series in chart.series}
        if len(rows) != 1:
            yield f"{sheet.book}:{sheet.name}: 图的各列行数不同 {rows}"
        for series in chart.series:
            yield from _series_faults(sheet, series)


def _series_faults(sheet: ReportSheet, series: Any) -> Iterator[str]:  # noqa: ANN401 — openpyxl's
    column, first, last = _place(sheet, series.val.numRef.f)
    names_column, names_first, names_last = _place(sheet, series.cat.strRef.f)
    if (names_first, names_last) != (first, last):
        yield f"{sheet.name}: 名称{names_first}—{names_last}行，数{first}—{last}行"
    if _place(sheet, series.tx.strRef.f) != (column, first - 1, first - 1):
        yield f"{sheet.name}: {series.tx.strRef.f}不是第{column}列的表头"
    behind = str(sheet.cells.get((last + 1, names_column), "合计"))
    if behind != "合计" and last - first + 1 not in MOST_DRAWN:
        yield f"{sheet.name}: 第{last + 1}行没有画"
    kept = {point.idx: point.v for point in series.val.numRef.numCache.pt}
    for place in range(last - first + 1):
        value = sheet.cells.get((first + place, column))
        if not same(kept.get(place), value if value is not None else kept.get(place)):
            yield f"{sheet.name}: 第{first + place}行第{column}列是{value}，图中是{kept.get(place)}"
    names = [point.v for point in series.cat.strRef.strCache.pt]
    if names != [str(sheet.cells.get((row, names_column))) for row in range(first, last + 1)]:
        yield f"{sheet.name}: 图中名称{names}"


def _place(sheet: ReportSheet, reference: str) -> tuple[int, int, int]:
    """Column, first and last row of a piece of one column of this sheet."""
    name, _, cells = reference.rpartition("!")
    assert name.strip("'").replace("''", "'") == sheet.name, reference
    left, top, right, bottom = range_boundaries(cells)
    assert left == right, reference
    return int(left or 0), int(top or 0), int(bottom or 0)
