"""通报前核对: what a notice would say of each unit, asked back before it is said."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain

from duban.model.plan import Task
from duban.model.role import Role
from duban.model.status import KEPT_STATUSES, FilingStatus, MilestoneStatus, Status, UnitStatus
from duban.model.unit import UNASSIGNED_UNIT, Unit
from duban.model.verdict import BAD_NEWS_MEANINGS, WORRYING_LIGHTS, Light, UnknownState
from duban.reports.amended import due_mark
from duban.reports.filings import bare_file_name, filing_word, newest_refused
from duban.reports.formatting import severity_rank, short_day, short_task_name, verdict_reason
from duban.reports.latest_answers import answer_caveats, answer_of, text_of
from duban.reports.table_rows import TABLES, ReportRows
from duban.text.display import shorten, text_for_quotes
from duban.value_object import ValueObject

_NAMED_LIGHTS = (Light.RED, Light.YELLOW)
_NOT_ASKED_BACK = {UnknownState.TO_BE_REPORTED, UnknownState.NOT_ASKED, UnknownState.NO_UNIT}
"""Not known, and no unit could say otherwise."""
_OF_FILING = {UnknownState.NOT_FILED, UnknownState.UNUSABLE, UnknownState.VERSIONS_DIFFER}
"""Not known because no return of the unit counts."""
_SHORT_NAME, _SHORT_LINE, _SHORT_REASON = 24, 60, 80  # characters


class Statement(ValueObject):
    """One thing that a notice would say of a unit.

    Attributes:
        task: that it is about; None where it is the unit's return as a whole.
        words: the sentence.
    """

    unit: Unit
    task: Task | None
    words: str


@lru_cache(maxsize=KEPT_STATUSES)
def statements_to_check(status: Status) -> tuple[Statement, ...]:
    """What a notice would say, unit by unit in the directory's order, of one unit the gravest first.

    Red and yellow milestones, due ones of which nobody knows how they stand, and returns that are owed or of no use.
    Nothing while returns may still come in time: no notice is written then.
    """
    if any(unit.filing_status is FilingStatus.AWAITED for unit in status.units):
        return ()
    milestones: dict[str, list[MilestoneStatus]] = {}
    for milestone in status.milestones:
        milestones.setdefault(milestone.unit.code, []).append(milestone)
    units = _units(status)
    return tuple(chain.from_iterable(_statements_of(status, unit, milestones.get(unit.code, [])) for unit in units))


def statements_by_unit(status: Status) -> dict[str, tuple[Unit, list[Statement]]]:
    """The same by unit code."""
    by_unit: dict[str, tuple[Unit, list[Statement]]] = {}
    for statement in statements_to_check(status):
        by_unit.setdefault(statement.unit.code, (statement.unit, []))[1].append(statement)
    return by_unit


def is_asked_back(milestone: MilestoneStatus) -> bool:
    """Whether nobody knows how a due milestone stands, and its unit could say."""
    return milestone.unknown_state is not None and milestone.unknown_state not in _NOT_ASKED_BACK


def is_unverified_bad_news(milestone: MilestoneStatus) -> bool:
    """Whether its unit says that it goes badly, in a row that must be corrected first or before its due day."""
    record = milestone.record
    if record is None or record.meaning not in BAD_NEWS_MEANINGS:
        return False
    return record.unverified or is_asked_back(milestone)


def is_unknown_by_filing(milestone: MilestoneStatus) -> bool:
    """Whether that is so because no return of its unit counts."""
    return milestone.unknown_state in _OF_FILING


def milestone_words(status: Status, milestone: MilestoneStatus, name: str = "statement-milestone") -> str:
    """A milestone, how it stands and why, in a sentence.

    Args:
        status: has the words.
        milestone: to be told of.
        name: of the small text that puts them together.
    """
    row, record = milestone.row, milestone.record
    expected, reason = answer_of(record, Role.EXPECTED), shorten(text_of(record, Role.REASON), _SHORT_REASON)
    claim = milestone.claim or record
    facts = {
        "number": row.task.number,
        "name": text_for_quotes(shorten(short_task_name(row.task), _SHORT_NAME)),
        "line": shorten(milestone_clause(milestone), _SHORT_LINE),
        "moved": due_mark(status, row),
        "ground": verdict_reason(status, milestone.verdict.as_proposed),  # on what basis it was ruled is not the unit's
        "ruled": status.light_rules.lights[milestone.verdict.light].name if milestone.verdict.is_adjusted else "",
        "doubt": "，".join(answer_caveats(status, milestone)) if milestone.verdict.light in WORRYING_LIGHTS else "",
        "claimed": text_of(claim, Role.STATE),
        "reason": reason,
        "expected": short_day(status.plan, expected) if isinstance(expected, date) else "",
    }
    return status.messages.text(name, **facts)


def milestone_clause(milestone: MilestoneStatus) -> str:
    """What must be done by when, to go on in a sentence: 6月底前开展施工招标。 Empty where it is the task itself.

    Of a recurring duty it says which interval is meant: 4月.
    """
    planned = milestone.row.milestone
    if planned is None:
        return ""
    words = planned.printed if planned.label else f"{planned.due_text}{planned.content}"
    if planned.implicit:
        words = "" if planned.content == milestone.row.task.name else planned.content
    return planned.with_term(words.rstrip("。；")) if planned.term else words


@TABLES("check-back")
def statement_list(status: Status) -> ReportRows:
    """What a notice would say of each unit, until when it may answer, and room for its answer."""
    for number, statement in enumerate(statements_to_check(status), 1):
        yield {
            "number": number,
            "unit": statement.unit.name,
            "words": statement.words,
            "reply_by": status.coming.reply_by,
            "reply": "",
            "settled": "",
        }


def _units(status: Status) -> list[Unit]:
    """Those that a notice may name, each once, in the directory's order."""
    order = {unit.code: index for index, unit in enumerate(status.assignment.directory.units)}
    units = {own.unit.code: own.unit for own in status.units}
    units |= {milestone.unit.code: milestone.unit for milestone in status.milestones}
    units.pop(UNASSIGNED_UNIT.code, None)
    return sorted(units.values(), key=lambda unit: order.get(unit.code, len(order)))


