"""What units propose for the plan: steps of tasks that have no interim days, new goals, and who leads which task.

The proposals as tables, and as the entries that a person would type under 调整.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from duban.messages.text_template import render_text
from duban.model.amendment_mapping import AmendmentMapping
from duban.model.change import AmendmentKind
from duban.model.layout import SheetLayout
from duban.model.role import Role
from duban.model.row import Row
from duban.model.status import FilingStatus, Status
from duban.model.submission import Record
from duban.model.unit import Unit, separate_names
from duban.registry import Registry
from duban.reports.filings import filing_word
from duban.reports.table_rows import COLUMNS, CONDITIONS, TABLES, CellContent, ReportRows, TaskRow
from duban.reports.task_claims import SETTLED_CLAIMS, claims_by_task
from duban.text.dates import format_deadline
from duban.text.display import period_words
from duban.workbook.book import Cell

_GOAL_ROLES = (Role.CONTENT, Role.BASIS, Role.DUE, Role.SUPPORTS, Role.REASON)


@CONDITIONS.task("asked-for-steps")
def asked_for_steps(row: TaskRow) -> bool:
    """The form has blank rows for the task's steps; none for a task that has milestones or parts already."""
    sheet = _sheet_with_slots(row.status, "task")
    return sheet is not None and (row.task.task.is_undivided or not sheet.whole_only)


@CONDITIONS.task("too-few-steps")
def too_few_steps(row: TaskRow) -> bool:
    """The form asks for steps, and fewer came than it asks for."""
    return asked_for_steps(row) and _missing_steps(row) > 0


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
    """What is missing, without a day, or later than the task itself; green where all is well, blank for not asked."""
    if not asked_for_steps(row):
        return ""
    remarks = "；".join(_step_remarks(row))
    return Cell(remarks or row.status.messages.text("stage-enough"), "light-yellow" if remarks else "light-green")


def _step_remarks(row: TaskRow) -> Iterator[str]:
    text, days = row.status.messages.text, [_day(step) for step in _steps(row)]
    task_due = max(milestone.due for milestone in row.task.task.milestones)
    if too_few_steps(row):
        filing = row.status.filing_status_of(row.task.unit) or FilingStatus.OWING
        is_filed = filing is FilingStatus.FILED
        yield text("stage-missing", count=_missing_steps(row)) if is_filed else filing_word(row.status, filing)
    if date.max in days:
        yield text("stage-no-day")
    if late_days := [day for day in days if task_due < day < date.max]:
        yield text("stage-late", day=late_days[0])


@TABLES("new-goals")
def new_goals(status: Status) -> ReportRows:
    """Every goal that units handed in this year, unit by unit; one that is handed in again stands once."""
    first_of_each: dict[tuple[str, str], tuple[Unit, Record]] = {}
    for unit, record in _goals(status):
        first_of_each.setdefault((unit.code, record.text_by_role(Role.CONTENT)), (unit, record))
    for place, (unit, record) in enumerate(first_of_each.values(), 1):
        answers = {role.value: record.answer_by_role(role) for role in _GOAL_ROLES}
        mark = status.messages.text("goal-new" if record.period == status.period.code else "goal-before")
        yield {"place": place, "unit": unit.name, **answers, "period": period_words(record.period), "fresh": mark}


def _goals(status: Status) -> list[tuple[Unit, Record]]:
    """What stands in the blank rows of each unit, period by period."""
    sheet = _sheet_with_slots(status, "unit")
    if sheet is None:
        return []
    goals = []
    for unit in status.assignment.directory.units:
        rows = status.assignment.rows(sheet, unit)
        records = [record for row in rows for record in status.history.records.get(row.key, ())]
        with_content = [record for record in records if record.text_by_role(Role.CONTENT)]
        goals += [(unit, record) for record in sorted(with_content, key=lambda record: record.period)]
    return goals


def _sheet_with_slots(status: Status, rows: str) -> SheetLayout | None:
    """The first sheet of the form that has blank rows to fill, for each task or for each unit."""
    return next((sheet for sheet in status.layout.sheets if sheet.slots and sheet.rows == rows), None)


def _steps(row: TaskRow) -> list[Record]:
    """The steps in the order of their days, those without a day last."""
    sheet = _sheet_with_slots(row.status, "task")
    if sheet is None:
        return []
    records = _records(row.status, row.task.row.blank_rows(sheet.slots, sheet.least))
    return sorted(filter(_is_step, records), key=_day)


def _is_step(record: Record) -> bool:
    return bool(record.text_by_role(Role.CONTENT) or record.text_by_role(Role.DAY))


def _missing_steps(row: TaskRow) -> int:
    sheet = _sheet_with_slots(row.status, "task")
    return sheet.least - len(_steps(row)) if sheet else 0


def _day(step: Record) -> date:
    day = step.answer_by_role(Role.DAY)
    return day if isinstance(day, date) else date.max


AmendmentEntry = dict[str, Any]
"""One amendment by its typed keys."""


AMENDMENT_BUILDERS: Registry[Callable[[Status, AmendmentMapping, SheetLayout], Iterator[AmendmentEntry]]] = Registry()


