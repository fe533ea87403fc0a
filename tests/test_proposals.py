"""What was decided after the plan was issued: dated, added, and never written over what was printed."""

import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

from duban.cli.journey_commands import build_command, compile_command
from duban.journeys.context import open_context
from duban.messages.finding import InputError
from duban.model.plan import Plan, Task
from duban.workspace.plan_folder import LoadedPlan, load_plan
from duban.workspace.yaml_edit import append_entries
from examples.demo import fill_form, run
from tests.clerk import ROOT

PLAN = """\
# 本局的计划
计划: {名称: 要点, 年度: 2022, 单位: 某局, 编号: MJ2022}
填报: [{表: 进展情况表, 周期: 每月, 截止: 20日}]
类别: [{名称: 动态, 标识: [新部署]}]
任务:
  - {序号: 1, 名称: 新校区, 牵头: 基财股, 节点: [{3月底前: 招标。}, {6月底前: 开工。}]}
  - {序号: 2, 名称: 双减, 牵头: 督导室}
"""
UNITS = "机构: [{名称: 基财股, 代码: JCG}, {名称: 督导室, 代码: DDS}]\n"
BEFORE, AFTER = date(2022, 8, 31), date(2022, 9, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "units.yaml").write_text(UNITS, encoding="utf-8")
    return tmp_path


def loaded(folder: Path, *amendments: str) -> LoadedPlan:
    lines = "".join(f"  - {{日期: 2022-09-01, {words}}}\n" for words in amendments)
    (folder / "plan.yaml").write_text(PLAN + ("调整:\n" + lines if lines else ""), encoding="utf-8")
    return load_plan(folder, "plans/x")


def task(plan: Plan, number: str) -> Task:
    return next(task for task in plan.tasks if task.number == number)


@pytest.mark.parametrize(
    ("words", "number", "seen"),
    [
        # a milestone that is put off keeps its key: what was said of it before still belongs to it
        ("类型: 延期, 任务: 1, 原节点: 6月底前, 改为: 9月底前", "1", ["1@0331 2022-03-31", "1@0630 2022-09-30"]),
        # so does a task without milestones
        ("类型: 延期, 任务: 2, 改为: 次年1月底前", "2", ["2@1231 2023-01-31"]),
        (
            "类型: 阶段节点, 任务: 2, 节点: [{4月底前: 甲}, {10月底前: 乙}]",
            "2",
            ["2@0430 2022-04-30", "2@1031 2022-10-31"],
        ),
        ("类型: 新增, 任务内容: {序号: 3, 名称: 护苗, 牵头: 督导室, 类别: 动态}", "3", ["3@1231 2022-12-31"]),
    ],
)
def test_a_decision_holds_from_its_day_on(folder: Path, words: str, number: str, seen: list[str]) -> None:
    found = loaded(folder, words)
    after = [f"{milestone.key} {milestone.due}" for milestone in task(found.plan_at(AFTER), number).milestones]
    assert after == seen
    assert found.plan_at(BEFORE) == loaded(folder).plan


def test_who_answers_may_change_and_the_rest_stays(folder: Path) -> None:
    found = loaded(folder, "类型: 分工, 任务: 1, 牵头: 督导室, 协办: [基财股], 责任领导: 甲, 依据: 纪要").plan_at(AFTER)
    changed = task(found, "1")
    assert (changed.lead, changed.supports, changed.leader) == ("督导室", ("基财股",), ("甲",))
    assert [milestone.key for milestone in changed.milestones] == ["1@0331", "1@0630"]
    assert [(change.kind, change.basis) for change in changed.changes] == [("分工", "纪要")]


def test_a_cancelled_task_is_asked_no_more_until_it_is_taken_up_again(folder: Path) -> None:
    assert task(loaded(folder, "类型: 取消, 任务: 2").plan_at(AFTER), "2").dropped
    assert not task(loaded(folder, "类型: 暂缓, 任务: 2", "类型: 恢复, 任务: 2").plan_at(AFTER), "2").dropped


