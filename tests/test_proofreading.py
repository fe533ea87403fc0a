"""A plan that loads may still not say what was meant."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from duban.messages.catalogue import Messages
from duban.messages.finding import Finding, Severity
from duban.model.period import Holidays
from duban.proofreading import PlanProof, lint, proofread_plan
from duban.validation.reading import validated
from duban.workspace.plan_folder import LoadedPlan, load_holidays, load_plan
from duban.workspace.yaml_file import load_template_yaml

ROOT = Path(__file__).parents[1]
TEXTS = Messages(load_template_yaml(ROOT / "templates/texts/plan.yaml"))
HOLIDAYS = validated(Holidays, {"years": {"2022": {}, "2023": {}}})

UNITS = """\
机构:
  - {名称: 督导室, 代码: DDS, 别名: [督导组], 分管领导: 邓国来}
  - {名称: 基财股, 代码: JCG}
  - {名称: 基安股, 代码: JAG}
"""


def proofread(plan: LoadedPlan, holidays: Holidays) -> tuple[Finding, ...]:
    return proofread_plan(PlanProof(plan.plan, plan.typed, plan.directory, holidays), plan.locate)


def warnings_of(folder: Path, tasks: str, head: str = "", cycle: str = "截止: 21日") -> tuple[Finding, ...]:
    """What the lints say of a plan of 2022 with these tasks; all of it can be put in words."""
    plan = (
        "计划: {名称: 2022年重点工作, 年度: 2022, 单位: 某局, 编号: MJ" + head + "}\n"
        "填报: [{表: 进展, 周期: 每月, 从: 6月, 到: 6月, " + cycle + "}]\n"
        "默认: {牵头: 基财股, 完成时限: 11月底前}\n"
        "任务:\n" + tasks
    )
    (folder / "plan.yaml").write_text(plan, encoding="utf-8")
    (folder / "units.yaml").write_text(UNITS, encoding="utf-8")
    loaded = load_plan(folder, "plans/x")
    findings = proofread(loaded, HOLIDAYS)
    for finding in findings:
        sentence = TEXTS.message(finding)
        assert sentence.text
        assert sentence.hint
        assert finding.place.line
    return findings


def listed(findings: tuple[Finding, ...]) -> list[str]:
    return [f"{finding.place.line} {finding.code}" for finding in findings]


def task(number: int = 1, /, **fields: Any) -> str:  # noqa: ANN401  any text of a task
    """A task of one line."""
    typed = "".join(f", {key}: {value}" for key, value in fields.items())
    return f"  - {{序号: {number}, 名称: 任务{typed}}}\n"


def test_a_plan_without_blemish_has_no_findings(tmp_path: Path) -> None:
    assert warnings_of(tmp_path, task(节点="[{3月底前: 招标。}, {6月底前: 开工。}]")) == ()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"节点": "[{次年1月5日: 验收。}]"}, "due-next-year"),
        ({"完成时限": "2023年3月"}, "due-next-year"),  # of a task without milestones
        ({"节点": "[{2021年底: 验收。}]"}, "due-other-year"),
        ({"节点": "[{2024年底: 验收。}]"}, "due-other-year"),
        ({"节点": "[{9月前: 开学。}]"}, "due-ambiguous"),
        ({"节点": "[{6月底前: 开工。}, {3月底前: 招标。}]"}, "out-of-order"),
        ({"牵头待确认": "按首列推定"}, "lead-uncertain"),
        ({"协办": "[督导组, 督导室]"}, "unit-two-names"),
        ({"勘误": "[{位置: 名称, 原文: 任务, 应为: 项目}]"}, "erratum-open"),
    ],
)
def test_each_lint_finds_its_case(tmp_path: Path, fields: dict[str, str], code: str) -> None:
    assert code in [finding.code for finding in warnings_of(tmp_path, task(**fields))]


@pytest.mark.parametrize(
    "fields",
    [
        {"协办": "[基安股]"},  # like 基财股, and yet another unit
        {"节点": "[{6月底前: 甲。}, {第二季度: 乙。}]"},  # the same day
        {"勘误": "[{位置: 名称, 原文: 任务, 应为: 任务, 采用: 是}]"},
    ],
)
def test_what_looks_like_a_slip_and_is_none(tmp_path: Path, fields: dict[str, str]) -> None:
    assert warnings_of(tmp_path, task(**fields)) == ()


@pytest.mark.parametrize(
    ("text", "fragments"),
    [
        ("完成2021年普通高考考生体检", ["2021年普通高考考生体检"]),
        ("举办2019年舞蹈展演", ["2019年舞蹈展演"]),
        (
            "印发《某局工作计划(2012-2025)》",
            ["某局工作计划(2012-2025)"],
        ),  # too long a span for an office's own
        ("启动，三年行动计划（2018-2020）", ["三年行动计划（2018-2020）"]),
        ("落实《国家中长期规划纲要（2010—2025年）》", []),
        ("落实行动计划（2021-2025年）", []),  # holds the year
        ("对照《2020年工作方案》整改", []),  # a title
        ("落实《行动计划（2018—2020年）》", []),
        ("总结2021年迎评工作经验", []),
        ("在2021年完成11个考场基础上，2022年新增17个", []),
        ("对2020年监测结果开展解读", []),
        ("到2025年全面普及", []),
        ("每生每年2200元，选派2015名教师", []),  # figures
        ("十四五规划", []),
    ],
)
def test_other_years_are_told_unless_they_are_meant(tmp_path: Path, text: str, fragments: list[str]) -> None:
    findings = warnings_of(tmp_path, task(内容=f"'{text}'"))
    assert [finding.facts["text"] for finding in findings if finding.code == "other-year"] == fragments


def test_milestones_before_the_issue_are_told_once(tmp_path: Path) -> None:
    nodes = "[{3月底前: 甲。}, {5月底前: 乙。}, {6月底前: 丙。}]"
    (finding,) = warnings_of(tmp_path, task(1, 节点=nodes) + task(2, 节点=nodes), head=", 印发日期: 2022-05-31")
    assert finding.code == "due-before-issue"
    early = [{"number": number, "due": "3月底前"} for number in ("1", "2")]  # due on the day of issue is not before it
    assert finding.facts["milestones"] == early


@pytest.mark.parametrize(
    ("cycle", "codes"),
    [
        ("截止: 25日", ["rest-day"]),  # a Saturday
        ("截止: 21日, 年终补报: 次年1月7日", ["rest-day"]),
        ("截止: 21日, 年终补报: 2024年1月5日", ["holidays-missing", "day-far-off"]),
        ("截止: 21日", []),
    ],
)
def test_report_days_meet_the_calendar(tmp_path: Path, cycle: str, codes: list[str]) -> None:
    assert [finding.code for finding in warnings_of(tmp_path, task(), cycle=cycle)] == codes


def test_weights_count_only_where_there_is_a_full_score(tmp_path: Path) -> None:
    tasks = task(1, 权重=60) + task(2, 权重="39.5") + task(3)
    assert warnings_of(tmp_path, tasks) == ()
    assert listed(warnings_of(tmp_path, tasks, head=", 满分: 100")) == ["1 score-total", "7 weight-missing"]
    assert warnings_of(tmp_path, task(1, 权重="60.5") + task(2, 权重="39.5"), head=", 满分: 100") == ()


def test_parts_of_the_score_are_compared_too(tmp_path: Path) -> None:
    tasks = task(1, 权重=60, 类别="甲/乙") + task(2, 权重=40, 组="1-1")
    above = "类别: [{名称: 甲, 分值: 61}, {名称: 甲/乙, 分值: 60}]\n组: [{编号: 1-1, 分值: 40}]\n"
    findings = warnings_of(tmp_path, tasks + above, head=", 满分: 100")
    assert [finding.facts["name"] for finding in findings] == ["甲"]


def test_every_lint_has_its_sentence() -> None:
    texts = load_template_yaml(ROOT / "templates/texts/plan.yaml")
    assert set(lint) <= set(texts)


def test_taishan_2022() -> None:
    """What a careful reader of the printed notice would ask about, and no more."""
    loaded = load_plan(ROOT / "plans/taishan-2022", "plans/taishan-2022")
    holidays = load_holidays(ROOT / "plans/holidays.yaml", "plans/holidays.yaml")
    findings = proofread(loaded, holidays)
    assert Counter(finding.code for finding in findings) == {
        "lead-uncertain": 9,
        "erratum-open": 5,
        "other-year": 2,
        "rest-day": 2,
        "due-before-issue": 1,
        "unit-two-names": 1,
    }
    facts = {finding.code: finding.facts for finding in findings}
    assert facts["due-before-issue"]["count"] == 20
    assert facts["unit-two-names"]["others"] == ["督导组"]
    years = [str(finding.facts["text"]) for finding in findings if finding.code == "other-year"]
    assert "(2012-2025)" in years[0]
    assert years[1].startswith("2021年普通高考考生体检")
    assert [str(finding.facts["due"]) for finding in findings if finding.code == "rest-day"] == [
        "2022-08-20",
        "2022-11-20",
    ]
    assert {TEXTS.severity(finding) for finding in findings} == {Severity.WARNING}
