"""A unit's leader, name, merger or parting holds from the day that 变更 gives it, and the past stays as it was."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from duban.messages.finding import InputError
from duban.model.assignment import Assignment
from duban.model.period import Holidays, Period, list_periods
from duban.proofreading import PlanProof, proofread_plan
from duban.reports.amended import amendment_list
from duban.validation.writing import plain_data
from duban.workspace.plan_folder import LoadedPlan, load_plan
from tests.clerk import Clerk, taishan_answers
from tests.offices import layout, status_of_one_form

PLAN = """\
计划: {名称: 要点, 年度: 2022, 单位: 某局, 编号: BG2022, 汇总单位: 局办公室}
填报: [{表: 进展情况表, 周期: 每月, 从: 6月, 到: 12月, 截止: 20日}]
任务:
  - {序号: 1, 名称: 新校区, 牵头: 基建股, 协办: [督导组], 责任领导: 李某, 节点: [{8月底前: 开工。}]}
  - {序号: 2, 名称: 督导, 牵头: 督导室, 节点: [{9月底前: 完成。}]}
  - {序号: 3, 名称: 体检, 牵头: 卫健所, 节点: [{9月底前: 完成。}]}
调整:
  - {日期: 2022-09-01, 类型: 分工, 任务: 1, 牵头: 项目办, 依据: 编办}
"""
UNITS = """\
机构:
  - {名称: 基建股, 代码: JJ, 分管领导: 李某}
  - {名称: 督导室, 代码: DD, 别名: [督导组], 分管领导: 张某}
  - {名称: 卫健所, 代码: WJ, 分管领导: 张某}
变更:
"""
CHANGES = """\
  - {日期: 2022-07-01, 单位: 督导室, 名称: 督导科, 分管领导: 王某, 依据: 编〔2022〕3号}
  - {日期: 2022-08-01, 单位: 卫健所, 并入: 督导科, 依据: 编〔2022〕4号}
  - {日期: 2022-09-01, 单位: 基建股, 分出: {名称: 项目办, 代码: XM, 分管领导: 赵某}}
  - {日期: 2022-09-15, 单位: 基建股, 分管领导: 钱某}
