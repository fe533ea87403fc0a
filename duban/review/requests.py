"""What units ask of the leaders and of the office, with what the office said of it."""

from collections.abc import Sequence

from duban.model.extension import Extension
from duban.model.status import Status
from duban.review.coordination_items import PeriodNotes, coordination_items
from duban.review.extension_requests import extension_requests
from duban.value_object import replace


def with_requests(status: Status, notes: Sequence[PeriodNotes] = (), extensions: Sequence[Extension] = ()) -> Status:
    """The status with the requests for coordination and for other days.

    Args:
        status: what was answered.
        notes: what was noted of requests in the registers up to the period, its own last.
        extensions: what was decided on other days.
    """
    coordination = coordination_items(status, notes)
    return replace(status, coordination=coordination, extension_requests=extension_requests(status, extensions))
