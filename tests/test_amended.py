"""What was decided after a plan was issued is marked with its authority, and cancelled tasks are listed."""

from datetime import date
from pathlib import Path

import pytest

from duban.messages.finding import InputError
from duban.model.assignment import Assignment
from duban.model.change import Change, ChangedText
from duban.model.period import Holidays, list_periods
from duban.model.plan import Plan
from duban.model.report_layout import ReportBook
from duban.model.status import Status
from duban.proofreading import PlanProof, proofread_plan
from duban.reports.amended import amendment_list, due_mark, milestone_mark, task_mark
from duban.reports.check_back import milestone_words
from duban.reports.table_rows import TaskRow
from duban.reports.task_columns import printed_content
from duban.reports.workbooks import report_workbooks
from duban.validation.writing import model_json
from duban.value_object import decode_json, replace
from duban.workspace.plan_folder import LoadedPlan, load_plan
from tests.drawn import draw
from tests.offices import layout, report, status_of_one_form

PLAN = """\
计划: {名称: 要点, 年度: 2022, 单位: 某局, 编号: MJ2022, 汇总单位: 局办公室}
填报: [{表: 进展情况表, 周期: 每月, 从: 6月, 到: 12月, 截止: 20日}]
任务:
  - {序号: 1, 名称: 新校区, 牵头: 基财股, 协办: [办公室], 节点: [{3月底前: 完成招标。}, {6月底前: 开工。}]}
  - {序号: 2, 名称: 双减, 牵头: 督导室}
  - {序号: 3, 名称: 护苗, 完成时限: 9月底前, 牵头: 督导室}
  - {序号: 4, 名称: 食堂, 牵头: 基财股}
  - {序号: 5, 名称: 体育, 牵头: 基财股}
调整:
  - {日期: 2022-04-01, 类型: 延期, 任务: 1, 原节点: 6月底前, 改为: 8月底前, 依据: 台教〔2022〕5号}
  - {日期: 2022-04-02, 类型: 分工, 任务: 2, 牵头: 办公室, 依据: 局务会纪要}
  - {日期: 2022-04-03, 类型: 延期, 任务: 3, 改为: 10月底前}
  - {日期: 2022-04-04, 类型: 取消, 任务: 4, 依据: 市政府文件}
  - {日期: 2022-04-05, 类型: 分工, 任务: 5, 协办: [办公室], 依据: 征求意见}
  - {日期: 2022-04-06, 类型: 新增, 任务内容: {序号: 6, 名称: 防汛, 牵头: 办公室}, 依据: 市防指会议}
  - {日期: 2022-08-01, 类型: 取消, 任务: 2, 依据: 以后的事}
"""
UNITS = "机构: [{名称: 基财股, 代码: JCG}, {名称: 督导室, 代码: DDS}, {名称: 办公室, 代码: BGS}]"
SHEETS = {name: report(name) for name in ("overview", "milestones", "slice-unit", "amendments", "other-answers")}
BOOKS = (
    ReportBook(file="汇总报告.xlsx", sheets=("slice-unit",)),
    ReportBook(file="工作底稿.xlsx", sheets=("milestones",)),
)
AS_OF = date(2022, 6, 21)


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    (tmp_path / "units.yaml").write_text(UNITS, encoding="utf-8")
    return load_plan(tmp_path, "plans/x").plan_at(AS_OF)


def status(plan: Plan, folder: Path) -> Status:
    directory = load_plan(folder, "plans/x").directory
    periods = list_periods(plan, plan.cycles[0], Holidays())
    assignment = Assignment(plan, directory, plan.cycles[0], periods[0], layout("progress"))
    return status_of_one_form(assignment, periods, AS_OF, layout("progress"))


def test_amendments_are_listed_with_what_they_changed_and_their_authority(plan: Plan, tmp_path: Path) -> None:
    """Task 5 had no supports before, and task 2 is cancelled only after the day of the report: neither is told."""
    books = report_workbooks(status(plan, tmp_path), SHEETS, BOOKS)
    sheet = books["汇总报告.xlsx"].sheets[-1]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in draw(sheet).splitlines()[3:]]
    assert sheet.name == "调整事项"
    assert [(row[0], row[1], row[3], row[5], row[6]) for row in rows] == [
        ("1", "新校区", "延期", "“开工。”的时限由6月底前改为8月底前", "台教〔2022〕5号"),
        ("2", "双减", "分工", "牵头由督导室改为办公室", "局务会纪要"),
        ("3", "护苗", "延期", "完成时限由9月底前改为10月底前", "没有写依据"),
        ("4", "食堂", "取消", "", "市政府文件"),
        ("6", "防汛", "新增", "", "市防指会议"),
    ]


