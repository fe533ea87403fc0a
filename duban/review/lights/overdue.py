"""Milestones that are not finished, by the calendar."""

from duban.model.verdict import Facts, MilestoneCase
from duban.review.lights import light_rule


def _is_overdue(case: MilestoneCase) -> bool:
    return not case.finished and case.as_of > case.milestone.due


def _days_late(case: MilestoneCase) -> Facts:
    """The due day and the days since; of what was due before the plan was issued, the days since the issue."""
    issued = case.plan.issued
    start = issued if case.before_issue and issued else case.milestone.due
    return {"due": case.milestone.due, "issued": issued, "days": (case.as_of - start).days}


@light_rule("due-before-issue")
def was_due_before_issue(case: MilestoneCase) -> Facts | None:
    """Was due before the plan was issued, and this is the first report in which it could be told."""
    return _days_late(case) if _is_overdue(case) and case.before_issue and case.first_report else None


@light_rule("overdue-since-issue")
def overdue_since_issue(case: MilestoneCase) -> Facts | None:
    """Was due before the plan was issued, and is still not finished after the first report."""
    return _days_late(case) if _is_overdue(case) and case.before_issue and not case.first_report else None


@light_rule("overdue")
def overdue(case: MilestoneCase) -> Facts | None:
    """The due day has passed, and a return that could have told of it was owed or has come."""
    return _days_late(case) if _is_overdue(case) and not case.before_issue and case.could_have_reported else None


@light_rule("awaiting-report")
def awaiting_report(case: MilestoneCase) -> Facts | None:
    """Fell due after the last return, while no later one is owed yet: nobody can know."""
    return _days_late(case) if _is_overdue(case) and not case.before_issue and not case.could_have_reported else None


@light_rule("due-soon")
def due_soon(case: MilestoneCase, *, within_days: int) -> Facts | None:
    """Falls due within so many days, today included, and is not finished."""
    days = (case.milestone.due - case.as_of).days
    return {"due": case.milestone.due, "days": days} if 0 <= days <= within_days and not case.finished else None


@light_rule("not-due")
def not_due(case: MilestoneCase) -> Facts | None:
    """Not finished and not yet due: neither green nor late."""
    return {"due": case.milestone.due} if not case.finished and case.as_of <= case.milestone.due else None
