"""Milestones that are finished."""

from datetime import date

from duban.model.role import Role
from duban.model.verdict import Facts, Meaning, MilestoneCase
from duban.review.lights import light_rule


@light_rule("done")
def done(case: MilestoneCase) -> Facts | None:
    """Finished in time."""
    return {} if case.meaning == Meaning.DONE else None


@light_rule("done-late")
def done_late(case: MilestoneCase) -> Facts | None:
    """Finished after the due day."""
    if case.meaning != Meaning.DONE_LATE or case.record is None:
        return None
    actual = case.record.answer_by_role(Role.ACTUAL)
    days = (actual - case.milestone.due).days if isinstance(actual, date) else 0
    return {"due": case.milestone.due, "actual": actual, "days": days}