"""


def loaded(folder: Path, changes: str = CHANGES) -> LoadedPlan:
    (folder / "plan.yaml").write_text(PLAN, encoding="utf-8")
    (folder / "units.yaml").write_text(UNITS + changes, encoding="utf-8")
    return load_plan(folder, "plans/x")


@pytest.mark.parametrize(
    ("day", "name", "unit", "leader"),
    [
        (date(2022, 6, 30), "督导室", "督导室", "张某"),  # the day before: nothing has changed
        (date(2022, 6, 30), "督导科", "督导室", "张某"),  # a name to come is understood
        (date(2022, 7, 1), "督导组", "督导科", "王某"),  # the day itself; every old name goes on
        (date(2022, 7, 31), "卫健所", "卫健所", "张某"),
        (date(2022, 8, 1), "卫健所", "督导科", "王某"),  # merged
        (date(2022, 8, 31), "项目办", "基建股", "李某"),  # not parted yet
        (date(2022, 9, 1), "项目办", "项目办", "赵某"),
        (date(2022, 9, 15), "基建股", "基建股", "钱某"),
    ],
)
def test_every_name_finds_the_unit_that_bears_it_on_a_day(
    tmp_path: Path, day: date, name: str, unit: str, leader: str
) -> None:
    found = loaded(tmp_path).directory_at(day).get_unit(name)
    assert (found.name, found.leader) == (unit, leader)


def test_a_merged_unit_keeps_its_code_and_its_name_and_answers_for_nothing(tmp_path: Path) -> None:
    directory = loaded(tmp_path).directory
    assert (directory.unit_name("WJ"), directory.get_unit("卫健所").code) == ("卫健所", "DD")


def test_a_plan_calls_its_units_and_leaders_as_they_are_on_the_day(tmp_path: Path) -> None:
    """Task 1 prints its leader, whose post another has from 15 September; task 3 goes where its unit went."""
    plan = loaded(tmp_path)
    june, october = plan.plan_at(date(2022, 6, 30)).tasks, plan.plan_at(date(2022, 10, 1)).tasks
    assert [(task.lead, task.supports, task.leader) for task in june] == [
        ("基建股", ("督导组",), ("李某",)),
        ("督导室", (), ()),
        ("卫健所", (), ()),
    ]
    assert [(task.lead, task.supports) for task in october] == [
        ("项目办", ("督导科",)),
        ("督导科", ()),
        ("督导科", ()),
    ]


def test_a_printed_leader_makes_room_for_the_one_who_holds_the_post(tmp_path: Path) -> None:
    changes = "  - {日期: 2022-07-01, 单位: 基建股, 分管领导: 钱某}\n"
    plan = loaded(
        tmp_path, changes.replace("基建股", "项目办") + "  - {日期: 2022-06-01, 单位: 基建股, 名称: 项目办}\n"
    )
    assert plan.plan_at(date(2022, 6, 30)).tasks[0].leader == ("李某",)
    assert plan.plan_at(date(2022, 7, 1)).tasks[0].leader == ("钱某",)


@pytest.mark.parametrize(
    ("change", "code", "line"),
    [
        ("{日期: 2022-07-01, 单位: 督导室}", "unit-change-empty", 6),
        ("{日期: 2022-07-01, 单位: 督导室, 并入: 基建股, 名称: 督导科}", "unit-change-mixed", 6),
        ("{日期: 2022-07-01, 单位: 督导室, 并入: 督导组}", "unit-change-self", 6),
        ("{日期: 2022-07-01, 单位: 督查室, 分管领导: 王某}", "unit-unknown", 6),
        ("{日期: 2022-07-01, 单位: 督导室, 并入: 某股}", "unit-unknown", 6),
        ("{日期: 2022-07-01, 单位: 督导室, 名称: 基建股}", "unit-twice", 6),
        ("{日期: 2022-07-01, 单位: 督导室, 分出: {名称: 督导组, 代码: DZ}}", "unit-twice", 6),
        ("{日期: 2022-07-01, 单位: 督导室, 分出: {名称: 项目办, 代码: JJ}}", "unit-twice", 6),
        ("{日期: 7月40日, 单位: 督导室, 名称: 督导科}", "date-unreadable", 6),
    ],
)
def test_a_change_that_cannot_be_meant_is_told_at_its_line(tmp_path: Path, change: str, code: str, line: int) -> None:
    with pytest.raises(InputError) as error:
        loaded(tmp_path, f"  - {change}\n")
    told = {(finding.code, finding.place.line) for finding in error.value.findings}
    assert (code, line) in told


def test_a_unit_that_no_day_changes_is_issued_from_the_same_snapshot(tmp_path: Path) -> None:
    """What 变更 says stands in no snapshot: a plan without any has the codes that it had."""
    assert "changes" not in plain_data(loaded(tmp_path).directory_at(date(2022, 6, 1)))


def test_changes_of_units_are_listed_with_their_authority(tmp_path: Path) -> None:
    plan = loaded(tmp_path)
    day = date(2022, 8, 2)
    status = status_of_one_form(*_form_of(plan, day), day, layout("progress"))
    rows = [(row["lead"], row["kind"], row["change"], row["basis"]) for row in amendment_list(status)]
    assert rows == [
        ("督导科", "更名", "更名为督导科；分管领导改为王某", "编〔2022〕3号"),
        ("督导科", "并入", "卫健所并入督导科", "编〔2022〕4号"),
    ]


def _form_of(plan: LoadedPlan, day: date) -> tuple[Assignment, tuple[Period, ...]]:
    of_day = plan.plan_at(day)
    periods = list_periods(of_day, of_day.cycles[0], Holidays())
    return Assignment(of_day, plan.directory_at(day), of_day.cycles[0], periods[1], layout("progress")), periods


YEAR_CHANGES = """
变更:
  - {日期: 2022-07-01, 单位: 督导室, 名称: 督导科, 分管领导: 王某, 依据: 台编〔2022〕3号}
  - {日期: 2022-07-01, 单位: 人事股, 并入: 办公室, 依据: 台编〔2022〕4号}
"""
AMENDMENTS = """
调整:
  - {日期: 2022-07-05, 类型: 延期, 任务: 9, 原节点: 7月底前, 改为: 10月底前, 依据: 市政府批复}
  - {日期: 2022-07-05, 类型: 取消, 任务: 16, 依据: 局党组会议}
