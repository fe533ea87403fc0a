"""Decisions of a year that change who leads and what is promised, and those about a milestone that is not there."""

from pathlib import Path

import pytest

from duban.messages.catalogue import Messages
from duban.messages.finding import InputError
from duban.model.plan import Task
from duban.workspace.plan_folder import load_plan
from duban.workspace.yaml_file import load_template_yaml
from tests.clerk import ROOT, Clerk

UNITS = "机构: [办公室, 基财股, 基安股]\n"
PLAN = """\
计划: {名称: 重点工作, 年度: 2026, 单位: 某局, 编号: MJ2026}
填报:
  - {表: 进展情况表, 周期: 每月, 截止: 20日}
任务:
  - 序号: 1
    名称: 建校
    牵头: 基财股
    协办: 基安股
    指标: [{名称: 投资, 目标: 900, 单位: 万元}, {名称: 学位, 目标: 50, 单位: 个}]
    节点:
      - {时限: 3月底前, 内容: 完成招标。}
      - {时限: 9月底前, 内容: 主体封顶。, 指标: [{名称: 投资, 目标: 500, 单位: 万元}]}
  - {序号: 2, 名称: 招生, 牵头: 基安股}
调整:
"""


def amended(folder: Path, decision: str) -> Task:
    """Task 1 after one decision."""
    (folder / "plan.yaml").write_text(f"{PLAN}  - {{日期: 2026-05-01, {decision}}}\n", encoding="utf-8")
    (folder / "units.yaml").write_text(UNITS, encoding="utf-8")
    return load_plan(folder, "plans/x").plan.tasks[0]


def texts(task: Task) -> list[tuple[str, str, str, str]]:
    """What the decision changed: key, milestone, before, after."""
    return [(text.key, text.milestone, text.before, text.after) for text in task.changes[0].texts]


def test_another_unit_leads_from_a_day_on(tmp_path: Path) -> None:
    task = amended(tmp_path, "类型: 换牵头, 任务: 1, 牵头: 基安股, 协办: 基财股")
    assert (task.lead, task.supports) == ("基安股", ("基财股",))
    assert texts(task) == [("牵头", "", "基财股", "基安股"), ("协办", "", "基安股", "基财股")]


def test_another_unit_leads_one_milestone(tmp_path: Path) -> None:
    task = amended(tmp_path, "类型: 换牵头, 任务: 1, 原节点: 9月底前, 牵头: 办公室")
    assert (task.lead, [milestone.lead for milestone in task.milestones]) == ("基财股", ["", "办公室"])
    assert texts(task) == [("牵头", "主体封顶。", "", "办公室")]


def test_several_units_lead_from_a_day_on(tmp_path: Path) -> None:
    assert amended(tmp_path, "类型: 换牵头, 任务: 1, 牵头: [基安股, 办公室]").lead == "基安股、办公室"


@pytest.mark.parametrize("due", ["6月—9月", "国庆节前"])
def test_a_span_and_the_day_before_a_named_one_can_be_put_off(tmp_path: Path, due: str) -> None:
    """The first words of a due day were once read as those of a day alone, and loading the plan failed."""
    plan = PLAN.replace("时限: 9月底前", f"时限: {due}").replace(
        "年度: 2026", "年度: 2026, 日期名称: {国庆节: 10月1日}"
    )
    decision = f"  - {{日期: 2026-05-01, 类型: 延期, 任务: 1, 原节点: {due}, 改为: 11月底前}}\n"
    (folder := tmp_path / "x").mkdir()
    (folder / "plan.yaml").write_text(plan + decision, encoding="utf-8")
    (folder / "units.yaml").write_text(UNITS, encoding="utf-8")
    last = load_plan(folder, "plans/x").plan.tasks[0].milestones[-1]
    assert (last.due.month, last.first_due_text) == (11, due)


