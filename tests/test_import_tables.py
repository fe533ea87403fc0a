"""The tables that an importer is judged by, and the judge: what they hold, and that no difference slips past it."""

import io
from collections.abc import Mapping
from typing import Any

import docx
import pytest
import yaml

from duban.formats.opening import read_workbook
from tests.imports.bad import bad_inputs
from tests.imports.cases import Case, cases, contact_lists, long_case
from tests.imports.compare import Comparison, Difference, Expected, compare
from tests.imports.contacts import contact_differences
from tests.imports.due_words import folded_due
from tests.imports.kept_words import lines_around
from tests.imports.records import plain_number, records
from tests.imports.source import drawn, grid, merges, plain, rows_by_number

by_case = pytest.mark.parametrize("case", [pytest.param(each, id=each.name) for each in cases()])
TITLE = "2025年任务表"
TABLE = drawn(
    f"""
{TITLE}
| 序号 | 任务 | 内容 | 牵头单位 | 完成时限
| 1 | 修订预案 | 印发全镇防汛应急预案和转移方案。 | 应急办 | 3月底前
| 2 | 清理河道 | 清理河道8公里以上。 | 水利站 | 汛期前
| 合计 | 2项 | | |
制表：党政办
""",
    TITLE,
)
BY_HAND: Mapping[str, Any] = {
    "计划": {"名称": TITLE, "年度": 2025},
    "任务": [
        {"序号": 1, "名称": "修订预案", "内容": "印发全镇防汛应急预案和转移方案。",
         "牵头": "应急办", "完成时限": "3月底前"},
        {"序号": 2, "名称": "清理河道", "内容": "清理河道8公里以上。", "牵头": "水利站", "完成时限": "汛期前",
         "指标": [{"名称": "清理河道", "目标": 8, "单位": "公里"}]},
    ],
}  # fmt: skip
UNITS = "机构: [{名称: 应急办}, {名称: 水利站}]"
LISTED = ["没有导入：合计 2项", "没有导入：制表：党政办"]
PLAN = f"""
计划: {{名称: {TITLE}, 年度: 2025}}
任务:
  - 序号: 1
    名称: 修订预案
    内容: 印发全镇防汛应急预案和转移方案。
    责任单位: 应急办
    完成时限: 2025-03-31
  # 汛期从哪天起，请补到“日期名称”
  - 序号: 2
    名称: 清理河道
    内容: 清理河道8公里以上。
    牵头: 水利站
    完成时限: 汛期前
    指标: [{{名称: 清理河道, 比较: "≥", 目标: 8.0, 单位: 公里}}]
"""


EXPECTED = Expected(BY_HAND, {}, {"2": "汛期从哪天起"}, ("合计", "制表：党政办"), rows_by_number(TABLE))


def judged(plan: str, printed: list[str], units: str = UNITS) -> Comparison:
    return compare(TABLE, EXPECTED, plan, units, printed)


def test_the_same_plan_said_otherwise_differs_in_nothing() -> None:
    """责任单位 of one unit leads, a day is a day, 8.0 is 8."""
    found = judged(PLAN, LISTED)
    assert (found.differences, found.untold, found.unlisted, found.lost) == ((), (), (), ())
    assert (found.rows, set(found.told), set(found.needless)) == (2, {"2"}, set())


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("责任单位: 应急办", "责任单位: 应急办、水利站", "supports"),
        ("责任单位: 应急办", "牵头: [应急办, 水利站]", "leads"),
        ("责任单位: 应急办", "牵头: 应急处", "leads"),
        ("2025-03-31", "4月底前", "due"),
        ("内容: 印发全镇", "内容: 修订全镇", "content"),
        ("名称: 修订预案\n", "名称: 制定预案\n", "name"),
        ("  - 序号: 1\n", "  - 序号: 1\n    权重: 5\n", "weight"),
        ("  - 序号: 1\n", "  - 序号: 1\n    节点: [{3月底前: 完成}]\n", "step 1"),
        ("  - 序号: 1\n", "  - 序号: 1\n    指标: [{名称: 预案, 目标: 1, 单位: 个}]\n", "target"),
        ("年度: 2025", "年度: 2024", "year"),
    ],
)
def test_what_differs_where_nothing_was_asked_is_silent(old: str, new: str, field: str) -> None:
    assert old in PLAN
    assert field in {difference.field for difference in judged(PLAN.replace(old, new), LISTED).silent}


