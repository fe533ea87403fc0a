"""Columns about projects: what the plan says of their investment and years, and what was invested of it this year."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from duban.model.project import INVESTMENT_NAME, INVESTMENT_UNIT, is_no_project
from duban.model.status import Status
from duban.reports.formatting import DASH, amount_cell, number_or_dash, percent_text, sum_of_known
from duban.reports.table_rows import COLUMNS, CONDITIONS, TOTALS, CellContent, ReportRow, TaskRow, attribute_column
from duban.reports.targets import reported_targets_of
from duban.workbook.book import Cell

_ATTRIBUTES = {
    "project_years": ("task.task.project.years", "From which year to which it is built, as printed."),
    "project_scale": ("task.task.project.scale", "What is built, as printed."),
    "project_stage": ("task.task.project.stage", "How far the building shall be at the year's end, as printed."),
    "project_begins": ("task.task.project.begins", "When building begins or began, as printed."),
    "project_ends": ("task.task.project.ends", "When it shall be finished, as printed."),
}
for _name, (_path, _meaning) in _ATTRIBUTES.items():
    COLUMNS.task(_name)(attribute_column(_path, _meaning))


@COLUMNS.task("project_total")
def project_total(row: TaskRow) -> CellContent:
    """What the project costs in all years, in 万元; blank where unsaid."""
    return amount_cell(row.task.task.project.total, "amount")


@COLUMNS.task("project_planned")
def project_planned(row: TaskRow) -> CellContent:
    """What shall be invested in the plan's year, in 万元."""
    return amount_cell(row.task.task.project.planned, "amount")


@COLUMNS.task("project_earlier")
def project_earlier(row: TaskRow) -> CellContent:
    """What was invested in the years before, in 万元."""
    return amount_cell(row.task.task.project.earlier, "amount")


@CONDITIONS.task("project")
def is_project(row: TaskRow) -> bool:
    """The plan says something of it as a project."""
    return not is_no_project(row.task.task.project)


@COLUMNS.task("project_invested")
def project_invested(row: TaskRow) -> CellContent:
    """What was reported as invested this year, in 万元; — where nothing was."""
    return amount_cell(number_or_dash(_invested(row)), "amount")


@COLUMNS.task("project_rate")
def project_rate(row: TaskRow) -> CellContent:
    """What was invested this year, as a share of what was planned; — where one of the two is unknown."""
    invested, planned = _invested(row), row.task.task.project.planned
    return DASH if invested is None or not planned else percent_text(invested, planned)


@COLUMNS.task("project_pace")
def project_pace(row: TaskRow) -> CellContent:
    """The share of the year's investment that the plan expects by the report; — where its pace is not known."""
    paces = [pace for milestone in row.task.milestones for pace in milestone.numbers]
    planned = [pace.planned for pace in paces if (pace.name, pace.unit) == (INVESTMENT_NAME, INVESTMENT_UNIT)]
    return percent_text(planned[-1], 1) if planned else DASH


@TOTALS("projects")
def projects_total(status: Status, rows: Sequence[TaskRow]) -> ReportRow:
    """The sums of the rows; the share of the year alone where every project that plans an investment reported one."""
    projects = [row.task.task.project for row in rows]
    blank = ("number", "brief", "project_years", "project_scale", "project_pace", "project_stage", "project_begins")
    return {
        **dict.fromkeys((*blank, "project_ends", "lead"), Cell("", "total")),
        "brief": Cell(status.messages.text("total"), "total"),
        "project_total": _sum_cell(project.total for project in projects),
        "project_earlier": _sum_cell(project.earlier for project in projects),
        "project_planned": _sum_cell(project.planned for project in projects),
        "project_invested": _sum_cell(_invested(row) for row in rows),
        "project_rate": Cell(_common_rate(rows), "total"),
    }


def _common_rate(rows: Sequence[TaskRow]) -> str:
    """What was invested in all projects that plan an investment, as a share of it; — while one has not reported."""
    planning = [row for row in rows if row.task.task.project.planned]
    invested = [_invested(row) for row in planning]
    planned = sum_of_known(row.task.task.project.planned for row in planning)
    return DASH if planned is None or None in invested else percent_text(sum_of_known(invested) or 0, planned)


def _invested(row: TaskRow) -> Decimal | None:
    """What was reported of the investment of the year; None for nothing."""
    wanted = INVESTMENT_NAME, INVESTMENT_UNIT
    numbers = (
        reported.value
        for reported in reported_targets_of(row.status, row.task)
        if reported.row.milestone is None and (reported.target.name, reported.target.unit) == wanted
    )
    return next(numbers, None)


def _sum_cell(numbers: Iterable[Decimal | None]) -> Cell:
    return amount_cell(number_or_dash(sum_of_known(numbers)), "amount-total")
