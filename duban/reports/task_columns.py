"""Columns, conditions and orders of report tables about tasks; tables of milestones have them as well.

A name has one meaning wherever it stands: `number` is the task's printed number and `index` the running one,
`reason` the unit's answer, `ground` and `grounds` the sentences of verdicts.
"""

from functools import lru_cache

from duban.messages.finding import Place
from duban.model.role import Role
from duban.model.row import Row
from duban.model.status import KEPT_STATUSES, Status, TaskStatus
from duban.model.unit import UNASSIGNED_UNIT
from duban.model.verdict import LIGHTS_WORST_FIRST, WORRYING_LIGHTS, Light, Meaning
from duban.reports.amended import milestone_mark, task_mark
from duban.reports.figures import is_newly_red
from duban.reports.formatting import DASH, light_cell, severity_rank, short_day, short_task_name, task_number
from duban.reports.latest_answers import (
    answer_of,
    cell_of,
    declared_text,
    marked_answers_text,
    newest_record,
    progress_text,
    task_answer_text,
    text_of,
)
from duban.reports.light_reasons import light_reasons
from duban.reports.table_rows import COLUMNS, CONDITIONS, ORDERS, CellContent, MilestoneRow, TaskRow, attribute_column
from duban.reports.task_groups import lead_unit_name, printed_and_meant_leaders, several_leads
from duban.text.folding import remove_spaces

_ATTRIBUTES = {
    "index": ("index", "Running number in the table."),
    "content_only": ("task.task.content", "The task's content without its milestones."),
    "category": ("task.row.category", "The heading of the plan that the task stands under."),
    "group": ("task.row.group.name", "The name of the plan's group that the task belongs to."),
    "proposed_lead": ("task.task.proposed", "The unit that the office proposes to lead, as typed."),
    "supports": ("task.row.supports", "The supporting units as printed, one a line."),
    "leaders": ("task.row.leaders", "The responsible leaders as printed, one a line."),
    "units": ("task.row.units", "All responsible units as printed."),
    "sources": ("task.row.sources", "Where the task comes from."),
    "role": ("task.task.role", "The office's own part in the task, as printed."),
    "weight": ("task.task.weight", "The points that the task is worth; blank for none."),
}
"""Columns that show an attribute as it is: name → where the row has it, and what it is."""

for _name, (_path, _meaning) in _ATTRIBUTES.items():
    COLUMNS.task(_name)(attribute_column(_path, _meaning))


@COLUMNS.task("number")
def number(row: TaskRow) -> CellContent:
    """The task's number as printed."""
    return task_number(row.task.task)


@COLUMNS.task("name")
def full_name(row: TaskRow) -> str:
    """The task's name as printed, and how it was amended."""
    return row.task.task.name + task_mark(row.status, row.task.task)


@COLUMNS.task("content")
def printed_content(row: TaskRow) -> CellContent:
    """The task's content with the lines of its milestones, each once as printed, and when it was due at first."""
    task = row.task.task
    lines = [
        task.printed_line(part.milestone) + milestone_mark(row.status, part)
        for part in _printed_rows(row.task)
        if part.milestone
    ]
    return "\n".join(filter(None, (task.content, task.lead_in if lines else "", *lines)))


def _printed_rows(task: TaskStatus) -> list[Row]:
    """One row of each line of a task: not one whose unit alone was given another day, where there is another."""
    rows: dict[str, Row] = {}
    for milestone in task.milestones:
        planned = milestone.row.milestone
        if planned and not planned.implicit:
            former = rows.setdefault(planned.line, milestone.row)
            if former.milestone and former.milestone.moved_alone and not planned.moved_alone:
                rows[planned.line] = milestone.row
    return list(rows.values())


@COLUMNS.task("brief")
def brief_name(row: TaskRow) -> CellContent:
    """The task's name, at most 48 characters, and how it was amended."""
    return short_task_name(row.task.task) + task_mark(row.status, row.task.task)


@COLUMNS.task("text")
def text(row: TaskRow) -> CellContent:
    """The task's name and content in one, and how it was amended."""
    return row.task.task.wording + task_mark(row.status, row.task.task)


@COLUMNS.task("due_text")
def due_text(row: TaskRow) -> CellContent:
    """The task's due day in the plan's words; where only its milestones have days, the last of these."""
    task = row.task
    return task.row.due_text or short_day(row.status.plan, max(milestone.due for milestone in task.task.milestones))


@COLUMNS.task("lead")
def lead(row: TaskRow) -> CellContent:
    """The unit that leads; several as printed (各镇街); where the plan names none, the one that answers."""
    return several_leads(row.status, row.task) or lead_unit_name(row.status, row.task)


@COLUMNS.task("declared")
def declared(row: TaskRow) -> CellContent:
    """What the milestones' answers add up to."""
    return declared_text(row.status, row.task)


@COLUMNS.task("grounds")
def grounds(row: TaskRow) -> CellContent:
    """Why the task has its light: each worrying milestone."""
    return light_reasons(row.status, row.task)


@COLUMNS.task("unit")
def unit_name(row: TaskRow) -> CellContent:
    """The unit that answers, of a milestone its own; of a task that several lead these as printed (各镇街)."""
    if isinstance(row, MilestoneRow):
        return row.milestone.unit.name
    return several_leads(row.status, row.task) or row.task.unit.name


@COLUMNS.task("weight_or_dash")
def weight_or_dash(row: TaskRow) -> CellContent:
    """The points that the task is worth, `—` for none."""
    return DASH if row.task.task.weight is None else row.task.task.weight


