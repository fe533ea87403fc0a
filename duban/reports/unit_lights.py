"""各单位亮灯: each unit's tasks by their lights and its due milestones, as numbers that a chart can draw."""

from collections.abc import Mapping

from duban.model.figure import Figure
from duban.model.status import Status
from duban.reports.figures import LIGHTS_AS_READ, figures_of_units, rate_number, total_figures, total_of_units_word
from duban.reports.row_links import RowLinks
from duban.reports.table_rows import TABLES, ReportRow, ReportRows
from duban.reports.unit_order import in_drawn_order
from duban.workbook.book import Cell


@TABLES("units-lights")
def lights_of_units(status: Status) -> ReportRows:
    """One row a unit (`in_drawn_order`), one for the tasks that no unit answers for, and a total."""
    links = RowLinks(status)
    for of_unit in in_drawn_order(status, figures_of_units(status)):
        yield {"unit": of_unit.title, **_counts(links, of_unit.figures)}
    total = Cell(total_of_units_word(status), "total")
    yield {"unit": total, **_counts(links, total_figures(status), "total")}


def _counts(links: RowLinks, figures: Mapping[str, Figure], style: str = "") -> ReportRow:
    """style: `total` for the row of totals. Where nobody knows of anything due, there is no rate: 0 % would blame."""
    shown = {key: figures[key] for key in ("tasks", *LIGHTS_AS_READ, "due")}
    shown |= {"in_time": figures["due_in_time"], "unknown": figures["due_unknown"]}
    cells = {key: links.counted_cell(figure, f"count{style and '-total'}") for key, figure in shown.items()}
    is_known = len(figures["due_unknown"]) < len(figures["due"])
    rate = rate_number(figures["due_in_time"]) if is_known else None
    return {**cells, "rate": Cell(rate, f"share{style and '-total'}")}
