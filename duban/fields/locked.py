"""What a locked cell shows: the words that were issued, for the form and for comparing them with what came back."""

from collections.abc import Callable
from functools import cache
from operator import attrgetter

from duban.messages.text_template import render_text
from duban.model.layout import Column
from duban.model.row import Row
from duban.workbook.book import Scalar

STAGE_PATH = "stage"
"""The path of a column that shows where a row stands."""
CHECK_PATH = "check"
"""The path of the column that shows what a row still owes; it and all to its left stay in sight."""
_ANSWER_PATHS = frozenset({STAGE_PATH, CHECK_PATH})
"""What depends on answers, not on the row alone."""
_DUE_PATH = "due"
OWN_COLUMNS = "task.own."
"""Of the path of a column that the plan has of its own; behind it stands its header, with any signs."""


def locked_value(column: Column, row: Row) -> Scalar:
    """What a locked column has in a row; None where its path leads nowhere for this row."""
    if column.says:
        return render_text(column.says, row=row, task=row.task, plan=row.plan, unit=row.unit).strip()
    value: object = path_getter(column.shows)(row)
    if value is None and column.shows == _DUE_PATH:
        value = row.task.milestones[-1].due  # a row about a whole task; the rules about days look at milestones alone
    return value if isinstance(value, Scalar) else None


def is_comparable(column: Column) -> bool:
    """Whether a column's words follow from the snapshot alone, so that a return can be compared with them."""
    return not column.kind and column.recalls is None and column.shows not in _ANSWER_PATHS


def is_fact_path(path: str) -> bool:
    """Whether each of the names with dots between them can be a fact's, and none is Python's own."""
    return not any(name.startswith("_") for name in path.split("."))


@cache  # the few paths of the layouts, for each row of each return
def path_getter(path: str) -> Callable[[Row], object]:
    """A function that follows a path such as `milestone.standard` from a row; None where its first step is None.

    So it is where the path leads into Python: the layout may be that of a snapshot, which nobody proof-reads.
    """
    if not is_fact_path(path):
        return lambda _: None
    if path.startswith(OWN_COLUMNS):
        header = path.removeprefix(OWN_COLUMNS)
        return lambda row: row.task.own.get(header)
    first, _, attributes = path.partition(".")
    if not attributes:
        return attrgetter(path)
    get_first, get_attributes = attrgetter(first), attrgetter(attributes)

    def follow(row: Row) -> object:
        value = get_first(row)
        return None if value is None else get_attributes(value)

    return follow