def _statements_of(status: Status, unit: Unit, milestones: Sequence[MilestoneStatus]) -> Iterator[Statement]:
    """What a notice would say of one unit. milestones: its own."""
    own = status.unit_status(unit)
    if own and own.owes and own.filing_status is not FilingStatus.FILED:
        yield Statement(unit, None, filing_words(status, own))
    named = [milestone for milestone in milestones if _is_named(milestone, own)]
    for milestone in sorted(named, key=lambda milestone: severity_rank(milestone.verdict.light)):
        yield Statement(unit, milestone.row.task, milestone_words(status, milestone))


def _is_named(milestone: MilestoneStatus, own: UnitStatus | None) -> bool:
    """Whether a notice would speak of it: not of what its unit has time to tell. own: None where it does not report."""
    if own and own.has_more_time and is_unknown_by_filing(milestone):
        return False
    return milestone.verdict.light in _NAMED_LIGHTS or is_asked_back(milestone)


def filing_words(status: Status, unit: UnitStatus, name: str = "statement-filing") -> str:
    """That no return of a unit counts, and why.

    Args:
        status: has the words.
        unit: of which no return counts.
        name: of the small text that says so.
    """
    refused = newest_refused(status, unit)
    reason = status.messages.message(refused.findings[0]).text if refused and refused.findings else ""
    facts = {
        "cycle": status.cycle,
        "period": status.period,
        "as_of": status.as_of,
        "state": filing_word(status, unit.newest_filing),
        "file": bare_file_name(refused),
        "reason": reason,
    }
    return status.messages.text(name, **facts)
