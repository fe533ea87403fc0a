"""总览: tasks by light now and in the last report, what fell due month by month, and what changed since."""

from collections.abc import Mapping, Sequence

from duban.model.figure import Figure
from duban.model.status import MilestoneStatus, Status, TaskStatus
from duban.model.verdict import Light
from duban.reports.change_figures import calm_changes, has_turned_to
from duban.reports.due_figures import (
    DUE_PARTS,
    DueMonths,
    coming_by_meaning,
    due_months,
    milestones_falling_due,
    soon_until,
)
from duban.reports.figures import LIGHTS_AS_READ, all_figures
from duban.reports.formatting import DASH, number_runs, percent_text
from duban.reports.number_gaps import number_gaps
from duban.reports.row_links import RowLinks
from duban.reports.table_rows import TABLES, ReportRow, ReportRows
from duban.text.dates import format_deadline
from duban.workbook.book import Cell

_MOST_NUMBERS = 8


@TABLES("lights-then-and-now")
def lights_then_and_now(status: Status) -> ReportRows:
    """How many tasks have each light in this report and in the last one, and the difference."""
    text, links = status.messages.text, RowLinks(status)
    figures = _light_figures(status)
    cells = {name: links.counted_cell(figure, f"big-{name}" if figure else "big") for name, figure in figures.items()}
    yield {"report": text("report-now", period=status.period), **cells}
    if status.earlier:
        last = status.earlier[-1]
        before = {name: len(figure) for name, figure in _light_figures(last).items()}
        changes = {
            name: text("count-and-change", count=before[name], change=len(figure) - before[name])
            for name, figure in figures.items()
        }
        yield {"report": text("report-last", period=last.period), **changes}


def _light_figures(status: Status) -> dict[str, Figure]:
    figures = {figure.name: figure for figure in all_figures(status)}
    return {"tasks": figures["tasks"], **{str(light): figures[f"tasks_{light}"] for light in LIGHTS_AS_READ}}


@TABLES("due-months")
def due_by_month(status: Status) -> ReportRows:
    """What is due since the plan's issue, by month, with a total where there are several; then what was due before."""
    listed, links = due_months(status), RowLinks(status)
    since_issue = [months for months in listed if not months.before_issue]
    for months in since_issue:
        yield _due_row(status, links, months)
    if len(since_issue) > 1:
        together = tuple(milestone for months in since_issue for milestone in months.milestones)
        total = DueMonths(status.messages.text("total"), before_issue=False, milestones=together)
        yield _due_row(status, links, total, "total")
    for months in listed[len(since_issue) :]:
        yield _due_row(status, links, months)


def _due_row(status: Status, links: RowLinks, months: DueMonths, style: str = "") -> ReportRow:
    """Each count leads to the first that it counts. style: of all cells of the row."""
    keys = {"due": months.keys(), **{name: months.keys(part) for part, name in DUE_PARTS.items()}}
    due = len(keys["due"])
    is_rated = not months.before_issue and len(keys["unknown"]) < due
    label = status.messages.text("due-months-row", months=months.label, before_issue=months.before_issue)
    rate = percent_text(len(keys["in_time"]), due) if is_rated else DASH
    counts = {
        name: Cell(len(counted) or DASH, style or "number", row_links=links.first_rows(counted))
        for name, counted in keys.items()
    }
    return {"months": Cell(label, style or "word-center"), "rate": Cell(rate, style or "number"), **counts}


def change_facts(status: Status) -> Mapping[str, object]:
    """What the first page says of changes and of days to come.

    Returns:
        `numbers_behind`: how many numbers are behind 序时进度; `calm_changes`: how many milestones fell due or were
        first reported and are no matter to be looked at; `turned`: light → the tasks that turned to it since the
        last report, without lights to which none did; `coming`: what falls due soon (`coming_facts`). Of each light,
        and of each part of what is coming: `count`, the `numbers` of the first tasks, and whether there are `more`.
    """
    turned = {
        str(light): numbered_tasks(status, [task for task in status.tasks if has_turned_to(light, task)])
        for light in (*LIGHTS_AS_READ[:4], Light.GREY)
    }
    return {
        "turned": {light: numbered for light, numbered in turned.items() if numbered["count"]},
        "calm_changes": calm_changes(status),
        "numbers_behind": sum(number.gap < 0 for number in number_gaps(status)),
        "coming": coming_facts(status),
    }


def coming_facts(status: Status) -> Mapping[str, object]:
    """What falls due soon, as the first page and the 通报 say it.

    Returns:
        `before`: up to when, in words; `words`: how many that are, with these; `count` of them, of which `finished` are
        and `open` are not; `parts`: by what units declare, each with its `name`.
    """
    coming, text = milestones_falling_due(status), status.messages.text
    before = format_deadline(soon_until(status.as_of), status.plan.year)
    parts = [
        {"name": text(f"coming-{name}"), **numbered_tasks(status, declared)}
        for name, declared in coming_by_meaning(coming)
    ]
    finished = sum(milestone.finished for milestone in coming)
    return {
        "before": before,
        "words": text("coming-words", before=before, count=len(coming)),
        "count": len(coming),
        "finished": finished,
        "open": len(coming) - finished,
        "parts": parts,
    }


def numbered_tasks(status: Status, subjects: Sequence[TaskStatus | MilestoneStatus]) -> Mapping[str, object]:
    """How many there are, and of which tasks: the numbers of the first of these, and whether there are more."""
    tasks = list({subject.row.task.key: subject.row.task for subject in subjects}.values())
    runs = number_runs(status.assignment.task_places, tasks[:_MOST_NUMBERS], status.messages)
    return {"count": len(subjects), "numbers": "、".join(runs), "more": len(tasks) > _MOST_NUMBERS}
