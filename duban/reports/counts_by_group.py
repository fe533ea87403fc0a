"""分类、分领导、分单位完成情况: tasks counted by light under each heading."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import get_args

from duban.model.report_layout import GroupingKey
from duban.model.status import Figure, Status, TaskStatus
from duban.reports.figures import LIGHTS_AS_READ, fraction_text, percent_shares, rate_text, with_percent_sign
from duban.reports.formatting import DASH
from duban.reports.sources import trace_figures
from duban.reports.table_rows import TABLES, ReportRow, ReportRows
from duban.reports.task_groups import group_tasks
from duban.workbook.book import Cell, Scalar

_COLORED = LIGHTS_AS_READ[:4]


def counts_by_group(status: Status, by: GroupingKey) -> ReportRows:
    """One row a heading, and a total in which every task counts once."""
    groups = list(figures_by_group(status, by))
    shares = percent_shares([figures["tasks"] for _, figures in groups])
    for (title, figures), share in zip(groups, shares, strict=True):
        row = _row(title, figures, with_percent_sign(share))
        colored: ReportRow = {light: Cell(row[light], f"light-{light}") for light in _COLORED if figures[light]}
        yield {**row, **colored}
    total = status.messages.text("total")
    total_row = _row(total, _figures(status, total, status.tasks), "100.0%")
    yield {key: Cell(value, "total") for key, value in total_row.items()}


for _by in get_args(GroupingKey):
    TABLES(f"counts-{_by}")(partial(counts_by_group, by=_by))


def figures_by_group(status: Status, by: GroupingKey) -> Iterator[tuple[str, dict[str, Figure]]]:
    """Each heading with its figures: `tasks`, `finished`, `other`, and one for each colour."""
    for group in group_tasks(status, by):
        yield group.title, _figures(status, group.title, group.tasks)


@TABLES("chapter-sources")
def category_sources(status: Status) -> ReportRows:
    """For each number of each category that is not zero, the tasks that it counts."""
    figures = (figure for _, figures in figures_by_group(status, "category") for figure in figures.values())
    yield from trace_figures(status, (figure for figure in figures if figure))


def _figures(status: Status, title: str, tasks: Sequence[TaskStatus]) -> dict[str, Figure]:
    text = status.messages.text
    counted: dict[str, tuple[str, Callable[[TaskStatus], bool]]] = {
        "tasks": (text("figure-tasks"), lambda _: True),
        "finished": (text("figure-finished"), lambda task: task.declared_meaning == "finished"),
    }
    for light in _COLORED:
        counted[light] = (status.light_rules.lights[light].name, partial(_has_light, light=light))
    counted["other"] = (text("figure-other"), lambda task: task.verdict.light not in _COLORED)
    all_keys = tuple(task.row.key for task in tasks)
    return {
        name: Figure(
            name,
            text("figure-of-unit", unit=title, what=label),
            tuple(task.row.key for task in tasks if counts(task)),
            all_keys,
        )
        for name, (label, counts) in counted.items()
    }


def _has_light(task: TaskStatus, light: str) -> bool:
    return task.verdict.light == light


def _row(title: str, figures: dict[str, Figure], share: str) -> dict[str, Scalar]:
    finished = figures["finished"]
    return {
        "title": title,
        **{name: len(figure) or DASH for name, figure in figures.items()},
        "tasks": len(figures["tasks"]),
        "share": share,
        "done": fraction_text(finished),
        "rate": with_percent_sign(rate_text(finished)),
    }