def test_a_new_task_inherits_like_any_other(folder: Path) -> None:
    words = "类型: 新增, 任务内容: {序号: 3, 名称: 护苗, 牵头: 督导室, 类别: 动态}"
    assert task(loaded(folder, words).plan, "3").flags == ("新部署",)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("类型: 延期, 任务: 9, 改为: 9月底前", "amendment-lost"),  # no such task
        ("类型: 延期, 任务: 1, 原节点: 6月底前", "amendment-lacks"),  # until when?
        ("类型: 延期, 任务: 1, 原节点: 5月底前, 改为: 9月底前", "amendment-milestone"),  # which of them?
        ("类型: 废止, 任务: 1", "value-choice"),
        ("类型: 延期, 任务: 1, 原节点: 6月底前, 改为: 那天", "date-unreadable"),
    ],
)
def test_a_decision_that_cannot_hold_is_told_by_its_line(folder: Path, words: str, code: str) -> None:
    with pytest.raises(InputError) as told:
        loaded(folder, words)
    (finding,) = told.value.findings
    assert (finding.code, finding.place.line) == (code, 9)


@pytest.mark.parametrize(
    "before", ["", "调整:\n  - {日期: 2022-09-01, 类型: 取消, 任务: '2'}\n", "调整:\n- 日期: 2022-09-01\n"]
)
def test_entries_are_added_and_no_other_character_changes(folder: Path, before: str) -> None:
    """Comments, order and quotes of the clerk's file stay; what is added reads back as it was given."""
    path = folder / "plan.yaml"
    path.write_text(before + PLAN if before else PLAN, encoding="utf-8")
    entries = [{"日期": "2022-10-01", "类型": "阶段节点", "任务": "2", "节点": [{"4月底前": "甲：乙 # 丙"}]}]
    text = append_entries(path, "调整", entries)
    old = path.read_text(encoding="utf-8")
    assert [line for line in old.splitlines() if line not in text.splitlines()] == []
    assert yaml.safe_load(text)["调整"][-1] == entries[0]
    assert yaml.safe_load(text)["任务"] == yaml.safe_load(old)["任务"]


def test_a_goal_that_units_propose_becomes_a_task_with_the_next_number(tmp_path: Path) -> None:
    """The plan that compiling proposes loads, and has the goal as 3-1; taken over, it is not proposed again."""
    config = tmp_path / "config.yaml"
    (tmp_path / "plans").mkdir()
    shutil.copytree(ROOT / "plans" / "quanzhou-2024", tmp_path / "plans" / "x")
    shutil.copy(ROOT / "plans" / "holidays.yaml", tmp_path / "plans")
    config.write_text("计划: plans/x\n", encoding="utf-8")
    desk = open_context(config, None, "dynamic-goal", "2024-Q3", date(2024, 9, 20), None, compiling=True)
    options = ["--config", str(config), "--form", "dynamic-goal", "--period", "2024-Q3", "--quiet"]
    run(build_command, [*options, "--as-of", "2024-09-20"])
    goal = {
        "content": "做好台风灾后校舍修复。",
        "basis": "市防指会议",
        "due": date(2024, 11, 30),
        "supports": "规划科、某处",
    }
    said = {"heading": {"reporter": "张三", "reported_on": date(2024, 9, 27)}, "rows": {"~XAK+1": goal}}
    form = next(desk.forms_folder.glob("校安科-*.xlsx"))
    fill_form(form, desk.returns_folder / "校安科.xlsx", desk.layout, said)
    run(compile_command, [*options, "--as-of", "2024-10-09"])
    proposed, script = desk.reports_folder / "调整后计划", desk.reports_folder / "文字稿.txt"
    assert "“调整”1条，写在“3-汇总/调整后计划/plan.yaml”的末尾" in script.read_text(encoding="utf-8")
    assert "duban check --plan plans/x" in script.read_text(encoding="utf-8")
    found = task(load_plan(proposed, "plans/y").plan_at(date(2024, 10, 9)), "3-1")
    assert (found.name, found.lead, found.supports) == ("做好台风灾后校舍修复。", "校安科", ("规划科",))
    assert (found.category, found.sources, found.due_text) == ("职能工作目标/动态工作目标", ("市防指会议",), "11月底前")
    shutil.copy(proposed / "plan.yaml", tmp_path / "plans" / "x")
    before = (proposed / "plan.yaml").read_bytes()
    run(compile_command, [*options, "--as-of", "2024-10-09"])
    assert (proposed / "plan.yaml").read_bytes() == before
    assert "调整后计划" not in script.read_text(encoding="utf-8")