@pytest.mark.parametrize(
    ("comment", "printed"),
    [
        ("    # 哪家牵头，请核对\n", []),
        ("", ["任务表.xlsx:Sheet1!D3: 哪家牵头，请核对"]),
        ("", ["第3行：哪家牵头，请核对"]),
        ("", ["第2—3行：哪家牵头，请核对"]),
        ("", ["任务表.xlsx:Sheet1!D3: 哪家牵头", "  → 请核对"]),
        ("", ["plans/2025/plan.yaml:6: 哪家牵头", "  → 请核对"]),
        ("", ["任务 1：哪家牵头，请核对"]),
        ("    牵头待确认: 按首列推定\n", []),
    ],
)
def test_what_differs_where_it_was_asked_is_told(comment: str, printed: list[str]) -> None:
    plan = PLAN.replace("    责任单位: 应急办\n", f"{comment}    牵头: 水利站\n")
    found = judged(plan, [*LISTED, *printed])
    assert found.differences == (Difference("1", "leads", "应急办", "水利站", told=True),)


def test_the_same_words_parted_otherwise_are_one_difference() -> None:
    plan = PLAN.replace("名称: 修订预案\n    内容: 印发", "名称: 修订预案印发").replace(
        "修订预案印发全镇", "修订预案印发全镇"
    )
    assert [each.field for each in judged(plan, LISTED).differences] == ["division"]


def test_a_comment_that_asks_nothing_tells_nothing() -> None:
    plan = PLAN.replace("    责任单位: 应急办\n", "    # 备注：两家共同\n    牵头: 水利站\n")
    assert [difference.told for difference in judged(plan, LISTED).differences] == [False]


def test_a_question_that_nothing_calls_for_is_needless() -> None:
    assert judged(PLAN, [*LISTED, "第3行：请核对"]).needless == {"1"}


def test_a_doubt_that_nobody_told_is_found() -> None:
    assert judged(PLAN.replace("  # 汛期从哪天起，请补到“日期名称”\n", ""), LISTED).untold == ("2: 汛期从哪天起",)


def test_a_task_that_is_missing_and_one_too_many_are_told_apart() -> None:
    found = judged(PLAN.replace("序号: 1", "序号: 9").replace("名称: 修订预案\n", "名称: 别的\n"), LISTED)
    assert {(each.number, each.expected, each.imported) for each in found.differences if each.field == "task"} == {
        ("1", "修订预案", ""),
        ("9", "", "别的"),
    }


def test_words_that_stand_nowhere_are_lost_and_a_comment_keeps_them() -> None:
    shorter = PLAN.replace("印发全镇防汛应急预案和转移方案。", "")
    assert judged(shorter, LISTED).lost == ("印发全镇防汛应急预案和转移方案",)
    assert judged(shorter + "# 印发全镇防汛应急预案和转移方案\n", LISTED).lost == ()


def test_a_sentence_that_stands_twice_must_be_kept_twice() -> None:
    table = drawn("| 序号 | 任务\n| 1 | 组织开展安全生产大检查\n| 2 | 组织开展安全生产大检查", TITLE)
    plan = "任务: [{序号: 1, 名称: 组织开展安全生产大检查}, {序号: 2, 名称: 其他}]"
    found = compare(table, Expected({"任务": []}, {}, {}, ()), plan, "", [])
    assert found.lost == ("组织开展安全生产大检查",)


def test_what_was_left_out_must_be_listed() -> None:
    assert judged(PLAN, LISTED[1:]).unlisted == ("合计",)


def test_a_unit_that_units_yaml_does_not_know_is_found() -> None:
    found = judged(PLAN, LISTED, units="机构: [{名称: 应急办}]")
    assert [(each.field, each.imported) for each in found.differences] == [("unit", "水利站")]


@pytest.mark.parametrize(
    ("words", "other"),
    [
        ("6月底前", "2025/6/30"), ("上半年", "第二季度"), ("一季度末", "3月31日"), ("年底", "12月底前"),
        ("长期坚持", "全年推进"), ("長期堅持", "持续推进"), ("6—9月", "6月至9月底"), ("7月、8月", "7-8月"),
        ("次年1月10日前", "2026-01-10"), ("十月底前", "10月31日"), ("国庆节前", "国庆节"), ("2025年6月底前", "二季度"),
        ("4.30", "4月30日"), ("2025.4.30", "4月30号前"),
    ],
)  # fmt: skip
def test_two_ways_of_saying_the_same_day_are_one(words: str, other: str) -> None:
    assert folded_due(words, 2025) == folded_due(other, 2025)


@by_case
def test_the_plan_by_hand_has_every_word_of_its_table(case: Case) -> None:
    """Whoever made it has listed what it leaves out; so the judge finds nothing against it."""
    expected = case.expected
    doubts = [f"任务 {number}：{what}，请核对" for number, what in expected.doubtful.items()]
    plan, units = (yaml.dump(data, allow_unicode=True, sort_keys=False) for data in (expected.plan, units_of(expected)))
    found = compare(case.document, expected, plan, units, [*lines_around(case.document), *expected.left_out, *doubts])
    assert (found.silent, found.untold, found.unlisted, found.lost) == ((), (), (), ())


