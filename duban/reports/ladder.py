"""The ladder of the office's own rule (templates/lights.yaml): which of its steps applies to what lags."""

from datetime import date

from duban.model.light_rules import EscalationStep
from duban.model.status import MilestoneStatus, Status
from duban.reports.answers import record_with_answer


def escalation_step(situation: Status, milestone: MilestoneStatus) -> EscalationStep | None:
    """The first step of the ladder that applies to a milestone."""
    over = situation.as_of > date(situation.plan.year, 12, 31)
    for step in situation.light_rules.ladder:
        if (_found(situation, milestone, step) or milestone.verdict.light in step.lights) and (
            over or not step.year_over
        ):
            return step
    return None


def inspectors_found_slow(situation: Status, milestone: MilestoneStatus) -> bool:
    """Whether inspectors found what any step of the ladder speaks of."""
    return any(_found(situation, milestone, step) for step in situation.light_rules.ladder)


def _found(situation: Status, milestone: MilestoneStatus, step: EscalationStep) -> bool:
    return any(_answer(situation, milestone, column) in values for column, values in step.answers.items())


def _answer(situation: Status, milestone: MilestoneStatus, column: str) -> str:
    """What was found in a column; nothing where the unit has declared it finished, or otherwise finished, since."""
    record = record_with_answer(situation, milestone, column)
    if record is None:
        return ""
    pasts = (situation.history, *situation.related_histories.values())
    told = [each for past in pasts for each in reversed(past.records.get(milestone.row.key, ())) if each.meaning]
    then = next((each.meaning for each in told if each.period <= record.period), "")
    return "" if milestone.finished and milestone.meaning != then else record.text(column)
