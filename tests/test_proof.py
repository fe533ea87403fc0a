"""Proof that a plan lists item by item: what a unit writes of it, the check column, intake and the report."""

import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from duban.text.proof import item_words, numbered_items, proof_states, proves_all
from tests.clerk import ROOT, Clerk, read_table, row_number_by_key

ITEMS = ("会议纪要", "验收报告", "缺陷整改单")


def states(text: str) -> list[bool | None]:
    return [is_there for _, is_there in proof_states(ITEMS, text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("齐全", [True, True, True]),
        ("材料齐全，已归档", [True, True, True]),
        ("①局纪要〔2026〕3号 ②验收报告 ③整改单", [True, True, True]),
        ("会议纪要、验收报告", [True, True, None]),  # of the third nothing is said
        ("会议纪要、验收报告、③", [True, True, True]),
        ("缺②", [True, False, True]),
        ("缺验收报告和③", [True, False, False]),
        ("①已送；缺②。", [True, False, True]),
        ("缺2", [True, False, True]),
        ("缺第2项。", [True, False, True]),
        ("缺第一、三项", [False, True, False]),
        ("还缺：1、3；②已送", [False, True, False]),
        ("缺2和缺陷整改单", [True, False, True]),  # an item in whose name 缺 stands is known by its sign and number
        ("缺2项", [None, None, None]),  # which two?
        ("缺2份", [None, None, None]),
        ("缺4", [None, None, None]),
        ("还缺一份", [None, None, None]),  # which one?
        ("已报送", [None, None, None]),
        ("", [None, None, None]),
    ],
)
def test_what_a_unit_writes_says_which_items_are_there(text: str, expected: list[bool | None]) -> None:
    assert states(text) == expected


@given(st.lists(st.sampled_from(["缺", "齐全", "①", "②", "③", "会议纪要", "验收报告", "；", "已报", " "]), max_size=8))
def test_all_is_proved_exactly_where_each_item_is_there(words: list[str]) -> None:
    text = "".join(words)
    assert proves_all(ITEMS, text) == (states(text) == [True, True, True])


def test_an_item_that_a_formula_cannot_search_for_is_known_by_its_sign() -> None:
    assert item_words(ITEMS)[2] == ("③",)
    assert item_words(["A*?", "长" * 41, "单"]) == [("①",), ("②",), ("③", "单")]
    assert numbered_items(ITEMS[:2]) == "①会议纪要\n②验收报告"


# ---- from plan.yaml through the form into the report

PLAN = """\
计划: {名称: 重点工作计划, 年度: 2026, 单位: 某县, 编号: ZD2026, 汇总单位: 办公室, 联系人: {姓名: 王五}}
填报:
  - {表: 进展情况表, 标题: 进展情况表, 周期: 每月, 从: 1月, 到: 6月, 截止: 期末}
任务:
  - 序号: 1
    名称: 成立专业建设指导委员会
    牵头: 教育局
    节点:
      - {时限: 1月底前, 内容: 发文成立, 佐证: [成立文件, 会议纪要]}
      - {时限: 1月20日, 内容: 签订协议, 佐证: ①协议书；②公示截图}
      - {时限: 1月25日, 内容: 挂牌}
"""
KEYS = ("1@0131", "1@0120", "1@0125")


