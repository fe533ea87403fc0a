"""Projects, numbers of a period and columns of a plan's own: from plan.yaml through the forms into the report."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from duban.model.plan_parts import Scope
from duban.validation.writing import plain_data
from duban.workspace.workspace import open_workspace
from tests.clerk import ROOT, Clerk, read_table, row_number_by_key, workbook_in
from tests.recount.records import Run
from tests.recount.recounters import recount_run
from tests.recount.timeline import Timeline

UNITS = "机构: [住建局, 教育局]\n"
PLAN = """\
计划: {名称: 城建项目计划, 年度: 2026, 单位: 某县, 编号: CJ2026, 汇总单位: 住建局}
填报:
  - {表: 调度表, 标题: 项目调度表, 周期: 每月, 从: 1月, 到: 6月, 截止: 期末}
任务:
  - 序号: 1
    名称: 新建中学
    牵头: 教育局
    自定: {项目代码: 2026-01, 项目类型: 续建}
    项目: {总投资: 9000, 年度计划投资: 1200, 至上年底累计: 3000, 建设起止年限: 2025—2027年, 开工: 已开工}
    指标: [{名称: 征地, 目标: 60, 单位: 亩, 口径: 本期}]
  - 序号: 2
    名称: 改造泵站
    牵头: 住建局
    自定: {项目代码: 2026-02, 项目类型: 新建}
    项目: {总投资: 800, 年度计划投资: 500}
    指标: [{名称: 完成投资, 目标: 600, 单位: 万元, 曲线: 年底}]
  - 序号: 3
    名称: 修订制度
    牵头: 住建局
    自定: {项目类型: 新建}
    指标: [{名称: 未结工单, 目标: 20, 比较: ≤, 单位: 件, 口径: 时点}]
"""
REPORT = """\
name: 按类型
title: 按类型
widths: [10, 30, 20]
blocks:
  - rows: tasks
    group: own:项目类型
    where: [own:项目类型=新建]
    columns:
      - {key: number, label: 序号}
      - {key: name, label: 名称}
      - {key: "own:项目代码", label: 代码}
"""
NUMBERS = {
    "2026-01": {"教育局": {"1#1": 30, "1#2": 100}, "住建局": {"2#1": 90, "3#1": 18}},
    "2026-02": {"教育局": {"1#1": 15, "1#2": 180}, "住建局": {"2#1": 150, "3#1": 15}},
}


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """Two months, compiled; the report has a sheet of the office's own."""
    folder = tmp_path_factory.mktemp("desk")
    plan = folder / "plans" / "cj"
    (plan / "forms").mkdir(parents=True)
    (plan / "reports").mkdir()
    (plan / "plan.yaml").write_text(PLAN, encoding="utf-8")
    (plan / "units.yaml").write_text(UNITS, encoding="utf-8")
    form = (ROOT / "templates/forms/dispatch.yaml").read_text(encoding="utf-8")
    column = "      - {key: target, label: 指标, shows"
    own_columns = (
        "      - {key: code, label: 项目代码, shows: task.own.项目代码, width: 12}\n"
        "      - {key: total, label: 总投资, shows: task.project.total, width: 12}\n"
    )
    (plan / "forms" / "dispatch.yaml").write_text(form.replace(column, own_columns + column), encoding="utf-8")
    (plan / "reports" / "types.yaml").write_text(REPORT, encoding="utf-8")
    books = 'books:\n  - {file: "报告（{{ period.name }}）.xlsx", sheets: [projects, targets, number-gaps, types]}\n'
    (plan / "reports" / "books.yaml").write_text(books, encoding="utf-8")
    shutil.copy(ROOT / "plans" / "holidays.yaml", folder / "plans")
    (folder / "config.yaml").write_text("计划: plans/cj\n", encoding="utf-8")
    desk = Clerk(folder, "cj")
    for period, day in (("2026-01", "2026-02-02"), ("2026-02", "2026-03-02")):
        assert desk.build(period, day, "--quiet").exit == 0
        for unit, numbers in NUMBERS[period].items():
            hand_in(desk, period, unit, numbers)
        desk.compile(period, day)
    return desk


def form_of(clerk: Clerk, period: str, unit: str) -> Path:
    [path] = (clerk.period_folder(period) / "1-下发").glob(f"*{unit}*.xlsx")
    return path


def hand_in(clerk: Clerk, period: str, unit: str, numbers: dict[str, int]) -> None:
    """The numbers of a unit typed into its form, and its name and day above."""
    book = load_workbook(form_of(clerk, period, unit))
    sheet = book["指标完成"]
    header = next(line for line in sheet.iter_rows() if line[0].value == "序号")
    value = next(cell.column for cell in header if cell.value == "完成数")
    for key, row in row_number_by_key(sheet).items():
        sheet.cell(row, value or 0, numbers[key])
    book.save(clerk.returns_folder(period) / f"{unit}.xlsx")


def asked(clerk: Clerk, period: str, unit: str) -> list[dict[str, Any]]:
    book = load_workbook(form_of(clerk, period, unit))
    return read_table(book["指标完成"], "序号")


