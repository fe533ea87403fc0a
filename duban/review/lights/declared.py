"""What the unit itself says of a milestone: that it is finished, in difficulties, or will be late."""

from datetime import date

from duban.model.milestone_case import MilestoneCase
from duban.model.role import Role
from duban.model.verdict import Facts, Meaning
from duban.review.lights import light_rule


@light_rule("trouble")
def trouble(case: MilestoneCase) -> Facts | None:
    """The unit has difficulties."""
    return _declared(case, Meaning.TROUBLE)


@light_rule("will-miss")
def will_miss(case: MilestoneCase) -> Facts | None:
    """The unit says that it will not be in time."""
    return _declared(case, Meaning.WILL_MISS)


@light_rule("asks-to-adjust")
def asks_to_adjust(case: MilestoneCase) -> Facts | None:
    """The unit asks for another day or content; until that is granted the old day counts."""
    return _declared(case, Meaning.ADJUST)


@light_rule("asks-again")
def asks_again(case: MilestoneCase, *, times: int) -> Facts | None:
    """The unit asks for another day in so many periods one after the other, and none was granted."""
    declared = _declared(case, Meaning.ADJUST)
    return {**declared, "times": case.requests} if declared and case.requests >= times else None


def _declared(case: MilestoneCase, meaning: Meaning) -> Facts | None:
    """The state that the unit chose, the day and the reason that it gives, where its state means this."""
    record = case.record
    if record is None or case.meaning != meaning:
        return None
    words = {"claimed": record.text_by_role(Role.STATE), "reason": record.text_by_role(Role.REASON)}
    return {**words, "expected": record.answer_by_role(Role.EXPECTED)}


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
