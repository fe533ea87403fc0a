"""Columns of the first page's lists of worries: the light and its course, the day and the delay, the reason."""

from datetime import date

from duban.model.role import Role
from duban.model.row import Row
from duban.model.status import MilestoneStatus, Status
from duban.model.verdict import Light
from duban.reports.amended import milestone_mark, task_mark
from duban.reports.escalation import days_overdue
from duban.reports.figures import has_last_report
from duban.reports.formatting import DASH, marked, ruling_mark, severity_rank, short_day, verdict_reason
from duban.reports.latest_answers import answer_doubt, former_ruling, reopening_mark, text_of
from duban.reports.light_course import light_periods, light_since, told_periods
from duban.reports.table_rows import COLUMNS, CONDITIONS, ORDERS, CellContent, MilestoneRow
from duban.text.display import leading_clauses, shorten
from duban.workbook.book import Cell

_SHORT_NAME, _SHORT_PART, _SHORT_WHOLE, _SHORT_REASON = 20, 24, 36, 44
"""Characters of a task's name, of a milestone's wording, of a task that has no parts, of a reason.

The lists behind the page have all of it.
"""
_CUT = "…"
_TOLD_BESIDE = {"due", "days", "issued", "claimed", "expected", "reason"}
"""Facts of a verdict that stand in other columns of these lists: day, delay, declared state, expected day, reason."""


@COLUMNS.milestone("light_and_course")
def light_and_course(row: MilestoneRow) -> CellContent:
    """The milestone's light and what was ruled, since when it is lit, and a doubt about the answer."""
    status, verdict = row.status, row.milestone.verdict
    light = status.light_rules.lights[verdict.light]
    lines = (
        f"{light.symbol} {light.name}",
        ruling_mark(status, verdict),
        *_course(row),
        answer_doubt(status, row.milestone),
    )
    return Cell("\n".join(filter(None, lines)), f"light-{verdict.light}")


@COLUMNS.milestone("matter_brief")
def matter_brief(row: MilestoneRow) -> CellContent:
    """What is to be done, in a line or three: the task's number and name, the milestone's content, `有调整`."""
    return brief_matter(row.status, row.milestone.row)


def brief_matter(status: Status, row: Row, *, names_part: bool = True) -> str:
    """The same of any row.

    Args:
        status: has the words.
        row: of a task or a milestone.
        names_part: whether the milestone is named too.
    """
    planned, text = row.milestone, status.messages.text
    content = planned.content if planned and names_part and planned.content != row.task.name else ""
    part = leading_clauses(content, _SHORT_PART, _CUT)
    part = planned.with_term(part) if planned and names_part else part
    name = leading_clauses(row.task.name, _SHORT_NAME if part or not names_part else _SHORT_WHOLE, _CUT)
    changed = text("mark-amended") if milestone_mark(status, row) or task_mark(status, row.task) else ""
    return text("matter-brief", number=row.task.number, name=name, part=part) + marked(status.messages, changed)


@COLUMNS.milestone("due_and_delay")
def due_and_delay(row: MilestoneRow) -> CellContent:
    """The milestone's due day, and by how many days that is exceeded; of what goes on all the year, that it does."""
    own = row.milestone.row
    day = short_day(row.status.plan, own.due) if own.due else ""
    return row.status.messages.text("due-and-delay", day=day, days=_delay(row), is_continuing=own.is_continuing)


@COLUMNS.milestone("own_reason")
def own_reason(row: MilestoneRow) -> CellContent:
    """Why: the word of the rule where no delay says it, then what the unit says; else the verdict's own reason.

    What was ruled, and a verdict that says more than day and delay, stand before the unit's words.
    """
    status, milestone = row.status, row.milestone
    verdict, reason = milestone.verdict, text_of(milestone.record, Role.REASON)
    facts = {key for key, fact in verdict.facts.items() if fact}
    if verdict.ruling or not facts <= _TOLD_BESIDE:
        ground = verdict_reason(status, verdict)
        pieces = [ground, *([] if reason in ground else [reason])]
    else:
        pieces = [*([] if _delay(row) else [status.light_rules.rule(verdict.code).word]), *([reason] if reason else [])]
    marks = "，".join(filter(None, (reopening_mark(status, milestone), former_ruling(status, milestone))))
    words = status.messages.text("own-reason", pieces=[piece.rstrip("。；") for piece in pieces])
    return (shorten(words, _SHORT_REASON) or DASH) + marked(status.messages, marks)


@CONDITIONS.milestone("red-or-yellow")
def red_or_yellow(row: MilestoneRow) -> bool:
    """The milestone is red or yellow."""
    return row.milestone.verdict.light in (Light.RED, Light.YELLOW)


@ORDERS.milestone("worst-and-most-overdue")
def worst_and_most_overdue(row: MilestoneRow) -> tuple[int, int, date]:
    """The worst light first; of one light what is late for the longest time, then by the due day."""
    return severity_rank(row.milestone.verdict.light), -_delay(row), row.milestone.row.due or date.max


def _delay(row: MilestoneRow) -> int:
    """Days that a milestone is late; 0 for one that is finished, not due, or not known."""
    milestone: MilestoneStatus = row.milestone
    if milestone.finished or milestone.unknown_state or not milestone.due_by(row.status.as_of):
        return 0
    return days_overdue(row.status, milestone)


def _course(row: MilestoneRow) -> tuple[str, ...]:
    """Whether the light is new, else since when it is lit and in how many reports; nothing in a first report."""
    if not has_last_report(row.status):
        return ()
    text, reports = row.status.messages.text, told_periods(row.milestone)
    if light_periods(row.milestone) == 1:
        return (text("red-new"),)
    return (text("lit-since", day=light_since(row)), text("red-still", count=reports)) if reports else ()
