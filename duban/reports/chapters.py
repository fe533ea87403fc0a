"""分章（分领导、分单位）完成情况: tasks counted by light under each heading, and the tasks that nobody answers for."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import get_args

from duban.model.report_layout import By
from duban.model.status import Figure, Situation, TaskStanding
from duban.model.unit import UNASSIGNED
from duban.model.verdict import Light
from duban.reports.amounts import NOTHING
from duban.reports.figures import LIGHTS, fraction, percented, rate, shares
from duban.reports.grouping import grouped
from duban.reports.look import number
from duban.reports.shelf import REPORTS, Rows
from duban.reports.sources import traced
from duban.workbook.book import Cell, Scalar


def counting(by: By) -> Callable[[Situation], Rows]:
    """One row a heading, and a total in which every task counts once."""

    def rows(situation: Situation) -> Rows:
        counted = [*headings(situation, by)]
        parts = shares([figures["tasks"] for _, figures in counted])
        for (title, figures), share in zip(counted, parts, strict=True):
            row = _row(figures, percented(share))
            lit: dict[str, Cell | Scalar] = {
                light: Cell(row[light], f"light-{light}") for light in LIGHTS[:4] if figures[light]
            }
            yield {**row, **lit, "title": title}
        every = _counted(situation, situation.texts.word("total"), situation.tasks)
        total = {**_row(every, "100.0%"), "title": situation.texts.word("total")}
        yield {key: Cell(value, "total") for key, value in total.items()}

    return rows


for _by in get_args(By):
    REPORTS(f"counts-{_by}")(counting(_by))


def headings(situation: Situation, by: By) -> Iterator[tuple[str, dict[str, Figure]]]:
    """Each heading with its figures: tasks, finished, other, and one for each colour."""
    for group in grouped(situation, by):
        yield group.title, _counted(situation, group.title, group.tasks)


@REPORTS("chapter-sources")
def chapter_sources(situation: Situation) -> Rows:
    """For each number of each category that is not zero, the tasks that it counts."""
    every = (figure for _, figures in headings(situation, "category") for figure in figures.values())
    yield from traced(situation, (figure for figure in every if figure))


@REPORTS("unassigned")
def unassigned(situation: Situation) -> Rows:
    """The tasks for which no unit answers, and whom the clerk proposes."""
    for standing in situation.tasks:
        if standing.unit == UNASSIGNED:
            task = standing.task
            yield {
                "number": number(task),
                "category": standing.row.category,
                "text": task.name + task.content,
                "due": task.due_text,
                "proposed": task.proposed,
            }


def _counted(situation: Situation, title: str, tasks: Sequence[TaskStanding]) -> dict[str, Figure]:
    word = situation.texts.word
    every = tuple(task.row.key for task in tasks)

    def figure(name: str, what: str, wanted: Iterable[TaskStanding]) -> Figure:
        keys = tuple(task.row.key for task in wanted)
        return Figure(name, word("figure-of-unit", unit=title, what=what), keys, every)

    def lit(*lights: Light) -> Iterable[TaskStanding]:
        return (task for task in tasks if task.verdict.light in lights)

    finished = (task for task in tasks if task.declared == "finished")
    return {
        "tasks": figure("tasks", word("figure-tasks"), tasks),
        "finished": figure("finished", word("figure-finished"), finished),
        **{light: figure(light, situation.rules.lights[light].name, lit(light)) for light in LIGHTS[:4]},
        "other": figure("other", word("figure-other"), lit(*LIGHTS[4:])),
    }


def _row(figures: dict[str, Figure], share: str) -> dict[str, Scalar]:
    row: dict[str, Scalar] = {name: len(figure) or NOTHING for name, figure in figures.items()}
    finished = figures["finished"]
    done, part = fraction(finished), percented(rate(finished))
    return {**row, "tasks": len(figures["tasks"]), "share": share, "done": done, "rate": part}