def test_an_amended_task_is_marked_wherever_it_stands(plan: Plan, tmp_path: Path) -> None:
    books = report_workbooks(status(plan, tmp_path), SHEETS, BOOKS)
    slices, milestones = draw(books["汇总报告.xlsx"].sheets[0]), draw(books["工作底稿.xlsx"].sheets[0])
    assert "双减（牵头原为督导室，依据：局务会纪要）" in slices
    assert "护苗（完成时限原为9月底前，没有写依据）" in slices
    assert "防汛（新增，依据：市防指会议）" in slices
    assert "食堂" not in slices
    assert "8月底前开工。（时限原为6月底前，依据：台教〔2022〕5号）" in milestones
    assert "体育（" not in slices


def test_a_milestone_is_marked_with_the_authority_of_the_newest_change_of_its_own_day(
    plan: Plan, tmp_path: Path
) -> None:
    """Two were put off by one letter, one of them again by another: each says by which."""
    letter, minutes = (
        Change(
            day=AS_OF,
            kind="延期",
            basis=basis,
            texts=tuple(
                ChangedText(key="时限", before="6月底前", after="8月底前", milestone=words) for words in milestones
            ),
        )
        for basis, milestones in (("来函", ("完成招标。", "开工。")), ("纪要", ("开工。",)))
    )
    (whole, *_), messages = status(plan, tmp_path).tasks, status(plan, tmp_path)
    task = replace(whole.task, changes=(letter, minutes))
    marks = []
    for milestone in whole.milestones:
        postponed = replace(milestone.row.milestone, first_due_text="6月底前") if milestone.row.milestone else None
        marks.append(milestone_mark(messages, replace(milestone.row, task=task, milestone=postponed)))
    assert marks == ["（时限原为6月底前，依据：来函）", "（时限原为6月底前，依据：纪要）"]


@pytest.mark.parametrize(
    ("key", "before", "mark"),
    [
        ("牵头", "督导室", "（牵头原为督导室，依据：纪要）"),
        ("完成时限", "6月底前", "（完成时限原为6月底前，依据：纪要）"),
        ("牵头", "", ""),  # it only filled what was open
        ("协办", "督导室", ""),  # 调整事项 lists it
    ],
)
def test_a_task_is_marked_where_its_lead_or_its_day_was_another(
    plan: Plan, tmp_path: Path, key: str, before: str, mark: str
) -> None:
    text = ChangedText(key=key, before=before, after="办公室")
    change = Change(day=AS_OF, kind="分工", basis="纪要", texts=(text,))
    assert task_mark(status(plan, tmp_path), replace(plan.tasks[0], changes=(change,))) == mark


def test_page_one_says_how_many_tasks_were_dropped(plan: Plan, tmp_path: Path) -> None:
    books = (ReportBook(file="汇总报告.xlsx", sheets=("overview",)), *BOOKS[1:])
    page = draw(report_workbooks(status(plan, tmp_path), SHEETS, books)["汇总报告.xlsx"].sheets[0])
    assert "共5项任务、6个节点（另有取消、暂缓、并入其他任务的1项，见“调整事项”）。" in page


def test_a_moved_due_day_is_marked_wherever_words_name_the_milestone(plan: Plan, tmp_path: Path) -> None:
    """In the statements before a notice, calls, coming days, what is not known, and under the printed content."""
    current = status(plan, tmp_path)
    moved = {"1@0630": "（时限原为6月底前，依据：台教〔2022〕5号）", "3@0930": "（完成时限原为9月底前，没有写依据）"}
    for milestone in current.milestones:
        mark = moved.get(milestone.row.key, "")
        assert due_mark(current, milestone.row) == mark
        for name in ("statement-milestone", "call-milestone"):
            assert mark in milestone_words(current, milestone, name)
    rows = dict(zip([task.task.number for task in current.tasks], current.tasks, strict=True))
    printed = str(printed_content(TaskRow(current, rows["1"], 0)))
    assert printed.splitlines()[-1] == "二是8月底前开工。" + moved["1@0630"]


def test_a_plan_that_nobody_amended_has_no_such_sheet(plan: Plan, tmp_path: Path) -> None:
    tasks = tuple(replace(task, changes=()) for task in plan.tasks)
    unamended = status(replace(plan, tasks=tasks), tmp_path)
    assert [sheet.name for sheet in report_workbooks(unamended, SHEETS, BOOKS)["汇总报告.xlsx"].sheets] == ["按单位"]


def test_what_was_changed_leaves_no_trace_in_a_snapshot(plan: Plan) -> None:
    """Codes of forms that were issued before hold the hash of one."""
    assert '"texts"' not in model_json(plan)
    assert decode_json(model_json(plan), Plan).tasks[0].changes[0].basis == "台教〔2022〕5号"


