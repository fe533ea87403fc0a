"""打电话清单: whom the office calls, and the one thing that it asks; bad news that is not verified first."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from duban.model.status import KEPT_STATUSES, FilingStatus, MilestoneStatus, Status, UnitStatus
from duban.model.unit import UNASSIGNED_UNIT, Unit
from duban.reports.check_back import (
    filing_words,
    is_asked_back,
    is_unknown_by_filing,
    is_unverified_bad_news,
    milestone_words,
)
from duban.reports.figures import inputs_to_correct
from duban.reports.people import person_to_call
from duban.reports.table_rows import TABLES, ReportRows

_BAD_NEWS, _RETURN, _UNKNOWN, _CORRECTIONS = range(4)
"""The ranks of calls."""
_ABOUT_MILESTONES = {_BAD_NEWS: "call-bad-news", _UNKNOWN: "call-unknown"}
"""Calls that are about milestones alone, and the small text of each."""
_MOST_NAMED = 2
"""So many milestones stand in one question; of the others the number is said."""


class Call(NamedTuple):
    """One call.

    Attributes:
        rank: 0 for bad news that is not verified, 1 for a return that does not count, 2 for milestones that are due
            and not known, 3 for cells that must be corrected.
        question: in one sentence.
    """

    rank: int
    unit: Unit
    question: str


@lru_cache(maxsize=KEPT_STATUSES)
def calls_to_make(status: Status) -> tuple[Call, ...]:
    """Every call, the most urgent kind first, of one kind in the order of the units."""
    by_unit: dict[str, list[MilestoneStatus]] = {}
    for milestone in status.milestones:
        by_unit.setdefault(milestone.unit.code, []).append(milestone)
    calls = [call for unit in _units(status) for call in _calls_of(status, unit, by_unit.get(unit.code, []))]
    return tuple(sorted(calls, key=lambda call: call.rank))


@TABLES("calls")
def call_list(status: Status) -> ReportRows:
    """Whom to call, by which number, what to ask, and room for a tick and for the answer."""
    tick = status.messages.text("call-tick")
    for number, call in enumerate(calls_to_make(status), 1):
        person = person_to_call(status, call.unit)
        cells = {"person": person.name, "phone": person.phone, "question": call.question}
        yield {"number": number, "unit": call.unit.name, **cells, "tick": tick, "reply": ""}


def _units(status: Status) -> list[Unit]:
    """The units that report, then those that answer for a milestone and do not."""
    units = {own.unit.code: own.unit for own in status.units}
    for milestone in status.milestones:
        units.setdefault(milestone.unit.code, milestone.unit)
    return [unit for unit in units.values() if unit != UNASSIGNED_UNIT]


def _calls_of(status: Status, unit: Unit, milestones: list[MilestoneStatus]) -> Iterator[Call]:
    """milestones: those of the unit."""
    by_rank: dict[int, list[MilestoneStatus]] = {rank: [] for rank in range(3)}
    for milestone in milestones:
        if (rank := _rank(milestone)) is not None:
            by_rank[rank].append(milestone)
    for rank, name in _ABOUT_MILESTONES.items():
        if by_rank[rank]:
            yield Call(rank, unit, _question(status, name, by_rank[rank]))
    if own := status.unit_status(unit):
        yield from _calls_about_return(status, own, by_rank[_RETURN])


def _rank(milestone: MilestoneStatus) -> int | None:
    """In which kind of call a milestone is asked about; None where in none."""
    if is_unverified_bad_news(milestone):
        return _BAD_NEWS
    if not is_asked_back(milestone):
        return None
    return _RETURN if is_unknown_by_filing(milestone) else _UNKNOWN


def _calls_about_return(status: Status, unit: UnitStatus, unknown: list[MilestoneStatus]) -> Iterator[Call]:
    """unknown: the milestones of which nobody knows how they stand because the return does not count."""
    if unit.owes:
        differ = unit.newest_filing is FilingStatus.VERSIONS_DIFFER
        facts = {"filing": filing_words(status, unit, "call-filing"), "versions": differ}
        yield Call(_RETURN, unit.unit, _question(status, "call-return", unknown, **facts))
    if count := len(inputs_to_correct(status, unit)):
        yield Call(_CORRECTIONS, unit.unit, status.messages.text("call-correct", count=count))


def _question(status: Status, name: str, milestones: list[MilestoneStatus], **facts: object) -> str:
    words = [milestone_words(status, milestone, "call-milestone") for milestone in milestones[:_MOST_NAMED]]
    continuing = all(milestone.row.is_continuing for milestone in milestones)
    return status.messages.text(name, milestones=words, count=len(milestones), continuing=continuing, **facts)
