"""No text of a plan is lost: every word of plan.yaml and units.yaml that people are to see stands in something printed.

Printed is what the program makes for people: every form of the first and the last period, the printed plan, the texts
that go with the forms, the calendar, and the reports of a year in which nobody answered.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
import yaml

from duban.forms import FormBatch, design_form, design_printed_book
from duban.model.assignment import Assignment
from duban.model.layout import Layout
from duban.model.period import Period, list_periods
from duban.model.snapshot import FormSeries, Snapshot, all_series
from duban.reports.calendar import ReportingCalendar, calendar_workbook
from duban.reports.packing import HandedOutForms, issue_notices
from duban.reports.workbooks import report_workbooks
from duban.text.folding import comparison_key
from duban.validation.reading import validated
from duban.workbook.book import Book
from duban.workspace.plan_folder import LoadedPlan, load_plan
from duban.workspace.workspace import Workspace, open_workspace
from tests.offices import status_of_one_form, texts
from tests.returns import ROOT

NOT_PRINTED = {
    "计划/编号": "part of every form code",
    "计划/年度": "a number; names and days have it",
    "计划/印发日期": "a day; what was due before it is counted apart",
    "填报/表": "a layout's name; files are named for it, and the form has its title",
    "填报/周期": "the calendar names each period",
    "填报/截止": "the calendar names each day",
    "填报/填报对象": "who gets a form",
    "填报/核定单位": "who gets a form",
    "填报/累计": "a yes or no; the period's name says it",
    "填报/填报宽限": "a number of days; the filing days are printed",
    "填报/迟报起算": "a rule; the day from which a report is late is printed",
    "填报/从": "the calendar names each period",
    "填报/到": "the calendar names each period",
    "填报/年终补报": "a day of the calendar",
    "默认/完成时限": "what is usual is printed where a task has no milestones",
    "任务/牵头待确认": "for the office alone; `duban check` tells",
    "任务/节点/说明": "for the office alone",
    "任务/节点/指标/比较": "≥, ≤, — and 左右 stand with the number",
    "任务/指标/比较": "likewise",
    "任务/组": "the group's name is printed; a number may be made up",
    "组/编号": "likewise",
    "机构/代码": "part of every form code; a unit without a form has none",
    "机构/类型": "how a unit is addressed",
    "机构/别名": "other spellings of a name that is printed",
    "群组/*/包含": "whom a printed name means",
    "群组/*/填报": "who gets a form",
    "群组/*/类型": "how a group is addressed",
}
"""Key → why it is not for print. Slips (勘误) are told by `duban check`, wherever they are noted."""
SLIPS = ("勘误",)


def _book_texts(book: Book) -> Iterator[str]:
    cells = (cell for sheet in book.sheets for row in sheet.rows for cell in row.cells)
    return (str(cell.value) for cell in cells if cell and cell.value is not None)


def printed_texts(folder: Workspace, loaded: LoadedPlan, layouts: Mapping[str, Layout]) -> Iterator[str]:
    """Everything that is made for people of a plan."""
    plan = loaded.plan
    for series in all_series(plan, layouts.values(), folder.holidays):
        for period in dict.fromkeys((series.periods[0], series.periods[-1])):
            yield from _form_texts(folder, loaded, series, period)
        yield from _report_texts(folder, loaded, series)
    cycle = plan.cycles[0]
    period = list_periods(plan, cycle, folder.holidays)[0]
    assignment = Assignment(plan, loaded.directory, cycle, period)
    facts = {"plan": plan, "cycle": cycle, "period": period}
    yield from _book_texts(design_printed_book(layouts["plan.yaml"], assignment, facts, folder.messages))
    calendar = ReportingCalendar(plan, folder.holidays, {})
    yield from _book_texts(calendar_workbook(calendar, folder.report_sheets["calendar"], folder.messages))


def _form_texts(folder: Workspace, loaded: LoadedPlan, series: FormSeries, period: Period) -> Iterator[str]:
    snapshot = Snapshot(
        plan=loaded.plan,
        directory=loaded.directory,
        layout=series.layout,
        config=folder.config,
        cycle=series.cycle,
        period=period,
    )
    batch, units = FormBatch(snapshot, "0" * 64, folder.messages), snapshot.assignment.units
    for unit in units:
        yield from _book_texts(design_form(batch, unit))
    codes = {unit.code: batch.form_id(unit).code for unit in units}
    yield issue_notices(HandedOutForms(snapshot.assignment, codes, codes), folder.notice_template("issue"), texts())


def _report_texts(folder: Workspace, loaded: LoadedPlan, series: FormSeries) -> Iterator[str]:
    period = series.periods[-1]
    assignment = Assignment(loaded.plan, loaded.directory, series.cycle, period, series.layout)
    status = status_of_one_form(assignment, series.periods, period.due, series.layout)
    books = folder.report_books.books_of_kind(series.layout.code)
    for book in report_workbooks(status, folder.report_sheets, books).values():
        yield from _book_texts(book)


def lost_words(folder: Workspace, loaded: LoadedPlan, layouts: Mapping[str, Layout], path: Path) -> list[str]:
    """Key and words of what is typed in a plan's folder and printed nowhere."""
    text = comparison_key("\n".join(printed_texts(folder, loaded, layouts)))
    return [
        f"{key}: {words}"
        for name in ("plan", "units")
        for key, words in _typed_words(yaml.load((path / f"{name}.yaml").read_text("utf-8"), yaml.BaseLoader))
        if key not in NOT_PRINTED and not all(comparison_key(part) in text for part in words.split("/"))
    ]


