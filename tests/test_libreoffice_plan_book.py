"""A plan's workbook in LibreOffice: what it takes, what it refuses, and what comes back after it saved it."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.clerk import ROOT, Clerk
from tests.office.driver import Office
from tests.plan_books import changed_lines, find_cells, typed_files

BOOK = "计划.xlsx"


@pytest.fixture
def clerk(tmp_path: Path) -> Clerk:
    clerk = Clerk(tmp_path / "desk")
    assert clerk.run("duban", "plan", "--excel", clerk.folder / BOOK).exit == 0
    return clerk


def lines_changed(clerk: Clerk) -> list[str]:
    before = dict(typed_files(ROOT / "plans" / clerk.plan))
    folder = clerk.folder / "plans" / clerk.plan
    return [line for name, text in typed_files(folder) for line in changed_lines(before[name], text)]


def test_ten_edits_in_libreoffice_change_their_lines_only(clerk: Clerk, office: Office) -> None:
    """Words, days, units, blank cells, new rows in four sheets; saved as LibreOffice saves."""
    edits = [
        ("任务", "加强教师培训", "名称", "加强教师培训工作"),
        ("任务", "加强教师培训", "协办", "督导室、基安股"),
        ("任务", "增加学位供给", "协办", ""),
        ("节点", "4月底前", "时限", "5月1日前"),
        ("节点", "开展施工招标。", "标准", "001"),
        ("节点", "", "任务", "3"),
        ("节点", "", "时限", "12月底前"),
        ("节点", "", "内容", "2022-12-20前全部拨付到位。"),
        ("计划", "印发日期", "内容", "2022-06-03"),
        ("机构", "", "名称", "审计股"),
        ("机构", "", "代码", "SJG"),
    ]
    workbook = load_workbook(clerk.folder / BOOK)
    places = [(name, *find_cells(workbook[name], words, header), text) for name, words, header, text in edits]
    workbook.close()
    with office.open(clerk.folder / BOOK) as book:
        for sheet, cell, text in places:
            if text:
                assert book.fill(sheet, cell, text), f"{sheet}!{cell}: {book.message}"
            else:
                book.select(sheet, cell)
                assert book.delete()
        book.save_as(clerk.folder / "改.xlsx", "xlsx")
    result = clerk.run("duban", "plan", clerk.folder / "改.xlsx")
    assert result.exit in {0, 1}, result.output
    assert lines_changed(clerk) == [
        "-  印发日期: 2022-06-02",
        "+  印发日期: 2022-06-03",
        "-      - 6月底前: 开展施工招标。",
        "+      - 时限: 6月底前",
        "+        内容: 开展施工招标。",
        "+        标准: 001",
        "-    协办: [基安股]",
        "+      - 12月底前: 2022-12-20前全部拨付到位。",
        "-    名称: 加强教师培训",
        "+    名称: 加强教师培训工作",
        "+    协办: 督导室、基安股",
        "-      - 4月底前: 双方确定结对学校，分类制定帮扶培训计划。",
        "+      - 5月1日前: 双方确定结对学校，分类制定帮扶培训计划。",
        "+  - {名称: 审计股, 代码: SJG}",
    ]


def test_a_workbook_that_libreoffice_only_saved_changes_nothing(clerk: Clerk, office: Office) -> None:
    with office.open(clerk.folder / BOOK) as book:
        book.save_as(clerk.folder / "存.xlsx", "xlsx")
        book.save_as(clerk.folder / "存.ods", "ods")
        book.save_as(clerk.folder / "存.xls", "xls")
    for name in ("存.xlsx", "存.ods", "存.xls"):
        result = clerk.run("duban", "plan", clerk.folder / name)
        assert (result.exit, lines_changed(clerk)) == (0, []), result.output


def test_what_is_locked_takes_nothing_and_a_list_only_its_words(clerk: Clerk, office: Office) -> None:
    with office.open(clerk.folder / BOOK) as book:
        for sheet, cell in (("任务", "A3"), ("节点", "A4"), ("节点", "B4"), ("计划", "A4"), ("计划", "C4")):
            assert not book.fill(sheet, cell, "改"), f"{sheet}!{cell}"
        assert book.column_hidden("任务", "W")
        cell = _cell(clerk, "填报", "进展情况表", "周期")
        assert not book.fill("填报", cell, "每旬")
        book.select("填报", cell)
        assert "季度" in book.choices()


def _cell(clerk: Clerk, sheet: str, words: str, header: str) -> str:
    workbook = load_workbook(clerk.folder / BOOK)
    (cell,) = find_cells(workbook[sheet], words, header)
    workbook.close()
    return cell
