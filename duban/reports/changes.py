"""与上期比较: columns and conditions of what changed since the last report, and the figures beside those of then."""

from duban.model.figure import Figure
from duban.model.status import Status
from duban.model.verdict import Light
from duban.reports.change_figures import has_turned, has_turned_to, is_newly_due, is_newly_reported, is_notable
from duban.reports.figures import LIGHTS_AS_READ, all_figures, fraction_text, rate_number, rate_text
from duban.reports.formatting import DASH
from duban.reports.light_course import subject_of
from duban.reports.table_rows import (
    COLUMNS,
    CONDITIONS,
    TABLES,
    WHOLE_WIDTH,
    CellContent,
    MilestoneRow,
    ReportRow,
    ReportRows,
    TaskRow,
)
from duban.workbook.book import Cell

_COUNTS = (
    *("units", "units_filed", "tasks"),
    *(f"tasks_{light}" for light in LIGHTS_AS_READ),
    *("milestones", "due", "due_unknown"),
)
_RATES = ("due_done", "due_in_time")
"""The figures that are compared, by their names; of the latter, as shares of what was due."""


@CONDITIONS.milestone("changed")
def milestone_changed(row: MilestoneRow) -> bool:
    """The milestone has another light than in the last report, fell due since, or was reported for the first time."""
    return bool(milestone_change(row))


@CONDITIONS.milestone("notable-change")
def notably_changed(row: MilestoneRow) -> bool:
    """The milestone changed, and turned or is red, yellow or not known: nobody need read of the others one by one."""
    return milestone_changed(row) and is_notable(row.milestone)


@COLUMNS.milestone("change")
def milestone_change(row: MilestoneRow) -> CellContent:
    """What changed since the last report: to which light it turned, that it fell due or was reported first."""
    text, milestone, words = row.status.messages.text, row.milestone, []
    if has_turned(milestone):
        words.append(text("change-turned", light=row.status.light_rules.lights[milestone.verdict.light].name))
    if is_newly_due(row.status, milestone):
        words.append(text("change-newly-due"))
    if is_newly_reported(milestone):
        words.append(text("change-newly-reported"))
    return text("change-words", words=words) if words else ""


@CONDITIONS.task("turned")
@CONDITIONS.milestone("turned")
def light_turned(row: TaskRow) -> bool:
    """It has another light than in the last report."""
    return has_turned(subject_of(row))


@CONDITIONS.task("turned-to")
@CONDITIONS.milestone("turned-to")
def light_turned_to(row: TaskRow, light: str) -> bool:
    """`turned-to:red`: it has this light, and another one in the last report."""
    return light in set(Light) and has_turned_to(Light(light), subject_of(row))


@TABLES("changes")
def figures_beside_the_last(status: Status) -> ReportRows:
    """Each figure that changed: in the last report, now, and the difference; then how many did not.

    Nothing where there was no report before.
    """
    if not status.earlier:
        return
    last = {figure.name: figure for figure in all_figures(status.earlier[-1])}
    compared = [figure for figure in all_figures(status) if figure.name in (*_COUNTS, *_RATES)]
    rows = [
        (_rate_row if figure.name in _RATES else _count_row)(status, last[figure.name], figure) for figure in compared
    ]
    changed = [row for row in rows if row["before"] != row["now"]]
    yield from changed
    if unchanged := len(rows) - len(changed):
        words = status.messages.text("figures-unchanged", count=unchanged, is_all=not changed)
        yield {WHOLE_WIDTH: Cell(words, "word-middle")}


def _count_row(status: Status, last: Figure, figure: Figure) -> ReportRow:
    change = status.messages.text("change-of-count", count=len(figure) - len(last))
    return {"figure": figure.label, "before": len(last), "now": len(figure), "change": change}


def _rate_row(status: Status, last: Figure, figure: Figure) -> ReportRow:
    """The difference is that of the rates as they are printed."""
    before, after, change = rate_number(last), rate_number(figure), DASH
    if before is not None and after is not None:
        points = f"{after - before:+}" if after != before else "0.0"
        change = status.messages.text("change-of-rate", points=points)
    shown = {"before": _rate_text(status, last), "now": _rate_text(status, figure)}
    return {"figure": figure.label, **shown, "change": change}


def _rate_text(status: Status, figure: Figure) -> str:
    if not figure.denominator:
        return DASH
    return status.messages.text("rate-and-count", rate=rate_text(figure), fraction=fraction_text(figure))
