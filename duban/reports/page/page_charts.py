"""The series of the page's charts: units by light, the trend over the periods, numbers by progress, points lost."""

from collections import Counter
from decimal import Decimal

from duban.model.edition import Withheld
from duban.model.status import Status
from duban.model.verdict import Light
from duban.reports.figures import LIGHTS_AS_READ, total_figures
from duban.reports.formatting import short_task_name
from duban.reports.number_gaps import number_gaps
from duban.reports.page.task_entries import Entry
from duban.reports.scores import task_scores
from duban.reports.task_groups import group_tasks
from duban.text.display import display_text

NO_SERIES: Entry = {"titles": [], "periods": [], "lights": {}, "due": [], "in_time": []}
"""Nothing to draw."""


def chart_series(status: Status) -> dict[str, object]:
    """What each chart is drawn from.

    Returns:
        `units`: titles, and light → number of tasks of each unit; `trend`: periods, light → number of tasks in the
        report of each, and how many milestones were `due` and `in_time`; nothing in a first period. `targets`: numbers
        with the percents of their goal that are done and planned by now; `losses`: tasks with the points that they are
        worth and lost. Nothing of all this in an edition without lights.
    """
    if not status.edition.shows(Withheld.LIGHTS):
        return {"units": NO_SERIES, "trend": NO_SERIES, "targets": [], "losses": []}
    return {"units": _units(status), "trend": _trend(status), "targets": _targets(status), "losses": _losses(status)}


def _units(status: Status) -> Entry:
    groups = group_tasks(status, "unit")
    counts = [Counter(task.verdict.light for task in group.tasks) for group in groups]
    return {"titles": [group.title for group in groups], "lights": _by_light(counts)}


def _trend(status: Status) -> Entry:
    reports = (*status.earlier, status)
    if len(reports) == 1:
        return dict(NO_SERIES)
    counts = [Counter(task.verdict.light for task in report.tasks) for report in reports]
    in_time = [total_figures(report)["due_in_time"] for report in reports]
    return {
        "periods": [report.period.short_name for report in reports],
        "lights": _by_light(counts),
        "due": [len(figure.denominator) for figure in in_time],
        "in_time": [len(figure) for figure in in_time],
    }


def _by_light(counts: list[Counter[Light]]) -> dict[str, list[int]]:
    """Light → its counts; lights that nothing has left out."""
    return {
        str(light): [count[light] for count in counts]
        for light in LIGHTS_AS_READ
        if any(count[light] for count in counts)
    }


def _targets(status: Status) -> list[Entry]:
    """Numbers whose 序时进度 is known, furthest behind first."""
    return [
        {
            "number": gap.task.task.number,
            "name": gap.pace.name,
            "goal": f"{display_text(gap.pace.goal)}{gap.pace.unit}",
            "value": f"{display_text(gap.pace.value)}{gap.pace.unit}",
            "done": float(gap.done),
            "planned": float(gap.planned),
        }
        for gap in number_gaps(status)
    ]


def _losses(status: Status) -> list[Entry]:
    """Tasks that lost points, the most first."""
    lost = [score for score in task_scores(status) if (score.gap or 0) > 0]
    lost.sort(key=lambda score: -(score.gap or Decimal(0)))
    return [
        {
            "number": score.task.task.number,
            "name": short_task_name(score.task.task),
            "unit": score.unit.name,
            "weight": float(score.weight),
            "lost": float(score.gap or 0),
        }
        for score in lost
    ]
