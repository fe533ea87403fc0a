"""A hurried clerk starts a sixth office: whatever she gets wrong is told at its line, with a hint."""

import contextlib
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from duban.cli import main
from duban.cli.journey_commands import build_command
from duban.journeys.new_workspace import create_workspace
from duban.messages.finding import Place, Severity
from duban.model.form_id import FormId
from duban.model.return_ import Return
from duban.model.submission import AnswerCell, Record, Submission
from duban.review.versions import choose_versions
from duban.workspace.plan_folder import load_plan
from duban.workspace.shipped import SHIPPED_TEMPLATES

UNITS = """\
机构:
  - {名称: 办公室, 代码: BGS}
  - {名称: 规划股, 代码: GHG, 分管领导: 张三}
  - {名称: 财务股, 代码: CWG}
  - {名称: 督导股, 代码: DDG}
  - {名称: 李四, 代码: LS, 类型: 人员}
群组:
  各股室: {包含: 全部股室, 填报: 办公室}
"""
PLAN = """\
计划: {名称: 绩效计划, 年度: 2026, 单位: 办公室, 编号: KX2026, 满分: 100}
填报:
  - {表: 节点填报表, 周期: 节点, 截止: 节点填报时限, 填报宽限: 10, 填报对象: 联系人}
  - {表: 自评表, 周期: 年度, 截止: 2026-12-30, 填报对象: 每家}
  - {表: 绩效核定表, 周期: 年度, 截止: 2026-12-31, 填报对象: 核定, 核定单位: 督导股}
默认: {联系人: 李四}
任务:
  - 序号: 1
    名称: 建学校
    牵头: 规划股
    权重: 60
    指标: [{名称: 投资, 目标: 1000, 单位: 万元}]
    节点:
      - {时限: 2026-03-31, 内容: 开工, 填报时限: 2026-04-10}
      - {时限: 2026-09-30, 内容: 封顶, 填报时限: 2026-10-10}
  - 序号: 2
    名称: 发奖金
    牵头: 财务股
    协办: [各股室]
    权重: 40
    分项: [甲, 乙]
    完成时限: 11月底前
调整:
"""
DAY = "  - {日期: 2026-05-01, 类型: "
LONG = "长" * 32_768
Found = list[tuple[str, int, str]]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new office."""
    folder = tmp_path_factory.mktemp("office")
    create_workspace(folder)
    (folder / "config.yaml").write_text("计划: plans/kx\n", encoding="utf-8")
    (folder / "plans" / "kx").mkdir()
    return folder


def checked(office: Path, plan: str = PLAN, units: str = UNITS) -> Found:
    """File, line and code of all that is told besides the calendar's doubts; nothing crashes, all has a hint."""
    (office / "plans/kx/plan.yaml").write_text(plan, encoding="utf-8")
    (office / "plans/kx/units.yaml").write_text(units, encoding="utf-8")
    with contextlib.chdir(office):
        result = CliRunner().invoke(main, ["check", "--json"])
    assert isinstance(result.exception, SystemExit | None), result.output
    told = json.loads(result.stdout)
    findings = [*told.get("findings", ()), *told.get("errors", ())]
    assert all(each["sentence"] and each["hint"] for each in findings)
    places = [(each["place"].rpartition(":"), each["code"]) for each in findings]
    return [(Path(file).name, int(line), code) for (file, _, line), code in places if code not in _OF_THE_CALENDAR]


_OF_THE_CALENDAR = {"holidays-missing", "rest-day"}


@pytest.mark.parametrize("year", ["99999", "2101", "1999", "26", "二〇二六", "-2026"])
def test_a_year_that_no_plan_is_of_is_told_alone(office: Path, year: str) -> None:
    """The days of the plan, which take their year from it, are not what is wrong."""
    found = checked(office, PLAN.replace("年度: 2026", f"年度: {year}"))
    assert [(line, code in {"value-range", "value-number"}) for _, line, code in found] == [(1, True)]


def test_the_plan_without_a_mistake_is_quiet(office: Path) -> None:
    assert checked(office) == []


