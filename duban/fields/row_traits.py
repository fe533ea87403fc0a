"""All that rules look at in a row: rows that are alike in it have the same formula, and cells that take the same."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from duban.fields.number import is_figure, resolve_number
from duban.model.layout import SheetLayout
from duban.model.period import Period
from duban.model.row import Row


class RowTraits(NamedTuple):
    """What the rules of its sheet can know of a row in one period."""

    is_answer_due: bool
    is_next: bool
    is_overdue: bool
    has_due_day: bool
    proof: tuple[str, ...]
    numbers: tuple[Decimal | None, ...]
    """What the paths of the sheet's bounds lead to in it."""


def row_traits(row: Row, period: Period, paths: Sequence[str]) -> RowTraits:
    """The traits of a row.

    Args:
        row: of a form.
        period: the one that is reported on.
        paths: the `number_paths` of its sheet.
    """
    due_day = row.due is not None
    numbers = tuple(resolve_number(path, row) for path in paths)
    return RowTraits(row.is_answer_due(period), row.is_next, row.is_overdue(period), due_day, row.proof, numbers)


def number_paths(sheet: SheetLayout) -> Sequence[str]:
    """The paths that lead the rules of a sheet to numbers of its rows, each once."""
    return list(dict.fromkeys(path for path in _bounds(sheet) if path and not is_figure(path)))


def _bounds(sheet: SheetLayout) -> Iterator[str]:
    for column in sheet.input_columns:
        yield from (column.low, column.high, *column.required_below.values())
