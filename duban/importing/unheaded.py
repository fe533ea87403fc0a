"""A text whose table has lost its header: rows are known by their numbers, columns by what the clerk says of them.

Of such a text the rows are of unequal length: where cells were merged on the left, the last columns have kept theirs.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from duban.importing.columns import OWN, RUNNING_NUMBER, SUBJECTS, HeaderReader, SourceColumn, SourceColumns
from duban.importing.quantities import points_at_end
from duban.importing.table_records import SUM
from duban.text.dates import LEAP_YEAR
from duban.text.folding import comparison_key, to_half_width
from duban.text.lazy_pattern import lazy_pattern
from duban.text.schedule import parse_schedule
from duban.value_object import replace
from duban.workbook.document import SourceDocument, SourceTable

_FEWEST_CELLS = 3
_MOST_HEADINGS = 2
_LONGEST_HEADING = 30
_OWN_COLUMN = SourceColumn((), "", OWN)
_DIGIT = lazy_pattern(r"\d")
_STOPS = ("。", "；", "：", ":")


def unheaded_table(document: SourceDocument, reader: HeaderReader) -> tuple[SourceTable, SourceColumns] | None:
    """All tasks of a document in one table, with its columns; what stands between them are categories.

    Args:
        document: as it was read.
        reader: with what the clerk said of columns by their places; what is left of the header names the last ones.

    Returns:
        None where she said of no column that it names tasks, or where no row has lost cells on its left.
    """
    if not {*reader.meanings_by_place.values()}.intersection(SUBJECTS):
        return None
    rows = [row for row in _rows(document) if row]
    columns = _columns(rows, reader)
    if not any(_lost_cells(row, columns) for row in rows):
        return None
    return SourceTable("", 1, list(_aligned(rows, columns, reader))), columns


def _rows(document: SourceDocument) -> Iterator[Sequence[str]]:
    """The rows of all tables, and the lines between them; of those above the first one, headings with points."""
    is_below = False
    for block in document.blocks:
        if isinstance(block, SourceTable):
            is_below = True
            yield from block.rows
        elif is_below or points_at_end(to_half_width(block.text))[1]:
            yield [block.text]


def _columns(rows: Sequence[Sequence[str]], reader: HeaderReader) -> SourceColumns:
    """Those that the clerk named, what is left of the header as the last ones, and behind them the categories."""
    width = max((len(row) for row in rows if _is_task(row)), default=0)
    header = next((row for row in rows if reader.torn_header(row)), ())
    named = {width - len(header) + column.places[0]: column for column in reader.torn_header(header)}
    named |= {place: SourceColumn((place,), "", meaning) for place, meaning in reader.meanings_by_place.items()}
    columns = [replace(named.get(place, _OWN_COLUMN), places=(place,)) for place in range(1, width)]
    ends = SourceColumn((0,), "", "序号"), SourceColumn((width,), "", "类别")
    return SourceColumns(0, 0, (ends[0], *columns, ends[1]), frozenset(map(comparison_key, header)))


def _is_task(row: Sequence[str]) -> bool:
    is_numbered = RUNNING_NUMBER.fullmatch(row[0]) is not None and _DIGIT.search(row[0]) is not None
    return is_numbered and len(row) >= _FEWEST_CELLS


def _lost_cells(row: Sequence[str], columns: SourceColumns) -> int:
    """How many cells behind its number a row has lost: as many as bring a day under the days, if it has any there."""
    due = columns.of("完成时限")
    lost = len(columns.columns) - 1 - len(row)
    if due is None or lost <= 0 or not _is_task(row) or due.places[0] - lost < 1:
        return 0
    return lost if parse_schedule(row[due.places[0] - lost], LEAP_YEAR) else 0


def _aligned(rows: Sequence[Sequence[str]], columns: SourceColumns, reader: HeaderReader) -> Iterator[Sequence[str]]:
    """Rows as long as the longest one, each with its categories behind it; those of categories alone are blank."""
    levels: list[str] = []
    for row in rows:
        if _is_task(row):
            whole = [row[0], *[""] * _lost_cells(row, columns), *row[1:]]
            yield [*whole, *[""] * (len(columns.columns) - 1 - len(whole)), "\n".join(levels)]
        elif _is_heading(row, reader):
            for text in filter(None, row):
                levels = _with_heading(levels, to_half_width(text))
            yield []
        else:
            yield row


def _is_heading(row: Sequence[str], reader: HeaderReader) -> bool:
    texts = [text for text in row if text]
    is_total = comparison_key("".join(texts)).startswith(reader.words.total_words) or any(map(SUM.fullmatch, texts))
    are_short = all(len(text) <= _LONGEST_HEADING and not text.endswith(_STOPS) for text in texts)
    return 0 < len(texts) <= _MOST_HEADINGS and are_short and not is_total and not reader.torn_header(row)


def _with_heading(levels: Sequence[str], text: str) -> list[str]:
    """The categories that hold below a new one: one with points stands above those without."""
    return [text] if points_at_end(text)[1] else [*[level for level in levels if points_at_end(level)[1]], text]


def rows_without_heading(table: SourceTable) -> Iterator[int]:
    """The rows whose numbers begin otherwise than those above them, with no category in between: 1-3 and then 2-1.

    Args:
        table: as `unheaded_table` makes it.
    """
    numbered = [at for at, row in enumerate(table.rows) if row and _is_task(row)]
    for above, at in pairwise(numbered):
        (first, *_, category), (other, *_, same) = table.rows[above], table.rows[at]
        if category and category == same and _first_figure(first) != _first_figure(other):
            yield at


def _first_figure(number: str) -> str:
    """Of a number of several: 2 of 2-1; empty for a plain one."""
    figures = re.findall(r"\d+", number)
    return figures[0] if len(figures) > 1 else ""
