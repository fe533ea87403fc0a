"""趋势: how the lights of the tasks and the milestones done in time went from report to report."""

from duban.model.status import Status
from duban.reports.figures import LIGHTS_AS_READ, all_figures, rate_number
from duban.reports.formatting import short_day
from duban.reports.table_rows import TABLES, CellContent, ReportRow, ReportRows

_FEWEST_POINTS = 2


@TABLES("trend")
def figures_of_all_reports(status: Status) -> ReportRows:
    """One row a report of the year, this one last; nothing where this is the first.

    Each earlier report as it was known on its own day.
    """
    if status.earlier:
        yield from map(_report_row, (*status.earlier, status))


@TABLES("trend-rates")
def rates_of_all_reports(status: Status) -> ReportRows:
    """The same rows where two reports or more have a rate: one point is no line."""
    rows = list(figures_of_all_reports(status))
    if sum(row["rate"] is not None for row in rows) >= _FEWEST_POINTS:
        yield from rows


def _report_row(status: Status) -> ReportRow:
    """The rate of a report in which nothing was due is blank: a line would fall to 0 there."""
    figures = {figure.name: figure for figure in all_figures(status)}
    due = {"due": "due", "in_time": "due_in_time", "late": "due_late", "not_done": "due_not_done"}
    counts: dict[str, CellContent] = {key: len(figures[name]) for key, name in due.items()}
    return {
        "period": status.period.short_name,
        "as_of": short_day(status.plan, status.as_of),
        "tasks": len(figures["tasks"]),
        **{light: len(figures[f"tasks_{light}"]) for light in LIGHTS_AS_READ},
        **counts,
        "unknown": len(figures["due_unknown"]),
        "rate": rate_number(figures["due_in_time"]),
    }
