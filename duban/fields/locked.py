"""What a locked cell shows: the words that were issued, for the form and for comparing them with what came back."""

from collections.abc import Callable
from functools import cache
from operator import attrgetter

from duban.messages.catalogue import render_text
from duban.model.layout import Column
from duban.model.row import Row
from duban.workbook.book import Scalar

STAGE_PATH = "stage"
"""The path of a column that shows where a row stands: that depends on answers, not on the row alone."""


def locked_value(column: Column, row: Row) -> Scalar:
    """What a locked column has in a row; nothing where its path leads nowhere for this row."""
    if column.says:
        return render_text(column.says, row=row, task=row.task, plan=row.plan, unit=row.unit).strip()
    value: object = path_getter(column.shows)(row)
    return value if isinstance(value, Scalar) else None


def is_comparable(column: Column) -> bool:
    """Whether its words follow from the snapshot alone, so that a return can be compared with them."""
    return not column.kind and column.recalls is None and column.shows != STAGE_PATH


@cache
def path_getter(names: str) -> Callable[[Row], object]:
    """What a path of names leads to in a row; None where it leads nowhere."""
    first, _, rest = names.partition(".")
    if not rest:
        return attrgetter(names)
    begin, further = attrgetter(first), attrgetter(rest)

    def follow(row: Row) -> object:
        found = begin(row)
        return None if found is None else further(found)

    return follow
