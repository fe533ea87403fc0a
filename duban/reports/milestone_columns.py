"""Columns, conditions and orders of report tables about milestones."""

from datetime import date
from functools import partial

from duban.messages.finding import Place
from duban.model.layout import EXPLANATION_KEY
from duban.model.role import Role
from duban.model.verdict import WORRYING_LIGHTS, Light
from duban.reports.amended import milestone_mark, row_words
from duban.reports.figures import has_last_report, is_newly_red
from duban.reports.formatting import DASH, light_cell, marked, severity_rank, short_day, verdict_reason
from duban.reports.latest_answers import (
    COLUMNS_OF_ROLES,
    answer_caveats,
    answer_doubt,
    answer_of,
    answer_text,
    cell_of,
    former_ruling,
    record_with_answer,
    reopening_mark,
    settled_state,
    text_of,
)
from duban.reports.light_course import told_periods
from duban.reports.table_rows import COLUMNS, CONDITIONS, ORDERS, CellContent, MilestoneRow, attribute_column
from duban.reports.task_columns import cell_name, task_answer
from duban.text.display import period_words

_ATTRIBUTES = {
    "due": ("milestone.row.due", "The milestone's due day."),
    "filing": ("milestone.row.filing", "The day until which the milestone is to be reported."),
}
"""Columns that show an attribute as it is: name → where the row has it, and what it is."""

for _name, (_path, _meaning) in _ATTRIBUTES.items():
    COLUMNS.milestone(_name)(attribute_column(_path, _meaning))


@COLUMNS.milestone("line")
def line(row: MilestoneRow) -> str:
    """The milestone's wording as printed, and when it was due at first."""
    return row.milestone.row.line + milestone_mark(row.status, row.milestone.row)


@COLUMNS.milestone("part")
def part(row: MilestoneRow) -> CellContent:
    """The same; blank where the wording is the task's own name."""
    return "" if row.milestone.row.line == row.task.task.name else line(row)


@COLUMNS.milestone("standard")
def standard(row: MilestoneRow) -> CellContent:
    """By what the milestone is measured."""
    return row.milestone.row.milestone.standard if row.milestone.row.milestone else ""


@COLUMNS.milestone("light")
def milestone_light(row: MilestoneRow) -> CellContent:
    """The milestone's light with its word, and why the answer behind it may be doubted."""
    return light_cell(row.status, row.milestone.verdict, *answer_caveats(row.status, row.milestone))


@COLUMNS.milestone("light_only")
def light_only(row: MilestoneRow) -> CellContent:
    """The milestone's light with its word."""
    return light_cell(row.status, row.milestone.verdict)


@COLUMNS.milestone("light_with_history")
def light_with_history(row: MilestoneRow) -> CellContent:
    """The milestone's light, in how many reports it has been red, and why the answer may be doubted."""
    marks = _red_history(row), answer_doubt(row.status, row.milestone)
    return light_cell(row.status, row.milestone.verdict, *marks)


@COLUMNS.milestone("red_history")
def red_history(row: MilestoneRow) -> CellContent:
    """Of a red milestone, whether it is newly red, else in how many reports it has been; blank in a first report."""
    return _red_history(row) if row.milestone.verdict.light is Light.RED else ""


@COLUMNS.milestone("ground")
def ground(row: MilestoneRow) -> CellContent:
    """Why the milestone has its light, that its unit took back that it was finished, and what was ruled before."""
    marks = reopening_mark(row.status, row.milestone), former_ruling(row.status, row.milestone)
    return verdict_reason(row.status, row.milestone.verdict) + "".join(
        marked(row.status.messages, mark) for mark in marks
    )


@COLUMNS.milestone("answer")
def milestone_answer(row: MilestoneRow, column: str) -> CellContent:
    """`answer:help`: the answer that counts in this kind of form, by the role or key of its column."""
    return answer_of(row.milestone.record, column)


@COLUMNS.milestone("latest")
def milestone_latest(row: MilestoneRow, column: str) -> CellContent:
    """`latest:help`: the answer that counts, in this kind of form or in a related one."""
    record = record_with_answer(row.status, row.milestone, column)
    return answer_of(record, column)


@COLUMNS.milestone("progress")
def milestone_progress(row: MilestoneRow) -> CellContent:
    """The progress that counts in this kind of form."""
    return answer_of(row.milestone.record, Role.PROGRESS)


@COLUMNS.milestone("state_marked")
def state_marked(row: MilestoneRow) -> CellContent:
    """What the unit declares in this kind of form, and why that may be doubted."""
    return _with_caveats(row, text_of(row.milestone.record, Role.STATE))


@COLUMNS.milestone("latest_state")
def latest_state(row: MilestoneRow) -> CellContent:
    """What the unit declares in this kind of form or a related one and why that may be doubted, or that it has not."""
    declared = _with_caveats(row, answer_text(row.status, row.milestone, Role.STATE))
    return declared or row.status.messages.text("state-silent")


def _with_caveats(row: MilestoneRow, state: str) -> str:
    """A declared state and why it may be doubted; also that it was said of a due day that was put off since."""
    settled = row.status.messages.text("mark-within-due") if settled_state(row.milestone) else ""
    caveats = settled, *answer_caveats(row.status, row.milestone)
    return state + marked(row.status.messages, "，".join(filter(None, caveats)))


