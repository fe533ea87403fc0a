"""总览 and 分类完成情况: how tasks and milestones are shared out, how units stand, how groups of tasks do."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from itertools import zip_longest
from typing import get_args

from duban.model.figure import Figure
from duban.model.report_layout import GroupingKey
from duban.model.status import Status, UnitStatus
from duban.model.verdict import Light, Verdict
from duban.reports.figures import (
    LIGHTS_AS_READ,
    all_figures,
    figures_by_group,
    figures_of_units,
    fraction_text,
    inputs_to_correct,
    labelled_figure,
    milestones_by_state,
    total_figures,
    total_of_units_word,
)
from duban.reports.filings import unit_filing_word
from duban.reports.formatting import DASH, percent_text, verdict_style, verdict_symbol
from duban.reports.sources import trace_figures
from duban.reports.table_rows import TABLES, WHOLE_WIDTH, CellContent, ReportRow, ReportRows
from duban.workbook.book import Cell, Scalar

_COUNTED = ("tasks", "finished", *LIGHTS_AS_READ, "other")


@TABLES("shares")
def shares_by_light_and_state(status: Status) -> ReportRows:
    """Tasks by light on the left, milestones by state on the right, each with a share; totals below."""
    figures = {figure.name: figure for figure in all_figures(status)}
    no_cells: ReportRow = {}
    by_light, by_state = list(_tasks_by_light(status, figures)), list(_milestones_by_state(status))
    for task_cells, milestone_cells in zip_longest(by_light, by_state, fillvalue=no_cells):
        yield {**task_cells, **milestone_cells}
    total = status.messages.text("total")
    totals: dict[str, Scalar] = {"light": total, "state": total}
    for name, share in (("tasks", "task_share"), ("milestones", "milestone_share")):
        totals |= {name: len(figures[name]), share: percent_text(len(figures[name]), len(figures[name]))}
    yield {key: Cell(value, "total") for key, value in totals.items()}
    yield from _shares_foot(status, {"task_share": by_light, "milestone_share": by_state})


@TABLES("units")
def unit_overview(status: Status) -> ReportRows:
    """One row a unit in the directory's order, one for the tasks that no unit answers for, and a total."""
    for of_unit in figures_of_units(status):
        counts = _unit_counts(status, of_unit.figures)
        own = status.unit_status(of_unit.unit)
        filing = filing_text(status, own) if own else DASH
        yield {"unit": of_unit.unit.name, **counts, **_light_cells(counts), "filing": filing}
    filed = next(figure for figure in all_figures(status) if figure.name == "units_filed")
    counts = _unit_counts(status, total_figures(status))
    cells = {"unit": total_of_units_word(status), **counts, "filing": fraction_text(filed)}
    yield {key: Cell(value, "total") for key, value in cells.items()}


def _unit_counts(status: Status, figures: Mapping[str, Figure]) -> dict[str, Scalar]:
    """How many tasks of each light; of the milestones due, how many were in time and how many are not known."""
    unknown = len(figures["due_unknown"])
    due = (
        fraction_text(figures["due_in_time"]),
        status.messages.text("mark-unknown", count=unknown) if unknown else "",
    )
    return {
        **{name: len(figures[name]) for name in ("tasks", *LIGHTS_AS_READ, "other")},
        "due": " ".join(filter(None, due)),
    }


def _light_cells(counts: Mapping[str, Scalar]) -> dict[str, CellContent]:
    """The count of each light in its colour; `—` for none."""
    cells: dict[str, CellContent] = {"other": counts["other"] or DASH}
    for light in LIGHTS_AS_READ:
        style = "number" if light is Light.NONE else f"light-{light}"
        cells[light] = Cell(counts[light], style) if counts[light] else Cell(DASH, "number")
    return cells


def filing_text(status: Status, unit: UnitStatus) -> str:
    """Whether the unit's return is in, and how much of it is to be corrected."""
    word = unit_filing_word(status, unit)
    count = len(inputs_to_correct(status, unit))
    return status.messages.text("filing-to-correct", filing=word, count=count) if count else word


