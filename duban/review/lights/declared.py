"""Milestones of which the unit itself says that they will be late."""

from duban.model.verdict import Case, Facts
from duban.review.lights.rule import LIGHTS


def _says(case: Case, means: str) -> Facts | None:
    if case.means != means or case.record is None:
        return None
    return {"expected": case.record.answer("expected"), "reason": case.record.text("reason")}


@LIGHTS("trouble")
def trouble(case: Case) -> Facts | None:
    """The unit has difficulties."""
    return _says(case, "trouble")


@LIGHTS("will-miss")
def will_miss(case: Case) -> Facts | None:
    """The unit says that it will not be in time."""
    return _says(case, "will-miss")


@LIGHTS("asks-to-adjust")
def asks_to_adjust(case: Case) -> Facts | None:
    """The unit asks for another day or content; until that is granted the old day counts."""
    return _says(case, "adjust")
