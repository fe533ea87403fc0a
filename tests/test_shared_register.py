"""办公室登记 of lines that several units answer for: each unit's request, note and ruling is its own."""

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from duban.workspace.workspace import open_workspace
from examples.demo import bring_form_key, fill_form
from tests.clerk import ROOT, Clerk
from tests.recount.records import Run
from tests.recount.recounters import recount_run
from tests.recount.timeline import Timeline
from tests.test_extensions import rows, told, words

MAY, JUNE = "2022-05", "2022-06"
ISSUED, REPORTED = "2022-05-05", "2022-06-02"
UNITS = "机构: [{名称: 甲局, 代码: JIA}, {名称: 乙局, 代码: YI}, {名称: 丙镇, 代码: BING}]\n"
PLAN = """\
计划: {名称: 2022年重点工作要点, 年度: 2022, 单位: 某县, 编号: MX2022, 汇总单位: 甲局, 印发日期: 2022-01-10}
填报: [{表: 进展情况表, 周期: 每月, 截止: 期末}]
任务:
  - {序号: 1, 名称: 排查隐患, 牵头: 甲局、乙局、丙镇, 节点: [{5月底前: 排查一遍。}, {9月底前: 总结。}]}
  - {序号: 2, 名称: 汛期值班, 牵头: 乙局、丙镇, 完成时限: 5月底前}
"""
LATER = {"state": "申请调整", "expected": "2022-07-31", "reason": "暴雨"}
TROUBLE = {"state": "有困难", "expected": "2022-06-30", "reason": "缺人"}
DONE = {"state": "已按期完成"}
ANSWERS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "甲局": {"1@0531": DONE},
    "乙局": {"1@0531": {**LATER, "help": "请财政局拨款"}, "2@0531": TROUBLE},
    "丙镇": {
        "1@0531": {**LATER, "expected": "2022-08-31", "help": "请水利局派人"},
        "2@0531": {**LATER, "help": "要车"},
    },
}
GRANTED = {"批准延至": "2022-07-31", "批准文件": "县府办函〔2022〕5号", "批准日期": "2022-06-01"}
LAYOUT = open_workspace(ROOT / "config.yaml", "taishan-2022").layouts["progress.yaml"]
EVERYONE = "全体"
ALL_GREEN = [f"2．汛期值班|{part}|绿灯" for part in ("—|乙局、丙镇", "汛期值班|乙局", "汛期值班|丙镇")]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """Two of three units ask for help with one line and for another day; May was compiled."""
    folder = tmp_path_factory.mktemp("clerk") / "desk"
    plan = folder / "plans" / "x"
    plan.mkdir(parents=True)
    (plan / "plan.yaml").write_text(PLAN, encoding="utf-8")
    (plan / "units.yaml").write_text(UNITS, encoding="utf-8")
    shutil.copy(ROOT / "plans" / "holidays.yaml", folder / "plans")
    (folder / "config.yaml").write_text("计划: plans/x\n", encoding="utf-8")
    clerk = Clerk(folder, "x")
    bring_form_key(folder / "output" / "x")
    clerk.build(MAY, ISSUED)
    for unit, answers in ANSWERS.items():
        filled: dict[str, Any] = {
            "heading": {"reporter": "张三", "reported_on": "2022-05-31"},
            "rows": answers,
            "others": {"state": "能按期完成", "progress": "正在推进。"},
        }
        form = next((clerk.period_folder(MAY) / "1-下发").glob(f"{unit}*.xlsx"))
        fill_form(form, clerk.returns_folder(MAY) / f"{unit}.xlsx", LAYOUT, filled)
    clerk.compile(MAY, REPORTED)
    return clerk


@pytest.fixture
def clerk(desk: Clerk, tmp_path: Path) -> Clerk:
    return desk.copied_to(tmp_path / "desk")


def write(clerk: Clerk, sheet: str, about: Mapping[str, str], written: Mapping[str, str]) -> None:
    """What she writes into the row of the program that is about this, else into a row of her own below."""
    path = clerk.period_folder(MAY) / "办公室登记.xlsx"
    book = load_workbook(path)
    columns = {str(cell.value): number for number, cell in enumerate(book[sheet][3], 1)}
    at = 4
    while any(cell.value for cell in book[sheet][at]):
        if all(str(book[sheet].cell(at, columns[label]).value or "") == text for label, text in about.items()):
            break
        at += 1
    for label, text in {**about, **written}.items():
        if text:
            book[sheet].cell(at, columns[label], text)
    book.save(path)


def shown(clerk: Clerk, sheet: str, *labels: str) -> list[str]:
    return ["|".join(str(row[label] or "")[:10] for label in labels) for row in rows(clerk, sheet, MAY)]


