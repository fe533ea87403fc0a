"""Columns of long texts share the room that their layout gives them as their texts need it."""

from collections.abc import Sequence

from duban.model.report_layout import ReportBlock, ReportColumn, ReportSheet
from duban.reports.shared_room import share_room
from duban.reports.table_rows import ReportRow, styled_cell
from duban.value_object import replace
from duban.workbook.paging import fitted_row, total_height

LONG, SHORT = "长" * 400, "短" * 40


def layout(*, shares: bool = True) -> ReportSheet:
    columns = tuple(
        ReportColumn(key=key, label=key, shares_room=shares and key != "number") for key in ("number", "left", "right")
    )
    return ReportSheet(name="表", title="表", widths=(5, 30, 30), blocks=(ReportBlock(rows="tasks", columns=columns),))


def widths(rows: Sequence[ReportRow], *, shares: bool = True) -> tuple[float, ...]:
    return share_room(layout(shares=shares), [rows]).widths


def height(rows: Sequence[ReportRow], of_columns: Sequence[float]) -> float:
    cells = ([styled_cell(row[key], "word") for key in ("number", "left", "right")] for row in rows)
    return total_height([fitted_row(row, of_columns) for row in cells])


def test_the_longer_texts_get_more_room_and_the_rows_become_lower() -> None:
    rows: Sequence[ReportRow] = [{"number": 1, "left": LONG, "right": SHORT}] * 3
    number, left, right = widths(rows)
    assert number == 5
    assert left + right == 60
    assert left > 40
    assert height(rows, (number, left, right)) < height(rows, (5, 30, 30))


def test_texts_of_one_length_stay_where_they_are() -> None:
    assert widths([{"number": 1, "left": LONG, "right": LONG}]) == (5, 30, 30)


def test_a_column_keeps_room_for_five_characters() -> None:
    _, left, right = widths([{"number": 1, "left": LONG * 5, "right": "是"}])
    assert (left, right) == (48, 12)


def test_columns_that_do_not_share_keep_their_width() -> None:
    assert widths([{"number": 1, "left": LONG, "right": SHORT}], shares=False) == (5, 30, 30)


def test_several_tables_keep_their_widths() -> None:
    """They share the sheet's columns: what is wide for one would be narrow for another."""
    (block,) = layout().blocks
    twice = replace(layout(), blocks=(block, block))
    rows: Sequence[ReportRow] = [{"number": 1, "left": LONG, "right": SHORT}]
    assert share_room(twice, [rows, rows]).widths == (5, 30, 30)


def test_a_table_without_rows_keeps_its_widths() -> None:
    assert widths([]) == (5, 30, 30)