@COLUMNS.task("people")
def people(row: TaskRow) -> CellContent:
    """Leaders and contacts in one cell."""
    task = row.task.task
    return row.status.messages.text("official-people", leaders=task.leader, contacts=task.contacts)


@COLUMNS.task("flag")
def flag(row: TaskRow, flag_name: str) -> CellContent:
    """`flag:重点工作`: whether the task carries the flag; blank where no task of the plan does."""
    if flag_name not in _flags(row.status):
        return ""
    return row.status.messages.text("flag-yes" if flag_name in row.task.task.flags else "flag-no")


@lru_cache(maxsize=KEPT_STATUSES)
def _flags(status: Status) -> frozenset[str]:
    """All that any task of the plan carries."""
    return frozenset(flag for task in status.plan.tasks for flag in task.flags)


@COLUMNS.task("name_with_leaders")
def name_with_leaders(row: TaskRow) -> CellContent:
    """The task's name, how it was amended, the leaders who share it, and leaders whose name is printed wrong."""
    leaders = printed_and_meant_leaders(row.task)
    misprints = [printed for printed, meant in leaders if remove_spaces(printed) != meant]
    text, meant_leaders = row.status.messages.text, [meant for _, meant in leaders]
    together = text("leaders-together", leaders=meant_leaders) if len(leaders) > 1 else ""
    return f"{full_name(row)}{together}" + (text("leaders-slip", printed=misprints) if misprints else "")


@COLUMNS.task("task_short")
def task_short(row: TaskRow) -> CellContent:
    """The task's number and name, and how it was amended."""
    return row.status.messages.text("task-short", number=row.task.task.number, name=full_name(row))


@COLUMNS.task("light")
def task_light(row: TaskRow) -> CellContent:
    """The task's light with its word; of a green one, how many of its milestones were finished late."""
    return light_cell(row.status, row.task.verdict, _late_mark(row))


@COLUMNS.task("light_word")
def task_light_word(row: TaskRow) -> CellContent:
    """The word of the rule by which the task has its light, without the light."""
    return row.status.light_rules.rule(row.task.verdict.code).word


@COLUMNS.task("progress")
def task_progress(row: TaskRow) -> CellContent:
    """The progress that counts, and why it is not this period's or not yet right."""
    return progress_text(row.status, row.task)


@COLUMNS.task("reason_or_problems")
def reason_or_problems(row: TaskRow) -> CellContent:
    """What the unit gives as reason, else what it names as problems."""
    return task_answer_text(row.status, row.task, Role.REASON) or task_answer_text(row.status, row.task, Role.PROBLEMS)


@COLUMNS.task("reason_and_problems")
def reason_and_problems(row: TaskRow) -> CellContent:
    """The unit's reasons, then its problems, of the task itself and of its milestones; marked where said earlier."""
    return marked_answers_text(row.status, row.task, (Role.REASON, Role.PROBLEMS))


@COLUMNS.task("remark")
def remark(row: TaskRow) -> CellContent:
    """The unit's remark on the task as a whole."""
    return text_of(row.task.record, Role.REMARK)


@COLUMNS.task("answer")
def task_answer(row: TaskRow, column: str) -> CellContent:
    """`answer:help`: the answer that counts, by the role or key of its column; the task's own, else its milestones'."""
    return task_answer_text(row.status, row.task, column)


@COLUMNS.task("latest")
def task_latest(row: TaskRow, column: str) -> CellContent:
    """`latest:grade`: the newest answer in this kind of form, else in a related one."""
    record = newest_record(row.status, column, row.task.row.key)
    return answer_of(record, column)


@COLUMNS.task("latest_file")
def latest_file(row: TaskRow, column: str) -> CellContent:
    """`latest_file:score`: the file in which the newest answer stands."""
    return _latest_place(row, column).file


@COLUMNS.task("latest_cell")
def latest_cell(row: TaskRow, column: str) -> CellContent:
    """`latest_cell:score`: the sheet and cell in which the newest answer stands."""
    return cell_name(_latest_place(row, column))


@CONDITIONS.task("unassigned")
def unassigned(row: TaskRow) -> bool:
    """No unit answers for the task."""
    return row.task.unit == UNASSIGNED_UNIT


@ORDERS.task("worst-task")
def worst_task(row: TaskRow) -> int:
    """Tasks that worry first, the worst at the top; all others after them."""
    light = row.task.verdict.light
    return severity_rank(light) if light in WORRYING_LIGHTS else len(LIGHTS_WORST_FIRST)


@ORDERS.task("newly-red")
def newly_red(row: TaskRow) -> bool:
    """Tasks that were not red in the last report first."""
    return not is_newly_red(row.status, row.task)


def _late_mark(row: TaskRow) -> str:
    milestones = row.task.milestones
    count = sum(milestone.meaning == Meaning.DONE_LATE for milestone in milestones)
    if row.task.verdict.light is not Light.GREEN or not count:
        return ""
    return row.status.messages.text("mark-done-late", count=count, milestones=len(milestones))


def _latest_place(row: TaskRow, column: str) -> Place:
    answer = cell_of(newest_record(row.status, column, row.task.row.key), column)
    return answer.place if answer else Place("")


def cell_name(place: Place) -> str:
    """`工作表!F7`; empty for no cell."""
    return "!".join(filter(None, (place.sheet, place.cell))) if place.cell else ""
