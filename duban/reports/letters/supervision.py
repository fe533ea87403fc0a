"""督办单 and 预警通知单: what a unit is asked to do about milestones that lag or may come to lag."""

from collections.abc import Iterator
from functools import partial

from duban.model.status import MilestoneStatus, Status
from duban.model.verdict import WORRYING_LIGHTS, Light
from duban.reports.letters.letter import LETTERS, Letter, common_facts
from duban.reports.letters.matters import has_one_day, is_past_due, matter, matters_by_unit

_DUE_SOON = "due-soon"
"""The rule that says no more than that a day is near."""


@LETTERS("supervision")
def supervision_orders(status: Status) -> Iterator[Letter]:
    """One to each unit for each light that its milestones have: red, yellow, blue."""
    for light in WORRYING_LIGHTS:
        for unit, milestones in matters_by_unit(status, partial(_has_light, light)):
            facts = {"colour": str(light), **_facts_of(status, milestones)}
            yield Letter(unit, status.light_rules.lights[light].name, common_facts(status, unit) | facts)


@LETTERS("warning")
def early_warnings(status: Status) -> Iterator[Letter]:
    """One to each unit with milestones that are not due yet and are in trouble, by its own word or by the numbers."""
    for unit, milestones in matters_by_unit(status, partial(_is_in_trouble_before_due, status)):
        yield Letter(unit, "", common_facts(status, unit) | _facts_of(status, milestones))


def _has_light(light: Light, milestone: MilestoneStatus) -> bool:
    return milestone.verdict.light is light


def _is_in_trouble_before_due(status: Status, milestone: MilestoneStatus) -> bool:
    due, verdict = milestone.row.due, milestone.verdict
    if milestone.finished or due is None or is_past_due(status, milestone) or verdict.light not in WORRYING_LIGHTS:
        return False
    return (status.light_rules.rule(verdict.code).rule or verdict.code) != _DUE_SOON


def _facts_of(status: Status, milestones: list[MilestoneStatus]) -> dict[str, object]:
    """What both say of them.

    Returns:
        matters, supports, unverified. open: the day of some is not over; may_ask: of these some can be put off. passed:
        the day of some is over; missed: of these none is done, as far as is known.
    """
    passed = [milestone for milestone in milestones if is_past_due(status, milestone)]
    open_ones = [milestone for milestone in milestones if not is_past_due(status, milestone)]
    supports = {name: None for milestone in milestones for name in milestone.row.supports.splitlines()}
    return {
        "matters": [matter(status, milestone) for milestone in milestones],
        "open": bool(open_ones),
        "may_ask": any(map(has_one_day, open_ones)),
        "passed": bool(passed),
        "missed": all(map(_is_unfinished, passed)),
        "supports": "、".join(supports),
        "unverified": any(milestone.unknown_state for milestone in milestones),
    }


def _is_unfinished(milestone: MilestoneStatus) -> bool:
    """As far as is known."""
    return not milestone.finished and milestone.unknown_state is None