def adjusted(clerk: Clerk) -> list[str]:
    """What the report lists as ruled otherwise than proposed: task, milestone, unit and light."""
    lines = list(load_workbook(clerk.report(MAY))["红黄灯与协调清单"].iter_rows(values_only=True))
    header = next(number for number, line in enumerate(lines) if "审定灯色" in line)
    columns = [lines[header].index(label) for label in ("任务", "节点", "牵头", "审定灯色")]
    found = ([str(line[column]) for column in columns] for line in lines[header + 1 :] if line[1])
    return ["|".join((*about, light.split()[1])) for *about, light in found]


def test_each_unit_of_a_line_has_a_row_of_its_own(clerk: Clerk) -> None:
    assert shown(clerk, "提请协调", "任务序号", "第几个节点", "单位", "需协调事项") == [
        "1|1|乙局|请财政局拨款",
        "1|1|丙镇|请水利局派人",
        "2||丙镇|要车",
    ]
    assert shown(clerk, "节点延期", "任务序号", "第几个节点", "单位", "申请延至") == [
        "1|1|乙局|2022-07-31",
        "1|1|丙镇|2022-08-31",
        "2||丙镇|2022-07-31",
    ]
    assert shown(clerk, "审定", "序号", "节点", "责任单位") == [
        f"1||{EVERYONE}",
        "1|一是5月底前排查一遍|乙局",
        "1|一是5月底前排查一遍|丙镇",
        f"2||{EVERYONE}",
        "2||乙局",
        "2||丙镇",
    ]


def test_what_is_granted_to_one_unit_moves_its_day_alone(clerk: Clerk) -> None:
    """The other one is asked by its own day, and its request goes on waiting."""
    write(clerk, "节点延期", {"任务序号": "1", "单位": "乙局"}, GRANTED)
    assert told(clerk.compile(MAY, REPORTED)) == []
    assert shown(clerk, "节点延期", "任务序号", "单位", "批准延至")[1:3] == ["1|丙镇|", "2|丙镇|"]
    assert "乙局的“排查一遍。”的时限由5月底前改为7月底前" in words(clerk, "调整事项", MAY)
    assert clerk.build(JUNE, "2022-06-03").exit == 0
    days = {}
    for unit in ANSWERS:
        form = next((clerk.period_folder(JUNE) / "1-下发").glob(f"{unit}*.xlsx"))
        sheet = load_workbook(form)["节点确认"]
        days[unit] = {str(row[-1].value).partition("/")[2]: str(row[5].value)[:10] for row in sheet.iter_rows()}
    assert (days["甲局"]["1@0531"], days["乙局"]["1@0531~YI"], days["丙镇"]["1@0531~BING"]) == (
        "2022-05-31",
        "2022-07-31",
        "2022-05-31",
    )


def test_what_is_refused_to_one_unit_says_nothing_to_another(clerk: Clerk) -> None:
    write(clerk, "节点延期", {"任务序号": "1", "单位": "丙镇"}, {"批准延至": "否"})
    assert told(clerk.compile(MAY, REPORTED)) == []
    script = (clerk.reports_folder(MAY) / "文字稿.txt").read_text(encoding="utf-8")
    assert script.count("未同意，仍按") == 1


@pytest.mark.parametrize("everyone", ["", EVERYONE])
def test_what_is_granted_to_all_moves_the_line(clerk: Clerk, everyone: str) -> None:
    """In a row of her own that names no unit, or all: just as an amendment in plan.yaml."""
    about = {"任务序号": "1", "第几个节点": "1", "单位": everyone, "申请延至": "2022-12-31"}
    write(clerk, "节点延期", about, {**GRANTED, "批准延至": "2022-08-31"})
    assert told(clerk.compile(MAY, REPORTED)) == []
    assert "“排查一遍。”的时限由5月底前改为8月底前" in words(clerk, "调整事项", MAY)


def test_a_note_of_one_units_request_is_not_of_anothers(clerk: Clerk) -> None:
    write(clerk, "提请协调", {"任务序号": "1", "单位": "丙镇"}, {"批示": "请水利局派三人。"})
    assert told(clerk.compile(MAY, REPORTED)) == []
    lines = words(clerk, "红黄灯与协调清单", MAY)
    assert lines.count("批示：请水利局派三人。") == 1


def test_a_note_for_all_is_of_each_but_where_one_has_its_own(clerk: Clerk) -> None:
    write(clerk, "提请协调", {"任务序号": "1", "单位": "乙局"}, {"批示": "财政局研究。"})
    about = {"任务序号": "1", "第几个节点": "1", "单位": EVERYONE}
    write(clerk, "提请协调", about, {"批示": "一并办理。"})
    assert told(clerk.compile(MAY, REPORTED)) == []
    lines = words(clerk, "红黄灯与协调清单", MAY)
    assert (lines.count("批示：财政局研究。"), lines.count("批示：一并办理。")) == (1, 1)