def typed_in(clerk: Clerk, evidence: dict[str, str]) -> None:
    """All three milestones are finished, with these words about their proof."""
    [path] = (clerk.period_folder("2026-01") / "1-下发").glob("*教育局*.xlsx")
    book = load_workbook(path)
    sheet = book["节点确认"]
    header = next(line for line in sheet.iter_rows() if line[0].value == "阶段")
    columns = {cell.value: cell.column or 0 for cell in header}
    for key, row in row_number_by_key(sheet).items():
        sheet.cell(row, columns["节点情况"]).value = "已按期完成"
        sheet.cell(row, columns["佐证材料"]).value = evidence.get(key)
    book.save(clerk.returns_folder("2026-01") / "教育局.xlsx")


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """One month, compiled: of the first milestone an item is lacking, of the second both are there."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "plans/zd").mkdir(parents=True)
    (folder / "plans/zd/plan.yaml").write_text(PLAN, encoding="utf-8")
    (folder / "plans/zd/units.yaml").write_text("机构: [办公室, 教育局]\n", encoding="utf-8")
    shutil.copy(ROOT / "plans/holidays.yaml", folder / "plans")
    (folder / "config.yaml").write_text("计划: plans/zd\n", encoding="utf-8")
    desk = Clerk(folder, "zd")
    assert desk.build("2026-01", "2026-02-01", "--quiet").exit == 0
    typed_in(desk, {KEYS[0]: "①县教发〔2026〕3号；缺②", KEYS[1]: "协议书、公示截图"})
    desk.compile("2026-01", "2026-02-02")
    return desk


def test_the_form_lists_the_items_and_its_check_column_searches_for_them(clerk: Clerk) -> None:
    [path] = (clerk.period_folder("2026-01") / "1-下发").glob("*教育局*.xlsx")
    first, second, third = read_table(load_workbook(path)["节点确认"], "阶段")
    assert first["节点内容"].endswith("\n佐证：\n①成立文件\n②会议纪要")
    assert second["节点内容"].endswith("\n佐证：\n①协议书\n②公示截图")
    assert "佐证" not in third["节点内容"]
    assert 'SEARCH("会议纪要"' in " ".join(map(str, first.values()))
    assert "SEARCH" not in " ".join(map(str, third.values()))


def test_who_says_done_is_asked_for_the_items_that_are_lacking(clerk: Clerk) -> None:
    [copy] = (clerk.reports_folder("2026-01") / "退回修改").glob("*.xlsx")
    words = " ".join(str(cell.value) for sheet in load_workbook(copy) for line in sheet.iter_rows() for cell in line)
    assert "“佐证材料”缺：②会议纪要" in words
    assert "②公示截图" not in words.replace("佐证：\n①协议书\n②公示截图", "")


def test_the_report_says_of_each_item_whether_it_is_there(clerk: Clerk) -> None:
    books = [load_workbook(path) for path in clerk.reports_folder("2026-01").glob("*.xlsx")]
    words = {str(cell.value) for book in books for sheet in book for line in sheet.iter_rows() for cell in line}
    assert any("①成立文件：有　②会议纪要：缺" in text for text in words)
    assert any("①协议书：有　②公示截图：有" in text for text in words)


# ---- by the standard

BY_STANDARD = """\
计划: {名称: 重点工作计划, 年度: 2026, 单位: 某县, 编号: BZ2026, 汇总单位: 办公室, 联系人: {姓名: 王五}}
填报:
  - {表: 节点填报表, 标题: 节点填报表, 周期: 每月, 截止: 期末}
  - {表: 进展跟踪表, 标题: 进展跟踪表, 周期: 每月, 截止: 期末}
任务:
  - 序号: 1
    名称: 建平台
    牵头: 教育局
    佐证: 按标准
    节点:
      - {时限: 1月20日, 内容: 签订协议, 标准: 1.协议书；2.公示截图。}
      - {时限: 1月25日, 内容: 挂牌, 标准: 挂牌照片。}
      - {时限: 1月26日, 内容: 建群}
      - {时限: 1月底前, 内容: 验收, 标准: 1.甲；2.乙, 佐证: [验收报告]}
  - {序号: 2, 名称: 值班, 牵头: 办公室, 完成时限: 1月底前}
"""


@pytest.fixture(scope="module")
def by_standard(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    folder = tmp_path_factory.mktemp("desk")
    (folder / "plans/bz").mkdir(parents=True)
    (folder / "plans/bz/plan.yaml").write_text(BY_STANDARD, encoding="utf-8")
    (folder / "plans/bz/units.yaml").write_text("机构: [办公室, 教育局]\n", encoding="utf-8")
    shutil.copy(ROOT / "plans/holidays.yaml", folder / "plans")
    (folder / "config.yaml").write_text("计划: plans/bz\n", encoding="utf-8")
    return Clerk(folder, "bz")


def built(desk: Clerk, form: str, unit: str) -> Worksheet:
    """The first table of a unit's form."""
    assert desk.build("2026-01", "2026-02-01", "--quiet", "--form", form).exit == 0
    [path] = (desk.folder / "output").rglob(f"{unit}-{form}*.xlsx")
    book = load_workbook(path)
    return next(sheet for sheet in book if any(cell.value == "阶段" for line in sheet.iter_rows() for cell in line))


def test_the_items_of_a_standard_are_not_printed_again_below_it(by_standard: Clerk) -> None:
    rows = read_table(built(by_standard, "节点填报表", "教育局"), "阶段")
    standards = [row["衡量节点任务完成的标准"] for row in rows if row["序号"]]
    assert standards == [
        "1.协议书；2.公示截图。",
        "挂牌照片。",
        None,
        "1.甲；2.乙\n佐证：\n①验收报告",
    ]


def test_the_column_of_proof_is_hidden_from_units_of_whom_none_is_asked(by_standard: Clerk) -> None:
    rows = read_table(built(by_standard, "进展跟踪表", "教育局"), "阶段")
    items = [str(row["阶段节点"]).partition("佐证：\n")[2] for row in rows if row["序号"]]
    assert items == ["①协议书\n②公示截图", "①挂牌照片", "", "①验收报告"]
    for unit, is_hidden in (("教育局", False), ("办公室", True)):
        sheet = built(by_standard, "进展跟踪表", unit)
        header = next(line for line in sheet.iter_rows() if line[0].value == "阶段")
        column = next(cell.column_letter for cell in header if cell.value == "佐证材料")
        assert sheet.column_dimensions[column].hidden == is_hidden
