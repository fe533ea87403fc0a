"""The light of a milestone and of a task, and what a task declares: the worst speaks, whatever the order."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from duban.model.milestone_case import MilestoneCase
from duban.model.status import FilingStatus
from duban.model.verdict import (
    ALL_FINISHED,
    BAD_NEWS_MEANINGS,
    FINISHED_MEANINGS,
    LIGHTS_WORST_FIRST,
    MEANINGS_WORST_FIRST,
    STATE_UNKNOWN,
    WORRYING_LIGHTS,
    Facts,
    LightRule,
    LightRules,
    Meaning,
    Verdict,
)
from duban.review.lights import light_rule, memory_rule
from duban.value_object import replace

_TASK_RULE_BY_FILING = {
    FilingStatus.OWING: "not-reported",
    FilingStatus.UNUSABLE: "unusable",
    FilingStatus.VERSIONS_DIFFER: "versions-differ",
}


def judge_milestone(case: MilestoneCase, rules: LightRules) -> Verdict:
    """The light of a milestone: of all rules that apply the worst light, whatever their order.

    Rules with a memory are asked of that; the worst of them takes its place.
    """
    present = {code: rule for code, rule in rules.rules.items() if (rule.rule or code) not in memory_rule}
    verdict = worst_verdict(_verdicts(present, lambda name, settings: light_rule[name](case, **settings)))
    remembering = {code: rule for code, rule in rules.rules.items() if code not in present}
    if not remembering:
        return verdict
    verdicts = _verdicts(remembering, lambda name, settings: memory_rule[name](case, verdict, **settings))
    return min((replace(each, cause=verdict) for each in verdicts), key=_severity, default=verdict)


def _verdicts(
    rules: Mapping[str, LightRule], ask: Callable[[str, Mapping[str, int]], Facts | None]
) -> Iterator[Verdict]:
    """Those of the rules that apply. ask: the facts that a rule gives, by its name and settings."""
    for code, rule in rules.items():
        facts = ask(rule.rule or code, rule.settings)
        if facts is not None:
            yield Verdict(rule.light, code, facts)


def judge_task(
    milestones: Sequence[Verdict],
    finished: int,
    rules: LightRules,
    filings: Mapping[str, FilingStatus],
    *,
    was_answered: bool = True,
    missed: int = 0,
) -> Verdict:
    """The light of a task: its worst milestone's, where that is a worry; else what the whole of it says.

    Args:
        milestones: the verdicts of its milestones, at least one.
        finished: how many of them are finished.
        rules: the lights and words that only a whole task can have.
        filings: name of each unit that answers for it and files returns → where its return stands; a worry outweighs
            that nothing usable came from one of them.
        was_answered: something was ever said of it or of its milestones.
        missed: how many earlier intervals of recurring duties were not done.
    """
    worst = worst_verdict(milestones)
    if worst.light in WORRYING_LIGHTS:
        return worst
    first_by_code = {verdict.code: verdict for verdict in reversed(milestones)}
    if finished == len(milestones) and not missed:
        return Verdict(rules.tasks["finished"].light, "finished", {})
    if "unverified" in first_by_code:
        return first_by_code["unverified"]
    if without_return := _without_return(filings, rules, was_answered=was_answered):
        return without_return
    for code in ("awaiting-report", "continuing"):
        if code in first_by_code:
            return first_by_code[code]
    return _calm_verdict(rules, finished, missed)


def _without_return(filings: Mapping[str, FilingStatus], rules: LightRules, *, was_answered: bool) -> Verdict | None:
    """That nothing usable came of some who answer for a task, and of whom; nobody is named where of all."""
    for status, code in _TASK_RULE_BY_FILING.items():
        units = tuple(unit for unit, filing in filings.items() if filing is status)
        if units:
            facts = {"answered": was_answered, "units": () if len(units) == len(filings) else units}
            return Verdict(rules.tasks[code].light, code, facts)
    return None


def _calm_verdict(rules: LightRules, finished: int, missed: int) -> Verdict:
    """Of a task that gives no cause for worry, and is not finished."""
    code = "nothing-due"
    if finished:
        code = "on-course-after-misses" if missed else "on-course"
    return Verdict(rules.tasks[code].light, code, {"missed": missed} if missed else {})


def declared_meaning(meanings: Iterable[str], *, is_unknown: bool = False) -> str:
    """What a task declares by its milestones' answers.

    Args:
        meanings: of its milestones' answers.
        is_unknown: a milestone is due, and nobody knows how it stands.

    Returns:
        The gravest of the meanings; `finished` when every milestone is; `unverified` when one is not known and the
        others are no bad news; `on-track` when those that answered are finished and others are not due; empty when
        none answered.
    """
    meanings = list(meanings)
    if meanings and all(meaning in FINISHED_MEANINGS for meaning in meanings):
        return ALL_FINISHED
    gravest = min(filter(None, meanings), key=MEANINGS_WORST_FIRST.index, default="")
    if is_unknown and gravest not in BAD_NEWS_MEANINGS:
        return STATE_UNKNOWN
    return Meaning.ON_TRACK if gravest in FINISHED_MEANINGS else gravest


def worst_verdict(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict with the worst light; among equals the first."""
    return min(verdicts, key=_severity)


def _severity(verdict: Verdict) -> int:
    return LIGHTS_WORST_FIRST.index(verdict.light)