RESHAPED = """\
计划: {名称: 要点, 年度: 2022, 单位: 某局, 编号: MJ2022, 汇总单位: 局办公室, 满分: 100}
填报: [{表: 进展情况表, 周期: 每月, 从: 6月, 到: 12月, 截止: 20日}]
任务:
  - {序号: 1, 名称: 新校区, 牵头: 基财股, 权重: 60}
  - {序号: 2, 名称: 双减, 牵头: 督导室, 权重: 30}
  - {序号: 3, 名称: 护苗, 牵头: 督导室, 权重: 10}
调整:
"""
SPLIT = "{日期: 2022-06-01, 类型: 拆分, 任务: 1, 任务内容: {序号: 4, 名称: 宿舍, 牵头: 办公室, 权重: 20}, 依据: 局务会}"
LESS = "{日期: 2022-06-01, 类型: 改权重, 任务: 1, 权重: 40, 依据: 局务会}"
MERGED = "{日期: 2022-06-01, 类型: 合并, 任务: 3, 并入: 2, 依据: 局务会}"
MORE = "{日期: 2022-06-01, 类型: 改权重, 任务: 2, 权重: 40, 依据: 局务会}"


def reshaped(folder: Path, *amendments: str) -> LoadedPlan:
    (folder / "plan.yaml").write_text(RESHAPED + "".join(f"  - {one}\n" for one in amendments), encoding="utf-8")
    (folder / "units.yaml").write_text(UNITS, encoding="utf-8")
    return load_plan(folder, "plans/x")


def test_a_task_that_was_split_merged_or_weighed_anew_is_listed_on_both_sides(tmp_path: Path) -> None:
    plan = reshaped(tmp_path, SPLIT, LESS, MERGED, MORE).plan_at(AS_OF)
    rows = [(row["number"], row["kind"], row["change"], row["basis"]) for row in amendment_list(status(plan, tmp_path))]
    assert rows == [
        (1, "拆分", "拆出第4项", "局务会"),
        (1, "改权重", "权重由60改为40", "局务会"),
        (2, "合并", "第3项并入", "局务会"),
        (2, "改权重", "权重由30改为40", "局务会"),
        (3, "合并", "并入第2项", "局务会"),
        (4, "拆分", "由第1项拆出", "局务会"),
    ]
    assert [(task.number, str(task.weight), task.dropped) for task in plan.tasks] == [
        ("1", "40", False),
        ("2", "40", False),
        ("3", "10", True),
        ("4", "20", False),
    ]


@pytest.mark.parametrize(
    ("amendments", "codes"),
    [
        ((SPLIT, LESS, MERGED, MORE), set()),  # 40 + 40 + 20
        ((SPLIT,), {"score-total"}),  # 120: the task that was split keeps all its points
        ((MERGED,), {"score-total"}),  # 90: nobody took over the points
        ((LESS,), {"score-total"}),
        ((MERGED, MORE, "{日期: 2022-07-01, 类型: 改权重, 任务: 3, 权重: 1}"), {"amendment-dropped"}),
    ],
)
def test_points_still_make_the_full_score_when_tasks_are_split_merged_or_weighed_anew(
    tmp_path: Path, amendments: tuple[str, ...], codes: set[str]
) -> None:
    plan = reshaped(tmp_path, *amendments)
    proof = PlanProof(plan.plan, plan.typed, plan.directory, Holidays())
    found = {finding.code for finding in proofread_plan(proof, plan.locate)}
    assert found & {"score-total", "score-added", "weight-missing", "amendment-dropped"} == codes


@pytest.mark.parametrize(
    ("amendment", "code"),
    [
        ("{日期: 2022-06-01, 类型: 合并, 任务: 3, 并入: 9}", "amendment-lost"),
        ("{日期: 2022-06-01, 类型: 合并, 任务: 3, 并入: 3}", "amendment-lost"),
        ("{日期: 2022-06-01, 类型: 合并, 任务: 3}", "amendment-lacks"),
        ("{日期: 2022-06-01, 类型: 改权重, 任务: 3}", "amendment-lacks"),
        ("{日期: 2022-06-01, 类型: 拆分, 任务: 9, 任务内容: {序号: 4, 名称: 宿舍, 牵头: 办公室}}", "amendment-lost"),
        ("{日期: 2022-06-01, 类型: 拆分, 任务: 1, 任务内容: {序号: 3, 名称: 宿舍, 牵头: 办公室}}", "number-twice"),
        ("{日期: 2022-06-01, 类型: 改权重, 任务: 3, 权重: 5, 牵头: 办公室}", "amendment-spare"),
    ],
)
def test_a_reshaping_that_cannot_be_meant_is_refused(tmp_path: Path, amendment: str, code: str) -> None:
    with pytest.raises(InputError) as error:
        reshaped(tmp_path, amendment)
    assert [finding.code for finding in error.value.findings] == [code]