@COLUMNS.milestone("latest_progress")
def latest_progress(row: MilestoneRow) -> CellContent:
    """The newest progress in this form or a related one, marked where it is not of this period or not verified."""
    record = record_with_answer(row.status, row.milestone, Role.PROGRESS)
    if record is None:
        return ""
    text = row.status.messages.text
    doubt = text("mark-unverified") if record.unverified else ""
    origin = text("mark-carried-over") if record.period != row.status.period.code else ""
    return text_of(record, Role.PROGRESS) + marked(row.status.messages, "，".join(filter(None, (doubt, origin))))


@COLUMNS.milestone("explained")
def explained(row: MilestoneRow) -> CellContent:
    """Progress, reason, expected day and explanation as one text, as templates/texts put them together."""
    if row.milestone.record is None:
        return None
    keys = (Role.PROGRESS, Role.REASON, Role.EXPECTED, EXPLANATION_KEY)
    return row.status.messages.text("official-explained", **{key: answer_of(row.milestone.record, key) for key in keys})


@COLUMNS.milestone("period")
def period(row: MilestoneRow) -> CellContent:
    """The period in which the answer was given."""
    return period_words(row.milestone.record.period) if row.milestone.record else ""


@COLUMNS.milestone("file")
def file(row: MilestoneRow) -> CellContent:
    """The file in which the declared state stands."""
    return _state_place(row).file


@COLUMNS.milestone("cell")
def cell(row: MilestoneRow) -> CellContent:
    """The sheet and cell in which the declared state stands."""
    return cell_name(_state_place(row))


@COLUMNS.milestone("answer_place")
def answer_place(row: MilestoneRow) -> CellContent:
    """The period, the file, and the sheet and cell in which the declared state stands, one below another."""
    place = _state_place(row)
    return "\n".join(filter(None, (period(row), place.file, cell_name(place))))


@COLUMNS.milestone("task_and_line")
def task_and_line(row: MilestoneRow) -> CellContent:
    """The task's number and name and the milestone's wording, at most 100 characters, and how they were amended."""
    return row_words(row.status, row.milestone.row)


@COLUMNS.milestone("expected_short")
def expected_short(row: MilestoneRow) -> CellContent:
    """The day on which the unit expects to finish, without the year where that is the plan's; `—` for none."""
    return _short_day_or_dash(row, answer_of(row.milestone.record, Role.EXPECTED))


@COLUMNS.milestone("latest_day")
def milestone_latest_day(row: MilestoneRow, column: str) -> CellContent:
    """`latest_day:expected`: as `latest`, a day without the year where that is the plan's; `—` for none."""
    return _short_day_or_dash(row, milestone_latest(row, column))


@COLUMNS.milestone("help_or_dash")
def help_or_dash(row: MilestoneRow) -> CellContent:
    """What leaders are asked to settle; `—` for nothing."""
    return text_of(row.milestone.record, Role.HELP) or DASH


@CONDITIONS.milestone("worrying")
def worrying(row: MilestoneRow) -> bool:
    """The milestone is red, yellow or blue."""
    return row.milestone.verdict.light in WORRYING_LIGHTS


@CONDITIONS.milestone("red")
def red(row: MilestoneRow) -> bool:
    """The milestone is red."""
    return row.milestone.verdict.light is Light.RED


@CONDITIONS.milestone("unverified")
def unverified_state(row: MilestoneRow) -> bool:
    """The milestone is due, and nobody knows how it stands."""
    return row.milestone.unknown_state is not None


@CONDITIONS.milestone("answered")
def answered(row: MilestoneRow, column: str) -> bool:
    """`answered:help`: there is an answer in this column of this kind of form."""
    return bool(text_of(row.milestone.record, column))


@CONDITIONS.milestone("latest")
def answered_in_any_form(row: MilestoneRow, column: str) -> bool:
    """`latest:order`: there is an answer in this column of this kind of form or of a related one."""
    return bool(answer_text(row.status, row.milestone, column))


@ORDERS.milestone("worst-light")
def worst_light(row: MilestoneRow) -> int:
    """The worst light first."""
    return severity_rank(row.milestone.verdict.light)


@ORDERS.milestone("newly-red")
def newly_red_milestone(row: MilestoneRow) -> bool:
    """Milestones that were not red in the last report first."""
    return not is_newly_red(row.status, row.milestone)


def _red_history(row: MilestoneRow) -> str:
    if not has_last_report(row.status):
        return ""
    text, reports = row.status.messages.text, told_periods(row.milestone)
    if is_newly_red(row.status, row.milestone):
        return text("red-new")
    return text("red-still", count=reports) if reports else ""


def _short_day_or_dash(row: MilestoneRow, answer: CellContent) -> str:
    return short_day(row.status.plan, answer) if isinstance(answer, date) else DASH


def _state_place(row: MilestoneRow) -> Place:
    state = cell_of(row.milestone.record, Role.STATE)
    return state.place if state else Place("")


for _role in COLUMNS_OF_ROLES:
    for _registry, _answer in ((COLUMNS.task, task_answer), (COLUMNS.milestone, milestone_answer)):
        _registry(_role)(partial(_answer, column=_role)).__doc__ = f"The same as `answer:{_role}`."