def _tasks_by_light(status: Status, figures: dict[str, Figure]) -> Iterator[ReportRow]:
    counted = [figures[f"tasks_{light}"] for light in LIGHTS_AS_READ]
    for light, figure in zip(LIGHTS_AS_READ, counted, strict=True):
        word = status.light_rules.lights[light]
        cell = Cell(f"{word.symbol} {word.name}", f"light-{light}" if figure else "word-center")
        share = percent_text(len(figure), len(figures["tasks"]))
        yield {"light": cell, "tasks": len(figure), "task_share": share}


def _milestones_by_state(status: Status) -> Iterator[ReportRow]:
    rules, total = status.light_rules, len(status.milestones)
    for code, light, milestones in milestones_by_state(status):
        verdict = Verdict(light, code)
        words = f"{verdict_symbol(status, verdict)} {rules.rule(code).word}"
        cell = Cell(words, verdict_style(status, verdict))
        share = percent_text(len(milestones), total)
        yield {"state": cell, "milestones": len(milestones), "milestone_share": share}


def _shares_foot(status: Status, shares: Mapping[str, Sequence[ReportRow]], whole: int | None = None) -> ReportRows:
    """A line under the table where a column of shares does not add up to a hundred, and why that is so.

    Args:
        status: has the words.
        shares: key of the column → the rows that have it.
        whole: how many tasks there are, where one may stand in several rows; None where none can.
    """
    for key, rows in shares.items():
        total = sum(Decimal(str(row[key]).removesuffix("%")) for row in rows if row[key] != DASH)
        if total not in {0, 100}:
            overlaps = whole is not None and sum(int(str(row["tasks"])) for row in rows) > whole
            yield {WHOLE_WIDTH: status.messages.text("shares-overlap" if overlaps else "shares-foot"), key: ""}
            return


def counts_by_group(status: Status, by: GroupingKey) -> ReportRows:
    """One row a group of tasks, and a total in which every task counts once."""
    rows = []
    for title, figures in figures_by_group(status, by):
        row = _group_row(status, title, figures)
        rows.append({**row, **_light_cells({name: len(figures[name]) for name in (*LIGHTS_AS_READ, "other")})})
    yield from rows
    total = status.messages.text("total")
    total_row = _group_row(status, total, total_figures(status))
    yield {key: Cell(value, "total") for key, value in total_row.items()}
    yield from _shares_foot(status, {"share": rows}, len(status.tasks))


for _by in get_args(GroupingKey):
    TABLES(f"counts-{_by}")(partial(counts_by_group, by=_by))


@TABLES("chapter-sources")
def category_sources(status: Status) -> ReportRows:
    """For each number of each category that is not zero, the tasks that it counts."""
    figures = (
        labelled_figure(status, title, figure)
        for title, of_group in figures_by_group(status, "category")
        for figure in of_group.values()
        if figure
    )
    yield from trace_figures(status, figures)


def _rate_of_known(status: Status, figures: Mapping[str, Figure]) -> str:
    """How much of what is due was in time; that nobody knows, where that is so of all that is due."""
    in_time, unknown = figures["due_in_time"], figures["due_unknown"]
    if unknown and len(unknown) == len(unknown.denominator):
        return status.light_rules.lights[Light.GREY].name
    return percent_text(len(in_time), len(in_time.denominator))


def _group_row(status: Status, title: str, figures: Mapping[str, Figure]) -> dict[str, Scalar]:
    tasks, finished, in_time = (figures[name] for name in ("tasks", "finished", "due_in_time"))
    return {
        "title": title,
        **{name: len(figures[name]) or DASH for name in _COUNTED},
        "tasks": len(tasks),
        "share": percent_text(len(tasks), len(status.tasks)),
        "done": fraction_text(finished),
        "rate": percent_text(len(finished), len(finished.denominator)) if finished or figures["due"] else DASH,
        "due_in_time": fraction_text(in_time),
        "due_rate": _rate_of_known(status, figures),
        "due_unknown": len(figures["due_unknown"]) or DASH,
        "due_before_issue": fraction_text(figures["before_issue_done"]),
    }
