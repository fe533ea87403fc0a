"""滞后清单 and 督查: what inspectors found, and the step of the office's own ladder (templates/lights.yaml)."""

from datetime import date

from duban.model.edition import Withheld
from duban.model.role import Role
from duban.model.status import MilestoneStatus, Status
from duban.model.verdict import EscalationStep, Light
from duban.reports.formatting import severity_rank
from duban.reports.latest_answers import record_with_answer, text_of
from duban.reports.light_course import light_periods
from duban.reports.table_rows import COLUMNS, CONDITIONS, ORDERS, TABLES, CellContent, MilestoneRow, ReportRows
from duban.workbook.book import Cell


def escalation_step(status: Status, milestone: MilestoneStatus) -> EscalationStep | None:
    """The first step of the ladder that applies to a milestone: by what persons found, or by what is known of it.

    None in an edition that keeps the ladder back.
    """
    if not status.edition.shows(Withheld.LADDER):
        return None
    year_is_over = status.as_of > date(status.plan.year, 12, 31)
    for step in status.light_rules.ladder:
        applies = _inspectors_found(status, milestone, step) or _applies_by_light(status, milestone, step)
        if applies and (year_is_over or not step.year_over):
            return step
    return None


@TABLES("ladder")
def escalation_steps(status: Status) -> ReportRows:
    """The steps themselves, as the office's rule has them."""
    for step in status.light_rules.ladder:
        yield {"finding": step.word, "suggests": step.suggests}


@CONDITIONS.milestone("found-slow")
def inspectors_found_slow(row: MilestoneRow) -> bool:
    """Inspectors found what some step of the ladder speaks of."""
    return was_found_slow(row.status, row.milestone)


def was_found_slow(status: Status, milestone: MilestoneStatus) -> bool:
    """Whether inspectors found what some step of the ladder speaks of, and that is still open."""
    return any(_inspectors_found(status, milestone, step) for step in status.light_rules.ladder)


@CONDITIONS.milestone("lagging")
def lagging(row: MilestoneRow) -> bool:
    """The milestone is red, or a step of the ladder applies to it."""
    return row.milestone.verdict.light is Light.RED or escalation_step(row.status, row.milestone) is not None


@ORDERS.milestone("escalation")
def escalation_order(row: MilestoneRow) -> tuple[int, int, int]:
    """The gravest step, then the worst light, then what is late for the longest time."""
    steps = row.status.light_rules.ladder
    step = escalation_step(row.status, row.milestone)
    rank = steps.index(step) if step else len(steps)
    return rank, severity_rank(row.milestone.verdict.light), -days_overdue(row.status, row.milestone)


@COLUMNS.milestone("escalation")
def escalation_words(row: MilestoneRow) -> CellContent:
    """What is so, in the words of the step that applies."""
    step = escalation_step(row.status, row.milestone)
    return step.word if step else ""


@COLUMNS.milestone("suggestion")
def suggestion(row: MilestoneRow) -> CellContent:
    """What the step that applies provides, as a suggestion."""
    step = escalation_step(row.status, row.milestone)
    return row.status.messages.text("suggested", words=step.suggests) if step else ""


@COLUMNS.milestone("inspection")
def inspection(row: MilestoneRow) -> CellContent:
    """What inspectors found and why, marked where that was an earlier period; yellow where they found it slow."""
    style = "light-yellow" if inspectors_found_slow(row) else "word-middle"
    record = record_with_answer(row.status, row.milestone, Role.JUDGED)
    if record is None:
        return Cell("", style)
    earlier = row.status.messages.text("judged-before") if record.period != row.status.period.code else ""
    return Cell("\n".join(filter(None, (text_of(record, Role.JUDGED) + earlier, text_of(record, Role.OPINION)))), style)


def days_overdue(status: Status, milestone: MilestoneStatus) -> int:
    """Days since the due day, or since the plan's issue where that was later; 0 on that day and before it."""
    start = status.plan.issued if milestone.due_before_issue else milestone.row.due
    return max(0, (status.as_of - start).days) if start else 0


def _applies_by_light(status: Status, milestone: MilestoneStatus, step: EscalationStep) -> bool:
    """Nothing is suggested of a milestone of which nobody knows how it stands."""
    is_late_enough = days_overdue(status, milestone) >= step.days_late and light_periods(milestone) >= step.reports
    return milestone.unknown_state is None and milestone.verdict.light in step.lights and is_late_enough


def _inspectors_found(status: Status, milestone: MilestoneStatus, step: EscalationStep) -> bool:
    return any(_finding_still_open(status, milestone, column) in words for column, words in step.answers.items())


def _finding_still_open(status: Status, milestone: MilestoneStatus, column: str) -> str:
    """What was found in a column; empty where the unit has declared the milestone finished since then."""
    record = record_with_answer(status, milestone, column)
    if record is None:
        return ""
    histories = (status.history, *status.related_histories.values())
    declarations = [
        declared
        for history in histories
        for declared in reversed(history.records.get(milestone.row.key, ()))
        if declared.meaning
    ]
    meaning_then = next((declared.meaning for declared in declarations if declared.period <= record.period), "")
    return "" if milestone.finished and milestone.meaning != meaning_then else text_of(record, column)
