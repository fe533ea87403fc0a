"""切片: all tasks again, by source, flag, leader, category or unit, with a subtotal under each heading."""

from collections.abc import Callable, Sequence
from typing import get_args

from duban.model.report_layout import By
from duban.model.status import Filing, Situation, TaskStanding
from duban.model.verdict import Light
from duban.reports.answers import declared, progress, told
from duban.reports.figures import LIGHTS
from duban.reports.grouping import grouped, lead_of
from duban.reports.look import grounds, light_cell, number
from duban.reports.sheet import WHOLE
from duban.reports.shelf import REPORTS, Rows
from duban.workbook.book import Cell, Scalar

_ASKED: frozenset[By] = frozenset({"source", "flag"})
"""By these only tasks that have a value are listed: nobody asks for the others."""


def slicing(by: By) -> Callable[[Situation], Rows]:
    """The rows of one way to slice: for each value a heading, its tasks, and a subtotal; a total at the end."""

    def rows(situation: Situation) -> Rows:
        word = situation.texts.word
        filings = {standing.unit.code: standing.filing for standing in situation.units}
        for group in grouped(situation, by):
            if group.nameless and by in _ASKED:
                yield {WHOLE: word(f"slice-rest-{by}", count=len(group.tasks))}
                continue
            yield {WHOLE: Cell(word("slice-heading", title=group.title, count=len(group.tasks)), "total-word")}
            for task in group.tasks:
                yield _row(situation, task, filings)
            yield {WHOLE: Cell(_total(situation, "slice-subtotal", group.tasks), "group-word")}
        yield {WHOLE: Cell(_total(situation, "slice-total", situation.tasks), "total-word")}

    return rows


for _by in get_args(By):
    REPORTS(f"slice-{_by}")(slicing(_by))


def _row(situation: Situation, standing: TaskStanding, filings: dict[str, Filing]) -> dict[str, Cell | Scalar]:
    task, record = standing.task, standing.record
    return {
        "number": number(task),
        "name": task.name,
        "text": task.name + task.content,
        "content": task.printed,
        "category": standing.row.category,
        "lead": lead_of(situation, standing),
        "supports": standing.row.supports,
        "leaders": standing.row.leaders,
        "sources": standing.row.sources,
        "due": task.due_text,
        "progress": progress(situation, standing, filings),
        "problems": told(situation, standing, "reason") or told(situation, standing, "problems"),
        "help": told(situation, standing, "help"),
        "remark": record.text("remark") if record else "",
        "declared": declared(situation, standing),
        "light": light_cell(situation, standing.verdict),
        "grounds": grounds(situation, standing),
    }


def _total(situation: Situation, name: str, tasks: Sequence[TaskStanding]) -> str:
    lights = [
        {"symbol": shown.symbol, "name": shown.name, "count": count}
        for light in (*LIGHTS[:3], Light.GREY)
        if (count := sum(task.verdict.light is light for task in tasks))
        for shown in (situation.rules.lights[light],)
    ]
    finished = sum(task.declared == "finished" for task in tasks)
    return situation.texts.word(name, tasks=len(tasks), finished=finished, lights=lights)
