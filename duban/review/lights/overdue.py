"""Milestones that are not finished, by the calendar."""

from duban.model.verdict import Case, Facts
from duban.review.lights.rule import LIGHTS


def _passed(case: Case) -> bool:
    return not case.finished and case.as_of > case.milestone.due


def _days(case: Case) -> Facts:
    """Days late; for what was due before the plan was issued, since the issue."""
    issued = case.plan.issued
    start = issued if case.before_issue and issued else case.milestone.due
    return {"due": case.milestone.due, "issued": issued, "days": (case.as_of - start).days}


@LIGHTS("due-before-issue")
def due_before_issue(case: Case) -> Facts | None:
    """Was due before the plan was issued, and this is the first report in which it could be told."""
    return _days(case) if _passed(case) and case.before_issue and case.first_report else None


@LIGHTS("overdue-since-issue")
def overdue_since_issue(case: Case) -> Facts | None:
    """Was due before the plan was issued, and is still not finished after the first report."""
    return _days(case) if _passed(case) and case.before_issue and not case.first_report else None


@LIGHTS("overdue")
def overdue(case: Case) -> Facts | None:
    """The due day has passed, and a return that could have told of it was owed or has come."""
    return _days(case) if _passed(case) and not case.before_issue and case.asked_since else None


@LIGHTS("awaiting-report")
def awaiting_report(case: Case) -> Facts | None:
    """Fell due after the last return, while no later one is owed yet: nobody can know."""
    return _days(case) if _passed(case) and not case.before_issue and not case.asked_since else None


@LIGHTS("due-soon")
def due_soon(case: Case, *, within_days: int) -> Facts | None:
    """Falls due within so many days, today included, and is not finished."""
    days = (case.milestone.due - case.as_of).days
    return {"due": case.milestone.due, "days": days} if 0 <= days <= within_days and not case.finished else None


@LIGHTS("not-due")
def not_due(case: Case) -> Facts | None:
    """Not finished and not yet due: neither green nor late."""
    return {"due": case.milestone.due} if not case.finished and case.as_of <= case.milestone.due else None
