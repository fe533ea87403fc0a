"""节点完成情况总表: the printed table of a plan put together again, with what was reported beside each milestone."""

from duban.model.status import MilestoneStatus, Status, TaskStatus
from duban.reports.look import answer_caveat, light_cell, task_number, verdict_reason
from duban.reports.shelf import TABLES, ReportRows
from duban.workbook.book import Cell, Scalar

_Row = dict[str, Cell | Scalar]


@TABLES("official")
def milestone_table(situation: Status) -> ReportRows:
    """Every milestone in the plan's order; what is said of a task stands in one cell beside all of its milestones.

    `flag:NAME` is a column for each flag of the plan: whether the task carries it.
    """
    for task in situation.tasks:
        first = _of_task(situation, task)
        for milestone in task.milestones:
            yield first | _of_milestone(situation, milestone)
            first = {}


def _of_task(situation: Status, task: TaskStatus) -> _Row:
    row, printed = task.row, task.task
    people = situation.messages.text("official-people", leaders=printed.leader, contacts=printed.contacts)
    centred: dict[str, Scalar] = {
        "category": row.category,
        "number": task_number(printed),
        "role": printed.role,
        "weight": "" if printed.weight is None else printed.weight,
        "units": row.units,
    }
    flags = dict.fromkeys(flag for each in situation.plan.tasks for flag in each.flags)
    centred |= {
        f"flag:{flag}": situation.messages.text("flag-yes" if flag in printed.flags else "flag-no") for flag in flags
    }
    filled: dict[str, Scalar] = {
        "group": row.group.name,
        "name": printed.name,
        "content": printed.content,
        "people": people,
        "sources": row.sources,
    }
    down = len(task.milestones)
    cells: _Row = {key: Cell(value, "word-center", row_span=down) for key, value in centred.items()}
    return cells | {key: Cell(value, "word-middle", row_span=down) for key, value in filled.items()}


def _of_milestone(situation: Status, milestone: MilestoneStatus) -> _Row:
    row, record = milestone.row, milestone.record
    answers: dict[str, Scalar] = {
        column: record.answer(column) if record else None
        for column in ("state", "actual", "progress", "evidence", "reason", "expected", "explained")
    }
    if record:
        answers["explained"] = situation.messages.text("official-explained", **answers)
    return answers | {
        "line": row.line,
        "standard": row.milestone.standard if row.milestone else "",
        "due": row.due,
        "filing": row.filing,
        "light": light_cell(situation, milestone.verdict, answer_caveat(situation, milestone)),
        "ground": verdict_reason(situation, milestone.verdict),
    }
