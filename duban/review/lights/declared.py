"""Milestones of which the unit itself says that they will be late."""

from duban.model.verdict import Facts, MilestoneCase
from duban.review.lights.rule import light_rule


def _says(case: MilestoneCase, means: str) -> Facts | None:
    if case.meaning != means or case.record is None:
        return None
    return {"expected": case.record.answer("expected"), "reason": case.record.text("reason")}


@light_rule("trouble")
def trouble(case: MilestoneCase) -> Facts | None:
    """The unit has difficulties."""
    return _says(case, "trouble")


@light_rule("will-miss")
def will_miss(case: MilestoneCase) -> Facts | None:
    """The unit says that it will not be in time."""
    return _says(case, "will-miss")


@light_rule("asks-to-adjust")
def asks_to_adjust(case: MilestoneCase) -> Facts | None:
    """The unit asks for another day or content; until that is granted the old day counts."""
    return _says(case, "adjust")
