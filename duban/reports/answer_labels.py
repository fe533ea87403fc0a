"""Under which header a form asked for an answer."""

from collections.abc import Mapping

from duban.model.status import Status
from duban.model.submission import Record


def labels_of_answer(status: Status, record: Record) -> Mapping[str, str]:
    """Column key → the header in the form in which the row stands: the reported kind, or one that it looks at.

    Of a row that is put together from several kinds, each header of the first kind that has it.
    """
    layouts = (status.layout, *status.related_layouts)
    columns = set(record.values)
    of_its_form = (layout.column_labels for layout in layouts if layout.column_labels.keys() >= columns)
    return next(of_its_form, status.column_labels)
