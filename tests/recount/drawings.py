"""Charts: which columns of which table a sheet draws, how many rows of it, and what stands in the cells; and bars."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.utils.cell import range_boundaries

from tests.recount.known import SYMBOLS
from tests.recount.sheets import ReportSheet, same

LIGHTS = tuple(words.replace(" ", "") for words in SYMBOLS.values())
TOTALS = ("合计", "不重复合计", None)
"""What a row of totals has in the column of names."""


@dataclass(frozen=True)
class Drawn:
    """A chart. table: labels of its table. names: the column along its axis. series: the columns that it draws.

    most: how many rows it draws at most, from the first on; None for all. The row of totals is never drawn.
    """

    table: tuple[str, ...]
    names: str
    series: tuple[str, ...]
    most: int | None = None


UNITS, CONTACTS = (Drawn((who, "任务"), who, LIGHTS, 36) for who in ("单位", "联系人"))
DRAWN = {
    "趋势": (Drawn(("期次", "任务"), "期次", LIGHTS), Drawn(("期次", "到期节点"), "期次", ("按期完成率",))),
    "各单位亮灯": (UNITS,),
    "联系人亮灯": (CONTACTS,),
    "序时差距": (Drawn(("指标", "差距"), "指标", ("差距",), 16),),
    "失分清单": (Drawn(("编号", "失分"), "编号", ("失分",), 14),),
}
"""Sheet → its charts, from the top; of a table that is not there none is."""


def chart_faults(sheet: ReportSheet) -> Iterator[str]:
    """What of the charts of a sheet is not exactly what stands in its cells."""
    expected = [(drawn, table) for drawn in DRAWN.get(sheet.name, ()) for table in sheet.tables(*drawn.table)]
    if len(expected) != len(sheet.charts):
        yield f"{sheet.book}:{sheet.name}: 有{len(sheet.charts)}个图，应有{len(expected)}个"
    for chart, (drawn, table) in zip(sheet.charts, expected, strict=False):
        names = [str(sheet.cells.get((table.head, _place(sheet, each.val.numRef.f)[0]))) for each in chart.series]
        if tuple(names) != drawn.series:
            yield f"{sheet.book}:{sheet.name}: 图画的是{names}，应是{drawn.series}"
        rows = [row for row in table.lines if sheet.line(row).get(table.columns[drawn.names]) not in TOTALS]
        rows = rows[: drawn.most]
        for series in chart.series:
            yield from _series_faults(sheet, series, table.head, rows, table.columns[drawn.names])


def _series_faults(
    sheet: ReportSheet,
    series: Any,  # noqa: ANN401 — openpyxl's
    head: int,
    rows: Sequence[int],
    names_column: int,
) -> Iterator[str]:
    column, first, last = _place(sheet, series.val.numRef.f)
    at = f"{sheet.book}:{sheet.name}: {series.val.numRef.f}"
    if (first, last) != (rows[0], rows[-1]):
        yield f"{at}: 应画第{rows[0]}—{rows[-1]}行"
        return
    if _place(sheet, series.cat.strRef.f) != (names_column, first, last):
        yield f"{at}: 名称是{series.cat.strRef.f}"
    if _place(sheet, series.tx.strRef.f) != (column, head, head):
        yield f"{at}: {series.tx.strRef.f}不是它的表头"
    kept = {point.idx: point.v for point in series.val.numRef.numCache.pt}
    for place, row in enumerate(range(first, last + 1)):
        value = sheet.cells.get((row, column))
        if not same(kept.get(place), value):
            yield f"{at}: 第{row}行是{value}，图中是{kept.get(place)}"
    names = [point.v for point in series.cat.strRef.strCache.pt]
    if names != [str(sheet.cells.get((row, names_column))) for row in range(first, last + 1)]:
        yield f"{at}: 图中名称{names}"


def bar_faults(sheet: ReportSheet) -> Iterator[str]:
    """Bars in cells begin at 0 and end at the greatest of their own numbers, none of which is a sum of the others."""
    for cells, limits in sheet.bars:
        left, top, right, bottom = range_boundaries(cells)
        values = [sheet.cells.get((row, int(left or 0))) for row in range(int(top or 0), int(bottom or 0) + 1)]
        has_total = "合计" in sheet.line(int(bottom or 0)).values()
        if left != right or limits != (("num", "0"), ("max", None)) or has_total or None in values:
            yield f"{sheet.book}:{sheet.name}!{cells}: 数据条{limits}"


def _place(sheet: ReportSheet, reference: str) -> tuple[int, int, int]:
    """Column, first and last row of a piece of one column of this sheet."""
    name, _, cells = reference.rpartition("!")
    assert name.strip("'").replace("''", "'") == sheet.name, reference
    left, top, right, bottom = range_boundaries(cells)
    assert left == right, reference
    return int(left or 0), int(top or 0), int(bottom or 0)