@pytest.mark.parametrize(
    ("right", "wrong", "line", "code"),
    [
        ("权重: 60", "权重: NaN", 11, "value-number"),
        ("名称: 绩效计划", f"名称: 绩效计划, 说明: {LONG}", 1, "cell-text-too-long"),
        ("权重: 60", "权重: 55", 1, "score-total"),
        ("2026-04-10", "2026-04-31", 14, "date-unreadable"),
        ("目标: 1000,", "目标: 1000, 口径: 时点, 曲线: 平均,", 12, "target-level"),
        ("目标: 1000,", "目标: 1000, 口径: 时点, 分解: {规划股: 5},", 12, "target-level"),
        ("内容: 开工,", f"内容: 开工, 佐证: [{', '.join('甲乙丙丁戊己庚' * 3)}],", 14, "value-range"),
        ("内容: 开工,", "内容: 开工, 佐证: {会议: 纪要},", 14, "value-shape"),
        ("内容: 开工,", "内容: 开工, 佐证: 按标准,", 14, "proof-without-standard"),
        ("    权重: 60\n", "    权重: 60\n    佐证: 按标准\n", 12, "proof-without-standard"),  # of no line of the task
        (
            "内容: 开工,",
            f"内容: 开工, 佐证: [按标准], 标准: {'；'.join(f'{number}.甲' for number in range(1, 22))},",
            14,
            "proof-too-many",
        ),
        ("内容: 开工,", "内容: 开工, 佐证: 按标准, 标准: ,", 14, "proof-without-standard"),
        ("11月底前", "3月和9月各班", 22, "date-unreadable"),
        ("目标: 1000,", "目标: 1000, 分解: {规划股: -5},", 12, "value-range"),
        ("2026-03-31, 内", "2026-03-31, 原时限: 早先, 内", 14, "date-unreadable"),
        ("    节点:", "    分项: [甲]\n    节点:", 13, "parts-and-milestones"),
        ("    牵头: 规划股\n", "", 8, "no-reporter"),
        ("联系人: 李四", "联系人: 赵六", 6, "no-contact"),  # told once, where all tasks have it from
        ("填报对象: 每家", "填报对象: 责任领导", 8, "no-leader"),  # 张三 is nobody to whom a form can go
        ("填报对象: 每家", "填报对象: 责任领导", 16, "no-leader"),  # and this task has none at all
        # forms
        ("表: 自评表", "表: 自评报告", 4, "value-choice"),
        ("表: 绩效核定表", "表: 自评表", 5, "form-twice"),
        ("截止: 节点填报时限", "截止: 20日", 3, "cycle-by-day"),
        ("截止: 2026-12-30", "截止: 节点填报时限", 4, "cycle-by-day"),
        ("截止: 2026-12-30", "截止: 2026-02-31", 4, "date-unreadable"),
        ("周期: 年度, 截止: 2026-12-30", "周期: 季度, 截止: 2026-12-30", 4, "cycle-due-once"),
        ("周期: 年度, 截止: 2026-12-30", "周期: 每月, 从: 8月, 到: 3月, 截止: 20日", 4, "cycle-empty"),
        ("周期: 年度, 截止: 2026-12-30", "周期: 每月, 从: 2025年3月, 截止: 20日", 4, "cycle-other-year"),
        ("截止: 2026-12-30", "截止: 2026-12-30, 年终补报: 2026-12-20", 4, "year-end-early"),
        ("填报对象: 每家", "核定单位: 督导股", 4, "cycle-spare"),
        ("填报对象: 每家", "填报宽限: 5", 4, "cycle-spare"),
        ("填报宽限: 10", "填报宽限: 10, 年终补报: 次年1月5日", 3, "cycle-spare"),
        ("核定单位: 督导股", "核定单位: 督导科", 5, "unit-unknown"),
        # texts that YAML would cut, and blanks that it does not know
        ("名称: 建学校", "名称: 建 #1 教学楼", 9, "yaml-cut"),
        ("内容: 开工,", "内容: 开工 #1标段,", 14, "yaml-cut"),
        ("牵头: 财务股", "牵头:　财务股", 18, "yaml-no-space"),
        ("名称: 建学校", "名称： 建学校", 9, "yaml-full-width"),
        # several units, numbers written otherwise
        ("协办: [各股室]", "协办: 规划股、督导室", 19, "unit-unknown"),
        ("牵头: 财务股", "牵头: 财务股、规划室", 18, "unit-unknown"),
        ("牵头: 财务股", "填报单位: 财务股、规划股\n    牵头: 财务股", 18, "unit-several"),
        ("牵头: 财务股", "填报单位: [财务股, 规划股]\n    牵头: 财务股", 18, "unit-several"),
        ("牵头: 财务股", "责任单位: 财务股、督导室", 18, "unit-unknown"),
        ("牵头: 财务股", "牵头: 财务股\n    牵头单位: 规划股", 19, "key-unknown"),  # which of the two is meant?
        ("牵头: 财务股", "责任领导: [张三、李四]\n    牵头: 财务股", 18, "leaders-joined"),
        ("序号: 2", "序号: 01", 16, "number-twice"),
        ("序号: 2", "序号: １", 16, "number-twice"),
    ],
)
def test_each_mistake_in_a_plan_is_told_at_its_line(office: Path, right: str, wrong: str, line: int, code: str) -> None:
    assert right in PLAN
    assert ("plan.yaml", line, code) in checked(office, PLAN.replace(right, wrong, 1))


