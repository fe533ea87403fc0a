"""What earlier reports make of a light: one that repeats itself, and one that is made good."""

from duban.model.milestone_case import MilestoneCase
from duban.model.verdict import Facts, Light, Verdict
from duban.review.lights import memory_rule


@memory_rule("repeated")
def repeated(case: MilestoneCase, verdict: Verdict, *, periods: int, overdue_only: int = 0) -> Facts | None:
    """Yellow now, and yellow or red in so many reports one after the other, this one included.

    Args:
        case: a milestone with what earlier reports said of it.
        verdict: the worst of the other rules.
        periods: so many reports. One that did not know (待核实) neither breaks the row nor counts; a day that was put
            off since ends it.
        overdue_only: 1 where only reports after the due day count, so that nobody is worse off for an early warning.
    """
    reports = case.light_history.unbroken({Light.YELLOW, Light.RED})
    if overdue_only:
        reports = tuple(report for report in reports if report.as_of > case.milestone.due)
    is_asked = not overdue_only or case.as_of > case.milestone.due
    if verdict.light is not Light.YELLOW or not is_asked or len(reports) + 1 < periods:
        return None
    return {"periods": len(reports) + 1, "since": reports[0].as_of if reports else case.as_of}


@memory_rule("made-good")
def made_good(case: MilestoneCase, verdict: Verdict) -> Facts | None:
    """Finished now, and red when it was last known: once it is not green yet.

    Args:
        case: a milestone with what earlier reports said of it.
        verdict: the worst of the other rules.
    """
    reports = case.light_history.unbroken({Light.RED})
    return {"since": reports[0].as_of} if case.finished and verdict.light is Light.GREEN and reports else None
