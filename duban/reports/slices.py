"""切片: all tasks again, by source, flag, leader, category or unit, with a subtotal under each heading."""

from collections.abc import Callable, Sequence
from typing import get_args

from duban.model.report_layout import GroupingKey
from duban.model.status import FilingStatus, Status, TaskStatus
from duban.model.verdict import Light
from duban.reports.answers import declared_text, progress_text, task_answer_text
from duban.reports.figures import LIGHTS_AS_READ
from duban.reports.grouping import group_tasks, lead_unit_name
from duban.reports.look import light_cell, light_reasons, task_number
from duban.reports.sheet import WHOLE_WIDTH
from duban.reports.shelf import TABLES, ReportRows
from duban.workbook.book import Cell, Scalar

_ASKED: frozenset[GroupingKey] = frozenset({"source", "flag"})
"""By these only tasks that have a value are listed: nobody asks for the others."""


def tasks_by_group(by: GroupingKey) -> Callable[[Status], ReportRows]:
    """The rows of one way to slice: for each value a heading, its tasks, and a subtotal; a total at the end."""

    def rows(situation: Status) -> ReportRows:
        word = situation.messages.text
        filings = {standing.unit.code: standing.filing_status for standing in situation.units}
        for group in group_tasks(situation, by):
            if group.without_value and by in _ASKED:
                yield {WHOLE_WIDTH: word(f"slice-rest-{by}", count=len(group.tasks))}
                continue
            yield {WHOLE_WIDTH: Cell(word("slice-heading", title=group.title, count=len(group.tasks)), "total-word")}
            for task in group.tasks:
                yield _row(situation, task, filings)
            yield {WHOLE_WIDTH: Cell(_total(situation, "slice-subtotal", group.tasks), "group-word")}
        yield {WHOLE_WIDTH: Cell(_total(situation, "slice-total", situation.tasks), "total-word")}

    return rows


for _by in get_args(GroupingKey):
    TABLES(f"slice-{_by}")(tasks_by_group(_by))


def _row(situation: Status, standing: TaskStatus, filings: dict[str, FilingStatus]) -> dict[str, Cell | Scalar]:
    task, record = standing.task, standing.record
    return {
        "number": task_number(task),
        "name": task.name,
        "text": task.name + task.content,
        "content": task.printed,
        "category": standing.row.category,
        "lead": lead_unit_name(situation, standing),
        "supports": standing.row.supports,
        "leaders": standing.row.leaders,
        "sources": standing.row.sources,
        "due": task.due_text,
        "progress": progress_text(situation, standing, filings),
        "problems": task_answer_text(situation, standing, "reason")
        or task_answer_text(situation, standing, "problems"),
        "help": task_answer_text(situation, standing, "help"),
        "remark": record.text("remark") if record else "",
        "declared": declared_text(situation, standing),
        "light": light_cell(situation, standing.verdict),
        "grounds": light_reasons(situation, standing),
    }


def _total(situation: Status, name: str, tasks: Sequence[TaskStatus]) -> str:
    lights = [
        {"symbol": shown.symbol, "name": shown.name, "count": count}
        for light in (*LIGHTS_AS_READ[:3], Light.GREY)
        if (count := sum(task.verdict.light is light for task in tasks))
        for shown in (situation.light_rules.lights[light],)
    ]
    finished = sum(task.declared_meaning == "finished" for task in tasks)
    return situation.messages.text(name, tasks=len(tasks), finished=finished, lights=lights)