def test_a_list_of_units_in_one_text_loses_nobody(office: Path) -> None:
    checked(office, PLAN.replace("协办: [各股室]", "协办: 规划股、督导股"))
    plan = load_plan(office / "plans/kx", "kx").plan
    assert plan.tasks[1].supports == ("规划股", "督导股")


def test_who_approves_is_the_compiling_unit_or_must_be_said(office: Path) -> None:
    silent = PLAN.replace(", 核定单位: 督导股", "")
    assert checked(office, silent) == []  # 办公室, as it compiles
    assert ("plan.yaml", 5, "no-judge") in checked(office, silent.replace("满分", "汇总单位: 绩效办, 满分"))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (["取消}"], "amendment-lacks"),  # of which task?
        (["延期, 任务: 1, 改为: 6月底前}"], "amendment-milestone"),  # which of its milestones?
        (["延期, 任务: 2, 原节点: 3月底前, 改为: 12月底前}"], "amendment-milestone"),  # it has none of that day
        (["延期, 任务: 1, 原节点: 2026-03-31, 改为: 2036-06-30}"], "due-other-year"),
        (["延期, 任务: 2, 改为: 6月底前}"], "postponed-earlier"),
        (["延期, 任务: 2, 改为: 每月底}"], "date-comes-again"),
        (["延期, 任务: 2, 改为: 10月和12月}"], "date-comes-again"),
        (["延期, 任务: 2, 改为: 高考前}"], "day-name-unknown"),
        (["分工, 任务: 2, 完成时限: 适时}"], "date-unreadable"),
        (["分工, 任务: 2, 完成时限: 高考前}"], "day-name-unknown"),
        (["分工, 任务: 2}"], "amendment-lacks"),
        (["分工, 任务: 2, 牵头: 某某股}"], "unit-unknown"),
        (["分工, 任务: 2, 协办: [某某股]}"], "unit-unknown"),
        (["分工, 任务: 2, 牵头: 办公室, 改为: 6月底前}"], "amendment-spare"),
        (["阶段节点, 任务: 2, 节点: [{6月底前: 一半}, {12月底前: 全部}]}"], "stage-after-due"),
        (["新增, 任务内容: {序号: 2, 名称: 新, 牵头: 财务股, 权重: 0}}"], "number-twice"),
        (["新增, 任务内容: {序号: 3, 名称: 新, 牵头: 某某股, 权重: 0}}"], "unit-unknown"),
        (["新增, 任务内容: {序号: 3, 名称: 新, 权重: 0}}"], "no-reporter"),
        (["新增, 任务内容: {序号: 3, 名称: 新, 牵头: 财务股, 联系人: 赵六, 权重: 0}}"], "no-contact"),
        (["新增, 任务内容: {序号: 3, 名称: 新, 牵头: 财务股, 权重: 5}}"], "score-added"),
        (["取消, 任务内容: {序号: 3, 名称: 新, 牵头: 财务股, 权重: 0}}"], "amendment-spare"),
        (["恢复, 任务: 1}"], "amendment-dropped"),
        (["取消, 任务: 1}", "分工, 任务: 1, 牵头: 财务股}"], "amendment-dropped"),
    ],
)
def test_each_mistake_in_a_decision_is_told_at_its_line(office: Path, typed: list[str], code: str) -> None:
    last = PLAN.count("\n") + len(typed)
    assert ("plan.yaml", last, code) in checked(office, PLAN + "".join(f"{DAY}{words}\n" for words in typed))


