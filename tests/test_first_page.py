"""总览 is one page, always, with letters of at least nine points; what it has no room for is counted on it."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise, takewhile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from duban.model.status import Status
from duban.model.verdict import Light
from duban.reports.coordination_list import open_items
from duban.reports.number_gaps import number_gaps
from duban.reports.report_book import report_sheet
from duban.reports.units_beside import fewer_units_beside
from duban.value_object import replace
from duban.workbook.book import Book, Sheet, SheetRow
from duban.writers.pdf import find_libreoffice
from duban.writers.xlsx import write_workbook
from tests import returns
from tests.county import county
from tests.office.printed_sheets import printed, printed_pages
from tests.offices import plan, report, status_of
from tests.test_totals import Answered, answers

LONG = "涉及几个单位的手续还没有办完，资金来源也没有落实，须请有关部门会商以后再定。" * 20
YEAR_ENDS = {
    "taishan-2022": ("progress", date(2022, 12, 31)),
    "huarong-2021": ("dispatch", date(2021, 12, 31)),
    "huizhou-2020": ("tracking", date(2020, 12, 31)),
    "quanzhou-2024": ("tracking", date(2024, 12, 31)),
}


def first_page(status: Status) -> Sheet:
    sheet = report_sheet(report("overview"), status)
    return replace(sheet, rows=list(sheet.rows))


def all_in_trouble(name: str, state: str = "不能按期完成") -> Status:
    """A year at its end of which nothing is done, with many words about everything and a request in each row."""
    form, as_of = YEAR_ENDS[name]
    keys = [milestone.key for task in plan(name).plan.tasks for milestone in task.milestones]
    said = {"state": state, "reason": LONG, "help": LONG, "progress": LONG}
    return status_of(name, form, as_of, dict.fromkeys(keys, said))


def listed(sheet: Sheet, label: str, unit: str) -> tuple[int, int]:
    """How many rows a table lists, and how many it says are elsewhere.

    Args:
        sheet: the page.
        label: of one of its columns.
        unit: what the line that says how many are elsewhere counts in.
    """
    rows: Iterator[SheetRow] = iter(sheet.rows)
    words = [str(value) for row in sheet.rows for value in values(row) if value is not None]
    elsewhere = [int(match[1]) for word in words if (match := re.match(rf"(?:其余|.*：全部)(\d+){unit}", word))]
    count = 0
    if any(label in values(row) for row in rows):
        count = sum(1 for _ in takewhile(lambda row: sum(value is not None for value in values(row)) > 1, rows))
    return count, sum(elsewhere)


def values(row: SheetRow) -> list[Any]:
    return [cell.value if cell else None for cell in row.cells]


def hold(status: Status) -> Sheet:
    """It is one page, and what it does not list it counts."""
    sheet = first_page(status)
    assert sheet.page.fit_one_page
    lights = [milestone.verdict.light for milestone in status.milestones]
    assert sum(listed(sheet, "应完成", "个节点")) == lights.count(Light.RED) + lights.count(Light.YELLOW)
    assert sum(listed(sheet, "需协调事项", "件")) == len(open_items(status))
    assert sum(listed(sheet, "序时进度", "项")) == sum(number.gap < 0 for number in number_gaps(status))
    return sheet


@given(answers())
@settings(max_examples=25)
def test_it_is_one_page_whatever_an_office_reported_on_any_day(answered: Answered) -> None:
    hold(answered.status)


@pytest.mark.parametrize("name", YEAR_ENDS)
def test_it_is_one_page_where_nothing_is_done_and_everything_is_asked(name: str) -> None:
    """Every milestone red, a request in each row, hundreds of characters in each cell."""
    hold(all_in_trouble(name))


@pytest.mark.parametrize(("units", "tasks"), [(3, 3), (34, 60), (200, 400)])
def test_it_is_one_page_for_three_tasks_and_for_very_many(units: int, tasks: int) -> None:
    status = county(units, tasks).status()
    sheet = hold(status)
    everything = "".join(str(value) for row in sheet.rows for value in values(row))
    assert f"共{len(status.tasks)}项任务" in everything


def test_what_has_no_room_is_told_with_a_link_to_its_sheet() -> None:
    from duban.reports.workbooks import report_workbooks  # noqa: PLC0415 — the whole book

    workspace = returns.workspace()
    book = next(
        iter(
            report_workbooks(
                all_in_trouble("taishan-2022"), workspace.report_sheets, workspace.report_books.books_of_kind("DD")
            ).values()
        )
    )
    sheets = {sheet.name: list(sheet.rows) for sheet in book.sheets}
    cells = [cell for row in sheets["总览"] for cell in row.cells if cell and cell.link]
    assert cells
    for cell in cells:
        assert cell.link
        assert cell.link[0] in sheets
        assert cell.link[0] in str(cell.value)


@pytest.mark.parametrize("count", [0, 1, 2, 5, 17, 400])
def test_units_that_are_taken_together_add_up_with_the_others_to_the_total(count: int) -> None:
    status = county(34, 60).status()
    rows = [
        {key: getattr(cell, "value", cell) for key, cell in row.items()} for row in fewer_units_beside(status, count)
    ]
    halves: list[tuple[dict[str, Any], int]] = [
        (row, place) for row in rows for place in (1, 2) if f"unit_{place}" in row
    ]
    *parts, total = [{str(key): row[f"{key}_{place}"] for key in ("unit", *Light)} for row, place in halves]
    assert total["unit"] == "合计"
    assert len(parts) == min(34, max(0, 2 * count - 2)) + (2 * count - 2 < 34)
    for light in Light:
        assert sum(int(part[light]) for part in parts if part[light] != "—") == (
            0 if total[light] == "—" else total[light]
        )


@pytest.mark.skipif(find_libreoffice() is None, reason="needs LibreOffice")
def test_printed_it_is_one_page_with_letters_of_nine_points(tmp_path: Path) -> None:
    """Of each office at the end of a bad year, of a calm one, and of one with two hundred units."""
    statuses = [all_in_trouble(name) for name in YEAR_ENDS]
    statuses += [status_of("sanshui-2020", "milestones", date(2020, 10, 16), {})]
    statuses += [county(units, tasks).status() for units, tasks in ((3, 3), (200, 400))]
    sheets = [replace(first_page(status), name=f"总览{number}") for number, status in enumerate(statuses)]
    path = tmp_path / "总览.xlsx"
    path.write_bytes(write_workbook(Book(sheets), returns.workspace().resolved_styles))
    pages = printed_pages(printed([path], tmp_path)[0])
    assert [page.sheet for page in pages] == [sheet.name for sheet in sheets]
    assert [page.paper for page in pages] == ["A4"] * len(sheets)
    assert min(page.smallest for page in pages) >= 9


def test_counts_of_tasks_have_room_for_their_digits() -> None:
    """Programs show ### in place of a number that is wider than its column: a digit takes 7 pixels, padding 5."""
    layout = report("overview")
    [block] = [block for block in layout.blocks if block.rows == "units-beside"]
    places = {column.key: sum(each.span for each in block.columns[:at]) for at, column in enumerate(block.columns)}
    for place in (1, 2):
        for light, digits in {"red": 3, "yellow": 3, "green": 4, "none": 4, "grey": 4}.items():
            assert layout.widths[places[f"{light}_{place}"]] >= digits, light


def test_a_table_that_keeps_no_row_is_a_title_that_says_where_they_are() -> None:
    """Nothing stands under it, and nothing speaks of the others where there are none."""
    rows = first_page(county(200, 400).status()).rows
    words = [str(value) for row in rows for value in values(row) if value is not None]
    titles = [line for line in words if re.match("[一二三四五]、", line)]
    assert any(re.search("：全部[0-9]+.+(见“.+”|没有列出)。$", title) for title in titles)
    assert not any(line.startswith("全部") for line in words)
    assert not any(re.match("[一二三四五]、", above) and line.startswith("其余") for above, line in pairwise(words))