@pytest.mark.parametrize(
    ("unit", "ruled"),
    [
        # the task follows the unit that is left; all: the task as a whole, and what of it worried
        ("丙镇", ["2．汛期值班|—|乙局、丙镇|黄灯", "2．汛期值班|汛期值班|丙镇|绿灯"]),
        (
            EVERYONE,
            [
                "2．汛期值班|—|乙局、丙镇|绿灯",
                "2．汛期值班|汛期值班|乙局|绿灯",
                "2．汛期值班|汛期值班|丙镇|绿灯",
            ],
        ),
        (
            "",
            [
                "2．汛期值班|—|乙局、丙镇|绿灯",
                "2．汛期值班|汛期值班|乙局|绿灯",
                "2．汛期值班|汛期值班|丙镇|绿灯",
            ],
        ),
    ],
)
def test_a_ruling_is_of_one_unit_or_of_all(clerk: Clerk, unit: str, ruled: list[str]) -> None:
    write(clerk, "审定", {"序号": "2", "责任单位": unit}, {"审定灯色": "绿灯", "依据": "局长办公会议"})
    assert told(clerk.compile(MAY, REPORTED)) == []
    assert adjusted(clerk) == ruled


def test_a_ruling_of_a_line_is_of_each_of_its_units_but_where_one_has_its_own(clerk: Clerk) -> None:
    line = {"序号": "1", "节点": "一是5月底前排查一遍。"}
    write(clerk, "审定", {**line, "责任单位": "乙局"}, {"审定灯色": "黄灯", "依据": "县长批示"})
    write(clerk, "审定", {**line, "责任单位": EVERYONE}, {"审定灯色": "绿灯", "依据": "局长办公会议"})
    assert told(clerk.compile(MAY, REPORTED)) == []
    assert adjusted(clerk)[1:] == [
        "1．排查隐患|一是5月底前排查一遍。|乙局|黄灯",
        "1．排查隐患|一是5月底前排查一遍。|丙镇|绿灯",
    ]


def test_a_unit_that_does_not_answer_for_a_line_is_a_slip(clerk: Clerk) -> None:
    about = {"序号": "2", "责任单位": "甲局"}
    write(clerk, "审定", about, {"审定灯色": "绿灯", "依据": "局长办公会议"})
    assert "不负责第 2 项" in clerk.compile(MAY, REPORTED).output


def test_what_she_wrote_stays_and_is_not_asked_again(clerk: Clerk) -> None:
    """乙局's row is hers; 丙镇's stays the program's, and nothing is added."""
    write(clerk, "提请协调", {"任务序号": "1", "单位": "乙局"}, {"级别": "局长"})
    clerk.compile(MAY, REPORTED)
    clerk.compile(MAY, REPORTED)
    assert shown(clerk, "提请协调", "任务序号", "单位", "级别") == ["1|乙局|局长", "1|丙镇|", "2|丙镇|"]


def test_every_figure_is_recounted(clerk: Clerk, tmp_path: Path) -> None:
    """One unit's day, one unit's ruling, one unit's note: the report counts and lists what the recount does."""
    write(clerk, "节点延期", {"任务序号": "1", "单位": "乙局"}, GRANTED)
    write(clerk, "审定", {"序号": "2", "责任单位": "丙镇"}, {"审定灯色": "绿灯", "依据": "局长办公会议"})
    write(clerk, "提请协调", {"任务序号": "1", "单位": "丙镇"}, {"级别": "局长", "批示": "请水利局派三人。"})
    register = tmp_path / "before.xlsx"
    shutil.copy(clerk.period_folder(MAY) / "办公室登记.xlsx", register)
    assert told(clerk.compile(MAY, REPORTED)) == []
    folders = clerk.folder / "plans" / "x", clerk.returns_folder(MAY), clerk.reports_folder(MAY)
    run = Run("进展情况表", MAY, date.fromisoformat(REPORTED), *folders, register)
    assert [str(fault) for fault in recount_run(Timeline((run,))).faults] == []


def test_who_is_merged_into_another_lead_takes_no_answers_away(clerk: Clerk) -> None:
    """From June on 甲局, which led first, is part of 乙局: that one goes on with its own row, and with what it said."""
    units = clerk.folder / "plans" / "x" / "units.yaml"
    merger = "变更: [{日期: 2022-06-05, 单位: 甲局, 并入: 乙局, 依据: 机构改革}]\n"
    units.write_text(UNITS + merger, encoding="utf-8")
    assert clerk.build(JUNE, "2022-06-06").exit == 0
    forms = (clerk.period_folder(JUNE) / "1-下发").glob("*-进展情况表-*.xlsx")
    assert {path.name.partition("-")[0] for path in forms} == {"乙局", "丙镇"}
    clerk.compile(JUNE, "2022-07-02", "--none-returned")
    asked = [(row["任务序号"], row["单位"], row["需协调事项"]) for row in rows(clerk, "提请协调", JUNE)]
    assert asked == [("1", "乙局", "请财政局拨款"), ("1", "丙镇", "请水利局派人"), ("2", "丙镇", "要车")]
