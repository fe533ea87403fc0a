"""A report sheet from its YAML and its rows: what stands in which cell, and what of it is frozen, filtered, printed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from duban.model.report_layout import ReportBlock, ReportColumn, ReportSheet
from duban.reports.report_book import _unused_name, report_sheets
from duban.reports.sheet import build_sheet
from duban.reports.table_rows import WHOLE_WIDTH, ReportRow
from duban.validation.reading import validated
from duban.value_object import replace
from duban.workbook.book import Cell, Sheet
from duban.workbook.paging import merged_width, row_height
from duban.workspace.yaml_file import load_template_yaml
from tests.offices import status_of
from tests.returns import ROOT

NAME, COUNT = ReportColumn(key="name", label="名称", span=2), ReportColumn(key="count", label="数量", style="number")


def table(**settings: Any) -> ReportBlock:  # noqa: ANN401 — any setting of a block
    return validated(ReportBlock, {"rows": "of-its-own", "columns": (NAME, COUNT), **settings})


def made(blocks: Sequence[ReportBlock], rows: Sequence[ReportRow] = (), **settings: Any) -> Sheet:  # noqa: ANN401
    """A sheet of three columns. rows: of every block that has a table."""
    widths = settings.pop("widths", (10, 10, 10))
    layout = validated(ReportSheet, {"name": "表", "title": "题", "widths": widths, "blocks": blocks, **settings})
    return build_sheet(layout, {}, lambda _: rows)


def lines(sheet: Sheet) -> list[list[object]]:
    """The values of each row at their places; None where there is no cell."""
    return [[cell.value if cell else None for cell in row.cells] for row in sheet.rows]


def spans(sheet: Sheet) -> list[list[int]]:
    return [[cell.column_span if cell else 0 for cell in row.cells] for row in sheet.rows]


def test_a_column_that_takes_several_leaves_those_behind_it_at_their_places() -> None:
    sheet = made([table()], [{"name": "甲", "count": 3}, {"count": 4}])
    assert lines(sheet) == [["题"], ["名称", None, "数量"], ["甲", None, 3], [None, None, 4]]
    assert spans(sheet) == [[3], [2, 0, 1], [2, 0, 1], [0, 0, 1]]


@pytest.mark.parametrize(
    ("title", "printed"),
    [
        ("进展情况（1—6月）", "进展情况（1—6月）"),
        (
            "教育系统（含直属单位）重点工作任务进展情况（1—6月）",
            "教育系统（含直属单位）重点工作任务进展情况\n（1—6月）",
        ),
        ("教育系统（含直属单位）重点工作任务进展情况总表", "教育系统（含直属单位）重点工作任务进展情况总表"),
    ],
)
def test_a_title_of_two_lines_has_its_period_whole_in_the_second(title: str, printed: str) -> None:
    """An office of a long name lost both ends of its title in print, as the cell did not wrap."""
    sheet = made([table()], title=title, widths=(20, 20, 20))
    assert lines(sheet)[0] == [printed]
    assert (next(iter(sheet.rows)).height or 0) >= row_height([(printed, sum(sheet.widths))], 18)
    assert load_template_yaml(ROOT / "templates/styles.yaml")["title"]["wrap"]


def test_sheets_of_one_name_are_numbered_from_the_second_on() -> None:
    """However their letters are cased; a name that is cut for its number is as long as Excel takes."""
    taken: set[str] = set()
    wanted = ("表", "表", "表", "AB", "ab", "长" * 40, "长" * 40, "a/b[c]", "' '", "''")
    assert [_unused_name(name, taken) for name in wanted] == [
        *("表", "表(2)", "表(3)", "AB", "ab(2)"),
        *("长" * 30 + "…", "长" * 27 + "…(2)", "a／b［c］", "—", "—(2)"),
    ]


def test_a_gap_between_tables_has_no_header() -> None:
    gap = ReportColumn(key="gap", label="")
    sheet = made([table(columns=(COUNT, gap, COUNT))], [{"count": 3}])
    assert lines(sheet)[1:] == [["数量", None, "数量"], [3, None, 3]]


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ({WHOLE_WIDTH: "小计"}, True),
        ({WHOLE_WIDTH: "四舍五入", "count": ""}, True),  # it speaks of a column of this table
        ({WHOLE_WIDTH: "四舍五入", "share": ""}, False),
    ],
)
def test_a_line_over_the_whole_width_stands_where_its_column_does(row: ReportRow, shown: bool) -> None:  # noqa: FBT001
    sheet = made([table()], [row, {"name": "甲", "count": 3}])
    assert lines(sheet)[2:] == [*([[row[WHOLE_WIDTH]]] if shown else []), ["甲", None, 3]]
    assert spans(sheet)[2] == ([3] if shown else [2, 0, 1])


def test_a_bare_value_has_the_style_of_its_column_and_a_cell_its_own() -> None:
    sheet = made([table()], [{"name": Cell("甲", "light-red"), "count": 3}])
    assert [cell.style for cell in list(sheet.rows)[-1].cells if cell] == ["light-red", "number"]


def test_words_stand_in_place_of_a_table_that_has_no_rows() -> None:
    """Where there are none, its header alone says that nothing was left out."""
    assert lines(made([table(empty="没有。")])) == [["题"], ["没有。"]]
    assert lines(made([table()])) == [["题"], ["名称", None, "数量"]]
    assert lines(made([table(empty="没有。")], [{"count": 3}]))[1:] == [["名称", None, "数量"], [None, None, 3]]


def test_a_block_has_its_title_its_words_and_its_table_in_this_order() -> None:
    sheet = made([ReportBlock(title="一", text="说明")], note="截至今日")
    assert lines(sheet) == [["题"], ["截至今日"], [], ["一"], ["说明"]]
    assert [cell.style for row in sheet.rows for cell in row.cells if cell] == [
        *("title", "sheet-note", "section", "summary")
    ]


def test_each_row_is_high_enough_for_its_words_and_never_lower_than_its_kind() -> None:
    long = "很长的话" * 20
    sheet = made([table(title=long, text=long)], [{"name": long, "count": 1}, {"name": "短", "count": 1}], title=long)
    heights = [row.height or 0 for row in sheet.rows]
    words = [(0, [10, 10, 10], 18), (2, [10, 10, 10], 13), (3, [10, 10, 10], 12), (5, [10, 10], 10)]
    for line, widths, size in words:
        assert heights[line] == row_height([(long, merged_width(widths))], size)
    short = made([table(title="一")], [{WHOLE_WIDTH: "小计"}, {"name": "短", "count": 1}])
    assert [row.height for row in short.rows] == [row_height([("题", 30)], 18), 8, 24, 24, 20, 20]


@pytest.mark.parametrize(
    ("blocks", "rows", "filtered", "header", "filter_range"),
    [
        (1, 2, True, 2, (2, 1, 4, 3)),
        (1, 1, True, 2, (2, 1, 3, 3)),
        (1, 0, True, 2, None),  # Excel hides the rows below a filter that has none
        (1, 2, False, 2, None),
        (2, 1, False, 0, None),
        (0, 0, True, 0, None),
    ],
)
def test_the_header_of_the_only_table_stays_in_sight(
    blocks: int,
    rows: int,
    filtered: bool,  # noqa: FBT001
    header: int,
    filter_range: object,
) -> None:
    sheet = made([table()] * blocks, [{"name": "甲", "count": 3}] * rows, filtered=filtered)
    assert sheet.freeze == ((header, 0) if header else None)
    assert sheet.page.repeat_rows == ((header, header) if header else None)
    assert sheet.filter_range == filter_range
    assert sheet.page.last_column == 3


def test_a_block_of_more_than_a_third_of_a_page_is_parted_but_not_behind_its_title() -> None:
    """Two tables nearly fill the first page; the third begins on it with its title, its header and a row."""
    rows: list[ReportRow] = [{"name": "甲", "count": 3}] * 8
    sheet = made([table(), table(), table(title="二"), table()], rows)
    assert lines(sheet)[19:21] == [[], ["二"]]
    assert sheet.page.page_breaks == (24,)
    assert made([table(), table(), table()], rows).page.page_breaks == ()


def test_rows_come_closer_together_where_that_saves_a_last_page_of_little() -> None:
    """26 rows need a second page for one of them; of 60 rows much stands on the last page, and they keep their room."""
    heights = {
        count: {row.height for row in [*made([table()], [{"name": "甲", "count": 3}] * count).rows][2:]}
        for count in (20, 26, 60)
    }
    assert heights == {20: {20}, 26: {row_height([("甲", 10)], padding=1.5)}, 60: {20}}


@pytest.mark.parametrize(("count", "one_page", "fits"), [(10, True, True), (10, False, False), (300, True, False)])
def test_a_sheet_is_shrunk_to_one_page_as_long_as_that_can_be_read(count: int, one_page: bool, fits: bool) -> None:  # noqa: FBT001
    sheet = made([table(title="一")], [{"name": "甲", "count": 3}] * count, one_page=one_page)
    assert sheet.page.fit_one_page == fits


def folded(rows: Sequence[ReportRow], blocks: int = 1) -> Sheet:
    due = ReportColumn(key="due", label="时限", fold="时限都是{{ value }}。")
    return made([table(columns=(ReportColumn(key="name", label="名称"), due, COUNT))] * blocks, rows)


def test_what_all_rows_say_alike_is_said_once_above_the_table() -> None:
    """Its room goes to the others, beside another table to the one before it; one without any words just goes."""
    rows: list[ReportRow] = [{"name": name, "due": "年底", "count": 1} for name in "甲乙丙"]
    sheet = folded(rows)
    assert lines(sheet)[:4] == [["题"], ["时限都是年底。"], ["名称", "数量"], ["甲", 1]]
    assert sheet.widths == (15, 15)
    assert lines(folded(rows[:2]))[1] == ["名称", "时限", "数量"]  # two rows are read as fast as a line
    assert lines(folded([{**rows[0], "due": ""}]))[1:] == [["名称", "数量"], ["甲", 1]]
    two = folded(rows, blocks=2)
    assert (spans(two)[2], two.widths) == ([2, 0, 1], (10, 10, 10))


def test_columns_stay_in_sight_beside_the_header_of_the_only_table() -> None:
    assert made([table()], [{"name": "甲", "count": 3}], freeze_columns=2).freeze == (2, 2)
    assert made([table(), table()], [{"name": "甲", "count": 3}], freeze_columns=2).freeze is None


def test_a_table_far_below_the_top_scrolls_with_all_that_is_above_it() -> None:
    """What is frozen under a chart or many words would fill a small screen: no row of the table could be reached."""
    assert made([table(text="话" * 100)], [{"name": "甲", "count": 3}]).freeze == (3, 0)
    assert made([table(text="话" * 200)], [{"name": "甲", "count": 3}]).freeze is None


def test_a_sheet_that_may_be_absent_leaves_its_line_on_the_one_before_it() -> None:
    """Or on the first, where it would have been that; and where all are absent, the first stays."""
    status = status_of("taishan-2022", "progress", date(2022, 7, 21), {})
    plain = validated(ReportSheet, {"name": "甲", "title": "甲", "widths": (10,), "blocks": ()})
    empty = replace(plain, name="乙", absent="没有{{ plan.year }}年的乙。")
    silent = replace(plain, name="丙", absent="—")

    def sheets(*layouts: ReportSheet) -> list[list[list[object]]]:
        book = report_sheets({str(place): layout for place, layout in enumerate(layouts)}, status)
        return [lines(sheet) for sheet in book]

    line = ["没有2022年的乙。"]
    assert sheets(plain, empty, silent) == [[["甲"], [], line]]
    assert sheets(empty, plain, plain, empty) == [[["甲"], [], line], [["甲"], [], line]]
    assert sheets(empty, silent) == [[["甲"]]]
