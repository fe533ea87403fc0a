"""总览: how tasks and milestones are shared out, and how each unit stands."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

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
    with_percent_sign,
)
from duban.reports.formatting import DASH
from duban.reports.table_rows import TABLES, CellContent, ReportRow, ReportRows
from duban.workbook.book import Cell, Scalar


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
        yield {"light": cell, "tasks": len(figure), "task_share": with_percent_sign(share)}


def _milestones_by_state(status: Status) -> Iterator[ReportRow]:
    states, rules = milestones_by_state(status), status.light_rules
    shares = percent_shares([milestones for _, _, milestones in states])
    for (code, light, milestones), share in zip(states, shares, strict=True):
        cell = Cell(f"{rules.lights[light].symbol} {rules.rule(code).word}", f"light-{light}")
        yield {"state": cell, "milestones": len(milestones), "milestone_share": with_percent_sign(share)}
