"""分类、分领导、分单位完成情况: tasks counted by light under each heading."""

from collections.abc import Iterator
from functools import partial
from typing import get_args

from duban.model.report_layout import GroupingKey
from duban.model.status import Figure, Status
from duban.reports.figures import (
    COLORED_LIGHTS,
    fraction_text,
    group_figures,
    percent_shares,
    rate_text,
    with_percent_sign,
)
from duban.reports.formatting import DASH
from duban.reports.sources import trace_figures
from duban.reports.table_rows import TABLES, ReportRow, ReportRows
from duban.reports.task_groups import group_tasks
from duban.workbook.book import Cell, Scalar

_COUNTED = ("tasks", "finished", *COLORED_LIGHTS, "other")


def counts_by_group(status: Status, by: GroupingKey) -> ReportRows:
    """One row a heading, and a total in which every task counts once."""
    groups = list(figures_by_group(status, by))
    shares = percent_shares([figures["tasks"] for _, figures in groups])
    for (title, figures), share in zip(groups, shares, strict=True):
        row = _row(title, figures, with_percent_sign(share))
        colored: ReportRow = {light: Cell(row[light], f"light-{light}") for light in COLORED_LIGHTS if figures[light]}
        yield {**row, **colored}
    total = status.messages.text("total")
    total_row = _row(total, group_figures(status, total, status.tasks), "100.0%")
    yield {key: Cell(value, "total") for key, value in total_row.items()}


for _by in get_args(GroupingKey):
    TABLES(f"counts-{_by}")(partial(counts_by_group, by=_by))


def figures_by_group(status: Status, by: GroupingKey) -> Iterator[tuple[str, dict[str, Figure]]]:
    """Each heading with the figures of its tasks."""
    for group in group_tasks(status, by):
        yield group.title, group_figures(status, group.title, group.tasks)


@TABLES("chapter-sources")
def category_sources(status: Status) -> ReportRows:
    """For each number of each category that is not zero, the tasks that it counts."""
    figures = [of_group[name] for _, of_group in figures_by_group(status, "category") for name in _COUNTED]
    yield from trace_figures(status, (figure for figure in figures if figure))


def _row(title: str, figures: dict[str, Figure], share: str) -> dict[str, Scalar]:
    finished = figures["finished"]
    return {
        "title": title,
        **{name: len(figures[name]) or DASH for name in _COUNTED},
        "tasks": len(figures["tasks"]),
        "share": share,
        "done": fraction_text(finished),
        "rate": with_percent_sign(rate_text(finished)),
    }
