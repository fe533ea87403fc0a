"""Columns of a report sheet in which all rows say the same: left out, and said once in a line above the table."""

from collections.abc import Iterator, Mapping, Sequence

from duban.messages.text_template import render_text
from duban.model.report_layout import ReportBlock, ReportColumn, ReportSheet
from duban.reports.table_rows import WHOLE_WIDTH, CellContent, ReportRow
from duban.value_object import replace
from duban.workbook.book import Cell

_FEWEST_ROWS = 3
"""With fewer rows a column that says the same in each of them is read as fast as a line."""

FoldedSheet = tuple[ReportSheet, list[tuple[str, ...]]]


def fold_columns(
    layout: ReportSheet, tables: Sequence[Sequence[ReportRow]], facts: Mapping[str, object]
) -> FoldedSheet:
    """The layout without these columns, and the lines above the table of each of its blocks.

    Args:
        layout: of the sheet; columns without `fold` stay in any case.
        tables: the rows of each block.
        facts: what the words of the sheet may speak of.

    Returns:
        In the only table of a sheet all columns that stay become wider, each in proportion. Where there are several
        tables, which share the sheet's columns, the cells of the one before it span those of a column that goes.
    """
    is_only_table = sum(bool(block.columns) for block in layout.blocks) == 1
    blocks, lines, widths = [], [], layout.widths
    for block, rows in zip(layout.blocks, tables, strict=True):
        folded = {column: value for column in block.columns for value in _same_value(column, rows)}
        if len(folded) == len(block.columns):
            folded = {}
        if is_only_table and folded:
            widths = _widths_that_stay(block, folded, layout.widths)
        columns = _left_columns(block, folded, spread=not is_only_table)
        blocks.append(replace(block, columns=tuple(columns)))
        line_texts = (render_text(column.fold, **facts, value=value) for column, value in folded.items() if value != "")
        lines.append(tuple(filter(None, line_texts)))
    return replace(layout, blocks=tuple(blocks), widths=widths), lines


def _same_value(column: ReportColumn, rows: Sequence[ReportRow]) -> Iterator[object]:
    """What all rows say, if they do and the column is left out then."""
    if not column.fold:
        return
    values = [_value(row[column.key]) for row in rows if WHOLE_WIDTH not in row and column.key in row]
    if len(set(values)) == 1 and (values[0] == "" or len(values) >= _FEWEST_ROWS):
        yield values[0]


def _value(content: CellContent) -> object:
    value = content.value if isinstance(content, Cell) else content
    return "" if value is None else value


def _left_columns(block: ReportBlock, folded: Mapping[ReportColumn, object], *, spread: bool) -> Iterator[ReportColumn]:
    """The columns that stay. spread: whether they span the room of those that go."""
    for group in _neighbours(block, folded):
        column_that_stays = next(column for column in group if column not in folded)
        yield (replace(column_that_stays, span=sum(each.span for each in group)) if spread else column_that_stays)


def _widths_that_stay(
    block: ReportBlock, folded: Mapping[ReportColumn, object], widths: Sequence[float]
) -> tuple[float, ...]:
    """The widths of the sheet's columns without those that go; together as wide as they all were."""
    left: list[float] = []
    start = 0
    for column in block.columns:
        left += [] if column in folded else widths[start : start + column.span]
        start += column.span
    left += widths[start:]
    share = sum(widths) / sum(left)
    return tuple(round(width * share, 2) for width in left)


def _neighbours(block: ReportBlock, folded: Mapping[ReportColumn, object]) -> list[list[ReportColumn]]:
    """Each column that stays with those behind it that go; those that go in front stand with the first that stays."""
    groups: list[list[ReportColumn]] = []
    for column in block.columns:
        if not groups or (column not in folded and any(each not in folded for each in groups[-1])):
            groups.append([])
        groups[-1].append(column)
    return groups