def reported(clerk: Clerk, sheet: str, first: str = "序号") -> list[dict[str, Any]]:
    return read_table(load_workbook(workbook_in(clerk.reports_folder("2026-02"), "报告"))[sheet], first)


def test_a_form_says_what_its_numbers_count_and_shows_the_plans_own_columns(clerk: Clerk) -> None:
    """The year's investment of a project is asked by itself; what one period has is not filled in for the next."""
    land, investment = asked(clerk, "2026-02", "教育局")
    assert (land["指标"], land["怎样填"], land["完成数"]) == ("征地", "只填本期的数", None)
    assert (investment["指标"], investment["怎样填"], investment["完成数"]) == ("完成投资", "年初以来累计", 100)
    assert (investment["项目代码"], investment["总投资"], investment["目标"]) == ("2026-01", 9000, "≥1200万元")
    pump, orders = asked(clerk, "2026-02", "住建局")
    assert pump["目标"] == "≥600万元"  # the plan's own number of that name counts
    assert (orders["怎样填"], orders["完成数"]) == ("期末时点数，不累计", None)


def test_the_report_has_the_projects_with_what_was_invested(clerk: Clerk) -> None:
    school, pump = reported(clerk, "项目投资")
    assert (school["总投资"], school["本年完成"], school["完成率"], school["序时进度"]) == (9000, 180, "15.0%", "16.7%")
    assert (pump["本年完成"], pump["完成率"], pump["序时进度"]) == (
        150,
        "30.0%",
        "—",
    )  # nothing is expected before the end
    sheet = load_workbook(workbook_in(clerk.reports_folder("2026-02"), "报告"))["项目投资"]
    (total,) = ([cell.value for cell in row] for row in sheet.iter_rows() if row[1].value == "合计")
    assert [value for value in total if value is not None] == ["合计", 9800, 3000, 1700, 330, "19.4%"]


def test_numbers_of_periods_are_added_up_in_the_report(clerk: Clerk) -> None:
    sheet = load_workbook(workbook_in(clerk.reports_folder("2026-02"), "报告"))["量化指标"]
    (land,) = ([str(cell.value) for cell in row] for row in sheet.iter_rows() if "征地" in [cell.value for cell in row])
    assert {"45", "75.0%"} <= set(land)


def test_of_a_level_the_newest_number_counts_alone_and_it_keeps_no_pace(clerk: Clerk) -> None:
    book = load_workbook(workbook_in(clerk.reports_folder("2026-02"), "报告"))
    lines = {
        sheet.title: [str(cell.value) for cell in row]
        for sheet in book
        for row in sheet.iter_rows()
        if "未结工单" in [cell.value for cell in row]
    }
    assert "15" in lines["量化指标"]
    assert "序时差距" not in lines


def test_tasks_are_chosen_and_taken_together_by_a_column_of_the_plans_own(clerk: Clerk) -> None:
    rows = reported(clerk, "按类型")
    assert [(row["序号"], row["代码"]) for row in rows if row["名称"]] == [(2, "2026-02"), (3, None)]


def test_what_a_plan_does_not_say_is_not_in_its_snapshot(clerk: Clerk) -> None:
    """Forms that were issued before there was 项目, 自定, 口径 and 曲线 keep their codes."""
    plan = open_workspace(clerk.folder / "config.yaml", None).loaded_plan.plan
    dumped = [plain_data(task) for task in plan.tasks]
    assert ["project" in task for task in dumped] == [True, True, False]
    assert [set(target) & {"scope", "curve", "cumulative"} for target in dumped[0]["targets"]] == [{"scope"}, set()]
    assert plan.tasks[0].targets[0].scope is Scope.PERIOD


def test_a_column_that_no_task_says_is_told(clerk: Clerk, tmp_path: Path) -> None:
    desk = clerk.copied_to(tmp_path / "desk")
    form = desk.folder / "plans/cj/forms/dispatch.yaml"
    form.write_text(
        form.read_text(encoding="utf-8").replace("task.own.项目代码", "task.own.项目编码"), encoding="utf-8"
    )
    [finding] = [each for each in desk.run("duban", "check", "--json").json["findings"] if "own" in each["code"]]
    assert (finding["code"], "“项目代码”" in finding["hint"]) == ("own-column-silent", True)


def test_every_figure_of_projects_and_numbers_is_that_of_the_recount(clerk: Clerk) -> None:
    """The office's own sheet aside, which the recount does not know."""
    output, plan = clerk.folder / "output" / clerk.plan, clerk.folder / "plans" / clerk.plan
    runs = tuple(
        Run("调度表", period, day, plan, output / period / "2-回收", output / period / "3-汇总")
        for period, day in (("2026-01", date(2026, 2, 2)), ("2026-02", date(2026, 3, 2)))
    )
    recount = recount_run(Timeline(runs))
    assert [fault for fault in recount.faults if ":按类型!" not in fault] == []
    assert recount.figures >= 40
