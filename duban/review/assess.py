"""Cases become verdicts: every rule is asked, the worst light speaks."""

from collections.abc import Iterable, Sequence

from duban.model.light_rules import LightRules
from duban.model.verdict import (
    FINISHED_MEANINGS,
    LIGHTS_WORST_FIRST,
    MEANINGS_WORST_FIRST,
    Light,
    MilestoneCase,
    Verdict,
)
from duban.review.lights.rule import light_rule

_WORRIES = (Light.RED, Light.YELLOW, Light.BLUE)


def judge_milestone(case: MilestoneCase, rules: LightRules) -> Verdict:
    """The light of a milestone. Rules never weaken each other: the worst wins, whatever their order."""
    spoken = []
    for code, rule in rules.rules.items():
        facts = light_rule[code](case, **rule.settings)
        if facts is not None:
            spoken.append(Verdict(rule.light, code, facts))
    return min(spoken, key=lambda verdict: LIGHTS_WORST_FIRST.index(verdict.light))


def judge_task(milestones: Sequence[Verdict], finished: int, rules: LightRules, *, silent: bool) -> Verdict:
    """The light of a task: its worst milestone's, where that is a worry; else what the whole of it says.

    finished: how many of its milestones are. silent: a return is owed and has not come, which a worry outweighs.
    """
    worst = min(milestones, key=lambda verdict: LIGHTS_WORST_FIRST.index(verdict.light))
    if worst.light in _WORRIES:
        return worst
    if finished == len(milestones):
        code = "finished"
    elif silent:
        code = "not-reported"
    elif any(verdict.code == "awaiting-report" for verdict in milestones):
        return next(verdict for verdict in milestones if verdict.code == "awaiting-report")
    else:
        code = "on-course" if finished else "nothing-due"
    return Verdict(rules.tasks[code].light, code)


def declared_meaning(meanings: Iterable[str]) -> str:
    """What a task declares: the gravest of its milestones' answers; `finished` when all are; "" when none answered."""
    said = list(meanings)
    if said and all(means in FINISHED_MEANINGS for means in said):
        return "finished"
    answered = [means for means in said if means]
    gravest = min(answered, key=MEANINGS_WORST_FIRST.index, default="")
    return "on-track" if gravest in FINISHED_MEANINGS else gravest