@pytest.mark.parametrize(
    "typed",
    [
        ["延期, 任务: 1, 原节点: 2026-09-30, 改为: 11月底前, 填报时限: 12月10日}"],  # its filing day moves with it
        ["延期, 任务: 1, 原节点: 2026-09-30, 改为: 元旦前, 填报时限: 次年1月10日}"],
        ["分工, 任务: 2, 完成时限: 每季度末}"],
        ["分工, 任务: 2, 完成时限: 3月和9月各1次}"],
        ["分工, 任务: 2, 完成时限: 6月—11月}"],
        ["新增, 任务内容: {序号: 3, 名称: 新, 牵头: 财务股, 权重: 0}}"],
        ["暂缓, 任务: 1}", "取消, 任务: 1}"],
        ["取消, 任务: 1}", "恢复, 任务: 1}"],
    ],
)
def test_decisions_that_are_meant_are_quiet(office: Path, typed: list[str]) -> None:
    assert checked(office, PLAN + "".join(f"{DAY}{words}\n" for words in typed)) == []


def test_decisions_count_in_the_order_of_their_days(office: Path) -> None:
    """She noted the later one first; what is about a new task before it was added is a mistake all the same."""
    later, sooner = "  - {日期: 2026-06-01, 类型: ", "  - {日期: 2026-05-01, 类型: "
    assert checked(office, f"{PLAN}{later}恢复, 任务: 1}}\n{sooner}暂缓, 任务: 1}}\n") == []
    new = f"{later}新增, 任务内容: {{序号: 3, 名称: 新, 牵头: 财务股, 权重: 0}}}}\n"
    line = PLAN.count("\n") + 2
    assert ("plan.yaml", line, "amendment-lost") in checked(office, f"{PLAN}{new}{sooner}取消, 任务: 3}}\n")


@pytest.mark.parametrize("words", ["全部股室", "全部科室", "全部人员", "[全部人员, 财务股]"])
def test_all_offices_are_called_as_an_office_calls_them(office: Path, words: str) -> None:
    assert not [told for told in checked(office, units=UNITS.replace("全部股室", words)) if told[0] == "units.yaml"]


@pytest.mark.parametrize(
    ("right", "wrong", "line", "code"),
    [
        ("填报: 办公室", "填报: 各股室", 8, "group-nested"),  # it cannot fill in for itself
        ("包含: 全部股室", "包含: [各股室]", 8, "group-nested"),
        ("包含: 全部股室", "包含: 规划股 财务室", 8, "unit-unknown"),
        ("名称: 财务股,", "名称: 财务 #1股,", 4, "yaml-cut"),
        ("名称: 财务股,", f"名称: 财务股, 别名: [{LONG}],", 4, "cell-text-too-long"),
        ("  各股室:", "  规划股: {包含: [财务股]}\n  各股室:", 8, "unit-twice"),
        ("名称: 李四,", "名称: 李四, 别名: [规划股],", 6, "unit-twice"),  # a person and an office
    ],
)
def test_each_mistake_in_the_units_is_told_at_its_line(
    office: Path, right: str, wrong: str, line: int, code: str
) -> None:
    assert ("units.yaml", line, code) in checked(office, units=UNITS.replace(right, wrong, 1))


