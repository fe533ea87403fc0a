"""What the page counts: tasks by light, as a whole and of each unit and leader, and who has not filed."""

from collections.abc import Iterator, Mapping

from duban.model.edition import Withheld
from duban.model.figure import Figure
from duban.model.status import FilingStatus, Status, TaskStatus
from duban.model.verdict import Light
from duban.reports.figures import LIGHTS_AS_READ, group_figures
from duban.reports.filings import unit_filing_word
from duban.reports.task_groups import group_tasks
from duban.reports.unit_order import in_drawn_order


def light_legend(status: Status) -> list[dict[str, str]]:
    """Code, symbol and name of each light, in the order in which they are read; none in an edition without lights."""
    words = status.light_rules.lights
    if not status.edition.shows(Withheld.LIGHTS):
        return []
    return [{"code": light, "symbol": words[light].symbol, "name": words[light].name} for light in LIGHTS_AS_READ]


def light_tiles(status: Status, figures: Mapping[str, Figure]) -> Iterator[dict[str, object]]:
    """For each light how many tasks have it, and how many had it in the last report."""
    before = [task.verdict.light for task in status.earlier[-1].tasks] if status.earlier else []
    for light in light_legend(status):
        count = len(figures[f"tasks_{light['code']}"])
        last = before.count(Light(light["code"])) if status.earlier else None
        if count or last or light["code"] != Light.BLUE:
            yield {**light, "count": count, "last": last}


def _counts(status: Status, title: str, tasks: tuple[TaskStatus, ...]) -> dict[str, object]:
    """How many tasks of each light, and how many milestones that are due were in time."""
    figures = group_figures(status, tasks)
    lights = [{**light, "count": len(figures[light["code"]])} for light in light_legend(status)]
    in_time = figures["due_in_time"]
    return {
        "title": title,
        "count": len(tasks),
        "lights": [light for light in lights if light["count"]],
        "in_time": len(in_time),
        "due": len(in_time.denominator),
        "unknown": len(figures["due_unknown"]),
    }


def unit_rows(status: Status) -> Iterator[dict[str, object]]:
    """What is counted of each unit that leads, and where it stands with its return."""
    groups = group_tasks(status, "unit")
    most = max(len(group.tasks) for group in groups)
    units = {unit.unit.name: unit for unit in status.units}
    for group in in_drawn_order(status, groups):
        own = units.get(group.title)
        filing = unit_filing_word(status, own) if own else ""
        counts = _counts(status, group.title, group.tasks)
        yield {**counts, "rest": most - len(group.tasks), "filing": filing, "links": not group.without_value}


def leader_rows(status: Status) -> Iterator[dict[str, object]]:
    """What is counted of each leader; a task that two leaders share counts for both."""
    for group in group_tasks(status, "leader"):
        if not group.without_value:
            yield _counts(status, group.title, group.tasks)


def units_without_return(status: Status) -> Iterator[dict[str, str]]:
    """Units of which no return counts, and why."""
    for unit in status.units:
        if unit.filing_status is not FilingStatus.FILED:
            yield {"unit": unit.unit.name, "filing": unit_filing_word(status, unit)}