def proposed_amendments(status: Status) -> list[AmendmentEntry]:
    """The proposals that are complete and that nobody contests, in the plan's order; empty for most forms."""
    mapping = status.layout.amends
    if mapping is None:
        return []
    sheet = next(sheet for sheet in status.layout.sheets if sheet.key == mapping.sheet)
    basis = status.messages.text("amendment-basis", cycle=status.cycle, period=status.period)
    head = {"日期": status.as_of.isoformat(), "类型": mapping.kind}
    entries = AMENDMENT_BUILDERS[mapping.kind](status, mapping, sheet)
    complete_entries = ({**head, **entry, "依据": basis} for entry in entries)
    return [entry for entry in complete_entries if not _is_in_plan(status, entry)]


@AMENDMENT_BUILDERS(AmendmentKind.STAGED)
def stage_amendments(status: Status, mapping: AmendmentMapping, sheet: SheetLayout) -> Iterator[AmendmentEntry]:
    """Dated steps of a task, in order of their days.

    A task without steps or with fewer than are owed is left out, and one with a step after its own due day.

    Args:
        status: what the form's answers make of the plan.
        mapping: which column fills which key of an amendment.
        sheet: the form's sheet whose rows are proposals.
    """
    year = status.plan.year
    for task in status.tasks:
        steps = list(_dated_steps(status, mapping, task.row.blank_rows(sheet.slots, sheet.least)))
        due = max(milestone.due for milestone in task.task.milestones)
        if steps and len(steps) >= sheet.least and all(day <= due for day, _ in steps):
            milestones = [{format_deadline(day, year): content} for day, content in sorted(steps)]
            yield {"任务": task.task.number, "节点": milestones}


def _dated_steps(status: Status, mapping: AmendmentMapping, rows: Iterable[Row]) -> Iterator[tuple[date, str]]:
    for record in _records(status, rows):
        day, content = record.answer(mapping.keys["时限"]), record.text(mapping.keys["内容"])
        if isinstance(day, date) and content:
            yield day, content


@AMENDMENT_BUILDERS(AmendmentKind.ASSIGNED)
def assignment_amendments(status: Status, mapping: AmendmentMapping, _sheet: SheetLayout) -> Iterator[AmendmentEntry]:
    """Who leads, where exactly one unit says so; the supports that it names, and those that offer themselves.

    Args:
        status: what the form's answers make of the plan.
        mapping: which column fills which key of an amendment.
        _sheet: not needed: units answer about whole tasks.
    """
    for claims in claims_by_task(status):
        if claims.result not in SETTLED_CLAIMS:
            continue
        ((lead, record),) = claims.answers_meaning("claim")
        entry: AmendmentEntry = {"任务": claims.task.task.number, "牵头": lead.name}
        supports = _unit_names(status, record.text(mapping.keys["协办"]))
        supports += [unit.name for unit, _ in claims.answers_meaning("support")]
        if supports := [name for name in dict.fromkeys(supports) if name != lead.name]:
            entry["协办"] = supports
        if leader := record.text(mapping.keys["责任领导"]):
            entry["责任领导"] = leader
        yield {**entry, **_due_entry(status, mapping, record)}


@AMENDMENT_BUILDERS(AmendmentKind.ADDED)
def new_task_amendments(status: Status, mapping: AmendmentMapping, sheet: SheetLayout) -> Iterator[AmendmentEntry]:
    """A task for each goal that a unit handed in this period and that the plan does not have; the unit leads it.

    They are numbered on from those that the plan has. What was handed in before was proposed in its own period.

    Args:
        status: what the form's answers make of the plan.
        mapping: which column fills which key of an amendment.
        sheet: the form's sheet whose rows are proposals.
    """
    plan_numbers = {task.number for task in status.plan.tasks}
    numbers = (render_text(mapping.number, n=count) for count in itertools.count(1))
    free_numbers = (number for number in numbers if number not in plan_numbers)
    known_names = {"", *(task.name for task in status.plan.tasks)}
    for unit in status.assignment.units:
        for record in _records(status, status.assignment.rows(sheet, unit)):
            content = record.text(mapping.keys["名称"])
            if content in known_names or record.period != status.period.code:
                continue
            known_names.add(content)
            task = {"序号": next(free_numbers), **mapping.adds, "名称": content, "牵头": unit.name}
            yield {"任务内容": {**task, **_source_entry(status, mapping, record)}}


def _source_entry(status: Status, mapping: AmendmentMapping, record: Record) -> AmendmentEntry:
    """Source, supports and due day of a new task, as far as they were answered."""
    entry: AmendmentEntry = {}
    if source := record.text(mapping.keys["来源"]):
        entry["来源"] = source
    if supports := record.text(mapping.keys["协办"]):
        entry["协办"] = _unit_names(status, supports)
    return {**entry, **_due_entry(status, mapping, record)}


def _due_entry(status: Status, mapping: AmendmentMapping, record: Record) -> AmendmentEntry:
    due = record.answer(mapping.keys["完成时限"])
    return {"完成时限": format_deadline(due, status.plan.year)} if isinstance(due, date) else {}


def _records(status: Status, rows: Iterable[Row]) -> Iterator[Record]:
    for row in rows:
        if record := status.history.last(row.key):
            yield record


def _unit_names(status: Status, words: str) -> list[str]:
    """The units that an answer names; what is no unit's name stays with the answer."""
    units = (status.assignment.directory.find_unit(name) for name in separate_names(words))
    return [unit.name for unit in units if unit]


def _is_in_plan(status: Status, entry: AmendmentEntry) -> bool:
    """Whether the plan has this change of a task already: compiling again must not propose it twice."""
    return any(
        task.number == entry.get("任务") and any(change.basis == entry["依据"] for change in task.changes)
        for task in status.plan.tasks
    )
