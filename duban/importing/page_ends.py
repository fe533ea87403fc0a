"""Rows that the end of a page has torn from their task, where a text keeps no merged cells.

There the number of a task may stand below its first rows, in the middle of the cell that it had for itself, and the
words of one cell may go on in a row of the next page.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from duban.importing.steps import DayWords
from duban.importing.table_records import TableRecord

_FEWEST_OWN_ROWS = 2
"""Of the task above: before them no order of its days can be seen."""
_NAMES = ("类别", "组", "名称")
"""What a task says once: where another row of it says it again, a page has ended between them."""


def give_back_rows(records: Sequence[TableRecord], days: DayWords) -> None:
    """Rows above the number of a task go to it from the task before, where their days begin anew.

    Args:
        records: of one table; their rows are changed.
        days: words of days in the year.
    """
    for record, following in pairwise(records):
        if record.table is following.table and not record.table.has_tall_cells:
            torn = _rows_of_following(record, following, days)
            record.rows = [row for row in record.rows if row not in torn]
            following.rows = [*torn, *following.rows]


def _rows_of_following(record: TableRecord, following: TableRecord, days: DayWords) -> Sequence[int]:
    """The last rows of a record, from that on which is due before the rows above it; none that are due too late."""
    dues = [_due(record, row, days) for row in record.rows]
    start = max(_new_beginning(dues), _FEWEST_OWN_ROWS)
    first_due = _due(following, following.rows[0], days) or date.min
    return record.rows[start:] if all(due and due < first_due for due in dues[start:]) else ()


def _new_beginning(dues: Sequence[date | None]) -> int:
    """The place of the first day that is before the day above it; behind the last where there is none."""
    places = (at for at, (above, due) in enumerate(pairwise(dues), start=1) if above and due and due < above)
    return next(places, len(dues))


def _due(record: TableRecord, row: int, days: DayWords) -> date | None:
    text = record.row_text(row, "节点时限") or record.row_text(row, "完成时限")
    return days.last_day(text or days.split(record.row_text(row, "节点"))[0])


def torn_rows(record: TableRecord) -> Iterator[int]:
    """The rows of a task in which names go on, or that stand above its number.

    Args:
        record: of the task; names that were filled down do not go on.
    """
    if record.table.has_tall_cells:
        return
    number = next((row for row in record.rows if record.row_text(row, "序号")), record.rows[0])
    for row in record.rows:
        goes_on = any(record.row_text(row, name) not in {"", record.row_text(number, name)} for name in _NAMES)
        if row < number or (row > number and goes_on):
            yield row
