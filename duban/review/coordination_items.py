"""What units ask of the leaders (提请协调): each request through all periods, with what the office noted of it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import reduce
from itertools import chain

from duban.model.coordination import NO_NOTE, CoordinationItem, CoordinationNote, RequestState
from duban.model.role import Role
from duban.model.status import MilestoneStatus, Status, TaskStatus
from duban.model.submission import Record
from duban.text.folding import comparison_key
from duban.value_object import ValueObject


class PeriodNotes(ValueObject):
    """What the office noted in the register of one period. due: of the period; notes: by the keys of rows."""

    due: date
    notes: Mapping[str, CoordinationNote]


def coordination_items(status: Status, notes_by_period: Sequence[PeriodNotes]) -> tuple[CoordinationItem, ...]:
    """Every request that is asked, was asked and is not done with, or was settled in this period; in the plan's order.

    Args:
        status: what was answered up to now, and the last report.
        notes_by_period: of the registers up to now, oldest first; the last is this period's own.
    """
    items = (_item(status, *rows, notes_by_period) for rows in _rows(status))
    return tuple(item for item in items if item)


def _rows(status: Status) -> Iterator[tuple[TaskStatus | MilestoneStatus, Sequence[str], Sequence[str]]]:
    """Every task and milestone in whose row something may be asked, with the keys of its answers.

    A task and its only milestone, where that is the task itself, are one; of several units each asks for itself. What
    is asked of an earlier interval of a recurring duty is asked of the newest one that is due: the keys of the earlier
    ones stand apart.
    """
    for task in status.tasks:
        for part in task.shares or (task,):
            yield part, *(_keys_of_whole(part) if task.task.is_undivided else ([part.row.key], []))
        for milestone in () if task.task.is_undivided else task.milestones:
            yield milestone, [milestone.row.key], _earlier_intervals(status, task, milestone)


def _keys_of_whole(task: TaskStatus) -> tuple[list[str], list[str]]:
    """The keys of the rows about a task that is not divided into milestones, those of earlier intervals apart."""
    keys = [task.row.key, *(milestone.row.key for milestone in task.milestones)]
    return keys, [past.row.key for past in task.past_terms]


def _earlier_intervals(status: Status, task: TaskStatus, milestone: MilestoneStatus) -> list[str]:
    """The keys of those whose place a milestone that is due has taken."""
    newest = milestone.row.milestone
    if newest is None or newest.due > status.as_of:
        return []
    of_unit = [past.row for past in task.past_terms if past.unit == milestone.unit]
    return [row.key for row in of_unit if row.milestone and row.milestone.line == newest.line]


def _item(
    status: Status,
    subject: TaskStatus | MilestoneStatus,
    keys: Sequence[str],
    earlier_keys: Sequence[str],
    notes_by_period: Sequence[PeriodNotes],
) -> CoordinationItem | None:
    """The request of one row; None where there is none, or none since it was settled in an earlier period."""
    row = subject.row
    by_row = _standing_records(status, keys, earlier_keys)
    if not any(map(_words, chain.from_iterable(by_row))):  # as in most rows
        return None
    settled_until, former_note, own_note = _notes_of(row.key, notes_by_period)
    asking = _asking(status, by_row, settled_until)
    if not asking:
        return None
    newest = {_words(records[-1]): records[-1] for records in by_row if records[-1] in asking}
    note = own_note.over(former_note)
    return CoordinationItem(
        row=row,
        unit=row.unit,
        records=tuple(newest.values()) or (asking[-1],),
        first_asked=min(map(_asked_on, asking)),
        state=RequestState.SETTLED if note.is_settled else _state(status, subject, asking, is_asked=bool(newest)),
        was_settled=settled_until > date.min,
        note=note,
        former_note=former_note,
    )


def _standing_records(status: Status, keys: Sequence[str], earlier_keys: Sequence[str]) -> list[list[Record]]:
    """What was said in each of some rows; of earlier intervals as long as no more was said of the newest one."""
    by_row = [records for records in _records_by_row(status, keys) if records]
    last_day = max((_asked_on(records[-1]) for records in by_row), default=date.min)
    earlier = [records for records in _records_by_row(status, earlier_keys) if records]
    return by_row + [records for records in earlier if _asked_on(records[-1]) >= last_day]


def _notes_of(key: str, notes_by_period: Sequence[PeriodNotes]) -> tuple[date, CoordinationNote, CoordinationNote]:
    """Until when a request is settled, what was noted since and before this period, and what in this period."""
    notes = [(noted.due, noted.notes.get(key, NO_NOTE)) for noted in notes_by_period]
    *earlier, (_, own_note) = notes or [(date.max, NO_NOTE)]
    settled_until = max((due for due, note in earlier if note.is_settled), default=date.min)
    since = (note for due, note in earlier if due > settled_until)
    return settled_until, reduce(lambda former, note: note.over(former), since, NO_NOTE), own_note


def _asking(status: Status, by_row: Sequence[Sequence[Record]], settled_until: date) -> list[Record]:
    """The answers that ask something and came after it was settled, oldest first."""
    records = sorted(chain.from_iterable(by_row), key=_asked_on)
    return [record for record in records if _words(record) and _period_due(status, record) > settled_until]


def _records_by_row(status: Status, keys: Sequence[str]) -> Iterator[list[Record]]:
    """All that was accepted of each of these rows where requests were asked for, oldest first: by kind of form."""
    for history in (status.history, *status.related_histories.values()):
        for key in keys:
            yield [record for record in history.records.get(key, ()) if Role.HELP in record.column_by_role]


def _period_due(status: Status, record: Record) -> date:
    """The due day of the period in which it was answered; of another kind of form the day on which it came."""
    dues = (period.due for period in status.periods if period.code == _source(record).period)
    return next(dues, _asked_on(record))


def _source(record: Record) -> Record:
    """The answer from which a request comes."""
    return record.request_source or record


def _asked_on(record: Record) -> date:
    """The day on which the answer came that asks it."""
    return _source(record).received_on or date.min


def _state(
    status: Status, subject: TaskStatus | MilestoneStatus, asking: Sequence[Record], *, is_asked: bool
) -> RequestState:
    """asking: the answers with a request, since it was last settled; is_asked: the newest answers still have one."""
    if not is_asked:
        return RequestState.FINISHED if subject.finished else RequestState.DROPPED
    newest = [record for record in asking if _source(record).period == _source(asking[-1]).period]
    before = [record for record in asking if record not in newest]
    if before:
        is_same = _words(before[-1]) in map(_words, newest)
        return RequestState.STANDING if is_same else RequestState.REWORDED
    is_old = any(_asked_on(asking[-1]) <= report.as_of for report in status.earlier[-1:])
    return RequestState.STANDING if is_old else RequestState.NEW


def _words(record: Record) -> str:
    words = record.text_by_role(Role.HELP)
    return comparison_key(words) if words else ""
