"""Which units ask for another day of a milestone (申请调整 with a day), and what the office answered."""

from collections.abc import Iterator, Sequence
from datetime import date

from duban.model.extension import Extension, ExtensionRequest
from duban.model.role import Role
from duban.model.row import Row
from duban.model.status import MilestoneStatus, Status
from duban.model.submission import Record, find_record
from duban.model.verdict import Meaning


def extension_requests(status: Status, extensions: Sequence[Extension]) -> tuple[ExtensionRequest, ...]:
    """Every request for a later day that stands in a newest answer; of a unit's task without milestones the first.

    What asks for a day that the milestone has already, by whatever decision, is no request any more, unless the office
    decided on it: then it is one that was answered.

    Args:
        status: what was answered up to now.
        extensions: all that the office decided, in any register; what it decided after the day of the report answers
            nothing yet.
    """
    decided = [one for one in extensions if (one.decided_on or date.min) <= status.as_of]
    requests: dict[tuple[str, int, str], ExtensionRequest] = {}
    for milestone in status.milestones:
        for request in _requests(status, milestone, decided):
            requests.setdefault((request.row.task.number, request.position, request.unit.code), request)
    return tuple(requests.values())


def _requests(
    status: Status, milestone: MilestoneStatus, extensions: Sequence[Extension]
) -> Iterator[ExtensionRequest]:
    """The request of one milestone, or nothing."""
    row, record = milestone.row, _newest_record(status, milestone.row)
    requested_due = record.answer_by_role(Role.EXPECTED) if record else None
    if record is None or record.meaning != Meaning.ADJUST or not isinstance(requested_due, date):
        return
    answer = _answer(extensions, row, requested_due, record)
    if answer is not None or requested_due > (row.due or date.max):
        yield ExtensionRequest(row, milestone.unit, requested_due, record, answer)


def _answer(extensions: Sequence[Extension], row: Row, requested_due: date, record: Record) -> Extension | None:
    """The last decision about a row that answers a request; None where there is none."""
    decided = [one for one in extensions if one.is_about(row) and one.is_decided(row.task)]
    return next((one for one in reversed(decided) if _answers(one, requested_due, record)), None)


def _answers(extension: Extension, requested_due: date, record: Record) -> bool:
    """Whether a decision answers a request: for the same day, or one of her own accord that was made later."""
    if extension.requested_due is not None:
        return extension.requested_due == requested_due
    is_later = extension.decided_on and record.received_on and extension.decided_on >= record.received_on
    return bool(is_later)


def _newest_record(status: Status, row: Row) -> Record | None:
    """The newest answer that says how a milestone stands; of its task, where that is the same."""
    keys = row.task.answer_keys(row.milestone) if row.milestone else (row.key,)
    histories = (status.history, *status.related_histories.values())
    return find_record(histories, keys, lambda record: bool(record.meaning))
