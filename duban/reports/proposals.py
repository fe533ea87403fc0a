"""What units propose for the plan: 阶段节点 of tasks that have no interim days, and goals that came up since."""

from collections.abc import Iterator
from datetime import date

from duban.model.layout import SheetLayout
from duban.model.status import Status, TaskStatus
from duban.model.submission import Record
from duban.model.unit import Unit
from duban.reports.grouping import lead_unit_name
from duban.reports.look import task_number
from duban.reports.shelf import TABLES, ReportRows
from duban.workbook.book import Cell, Scalar


@TABLES("stages")
def stage_proposals(situation: Status) -> ReportRows:
    """Every task with the steps that were handed in, and what is still missing or late."""
    for layout in _slotted(situation, "task"):
        for standing in situation.tasks:
            yield _stage_row(situation, standing, layout)


@TABLES("stages-missing")
def missing_stages(situation: Status) -> ReportRows:
    """The tasks for which too few steps came."""
    for layout in _slotted(situation, "task"):
        for standing in situation.tasks:
            if len(_steps(situation, standing, layout)) < layout.least:
                yield _stage_row(situation, standing, layout)


@TABLES("new-goals")
def new_goals(situation: Status) -> ReportRows:
    """Every goal that units handed in this year, unit by unit; one that is handed in again stands once."""
    place = 0
    told: set[tuple[str, str]] = set()
    for unit, record in _goals(situation):
        content = record.text("content")
        if (unit.code, content) in told:
            continue
        told.add((unit.code, content))
        place += 1
        answers = {column: record.answer(column) for column in ("content", "basis", "due", "supports", "reason")}
        mark = situation.messages.text("goal-new" if record.period == situation.period.code else "goal-before")
        yield {"place": place, "unit": unit.name, **answers, "period": record.period, "fresh": mark}


def _goals(situation: Status) -> Iterator[tuple[Unit, Record]]:
    """What stands in the blank rows of each unit, period by period."""
    for layout in _slotted(situation, "unit"):
        for unit in situation.assignment.directory.units:
            keys = [f"~{unit.code}+{slot}" for slot in range(1, layout.slots + 1)]
            records = [record for key in keys for record in situation.history.records.get(key, ())]
            filled = [record for record in records if record.text("content")]
            yield from ((unit, record) for record in sorted(filled, key=lambda record: record.period))


def _slotted(situation: Status, rows: str) -> tuple[SheetLayout, ...]:
    """The sheet of the form that has blank rows to fill, for each task or for each unit; nothing where it has none."""
    return tuple(sheet for sheet in situation.layout.sheets if sheet.slots and sheet.rows == rows)[:1]


def _steps(situation: Status, task: TaskStatus, layout: SheetLayout) -> list[Record]:
    """The steps in the order of their days, those without a day last."""
    records = (situation.history.last(f"{task.row.key}+{place}") for place in range(1, layout.slots + 1))
    filled = [record for record in records if record and (record.text("content") or record.text("day"))]
    return sorted(filled, key=_day)


def _stage_row(situation: Status, standing: TaskStatus, layout: SheetLayout) -> dict[str, Cell | Scalar]:
    word, task = situation.messages.text, standing.task
    steps = _steps(situation, standing, layout)
    due = max(milestone.due for milestone in task.milestones)
    missing = layout.least - len(steps)
    remarks = []
    if missing > 0:
        silent = next((each.counted_return is None for each in situation.units if each.unit == standing.unit), True)
        remarks.append(word("stage-silent") if silent else word("stage-missing", count=missing))
    if any(_day(step) == date.max for step in steps):
        remarks.append(word("stage-no-day"))
    if late := [_day(step) for step in steps if due < _day(step) < date.max]:
        remarks.append(word("stage-late", day=late[0]))
    style = "light-yellow" if remarks else "light-green"
    lines = [word("stage-step", day=step.answer("day"), words=step.text("content")) for step in steps]
    return {
        "number": task_number(task),
        "category": standing.row.category,
        "text": task.name + task.content,
        "lead": lead_unit_name(situation, standing),
        "leaders": standing.row.leaders,
        "until": task.due_text,
        "count": len(steps),
        "steps": "\n".join(lines),
        "check": Cell("；".join(remarks) or word("stage-enough"), style),
    }


def _day(step: Record) -> date:
    day = step.answer("day")
    return day if isinstance(day, date) else date.max
