"""分章（分领导、分单位）完成情况: tasks counted by light under each heading, and the tasks that nobody answers for."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import get_args

from duban.model.report_layout import GroupingKey
from duban.model.status import Figure, Status, TaskStatus
from duban.model.unit import UNASSIGNED_UNIT
from duban.model.verdict import Light
from duban.reports.amounts import DASH
from duban.reports.figures import LIGHTS_AS_READ, fraction_text, percent_shares, rate_text, with_percent_sign
from duban.reports.grouping import group_tasks
from duban.reports.look import task_number
from duban.reports.shelf import TABLES, ReportRows
from duban.reports.sources import trace_figures
from duban.workbook.book import Cell, Scalar


def counts_by_group(by: GroupingKey) -> Callable[[Status], ReportRows]:
    """One row a heading, and a total in which every task counts once."""

    def rows(situation: Status) -> ReportRows:
        counted = [*figures_by_group(situation, by)]
        parts = percent_shares([figures["tasks"] for _, figures in counted])
        for (title, figures), share in zip(counted, parts, strict=True):
            row = _row(figures, with_percent_sign(share))
            lit: dict[str, Cell | Scalar] = {
                light: Cell(row[light], f"light-{light}") for light in LIGHTS_AS_READ[:4] if figures[light]
            }
            yield {**row, **lit, "title": title}
        every = _counted(situation, situation.messages.text("total"), situation.tasks)
        total = {**_row(every, "100.0%"), "title": situation.messages.text("total")}
        yield {key: Cell(value, "total") for key, value in total.items()}

    return rows


for _by in get_args(GroupingKey):
    TABLES(f"counts-{_by}")(counts_by_group(_by))


def figures_by_group(situation: Status, by: GroupingKey) -> Iterator[tuple[str, dict[str, Figure]]]:
    """Each heading with its figures: tasks, finished, other, and one for each colour."""
    for group in group_tasks(situation, by):
        yield group.title, _counted(situation, group.title, group.tasks)


@TABLES("chapter-sources")
def category_sources(situation: Status) -> ReportRows:
    """For each number of each category that is not zero, the tasks that it counts."""
    every = (figure for _, figures in figures_by_group(situation, "category") for figure in figures.values())
    yield from trace_figures(situation, (figure for figure in every if figure))


@TABLES("unassigned")
def unassigned_tasks(situation: Status) -> ReportRows:
    """The tasks for which no unit answers, and whom the clerk proposes."""
    for standing in situation.tasks:
        if standing.unit == UNASSIGNED_UNIT:
            task = standing.task
            yield {
                "number": task_number(task),
                "category": standing.row.category,
                "text": task.name + task.content,
                "due": task.due_text,
                "proposed": task.proposed,
            }


def _counted(situation: Status, title: str, tasks: Sequence[TaskStatus]) -> dict[str, Figure]:
    word = situation.messages.text
    every = tuple(task.row.key for task in tasks)

    def figure(name: str, what: str, wanted: Iterable[TaskStatus]) -> Figure:
        keys = tuple(task.row.key for task in wanted)
        return Figure(name, word("figure-of-unit", unit=title, what=what), keys, every)

    def lit(*lights: Light) -> Iterable[TaskStatus]:
        return (task for task in tasks if task.verdict.light in lights)

    finished = (task for task in tasks if task.declared_meaning == "finished")
    return {
        "tasks": figure("tasks", word("figure-tasks"), tasks),
        "finished": figure("finished", word("figure-finished"), finished),
        **{light: figure(light, situation.light_rules.lights[light].name, lit(light)) for light in LIGHTS_AS_READ[:4]},
        "other": figure("other", word("figure-other"), lit(*LIGHTS_AS_READ[4:])),
    }


def _row(figures: dict[str, Figure], share: str) -> dict[str, Scalar]:
    row: dict[str, Scalar] = {name: len(figure) or DASH for name, figure in figures.items()}
    finished = figures["finished"]
    done, part = fraction_text(finished), with_percent_sign(rate_text(finished))
    return {**row, "tasks": len(figures["tasks"]), "share": share, "done": done, "rate": part}
