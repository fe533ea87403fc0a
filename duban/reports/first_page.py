"""总览: tasks by light now and in the last report, what fell due month by month, and what changed since."""

from collections.abc import Mapping, Sequence

from duban.model.status import DueState, MilestoneStatus, Status, TaskStatus
from duban.model.verdict import Light
from duban.reports.change_figures import has_turned_to
from duban.reports.due_figures import DueMonths, coming_by_meaning, due_months, milestones_falling_due, soon_until
from duban.reports.figures import LIGHTS_AS_READ, all_figures
from duban.reports.formatting import DASH, number_runs, percent_text
from duban.reports.number_gaps import number_gaps
from duban.reports.table_rows import TABLES, ReportRows
from duban.workbook.book import Cell

_MOST_NUMBERS = 8
_PARTS = {
    "in_time": DueState.IN_TIME,
    "late": DueState.LATE,
    "not_done": DueState.UNFINISHED,
    "unknown": DueState.UNKNOWN,
}


@TABLES("lights-then-and-now")
def lights_then_and_now(status: Status) -> ReportRows:
    """How many tasks have each light in this report and in the last one, and the difference."""
    text = status.messages.text
    counts = _light_counts(status)
    cells = {name: Cell(count, f"big-{name}" if count else "big") for name, count in counts.items()}
    yield {"report": text("report-now", period=status.period), **cells}
    if status.earlier:
        last = status.earlier[-1]
        before = _light_counts(last)
        changes = {
            name: text("count-and-change", count=before[name], change=counts[name] - before[name]) for name in counts
        }
        yield {"report": text("report-last", period=last.period), **changes}


def _light_counts(status: Status) -> dict[str, int]:
    figures = {figure.name: len(figure) for figure in all_figures(status)}
    return {"tasks": figures["tasks"], **{str(light): figures[f"tasks_{light}"] for light in LIGHTS_AS_READ}}


@TABLES("due-months")
def due_by_month(status: Status) -> ReportRows:
    """What is due since the plan's issue, by month, with a total where there are several; then what was due before."""
    listed = due_months(status)
    since_issue = [months for months in listed if not months.before_issue]
    for months in since_issue:
        yield _due_row(status, months)
    if len(since_issue) > 1:
        together = tuple(milestone for months in since_issue for milestone in months.milestones)
        total = DueMonths(status.messages.text("total"), before_issue=False, milestones=together)
        yield {key: Cell(value, "total") for key, value in _due_row(status, total).items()}
    for months in listed[len(since_issue) :]:
        yield _due_row(status, months)


def _due_row(status: Status, months: DueMonths) -> dict[str, str | int]:
    counts = {name: len(months.keys(part)) for name, part in _PARTS.items()}
    due = len(months.milestones)
    is_rated = not months.before_issue and counts["unknown"] < due
    label = status.messages.text("due-months-row", months=months.label, before_issue=months.before_issue)
    rate = percent_text(counts["in_time"], due) if is_rated else DASH
    return {"months": label, "due": due, "rate": rate, **{name: count or DASH for name, count in counts.items()}}


def change_facts(status: Status) -> Mapping[str, object]:
    """What the first page says of changes and of days to come.

    Returns:
        `numbers_behind`: how many numbers are behind 序时进度; `turned`: light → the tasks that turned to it since the
        last report, without lights to which none did; `coming`: `until`, `count` and `parts` of what falls due soon. Of
        each of these, and of each part, which has a `name`: `count`, the `numbers` of the first tasks, and whether
        there are `more`.
    """
    turned = {
        str(light): _numbered(status, [task for task in status.tasks if has_turned_to(light, task)])
        for light in (*LIGHTS_AS_READ[:4], Light.GREY)
    }
    coming = milestones_falling_due(status)
    parts = [
        {"name": status.messages.text(f"coming-{name}"), **_numbered(status, declared)}
        for name, declared in coming_by_meaning(coming)
    ]
    return {
        "turned": {light: numbered for light, numbered in turned.items() if numbered["count"]},
        "numbers_behind": sum(number.gap < 0 for number in number_gaps(status)),
        "coming": {"until": soon_until(status.as_of), "count": len(coming), "parts": parts},
    }


def _numbered(status: Status, subjects: Sequence[TaskStatus | MilestoneStatus]) -> Mapping[str, object]:
    """How many there are, and of which tasks: the numbers of the first of these, and whether there are more."""
    tasks = list({subject.row.task.key: subject.row.task for subject in subjects}.values())
    runs = number_runs(status.plan, tasks[:_MOST_NUMBERS], status.messages)
    return {"count": len(subjects), "numbers": "、".join(runs), "more": len(tasks) > _MOST_NUMBERS}
