"""What is known of a milestone, and from which answers: bad news at once, good news once its row is right."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import takewhile

from duban.model.change import AmendmentKind, Change
from duban.model.milestone import Milestone
from duban.model.role import Role
from duban.model.row import Row
from duban.model.status import FilingStatus
from duban.model.submission import AnswerCell, History, Record
from duban.model.verdict import BAD_NEWS_MEANINGS, FINISHED_MEANINGS, MEANINGS_WORST_FIRST, Meaning, UnknownState
from duban.value_object import ValueObject, replace

_SHOWN_AT_ONCE: tuple[Role, ...] = (Role.HELP, Role.PROBLEMS)
_SHOWN_WITH_STATE = (Role.REASON, Role.EXPECTED)
"""Shown at once where the form asks how the row stands: elsewhere they belong to something that is proposed."""
_SHOWN_WITH_BAD_NEWS = (Role.STATE, Role.PROGRESS)
"""Shown at once where the state is bad news; else they are good news and wait."""
_SAID_OF_STATE = (Role.ACTUAL, Role.PROGRESS, *_SHOWN_WITH_STATE)
"""What was said of one state is never shown beside another."""
_SURELY_LATE = (Meaning.WILL_MISS, Meaning.ADJUST)
_UNKNOWN_BY_FILING: Mapping[FilingStatus, UnknownState] = {
    FilingStatus.VERSIONS_DIFFER: UnknownState.VERSIONS_DIFFER,
    FilingStatus.UNUSABLE: UnknownState.UNUSABLE,
    FilingStatus.OWING: UnknownState.NOT_FILED,
    FilingStatus.EXTENDED: UnknownState.NOT_YET_FILED,
    FilingStatus.AWAITED: UnknownState.NOT_YET_FILED,
}


class MilestoneEvidence(ValueObject):
    """All from which it follows whether the state of a milestone is known.

    Attributes:
        due: its due day.
        record: the answer that counts, None if there never was one.
        claim: the newest answer, sound cells alone, where it has to be corrected first; else None.
        filing_status: of its unit; None where no unit answers for it.
        is_asked: the form kind that is compiled asks how it stands.
        is_asked_elsewhere: a kind that it looks at may ask that.
        was_owed: a return that asks about it was owed after the due day, and its time is up.
        is_more_to_come: another such return of the year will be owed: that it can tell is no question for anybody yet.
    """

    due: date
    record: Record | None
    claim: Record | None
    filing_status: FilingStatus | None
    is_asked: bool
    is_asked_elsewhere: bool
    was_owed: bool
    is_more_to_come: bool = True

    @property
    def is_finished(self) -> bool:
        """Whether the answer that counts says so."""
        return self.record is not None and self.record.meaning in FINISHED_MEANINGS

    @property
    def is_surely_unfinished(self) -> bool:
        """Whether an answer after the due day says that it is not finished, or one before it that it would not be.

        Of the latter the day on which it came in is enough: what it foretold stands till a later return is owed.
        """
        if self.record is None or not self.record.meaning or self.is_finished or self.record.disputed:
            return False
        if self.record.meaning not in _SURELY_LATE:
            return self._is_after_due(self.record)
        received_on = self.record.received_on
        return self.was_owed or (received_on is not None and received_on > self.due)

    def unknown_state(self, as_of: date) -> UnknownState | None:
        """Why its state is not known on a day; None where it is, or where the due day is not over."""
        if as_of <= self.due or self.is_finished or self.is_surely_unfinished:
            return None
        if not self.is_asked and not self.is_asked_elsewhere:
            return UnknownState.NOT_ASKED
        if self.claim is not None:
            return _unknown_by_claim(self.claim)
        if self.is_more_to_come and not self.was_owed and not self._is_answer_useless:
            return UnknownState.TO_BE_REPORTED
        return self._unknown_by_filing()

    def _unknown_by_filing(self) -> UnknownState:
        """Why the returns do not tell, where they should have."""
        if self.filing_status is None:
            return UnknownState.NO_UNIT
        if self.is_asked and self.filing_status in _UNKNOWN_BY_FILING:
            return _UNKNOWN_BY_FILING[self.filing_status]
        if self.record is not None and self.record.meaning:
            return UnknownState.OUTDATED
        return UnknownState.BLANK if self.is_asked else UnknownState.NOT_ANSWERED

    @property
    def _is_answer_useless(self) -> bool:
        """Whether an answer after the due day, or a file that cannot be used, should have told of it and does not."""
        is_file_useless = self.filing_status in (FilingStatus.VERSIONS_DIFFER, FilingStatus.UNUSABLE)
        return is_file_useless or (self.record is not None and self._is_after_due(self.record))

    def _is_after_due(self, record: Record) -> bool:
        return record.answered_on is not None and record.answered_on > self.due


def _unknown_by_claim(claim: Record) -> UnknownState:
    state = claim.by_role(Role.STATE)
    if claim.meaning == Meaning.DONE_LATE and claim.answer_by_role(Role.ACTUAL) is None:
        return UnknownState.DAY_MISSING
    is_blank = state is not None and state.value is None
    return UnknownState.BLANK if is_blank else UnknownState.TO_CORRECT


def shown_records(
    accepted: Mapping[str, Record],
    records_to_correct: Mapping[str, Record],
    records_to_choose: Mapping[str, Sequence[Record]],
    before: History,
) -> dict[str, Record]:
    """What reports may show of one period: what was accepted, and at once what does not wait.

    Of a row that must be corrected, a request for help, a reason, problems, an expected day, and a state that is bad
    news with its progress show over what was accepted before; a state that is good news waits with its progress. So it
    is with each of several versions of which none is chosen: requests and reasons of all of them show, and of their
    states the gravest.

    Args:
        accepted: row key → the answers that count.
        records_to_correct: row key → the sound cells of the newest answer.
        records_to_choose: row key → the same of each version that waits for a choice.
        before: what was shown in earlier periods.
    """
    shown = dict(accepted)
    for key, claims in ({key: [claim] for key, claim in records_to_correct.items()} | dict(records_to_choose)).items():
        last = accepted.get(key) or before.last(key)
        gravest, urgent = _gravest_and_urgent(claims)
        is_disputed = any(claim.meaning not in BAD_NEWS_MEANINGS for claim in claims)
        if is_disputed and last is not None and last.meaning in BAD_NEWS_MEANINGS:
            for role in _SHOWN_WITH_BAD_NEWS:  # known to be bad before
                urgent.pop(gravest.column_by_role.get(role, ""), None)
        if urgent:
            shown[key] = _with_urgent_cells(last, gravest, urgent, is_disputed=is_disputed)
    return shown


def _gravest_and_urgent(claims: Iterable[Record]) -> tuple[Record, dict[str, AnswerCell]]:
    """The claim with the gravest bad news, and what may not wait in any of them: texts that differ, line by line."""
    gravest_first = sorted(claims, key=_gravity)
    urgent: dict[str, AnswerCell] = {}
    for claim in gravest_first:
        for column, cell in _urgent_cells(claim).items():
            urgent[column] = _with_other_text(urgent[column], cell) if column in urgent else cell
    return gravest_first[0], urgent


def _gravity(claim: Record) -> int:
    is_bad = claim.meaning in BAD_NEWS_MEANINGS
    return MEANINGS_WORST_FIRST.index(Meaning(claim.meaning)) if is_bad else len(MEANINGS_WORST_FIRST)


def _with_other_text(cell: AnswerCell, other: AnswerCell) -> AnswerCell:
    """A text and another one below it; what is chosen or is a day stands for itself."""
    if cell.meaning or not isinstance(cell.value, str) or str(other.value) in cell.value:
        return cell
    return cell._replace(value=f"{cell.value}\n{other.value}", parts=(*(cell.parts or (cell,)), other))


def _urgent_cells(claim: Record) -> dict[str, AnswerCell]:
    """By column what does not wait for the correction of its row: requests, reasons, and a state that is bad news."""
    roles = _SHOWN_AT_ONCE
    if Role.STATE in claim.column_by_role:
        roles += _SHOWN_WITH_STATE
    if claim.meaning in BAD_NEWS_MEANINGS:
        roles += _SHOWN_WITH_BAD_NEWS
    cells = ((claim.column_by_role.get(role, ""), claim.by_role(role)) for role in roles)
    return {column: cell for column, cell in cells if cell is not None and cell.value is not None}


def _with_urgent_cells(
    last: Record | None, claim: Record, urgent: Mapping[str, AnswerCell], *, is_disputed: bool
) -> Record:
    """The answers of before with the urgent ones, dated by these where they say how the row stands."""
    base = last or replace(claim, values={})
    says_state = claim.column_by_role.get(Role.STATE) in urgent
    dated = claim if says_state else base
    outdated = {base.column_by_role.get(role) for role in _SAID_OF_STATE} if says_state else set()
    still_said = {column: cell for column, cell in base.filled.items() if column not in outdated}
    is_asked = claim.column_by_role.get(Role.HELP) in urgent
    source = replace(claim, unverified=True) if is_asked else base.request_source or base
    return replace(
        base,
        values={**still_said, **urgent},
        period=dated.period,
        received_on=dated.received_on,
        reported_on=dated.reported_on,
        column_by_role={**base.column_by_role, **claim.column_by_role},
        unverified=True,
        disputed=is_disputed if says_state else base.disputed,
        request_source=source,
    )


def with_request(record: Record | None, task_record: Record | None) -> Record | None:
    """A milestone's answer with the request that its unit makes for the task as a whole; its own request stands.

    Args:
        record: of the milestone, None if there never was one.
        task_record: of the task, None if there never was one.
    """
    request = task_record.by_role(Role.HELP) if task_record else None
    if task_record is None or request is None or request.value is None or (record and record.text_by_role(Role.HELP)):
        return record
    base = record or replace(task_record, values={})
    column = task_record.column_by_role[Role.HELP]
    roles = {**base.column_by_role, Role.HELP: column}
    return replace(base, values={**base.filled, column: request}, column_by_role=roles)


def without_outdated_meaning(record: Record | None, milestone: Milestone) -> Record | None:
    """An answer without its meaning, where it said of an earlier due day what is not so of the one put off.

    That a day would not be kept, or a request for another one, says nothing of a later day that the unit meant to keep.

    Args:
        record: of the milestone, None if there never was one.
        milestone: with its due day of now.
    """
    if record is None or not milestone.first_due_text or record.meaning not in _SURELY_LATE:
        return record
    expected = record.answer_by_role(Role.EXPECTED)
    if not isinstance(expected, date) or expected > milestone.due:
        return record
    column = record.column_by_role[Role.STATE]
    return replace(record, values={**record.filled, column: record.filled[column]._replace(meaning="")})


def _is_put_off(change: Change, row: Row) -> bool:
    """Whether a change puts off a day of a row's task, and not of another unit's part alone."""
    units = {text.unit for text in change.texts} or {""}
    is_own = "" in units or any(row.unit in row.directory.find_leads(unit) for unit in units)
    return change.kind == AmendmentKind.POSTPONED and is_own


def reopening_day(records: Iterable[Record]) -> date | None:
    """The day of the return that took back that a row was finished; None where none did, or it is finished again.

    records: of a row, oldest first.
    """
    reopened_on: date | None = None
    was_finished = False
    for record in records:
        if record.meaning in FINISHED_MEANINGS:
            was_finished, reopened_on = True, None
        elif record.meaning and was_finished:
            reopened_on = reopened_on or record.received_on
    return reopened_on


def requests_in_a_row(records: Sequence[Record], row: Row) -> int:
    """In how many periods up to now a unit asked for another day or content, since a day was last put off.

    Args:
        records: of a row, oldest first.
        row: the row; what was decided about its task was no request in vain, unless it is about another unit's part.
    """
    days = (change.day for change in row.task.changes if _is_put_off(change, row))
    granted = max(days, default=date.min)
    asking = takewhile(lambda record: record.meaning == Meaning.ADJUST, reversed(records))
    return sum(record.received_on is not None and record.received_on > granted for record in asking)