@pytest.mark.parametrize(
    ("file", "right", "wrong", "code"),
    [
        ("forms/self-evaluation.yaml", 'low: "0"', "low: 零", "no-figure"),
        ("forms/self-evaluation.yaml", "high: task.weight", "high: task.name", "no-figure"),
        ("forms/self-evaluation.yaml", "high: task.weight", "high: milestone.due", "no-figure"),
        ("forms/self-evaluation.yaml", "high: task.weight", "high: target.goal", "no-figure"),  # no target in a task
        ("forms/self-evaluation.yaml", "{score: task.weight}", "{scores: task.weight}", "value-choice"),
        ("forms/self-evaluation.yaml", "{score: task.weight}", "{progress: task.weight}", "value-choice"),
        ("forms/self-evaluation.yaml", "{score: task.weight}", "{score: task.name}", "no-figure"),
        ("forms/verification.yaml", "{form: ZP, column: score}", "{form: ZQ, column: score}", "value-choice"),
        ("forms/verification.yaml", "{form: ZP, column: score}", "{form: ZP, column: sore}", "value-choice"),
        ("forms/verification.yaml", "beside: [ZP]", "beside: []", "recall-not-beside"),
        ("forms/assignment.yaml", "kind: 分工", "kind: 取消", "value-choice"),
        ("forms/assignment.yaml", "sheet: tasks", "sheet: task", "value-choice"),
        ("forms/assignment.yaml", "协办: supports", "协办: suports", "value-choice"),
        ("forms/assignment.yaml", "协办: supports", "协助: supports", "key-unknown"),
        ("forms/assignment.yaml", "协办: supports, ", "", "key-missing"),
        ("forms/dynamic-goal.yaml", "{类别: ", "{类型: ", "key-unknown"),
        ("forms/dynamic-goal.yaml", "{{ n }}", "{{ m }}", "template-text"),
        ("forms/dynamic-goal.yaml", "3-{{ n }}", "3", "amends-number"),
        ("forms/stages.yaml", "least: 2", "least: 6", "value-range"),
        ("forms/self-evaluation.yaml", "code: ZP", "code: GZ", "layout-twice"),
        ("forms/self-evaluation.yaml", "name: 自评表\ncode", "name: 进展跟踪表\ncode", "layout-twice"),
        ("editions.yaml", "供局领导参阅", "供局领导参阅\n    withholds: [words]", "edition-first"),
        ("editions.yaml", "name: 对外公开", "name: 系统内印发", "value-twice"),
        ("editions.yaml", "only: [public]", "only: [publik]", "value-choice"),
        ("editions.yaml", "withholds: [coordination, ladder, contacts,", "withholds: [blame,", "value-choice"),
        ("reports/books.yaml", "  FG:", "  FGG:", "value-choice"),
        (
            "reports/books.yaml",
            '工作底稿（{{ period.name }}）.xlsx", sheets: [calls',
            '汇总报告（{{ period.name }}）.xlsx", sheets: [calls',
            "value-twice",
        ),
        ("reports/books.yaml", "{{ title }}汇总报告（", "../{{ title }}汇总报告（", "file-name"),
        ("reports/books.yaml", "{{ title }}汇总报告（", "{{ title }汇总报告（", "template-text"),
        ("reports/books.yaml", 'name }}）.xlsx", sheets: [calls', 'name }}）", sheets: [calls', "file-name"),
        ("register.yaml", "file: 办公室登记.xlsx", "file: ../办公室登记.xlsx", "file-name"),
        ("texts/journey.yaml", "script-file: 文字稿.txt", "script-file: ../文字稿.txt", "file-name"),
        ("texts/journey.yaml", "correction-folder: 退回修改", "correction-folder: ..", "file-name"),
        ("reports/milestones.yaml", "{{ period.name }}", "{{ period.name }", "template-text"),
        ("reports/milestones.yaml", "widths: [5,", "widths: [窄,", "value-number"),
        ("reports/milestones.yaml", "name: 节点", f"name: {'节点' * 16}", "value-too-long"),
        ("forms/progress.yaml", "width: 37", "width: 0", "value-range"),
        ("forms/progress.yaml", "label: 填报日期", f"label: {LONG}", "cell-text-too-long"),
        ("reports/milestones.yaml", "title: 节点底稿（{{ period.name }}）", f"title: {LONG}", "cell-text-too-long"),
        ("register.yaml", "    - 每一项登记", f"    - {LONG}每一项登记", "cell-text-too-long"),
        ("texts/report.yaml", "amount-undivided: ", f"amount-undivided: {LONG}", "cell-text-too-long"),
        ("forms/progress.yaml", "name: 进展情况表", "name: 进展 #1表", "yaml-cut"),
        ("texts/journey.yaml", "script-file: 文字稿.txt", "script-file: 文字 #1稿.txt", "yaml-cut"),
        ("styles.yaml", "input-date: {", "input-date: 红 # {", "value-shape"),
        ("styles.yaml", "input-date: {like", "input-date: {farmat: x, like", "key-unknown"),
        ("styles.yaml", "input-date: {like", "input-date: {size: 大, like", "value-number"),
        ("styles.yaml", "input-date: {like", "input-date: {fill: rad, like", "value-choice"),
        ("reports/attention.yaml", "key: help", "key: 'answer:hepl'", "answer-unknown"),
        ("reports/attention.yaml", "where: [worrying]", "where: ['answered:hepl']", "answer-unknown"),
        ("forms/milestones.yaml", "\nsheets:\n", "\nsheets\n", "yaml-syntax"),  # and not some colon further down
    ],
)
def test_each_slip_in_a_template_is_told_at_its_line(
    office: Path, file: str, right: str, wrong: str, code: str
) -> None:
    path = office / "templates" / file
    path.parent.mkdir(parents=True, exist_ok=True)
    shipped = (SHIPPED_TEMPLATES / file).read_text(encoding="utf-8")
    assert right in shipped
    line = shipped[: shipped.index(right)].count("\n") + 1
    reach = shipped.count("\n") if code == "recall-not-beside" else 2  # told at every column that recalls
    try:
        path.write_text(shipped.replace(right, wrong, 1), encoding="utf-8")
        told = [(name, place) for name, place, told in checked(office) if told == code]
    finally:
        path.unlink()
    assert any(name == path.name and line <= place <= line + reach for name, place in told), told


