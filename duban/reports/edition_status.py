"""A status as the readers of an edition may see it: what is kept back is taken out before any report is made."""

from typing import Any, TypeVar

from duban.messages.finding import Finding
from duban.model.edition import Edition, Withheld
from duban.model.light_history import LightHistory
from duban.model.status import MilestoneStatus, Status, TaskStatus
from duban.model.submission import History
from duban.model.verdict import ALL_FINISHED, STATE_UNKNOWN, Light, LightRule, LightRules, Verdict
from duban.reports.withheld_values import WithheldValues
from duban.validation.writing import model_json
from duban.value_object import ValueObject, replace

_FINISHED, _OPEN, _UNKNOWN = "edition-finished", "edition-open", "edition-state-unknown"
"""Rules in place of all others where an edition has no lights; their words are texts of these names."""
_FACTS_IN_WORDS_OF_OURS = frozenset({"claimed", "why", "name", "unit", "told"})
"""Facts of verdicts that are texts and that no unit typed freely."""

LitT = TypeVar("LitT", TaskStatus, MilestoneStatus)


class NarrowedStatus(ValueObject):
    """A status for an edition.

    Attributes:
        status: without what the edition keeps back.
        masked: every cell of a return in which numbers of persons were masked.
    """

    status: Status
    masked: tuple[Finding, ...] = ()


def narrow_for_edition(status: Status, edition: Edition) -> NarrowedStatus:
    """The status without what an edition keeps back, and where numbers were masked in what it shows.

    Whatever is made from it cannot show that: sheets, notices and pages need not know of editions.
    """
    if not edition.withholds:
        return NarrowedStatus(replace(status, edition=edition))
    printed = f"{model_json(status.plan)} {model_json(status.assignment.directory)}"
    values = WithheldValues(edition, printed)
    narrowed = _narrowed(status, values)
    places = sorted(values.masked)
    facts = [{"numbers": values.masked[place]} for place in places]
    findings = (Finding("edition-masked", place, of_place) for place, of_place in zip(places, facts, strict=True))
    return NarrowedStatus(narrowed, tuple(findings))


def status_for_edition(status: Status, edition: Edition) -> Status:
    """The status without what an edition keeps back."""
    return narrow_for_edition(status, edition).status


def _narrowed(status: Status, values: WithheldValues) -> Status:
    """The status, and each earlier one in it."""
    edition = values.edition
    earlier = () if edition.withheld(Withheld.HISTORY) else tuple(_narrowed(past, values) for past in status.earlier)
    without_earlier: Status = values.narrowed(replace(_emptied(status, edition), earlier=()))
    tasks = tuple(_task(task, edition) for task in without_earlier.tasks)
    parts = {(part.unit.code, part.row.key): part for task in tasks for part in task.shares or (task,)}
    units = tuple(
        replace(unit, tasks=tuple(parts[unit.unit.code, task.row.key] for task in unit.tasks))
        for unit in without_earlier.units
    )
    rules = _light_rules(status, edition)
    return replace(without_earlier, tasks=tasks, units=units, earlier=earlier, light_rules=rules, edition=edition)


def _emptied(status: Status, edition: Edition) -> Status:
    """The status without the lists of which an edition shows nothing."""
    emptied: dict[Withheld, dict[str, Any]] = {
        Withheld.COORDINATION: {"coordination": ()},
        Withheld.FILINGS: {"units": (), "returns": (), "coming": type(status.coming)(), "earlier_debts": ()},
        Withheld.LIGHTS: {"extension_requests": (), "rows_to_correct": frozenset()},
        Withheld.HISTORY: {"history": History(), "related_histories": {}, "earlier": ()},
    }
    fields_of_parts = [fields for part, fields in emptied.items() if edition.withheld(part)]
    return replace(status, **{name: value for fields in fields_of_parts for name, value in fields.items()})


def _task(task: TaskStatus, edition: Edition) -> TaskStatus:
    task = _subject(task, edition)
    if edition.withheld(Withheld.LIGHTS):
        declared = ALL_FINISHED if task.finished else ""
        task = replace(task, declared_meaning=declared, awaits_correction=False, past_terms=())
    milestones = tuple(_milestone(milestone, edition) for milestone in task.milestones)
    return replace(task, milestones=milestones, shares=tuple(_task(share, edition) for share in task.shares))


def _milestone(milestone: MilestoneStatus, edition: Edition) -> MilestoneStatus:
    milestone = _subject(milestone, edition)
    if not edition.withheld(Withheld.LIGHTS):
        return milestone
    return replace(milestone, unknown_state=None, claim=None, awaits_correction=False, reopened_on=None, numbers=())


def _subject(subject: LitT, edition: Edition) -> LitT:
    """A task or a milestone with as much of its verdict, and of its course, as an edition shows."""
    return replace(
        subject,
        verdict=_without_light(subject) if edition.withheld(Withheld.LIGHTS) else _verdict(subject.verdict, edition),
        light_history=_light_history(subject.light_history, edition),
    )


def _without_light(subject: TaskStatus | MilestoneStatus) -> Verdict:
    """Finished or not, where that is known: of what nobody knows nothing is said."""
    if isinstance(subject, TaskStatus):
        is_unknown = subject.declared_meaning == STATE_UNKNOWN
    else:
        is_unknown = subject.unknown_state is not None
    code = _FINISHED if subject.finished else _UNKNOWN if is_unknown else _OPEN
    return Verdict(Light.NONE, code)


def _verdict(verdict: Verdict, edition: Edition) -> Verdict:
    """The light is the same in every edition that has lights; what is said of it is not."""
    if edition.withheld(Withheld.LADDER) and verdict.cause:
        verdict = replace(verdict, code=verdict.cause.code, facts=verdict.cause.facts, cause=None)
    if edition.withheld(Withheld.WORDS):
        verdict = replace(verdict, facts={name: _fact(name, value) for name, value in verdict.facts.items()})
    return verdict


def _fact(name: str, value: object) -> object:
    return "" if isinstance(value, str) and name not in _FACTS_IN_WORDS_OF_OURS else value


def _light_history(history: LightHistory, edition: Edition) -> LightHistory:
    """Without the ladder, whether a light is new, and not for how long it is lit."""
    if edition.withheld(Withheld.HISTORY, Withheld.LIGHTS):
        return LightHistory()
    return history.shortened() if edition.withheld(Withheld.LADDER) else history


def _light_rules(status: Status, edition: Edition) -> LightRules:
    """Its ladder stays: what it says of inspectors' findings is shown, and `escalation_step` knows of editions."""
    if not edition.withheld(Withheld.LIGHTS):
        return status.light_rules
    words = {code: status.messages.text(code) for code in (_FINISHED, _OPEN, _UNKNOWN)}
    own = {code: LightRule(light=Light.NONE, word=word) for code, word in words.items()}
    rules = status.light_rules
    return replace(rules, rules=rules.rules | own, tasks=rules.tasks | own)