"""
JUNE, JULY = "2022-06", "2022-07"


def test_a_return_on_an_old_form_is_read_by_its_own_and_carried_to_what_holds_now(tmp_path: Path) -> None:
    """In June all answer. Then a unit is renamed, one is merged, a milestone put off and a task cancelled.

    The merged unit's answer stands in its successor's July form; June compiled again is the same to the byte.
    """
    clerk, answers = Clerk(tmp_path / "office"), taishan_answers()[JUNE]
    clerk.build(JUNE, "2022-06-06")
    clerk.hand_in_all(JUNE, answers)
    clerk.compile(JUNE, "2022-06-21")
    june_report = {path.name: path.read_bytes() for path in clerk.reports_folder(JUNE).glob("*.xlsx")}
    folder = clerk.folder / "plans" / "taishan-2022"
    for name, text in (("units.yaml", YEAR_CHANGES), ("plan.yaml", AMENDMENTS)):
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(text)
    clerk.compile(JUNE, "2022-06-21")
    assert {path.name: path.read_bytes() for path in clerk.reports_folder(JUNE).glob("*.xlsx")} == june_report
    assert clerk.build(JULY, "2022-07-06").exit == 0
    issued = {path.stem.split("-")[0] for path in clerk.form_path(JULY, "x").parent.glob("*-进展情况表-*")}
    assert issued & {"督导室", "督导科", "人事股", "办公室", "机关党委"} == {"督导科", "办公室"}
    carried = answers["人事股"]["tasks"]["4"]["progress"]
    assert carried in cell_texts(clerk.form_path(JULY, "办公室"))
    assert answers["督导室"]["tasks"]["9"]["progress"] in cell_texts(clerk.form_path(JULY, "督导科"))


def test_the_old_unit_s_form_that_comes_late_answers_for_its_successor(tmp_path: Path) -> None:
    """人事股 became part of 办公室 on 1 July and sends its June form on the 5th: task 4 is known, under 办公室."""
    clerk, answers = Clerk(tmp_path / "office"), taishan_answers()[JUNE]
    clerk.build(JUNE, "2022-06-06")
    with (clerk.folder / "plans" / "taishan-2022" / "units.yaml").open("a", encoding="utf-8") as file:
        file.write(YEAR_CHANGES)
    late = clerk.hand_in(JUNE, "人事股", answers["人事股"])
    assert clerk.compile(JUNE, "2022-07-05").outcomes[late.name] == "accepted"
    clerk.build(JULY, "2022-07-06")
    assert answers["人事股"]["tasks"]["4"]["progress"] in cell_texts(clerk.form_path(JULY, "办公室"))


def cell_texts(form: Path) -> set[object]:
    """Every value in a form's first sheet."""
    sheet = load_workbook(form).worksheets[0]
    return {cell.value for row in sheet.iter_rows() for cell in row}


def test_only_forms_that_change_are_made_again_and_what_is_no_longer_sent_is_named(tmp_path: Path) -> None:
    """督导室 is renamed between two builds of June, and 机关党委 loses its one task: the other eight stay untouched."""
    clerk = Clerk(tmp_path / "office")
    clerk.build(JUNE, "2022-06-06")
    before = {path.name: path.stat().st_mtime_ns for path in clerk.form_path(JUNE, "x").parent.glob("*-进展情况表-*")}
    folder = clerk.folder / "plans" / "taishan-2022"
    renamed = "\n变更:\n  - {日期: 2022-06-07, 单位: 督导室, 名称: 督导科}\n"
    changes = "\n调整:\n  - {日期: 2022-06-07, 类型: 分工, 任务: 16, 牵头: 人事股}\n"
    for name, text in (("units.yaml", renamed), ("plan.yaml", changes)):
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(text)
    said = clerk.build(JUNE, "2022-06-08", "--reissue").out
    after = {path.name: path.stat().st_mtime_ns for path in clerk.form_path(JUNE, "x").parent.glob("*-进展情况表-*")}
    changed = {name for name in after if after[name] != before.get(name)}
    assert {name.split("-")[0] for name in changed} == {"督导科", "人事股"}
    assert "以下1个单位的表有变化，已重做，须重新下发：人事股；其余7份未动" in said
    assert "还有2份旧表不再下发" in said


def test_a_unit_that_was_parted_and_has_no_task_is_told_at_its_line(tmp_path: Path) -> None:
    """Task 1 went to 项目办; of 档案室, parted from 督导科, nobody said what it does."""
    archive = "  - {日期: 2022-10-01, 单位: 督导科, 分出: {名称: 档案室, 代码: DA}}\n"
    for changes, told in ((CHANGES, []), (CHANGES + archive, [("plans/x/units.yaml", 10, "档案室")])):
        plan = loaded(tmp_path, changes)
        proof = PlanProof(plan.plan, plan.typed, plan.directory, Holidays())
        found = [each for each in proofread_plan(proof, plan.locate) if each.code == "split-unit-idle"]
        assert [(each.place.file, each.place.line, each.facts["name"]) for each in found] == told