def test_a_form_of_milestones_of_which_none_is_left_is_refused_in_words(office: Path) -> None:
    """All tasks were cancelled: the plan is checked as ever, and there is no period to build."""
    checked(office, PLAN + "".join(f"{DAY}取消, 任务: {number}}}\n" for number in (1, 2)))
    with contextlib.chdir(office):
        result = CliRunner().invoke(build_command, ["--as-of", "2026-06-01", "--json"])
    assert isinstance(result.exception, SystemExit | None)
    assert [error["code"] for error in json.loads(result.stdout)["errors"]] == ["cycle-empty"]


@pytest.mark.parametrize(("new", "old"), [("CWG", "DDG"), ("DDG", "CWG")])  # whatever their codes
@pytest.mark.parametrize("first", ["new", "old"])
def test_of_a_task_that_changed_hands_the_new_units_answer_counts(new: str, old: str, first: str) -> None:
    """Both were asked, before and after the decision; where the new one is silent, the old one's answer stands."""
    days = {new: 1, old: 2} if first == "new" else {new: 2, old: 1}
    both = [arrival(unit, date(2026, 10, day)) for unit, day in days.items()]
    for some, counts in ((both, new), ([each for each in both if each.file == old], old)):
        settled = choose_versions(some, lambda _: Severity.NOTE, {"2": new}.__getitem__)
        assert settled.accepted_records["2"].answer("progress") == counts


def arrival(unit: str, day: date) -> Return:
    """A return of one row whose answer is the unit's code."""
    values = {"progress": AnswerCell(unit, unit, Place(unit))}
    seal = FormId("KX2026", "2026-Q3", "GZ", unit, "ABCDEF")
    submission = Submission(seal, unit, unit, {}, {"2": Record("2", values)})
    return Return(unit, unit, day, 1, submission=submission)
