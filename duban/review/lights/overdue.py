"""Milestones that are not finished, by the calendar; whether that is known, by the answers."""

from duban.model.milestone_case import MilestoneCase
from duban.model.role import Role
from duban.model.verdict import Facts, UnknownState
from duban.review.lights import light_rule


def _is_overdue(case: MilestoneCase) -> bool:
    """Whether its day has passed, and it is known that it is not finished."""
    return not case.finished and case.as_of > case.milestone.due and case.unknown_state is None


def _days_late(case: MilestoneCase) -> Facts:
    """The due day and the days since, so far as they are known; of what was due before the issue, since the issue.

    Of an answer of an earlier period, that answer and the day up to which it speaks: what came after, nobody knows.
    """
    issued, answered = case.plan.issued, case.last_answered
    start = issued if case.before_issue and issued else case.milestone.due
    claimed = case.record.text_by_role(Role.STATE) if case.record else ""
    days = ((answered or case.as_of) - start).days
    return {"due": case.milestone.due, "issued": issued, "days": days, "answered": answered, "claimed": claimed}


@light_rule("due-before-issue")
def was_due_before_issue(case: MilestoneCase) -> Facts | None:
    """Was due before the plan was issued, and this is the first report in which it could be told."""
    return _days_late(case) if _is_overdue(case) and case.before_issue and case.first_report else None


def _from(facts: Facts, from_days: int) -> Facts | None:
    """The facts of what is so many days late; from the first day on also of what was told before the due day."""
    days = facts["days"]
    return facts if from_days <= 1 or (isinstance(days, int) and days >= from_days) else None


@light_rule("overdue-since-issue")
def overdue_since_issue(case: MilestoneCase, *, from_days: int = 1) -> Facts | None:
    """Was due before the plan was issued, and is still not finished after the first report; from so many days on."""
    applies = _is_overdue(case) and case.before_issue and not case.first_report
    return _from(_days_late(case), from_days) if applies else None


@light_rule("overdue")
def overdue(case: MilestoneCase, *, from_days: int = 1) -> Facts | None:
    """The due day has passed by so many days, and an answer after it, or one that foresaw it, says: not finished."""
    return _from(_days_late(case), from_days) if _is_overdue(case) and not case.before_issue else None


@light_rule("unverified")
def unverified(case: MilestoneCase) -> Facts | None:
    """The due day has passed, a return should have told of it, and nobody knows how it stands."""
    unknown_state = case.unknown_state
    if unknown_state is None or unknown_state is UnknownState.TO_BE_REPORTED:
        return None
    newest = case.claim or case.record
    return {
        **_due_or_continuing(case),
        "why": unknown_state.value,
        "claimed": newest.text_by_role(Role.STATE) if newest else "",
        "answered": newest.answered_on if newest else None,
    }


@light_rule("awaiting-report")
def awaiting_report(case: MilestoneCase) -> Facts | None:
    """Fell due after the last return, while no later one is owed yet: nobody can know."""
    return _due_or_continuing(case) if case.unknown_state is UnknownState.TO_BE_REPORTED else None


def _due_or_continuing(case: MilestoneCase) -> Facts:
    """The due day; that it continues, where it is asked about before that."""
    is_continuing = case.judged_from < case.milestone.due
    return {"due": case.milestone.due, "continuing": is_continuing}


@light_rule("due-soon")
def due_soon(case: MilestoneCase, *, within_days: int) -> Facts | None:
    """Falls due within so many days, today included, and is not finished."""
    days = (case.milestone.due - case.as_of).days
    return {"due": case.milestone.due, "days": days} if 0 <= days <= within_days and not case.finished else None


@light_rule("not-due")
def not_due(case: MilestoneCase) -> Facts | None:
    """Not finished and not yet due: neither green nor late."""
    return {"due": case.milestone.due} if not case.finished and case.as_of <= case.judged_from else None


@light_rule("continuing")
def continuing(case: MilestoneCase) -> Facts | None:
    """A duty of the whole year, of which the unit has told in this period and foresees no trouble."""
    goes_on = case.judged_from < case.as_of <= case.milestone.due and case.unknown_state is None and not case.finished
    claimed = case.record.text_by_role(Role.STATE) if case.record else ""
    return {"claimed": claimed} if goes_on and claimed else None