def units_of(expected: Expected) -> Mapping[str, Any]:
    """Those of the plan by hand, or all names that it uses."""
    tasks = records(expected.plan, {})
    names = {name for task in tasks for name in (*task.leads, *task.supports)}
    names |= {name for task in tasks for step in task.steps for name in (*step.lead, *step.supports)}
    return expected.units or {"机构": [{"名称": name} for name in sorted(names)]}


@by_case
def test_doubts_and_rows_are_of_tasks_that_there_are(case: Case) -> None:
    numbers = {task.number for task in records(case.expected.plan, case.expected.units)}
    assert case.expected.doubtful.keys() <= numbers | {""}
    assert numbers <= case.expected.rows.keys()


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(each, id=each.name)
        for each in cases()
        if each.name.endswith(("xlsx", "xls", "ods", "csv")) and each.name != "hostile.xlsx"
    ],
)
def test_a_workbook_says_what_its_drawing_shows(case: Case) -> None:
    """Cell by cell; but in the hostile one formulas and errors stand where its drawing has values."""
    for written, sheet in zip(read_workbook(case.data).sheets, case.document.sheets, strict=False):
        for row, cells in enumerate(grid(sheet)):
            assert [plain(cell) for cell in cells] == [
                read(written.value_at(row, column)) for column in range(len(cells))
            ]


def read(value: object) -> str:
    return value.replace("\r\n", "\n") if isinstance(value, str) else plain_number(value)


@pytest.mark.parametrize("case", [pytest.param(each, id=each.name) for each in cases() if each.name.endswith("docx")])
def test_a_word_document_has_its_tables_merged_as_drawn(case: Case) -> None:
    written = docx.Document(io.BytesIO(case.data)).tables
    for made, table in zip(written, case.document.tables, strict=True):
        cells = [row.cells for row in made.rows]
        areas = merges(table)
        assert [
            area for area, end in areas.items() if cells[area[0]][area[1]]._tc is not cells[end[0]][end[1]]._tc
        ] == []


@by_case
def test_where_nothing_was_imported_every_task_is_missing(case: Case) -> None:
    found = compare(case.document, case.expected, "", "", [])
    assert len([each for each in found.silent if each.field == "task"]) == found.rows == len(case.expected.plan["任务"])
    assert found.lost != ()


def test_a_long_table_is_as_long_as_asked() -> None:
    long = long_case(130)
    plan, units = (yaml.dump(data, allow_unicode=True) for data in (long.expected.plan, units_of(long.expected)))
    found = compare(long.document, long.expected, plan, units, [])
    assert (found.rows, found.differences, found.lost) == (130, (), ())


def test_contacts_are_compared_by_unit() -> None:
    """A second name, a second telephone and a unit that stands twice are asked about."""
    by_hand = next(contact_lists())[2]
    units = yaml.dump({"机构": by_hand["机构"]}, allow_unicode=True)
    asked = [f"{name}：{doubt}，请核对" for name, doubt in by_hand["doubtful"].items()]
    assert list(contact_differences(by_hand, units, [*asked, *by_hand["left_out"]])) == []
    assert len(list(contact_differences(by_hand, units.replace("尤佳", "尤嘉"), []))) == 1 + 3 + 1


def test_all_shapes_are_there() -> None:
    """Five seeds in three formats, five further plans in five, ten tables, three later ones, a hostile one."""
    endings = [case.name.rpartition(".")[2] for case in cases()]
    assert {ending: endings.count(ending) for ending in sorted(set(endings))} == {
        "csv": 3, "docx": 11, "ods": 3, "stacked": 1, "txt": 8, "xls": 1, "xlsx": 14,
    }  # fmt: skip
    assert len({case.name for case in cases()}) == len(cases())
    assert [name for name, _, _ in contact_lists()] == ["联系表.xlsx", "联系表.docx"]


def test_bad_inputs_say_what_a_clerk_is_told() -> None:
    inputs = bad_inputs()
    assert len({each.name for each in inputs}) == len(inputs)
    assert [each.name for each in inputs if each.refused == bool(each.tasks)] == []
    assert all(each.untold([]) == list(each.told) for each in inputs)


def test_a_sentence_may_go_on_in_its_hint() -> None:
    scan = next(each for each in bad_inputs() if each.name == "scan")
    assert scan.untold(["任务分解表.pdf: 这是扫描件，没有文字", "  → 请找到原来的 Word 或 Excel 文件"]) == []
