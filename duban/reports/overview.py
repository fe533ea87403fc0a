"""总览 and 分类完成情况: how tasks and milestones are shared out, how units stand, how groups of tasks do."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import zip_longest
from typing import get_args

from duban.model.report_layout import GroupingKey
from duban.model.status import Figure, Status, TaskStatus, UnitStatus
from duban.model.unit import UNASSIGNED_UNIT
from duban.reports.figures import (
    COLORED_LIGHTS,
    LIGHTS_AS_READ,
    all_figures,
    fraction_text,
    group_figures,
    inputs_to_correct,
    milestones_by_state,
    percent_shares,
    tasks_without_unit,
)
from duban.reports.formatting import DASH, percent_text
from duban.reports.sources import trace_figures
from duban.reports.table_rows import TABLES, CellContent, ReportRow, ReportRows
from duban.reports.task_groups import group_tasks
from duban.workbook.book import Cell, Scalar

_COUNTED = ("tasks", "finished", *COLORED_LIGHTS, "other")


@TABLES("shares")
def shares_by_light_and_state(status: Status) -> ReportRows:
    """Tasks by light on the left, milestones by state on the right, each with a share; totals below."""
    figures = {figure.name: figure for figure in all_figures(status)}
    no_cells: ReportRow = {}
    rows = zip_longest(_tasks_by_light(status, figures), _milestones_by_state(status), fillvalue=no_cells)
    yield from ({**task_cells, **milestone_cells} for task_cells, milestone_cells in rows)
    total = status.messages.text("total")
    totals: dict[str, Scalar] = {"light": total, "tasks": len(figures["tasks"]), "task_share": "100.0%"}
    totals |= {"state": total, "milestones": len(figures["milestones"]), "milestone_share": "100.0%"}
    yield {key: Cell(value, "total") for key, value in totals.items()}


@TABLES("units")
def unit_overview(status: Status) -> ReportRows:
    """One row a unit in the directory's order, one for the tasks that no unit answers for, and a total."""
    for unit in status.units:
        yield _unit_row(status, unit.unit.name, unit.tasks, filing_text(status, unit))
    if without_unit := tasks_without_unit(status):
        yield _unit_row(status, UNASSIGNED_UNIT.name, without_unit, DASH)
    total = status.messages.text("total")
    filed = next(figure for figure in all_figures(status) if figure.name == "units_filed")
    counts = _counts(group_figures(status, total, status.tasks), fraction_text(filed))
    yield {key: Cell(value, "total") for key, value in {"unit": total, **counts}.items()}


def _unit_row(status: Status, name: str, tasks: Sequence[TaskStatus], filing: str) -> ReportRow:
    counts = _counts(group_figures(status, name, tasks), filing)
    row: dict[str, CellContent] = {"unit": name, **counts, "other": counts["other"] or DASH}
    for light in COLORED_LIGHTS:
        row[light] = Cell(counts[light], f"light-{light}") if counts[light] else Cell(DASH, "number")
    return row


def _counts(figures: dict[str, Figure], filing: str) -> dict[str, Scalar]:
    counts = {name: len(figures[name]) for name in ("tasks", *COLORED_LIGHTS, "other")}
    return {**counts, "due": fraction_text(figures["due_done"]), "filing": filing}


def filing_text(status: Status, unit: UnitStatus) -> str:
    """Whether the unit's return is in, and how much of it is to be corrected."""
    word = status.messages.text(f"filing-{unit.filing_status}")
    count = len(inputs_to_correct(status, unit))
    return status.messages.text("filing-to-correct", filing=word, count=count) if count else word


def _tasks_by_light(status: Status, figures: dict[str, Figure]) -> Iterator[ReportRow]:
    counted = [figures[f"tasks_{light}"] for light in LIGHTS_AS_READ]
    for light, figure, share in zip(LIGHTS_AS_READ, counted, percent_shares(counted), strict=True):
        word = status.light_rules.lights[light]
        cell = Cell(f"{word.symbol} {word.name}", f"light-{light}" if figure else "word-center")
        yield {"light": cell, "tasks": len(figure), "task_share": share}


def _milestones_by_state(status: Status) -> Iterator[ReportRow]:
    states, rules = milestones_by_state(status), status.light_rules
    shares = percent_shares([milestones for _, _, milestones in states])
    for (code, light, milestones), share in zip(states, shares, strict=True):
        cell = Cell(f"{rules.lights[light].symbol} {rules.rule(code).word}", f"light-{light}")
        yield {"state": cell, "milestones": len(milestones), "milestone_share": share}


def counts_by_group(status: Status, by: GroupingKey) -> ReportRows:
    """One row a group of tasks, and a total in which every task counts once."""
    groups = list(figures_by_group(status, by))
    shares = percent_shares([figures["tasks"] for _, figures in groups])
    for (title, figures), share in zip(groups, shares, strict=True):
        row = _group_row(title, figures, share)
        colored: ReportRow = {light: Cell(row[light], f"light-{light}") for light in COLORED_LIGHTS if figures[light]}
        yield {**row, **colored}
    total = status.messages.text("total")
    total_row = _group_row(total, group_figures(status, total, status.tasks), "100.0%")
    yield {key: Cell(value, "total") for key, value in total_row.items()}


for _by in get_args(GroupingKey):
    TABLES(f"counts-{_by}")(partial(counts_by_group, by=_by))


def figures_by_group(status: Status, by: GroupingKey) -> Iterator[tuple[str, dict[str, Figure]]]:
    """The title of each group with the figures of its tasks."""
    for group in group_tasks(status, by):
        yield group.title, group_figures(status, group.title, group.tasks)


@TABLES("chapter-sources")
def category_sources(status: Status) -> ReportRows:
    """For each number of each category that is not zero, the tasks that it counts."""
    figures = [of_group[name] for _, of_group in figures_by_group(status, "category") for name in _COUNTED]
    yield from trace_figures(status, (figure for figure in figures if figure))


def _group_row(title: str, figures: dict[str, Figure], share: str) -> dict[str, Scalar]:
    finished = figures["finished"]
    return {
        "title": title,
        **{name: len(figures[name]) or DASH for name in _COUNTED},
        "tasks": len(figures["tasks"]),
        "share": share,
        "done": fraction_text(finished),
        "rate": percent_text(len(finished), len(finished.denominator)),
    }