def _typed_words(
    value: object, key: str = "", parents: tuple[Mapping[str, object], ...] = ()
) -> Iterator[tuple[str, str]]:
    """Key, without the places in lists, and text as it counts: with the slips mended that the office adopted."""
    if isinstance(value, dict):
        for name, child in value.items():
            if name not in SLIPS:
                place = "群组/*" if key == "群组" else f"{key}/{name}".strip("/")  # a group's name is a key
                yield from _typed_words(child, place, (*parents, value))
    elif isinstance(value, list):
        for child in value:
            yield from _typed_words(child, key, parents)
    else:
        yield key, _mended(str(value), parents)


def _mended(text: str, parents: tuple[Mapping[str, object], ...]) -> str:
    for parent in parents:
        slips = parent.get("勘误") or []
        for slip in slips if isinstance(slips, list) else []:
            if slip.get("采用") == "是":
                text = text.replace(slip["原文"], slip["应为"])
    return text


@cache
def workspace(name: str) -> Workspace:
    return open_workspace(ROOT / "config.yaml", name)


@pytest.mark.parametrize("name", ["taishan-2022", "sanshui-2020", "huarong-2021", "huizhou-2020", "quanzhou-2024"])
def test_no_word_of_a_shipped_plan_is_lost(name: str) -> None:
    folder = workspace(name)
    assert lost_words(folder, folder.loaded_plan, folder.layouts, ROOT / "plans" / name) == []


FULL_PLAN = """\
计划:
  名称: 甲名要点
  年度: 2022
  单位: 甲局
  编号: JJ2022
  汇总单位: 甲局综合科
  联系人: {姓名: 甲联系, 电话: 0750-1234567}
  标题: 甲标题
  说明: 甲说明。
  填报说明: [甲填报一。, 甲填报二。]
  文号: 甲发〔2022〕1号
填报:
  - {表: 进展情况表, 标题: 甲表标题, 周期: 每月, 从: 6月, 到: 12月, 截止: 20日, 审签: 甲审签领导}
类别: [{名称: 甲类别}, {名称: 甲类别/乙类别}]
组: [{编号: 一, 名称: 甲组, 归属: （甲归属）, 来源: [甲组来源]}]
任务:
  - {序号: 甲1, 名称: 甲任务, 内容: 甲内容。, 节点引语: 甲引语：, 牵头: 甲股, 协办: [乙股], 来源: [甲来源],
     类别: 甲类别/乙类别, 组: 一, 标识: [甲标识], 责任领导: [甲领导], 联系人: [甲任务联系人], 角色: 甲角色, 权重: 5,
     指标: [{名称: 甲指标, 目标: 777, 单位: 甲单位}],
     节点: [{时限: 6月底前, 称谓: 甲称谓, 内容: 甲节点。, 标准: 甲标准,
             指标: [{名称: 甲节点指标, 目标: 778, 单位: 个}]},
            {8月底前: 甲后节点。}]}
  - {序号: 乙2, 名称: 乙任务, 牵头: 乙股, 完成时限: 9月15日前}
  - {序号: 丙3, 名称: 丙任务, 牵头: 乙股, 分项: [甲分项, 乙分项]}
  - {序号: 丁4, 名称: 丁任务, 牵头: 乙股}
调整:
  - {日期: 2022-05-01, 类型: 延期, 任务: 甲1, 原节点: 8月底前, 改为: 10月15日前, 依据: 甲依据}
  - {日期: 2022-05-02, 类型: 分工, 任务: 乙2, 牵头: 甲股, 责任领导: [乙领导], 依据: 乙依据}
  - {日期: 2022-05-03, 类型: 新增, 任务内容: {序号: 戊5, 名称: 戊任务, 牵头: 甲股}, 依据: 丙依据}
  - {日期: 2022-05-04, 类型: 取消, 任务: 丁4, 依据: 丁依据}
"""
FULL_UNITS = """\
机构:
  - {名称: 甲股, 代码: JG}
  - {名称: 乙股, 代码: YG}
"""
ALSO_NOT_PRINTED = {"调整/日期", "调整/任务"}  # a day, and a number that stands with its task


def test_no_word_of_a_plan_that_says_everything_is_lost(tmp_path: Path) -> None:
    """In the shipped forms, reports and printed plan, which any office begins with."""
    (tmp_path / "plan.yaml").write_text(FULL_PLAN, encoding="utf-8")
    (tmp_path / "units.yaml").write_text(FULL_UNITS, encoding="utf-8")
    folder = open_workspace(ROOT / "config.yaml", None)
    shipped = {**workspace("taishan-2022").layouts, "plan.yaml": _shipped_table()}
    lost = lost_words(folder, load_plan(tmp_path, "plans/x"), shipped, tmp_path)
    assert [words for words in lost if words.partition(":")[0] not in ALSO_NOT_PRINTED] == []


def _shipped_table() -> Layout:
    return validated(Layout, yaml.safe_load((ROOT / "templates/forms/plan.yaml").read_text(encoding="utf-8")))
