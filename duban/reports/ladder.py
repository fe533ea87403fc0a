"""The ladder of the office's own rule (templates/lights.yaml): which of its steps applies to what lags."""

from datetime import date

from duban.model.light_rules import Step
from duban.model.status import MilestoneStanding, Situation
from duban.reports.answers import answering


def step_of(situation: Situation, milestone: MilestoneStanding) -> Step | None:
    """The first step of the ladder that applies to a milestone."""
    over = situation.as_of > date(situation.plan.year, 12, 31)
    for step in situation.rules.ladder:
        if (_found(situation, milestone, step) or milestone.verdict.light in step.lights) and (
            over or not step.year_over
        ):
            return step
    return None


def found_slow(situation: Situation, milestone: MilestoneStanding) -> bool:
    """Whether inspectors found what any step of the ladder speaks of."""
    return any(_found(situation, milestone, step) for step in situation.rules.ladder)


def _found(situation: Situation, milestone: MilestoneStanding, step: Step) -> bool:
    return any(_answer(situation, milestone, column) in values for column, values in step.answers.items())


def _answer(situation: Situation, milestone: MilestoneStanding, column: str) -> str:
    """What was found in a column; nothing where the unit has declared it finished, or otherwise finished, since."""
    record = answering(situation, milestone, column)
    if record is None:
        return ""
    pasts = (situation.past, *situation.beside.values())
    told = [each for past in pasts for each in reversed(past.records.get(milestone.row.key, ())) if each.means]
    then = next((each.means for each in told if each.period <= record.period), "")
    return "" if milestone.finished and milestone.means != then else record.text(column)
