"""Milestones that are finished."""

from datetime import date

from duban.model.verdict import Case, Facts
from duban.review.lights.rule import LIGHTS


@LIGHTS("done")
def done(case: Case) -> Facts | None:
    """Finished in time."""
    return {} if case.means == "done" else None


@LIGHTS("done-late")
def done_late(case: Case) -> Facts | None:
    """Finished after the due day."""
    if case.means != "done-late" or case.record is None:
        return None
    actual = case.record.answer("actual")
    days = (actual - case.milestone.due).days if isinstance(actual, date) else 0
    return {"due": case.milestone.due, "actual": actual, "days": days}
