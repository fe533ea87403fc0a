"""What units propose for the plan: 阶段节点 of tasks that have no interim days, and goals that came up since."""

from datetime import date

from duban.model.layout import SheetLayout
from duban.model.role import Role
from duban.model.status import Status
from duban.model.submission import Record
from duban.model.unit import Unit
from duban.reports.table_rows import COLUMNS, CONDITIONS, TABLES, CellContent, ReportRows, TaskRow
from duban.workbook.book import Cell

_GOAL_ROLES = (Role.CONTENT, Role.BASIS, Role.DUE, Role.SUPPORTS, Role.REASON)


@CONDITIONS.task("asked-for-steps")
def asked_for_steps(row: TaskRow) -> bool:
    """The form has blank rows for the task's steps."""
    return _sheet_with_slots(row.status, "task") is not None


@CONDITIONS.task("too-few-steps")
def too_few_steps(row: TaskRow) -> bool:
    """The form asks for steps, and fewer came than it asks for."""
    return _missing_steps(row) > 0


@COLUMNS.task("step_count")
def step_count(row: TaskRow) -> CellContent:
    """How many steps were handed in."""
    return len(_steps(row))


@COLUMNS.task("steps")
def steps(row: TaskRow) -> CellContent:
    """The steps in the order of their days, one a line."""
    facts = ({"day": step.answer_by_role(Role.DAY), "words": step.text_by_role(Role.CONTENT)} for step in _steps(row))
    return "\n".join(row.status.messages.text("stage-step", **of_step) for of_step in facts)


@COLUMNS.task("steps_check")
def steps_check(row: TaskRow) -> CellContent:
    """What is missing, without a day, or later than the task itself; green where all is well."""
    text, days = row.status.messages.text, [_day(step) for step in _steps(row)]
    task_due = max(milestone.due for milestone in row.task.task.milestones)
    late_days = [day for day in days if task_due < day < date.max]
    remarks = []
    if too_few_steps(row):
        missing = _missing_steps(row)
        remarks.append(text("stage-silent") if _is_silent(row) else text("stage-missing", count=missing))
    if date.max in days:
        remarks.append(text("stage-no-day"))
    if late_days:
        remarks.append(text("stage-late", day=late_days[0]))
    return Cell("；".join(remarks) or text("stage-enough"), "light-yellow" if remarks else "light-green")


@TABLES("new-goals")
def new_goals(status: Status) -> ReportRows:
    """Every goal that units handed in this year, unit by unit; one that is handed in again stands once."""
    first_of_each: dict[tuple[str, str], tuple[Unit, Record]] = {}
    for unit, record in _goals(status):
        first_of_each.setdefault((unit.code, record.text_by_role(Role.CONTENT)), (unit, record))
    for place, (unit, record) in enumerate(first_of_each.values(), 1):
        answers = {role.value: record.answer_by_role(role) for role in _GOAL_ROLES}
        mark = status.messages.text("goal-new" if record.period == status.period.code else "goal-before")
        yield {"place": place, "unit": unit.name, **answers, "period": record.period, "fresh": mark}


def _goals(status: Status) -> list[tuple[Unit, Record]]:
    """What stands in the blank rows of each unit, period by period."""
    sheet = _sheet_with_slots(status, "unit")
    if sheet is None:
        return []
    goals = []
    for unit in status.assignment.directory.units:
        keys = [f"~{unit.code}+{slot}" for slot in range(1, sheet.slots + 1)]
        records = [record for key in keys for record in status.history.records.get(key, ())]
        with_content = [record for record in records if record.text_by_role(Role.CONTENT)]
        goals += [(unit, record) for record in sorted(with_content, key=lambda record: record.period)]
    return goals


def _sheet_with_slots(status: Status, rows: str) -> SheetLayout | None:
    """The first sheet of the form that has blank rows to fill, for each task or for each unit."""
    return next((sheet for sheet in status.layout.sheets if sheet.slots and sheet.rows == rows), None)


def _steps(row: TaskRow) -> list[Record]:
    """The steps in the order of their days, those without a day last."""
    sheet = _sheet_with_slots(row.status, "task")
    slots = range(1, sheet.slots + 1) if sheet else ()
    records = (row.status.history.last(f"{row.task.row.key}+{slot}") for slot in slots)
    return sorted((record for record in records if record and _is_step(record)), key=_day)


def _is_step(record: Record) -> bool:
    return bool(record.text_by_role(Role.CONTENT) or record.text_by_role(Role.DAY))


def _missing_steps(row: TaskRow) -> int:
    sheet = _sheet_with_slots(row.status, "task")
    return sheet.least - len(_steps(row)) if sheet else 0


def _is_silent(row: TaskRow) -> bool:
    """Whether nothing of the task's unit counts; so too where the unit has no form."""
    return next((unit.counted_return is None for unit in row.status.units if unit.unit == row.task.unit), True)


def _day(step: Record) -> date:
    day = step.answer_by_role(Role.DAY)
    return day if isinstance(day, date) else date.max