@pytest.mark.parametrize("due", ["每月", "每季度末", "全年推进", "7月、9月"])
def test_what_comes_again_is_not_put_off(tmp_path: Path, due: str) -> None:
    plan = PLAN.replace("时限: 9月底前", f"时限: {due}")
    decision = f"  - {{日期: 2026-05-01, 类型: 延期, 任务: 1, 原节点: {due}, 改为: 11月底前}}\n"
    (tmp_path / "plan.yaml").write_text(plan + decision, encoding="utf-8")
    (tmp_path / "units.yaml").write_text(UNITS, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_plan(tmp_path, "plans/x")
    assert [finding.code for finding in refused.value.findings] == ["amendment-recurring"]


def test_a_number_is_promised_otherwise_and_the_others_stay(tmp_path: Path) -> None:
    """It keeps its place, by which the rows of forms know it; a number of a new name comes last."""
    task = amended(
        tmp_path, "类型: 改目标, 任务: 1, 指标: [{名称: 投资, 目标: 800, 单位: 万元}, {名称: 班级, 目标: 6}]"
    )
    assert [f"{target.name}{target.words}" for target in task.targets] == ["投资≥800万元", "学位≥50个", "班级≥6"]
    assert texts(task) == [("指标", "", "投资≥900万元", "投资≥800万元、班级≥6")]


def test_a_number_of_one_milestone_is_promised_otherwise(tmp_path: Path) -> None:
    number = "指标: [{名称: 投资, 目标: 400, 单位: 万元}]"
    task = amended(tmp_path, f"类型: 改目标, 任务: 1, 原节点: 9月底前, {number}")
    assert [target.words for target in task.milestones[1].targets] == ["≥400万元"]
    assert texts(task) == [("指标", "主体封顶。", "投资≥500万元", "投资≥400万元")]
    assert [target.words for target in task.targets] == ["≥900万元", "≥50个"]


@pytest.mark.parametrize(
    ("decision", "code", "hint"),
    [
        (
            "类型: 延期, 任务: 1, 原节点: 8月底前, 改为: 10月底前",
            "amendment-milestone",
            "3月底前（完成招标。）、9月底前（主体封顶。）",
        ),
        ("类型: 换牵头, 任务: 1, 原节点: 8月底前, 牵头: 办公室", "amendment-milestone", "9月底前（主体封顶。）"),
        ("类型: 改目标, 任务: 2, 原节点: 年底, 指标: [{名称: 学位, 目标: 5}]", "amendment-milestone", "是：年底"),
        ("类型: 换牵头, 任务: 1, 协办: 办公室", "amendment-lacks", "换牵头 另写“牵头”"),
        ("类型: 改目标, 任务: 1", "amendment-lacks", "改目标 另写“指标”"),
        ("类型: 改目标, 任务: 1, 指标: [{名称: 学位, 目标: 5}], 牵头: 办公室", "amendment-spare", "指标"),
        ("类型: 换牵头, 任务: 1, 牵头: 无此股", "unit-unknown", "无此股"),
    ],
)
def test_a_decision_that_cannot_be_applied_is_told_with_what_may_be_meant(
    tmp_path: Path, decision: str, code: str, hint: str
) -> None:
    with pytest.raises(InputError) as error:
        amended(tmp_path, decision)
    [finding] = error.value.findings
    message = Messages(load_template_yaml(ROOT / "templates/texts/plan.yaml")).message(finding)
    assert (finding.code, finding.place.line) == (code, 15)
    assert hint in message.text + message.hint


def test_numbers_that_no_form_asks_for_are_a_doubt(tmp_path: Path) -> None:
    """进展情况表 has no sheet of numbers; 调度表 has one."""
    clerk = Clerk(tmp_path / "desk")
    folder = clerk.folder / "plans" / clerk.plan
    (folder / "units.yaml").write_text(UNITS, encoding="utf-8")
    found = []
    for form in ("进展情况表", "调度表"):
        (folder / "plan.yaml").write_text(PLAN.replace("进展情况表", form), encoding="utf-8")
        findings = clerk.run("duban", "check", "--json").json["findings"]
        found += [finding["place"].rpartition(":")[2] for finding in findings if finding["code"] == "targets-not-asked"]
    assert found == ["9"]
