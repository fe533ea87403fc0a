"""What a careful clerk would ask about a plan: each doubt where it is due, and silence where it is not."""

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from duban.journeys.check import check_office
from duban.messages.catalogue import Messages
from duban.messages.finding import Finding, InputError, Severity
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
  - {名称: 甲股, 代码: JG, 分管领导: 邓国来, 负责人: 黄文聪}
  - {名称: 乙股, 代码: YG, 负责人: 黄文振}
群组:
  局领导: {类型: 领导, 填报: 甲股}
"""
MONTHLY = "{表: 进展情况表, 周期: 每月, 从: 6月, 到: 6月, 截止: 21日}"
BY_DAY = "{表: 节点填报表, 周期: 节点, 截止: 节点填报时限, 填报宽限: 10}"
ASSIGNING = "{表: 任务分工表, 周期: 年度, 截止: 2022-03-31, 填报对象: 待分工}"


def write_and_load(folder: Path, *tasks: str, head: str = "", cycle: str = MONTHLY, above: str = "") -> LoadedPlan:
    """A plan of 2022 with these tasks, each typed in one line without its braces. above: whole lines before them."""
    lines = [
        "计划: {名称: 2022年重点工作, 年度: 2022, 单位: 某局, 编号: MJ" + head + "}",
        f"填报: [{cycle}]",
        "默认: {完成时限: 11月底前" + ("" if "填报对象" in cycle else ", 牵头: 甲股") + "}",
        *([above] if above else []),
        "任务:",
        *(f"  - {{序号: {number}, 名称: 任务, {task}}}" for number, task in enumerate(tasks, 1)),
    ]
    (folder / "plan.yaml").write_text("\n".join(lines), encoding="utf-8")
    (folder / "units.yaml").write_text(UNITS, encoding="utf-8")
    return load_plan(folder, "plans/x")


def proofread(plan: LoadedPlan, holidays: Holidays) -> tuple[Finding, ...]:
    return proofread_plan(PlanProof(plan.plan, plan.typed, plan.directory, holidays), plan.locate)


def warnings_of(folder: Path, *tasks: str, **more: str) -> list[Finding]:
    """What the lints say of such a plan; all of it can be put in words."""
    findings = proofread(write_and_load(folder, *tasks, **more), HOLIDAYS)
    for finding in findings:
        sentence = TEXTS.message(finding)
        assert sentence.text.strip() == sentence.text
        assert "  " not in sentence.text
        assert sentence.hint
    return [*findings]


def codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def node(due: str, filing: str = "", note: str = "", target: str = "") -> str:
    """A milestone of one line."""
    typed = "".join(
        f", {key}: {value}" for key, value in (("填报时限", filing), ("说明", note), ("指标", target)) if value
    )
    return f"{{时限: {due}, 内容: 开工{typed}}}"


# ---- filing days ----


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (node("2022-03-28"), []),  # filed ten days later by the rule
        (node("2022-03-28", "2022-04-07"), []),  # the tenth day is allowed
        (node("2022-03-28", "2022-04-08"), ["filing-late-unexplained"]),
        (node("2022-03-31", "2022-10-10", "统一补报"), ["filing-late"]),
        (node("2022-03-31", "2022-03-31"), ["filing-on-due-day"]),
        (node("2022-03-31", "2022-03-30"), ["filing-before-due"]),
    ],
)
def test_a_milestone_is_filed_soon_after_it_falls_due(tmp_path: Path, typed: str, expected: list[str]) -> None:
    assert codes(warnings_of(tmp_path, f"节点: [{typed}]", cycle=BY_DAY)) == expected


def test_where_nothing_is_filed_by_day_a_filing_day_is_no_matter(tmp_path: Path) -> None:
    assert warnings_of(tmp_path, f"节点: [{node('2022-03-31', '2022-12-31')}]") == []


def test_only_a_late_filing_without_a_reason_stops_the_work(tmp_path: Path) -> None:
    late = warnings_of(tmp_path, f"节点: [{node('2022-03-31', '2022-10-10')}]", cycle=BY_DAY)
    assert [TEXTS.severity(finding) for finding in late] == [Severity.ERROR]
    assert "超过完成期限 193 天" in TEXTS.message(late[0]).text
    excused = warnings_of(tmp_path, f"节点: [{node('2022-03-31', '2022-10-10', '补报')}]", cycle=BY_DAY)
    assert [TEXTS.severity(finding) for finding in excused] == [Severity.WARNING]


def test_late_filings_that_say_why_are_told_once_for_each_day(tmp_path: Path) -> None:
    nodes = [node("2022-03-31", "2022-10-10", "补报"), node("2022-06-30", "2022-10-10", "补报")]
    more = node("2022-06-30", "2022-11-10", "补报")
    warnings = warnings_of(tmp_path, f"节点: [{', '.join(nodes)}]", f"节点: [{more}]", cycle=BY_DAY)
    texts = [TEXTS.message(finding).text for finding in warnings]
    assert [text.partition("：")[2] for text in texts] == ["第1项“2022-03-31”、第1项“2022-06-30”", "第2项“2022-06-30”"]
    assert [finding.facts["most"] for finding in warnings] == [193, 133]


def test_what_was_cancelled_need_not_be_filed(tmp_path: Path) -> None:
    above = "调整: [{日期: 2022-05-01, 类型: 取消, 任务: '1'}]"
    assert warnings_of(tmp_path, f"节点: [{node('2022-03-31', '2022-10-10')}]", cycle=BY_DAY, above=above) == []


# ---- who answers ----


@pytest.mark.parametrize(
    ("leaders", "expected"),
    [
        ("何军", []),
        ("[何军]", []),
        ("[何军, 戴方栋]", ["many-leaders"]),
        ("局领导", ["many-leaders"]),  # a group: nobody answers alone
    ],
)
def test_one_leader_answers_for_a_task(tmp_path: Path, leaders: str, expected: list[str]) -> None:
    assert codes(warnings_of(tmp_path, f"责任领导: {leaders}")) == expected


@pytest.mark.parametrize("field", ["牵头待确认: 原文没有写", "责任领导: [何军, 戴方栋]"])
def test_what_is_true_of_more_than_ten_tasks_is_told_once(tmp_path: Path, field: str) -> None:
    assert len(warnings_of(tmp_path, *[field] * 10)) == 10
    (finding,) = warnings_of(tmp_path, *[field] * 11)
    assert finding.place.line == 5  # at the first of them
    assert re.search(r"\b11 项任务.*1 .*、?；?11 ", TEXTS.message(finding).text)


def test_different_doubts_about_leads_are_told_apart(tmp_path: Path) -> None:
    warnings = warnings_of(tmp_path, *["牵头待确认: 没有写"] * 11, "牵头待确认: 看不清")
    assert [finding.facts["note"] for finding in warnings] == ["没有写", "看不清"]


def test_tasks_that_nobody_leads_yet_are_counted_once(tmp_path: Path) -> None:
    warnings = warnings_of(tmp_path, "协办: 乙股", "协办: 乙股", "牵头: 乙股", cycle=ASSIGNING)
    assert [(finding.code, finding.facts["count"]) for finding in warnings] == [("unassigned", 2)]
    assert warnings_of(tmp_path, "牵头: 甲股", "牵头: 乙股", cycle=ASSIGNING) == []


def test_a_plan_that_is_not_being_assigned_may_leave_the_lead_open(tmp_path: Path) -> None:
    """A form that goes to the people named needs no lead."""
    cycle = "{表: 进展情况表, 周期: 每月, 到: 1月, 截止: 21日, 填报对象: 联系人}"
    assert warnings_of(tmp_path, "联系人: 甲股", cycle=cycle) == []


# ---- flags ----


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        (["民生", "民生", "民生", ""], ["4"]),
        (["民生", "民生", "", "民生"], ["3"]),
        (["民生", "民生", ""], []),  # three are too few to say
        (["民生", "", "", ""], []),  # an exception may be meant
        (["民生", "民生", "民生", "民生"], []),
        (["", "", "", ""], []),
    ],
)
@pytest.mark.parametrize("key", ["类别", "组"])
def test_a_flag_that_all_the_others_carry_is_missed(
    tmp_path: Path, key: str, flags: list[str], expected: list[str]
) -> None:
    above = "类别: [{名称: 甲}]\n组: [{编号: 甲}]"
    warnings = warnings_of(tmp_path, *(f"{key}: 甲, 标识: [{flag}]" for flag in flags), above=above)
    assert [finding.facts["number"] for finding in warnings if finding.code == "flag-against-category"] == expected


def test_a_flag_that_is_missing_twice_over_is_told_once(tmp_path: Path) -> None:
    above = "类别: [{名称: 甲}]\n组: [{编号: 一}]"
    warnings = warnings_of(tmp_path, *["类别: 甲, 组: 一, 标识: [民生]"] * 3, "类别: 甲, 组: 一", above=above)
    assert codes(warnings) == ["flag-against-category"]


# ---- numbers ----


@pytest.mark.parametrize(
    ("year", "parts", "expected"),
    [
        ("目标: 1000", [200, 500, 300], False),
        ("目标: 200", [200, 500, 300], True),  # at least 200 is not meant by 1000
        ("目标: 1200", [200, 500, 300], True),
        ("目标: 1200, 比较: '='", [200, 500, 300], True),
        ("目标: 0.3", [0.1, 0.2], False),  # exact
        ("目标: 1200, 比较: '≤'", [200, 500, 300], False),
        ("目标: 900, 比较: '≤'", [200, 500, 300], True),
        ("目标: 900, 比较: 区间, 上限: 1100", [200, 500, 300], False),
        ("目标: 900, 比较: 区间, 上限: 950", [200, 500, 300], True),
        ("目标: 900, 比较: 左右", [200, 500, 300], False),  # for people to judge
        ("目标: 300", [100, 200, 300], False),  # they count on
        ("目标: 300", [], False),
    ],
)
def test_milestones_promise_together_what_the_task_promises(
    tmp_path: Path, year: str, parts: list[float], *, expected: bool
) -> None:
    nodes = [node(f"{month}月底前", target=f"[{{名称: 投资, 目标: {part}}}]") for month, part in enumerate(parts, 1)]
    typed = f"指标: [{{名称: 投资, {year}}}], 节点: [{', '.join(nodes)}]"
    assert codes(warnings_of(tmp_path, typed)) == ["target-sum"] * expected


def test_only_numbers_of_one_name_and_unit_are_added_up_and_no_shares(tmp_path: Path) -> None:
    other = node("3月底前", target="[{名称: 投资, 目标: 5, 单位: 亿元}, {名称: 面积, 目标: 7, 单位: 万元}]")
    assert warnings_of(tmp_path, f"指标: [{{名称: 投资, 目标: 50, 单位: 万元}}], 节点: [{other}]") == []
    rate = node("3月底前", target="[{名称: 比例, 目标: 30, 单位: '%'}]")
    assert warnings_of(tmp_path, f"指标: [{{名称: 比例, 目标: 80, 单位: '%'}}], 节点: [{rate}]") == []


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ([60, 40], []),
        ([100, 0], ["weight-above", "weight-not-positive"]),  # the group has 60 points
        ([110, -10], ["weight-above", "weight-not-positive"]),
    ],
)
def test_a_weight_is_positive_and_no_more_than_its_group_has(
    tmp_path: Path, weights: list[int], expected: list[str]
) -> None:
    above = "类别: [{名称: 甲, 分值: 100}]\n组: [{编号: 一, 类别: 甲, 分值: 60}, {编号: 二, 分值: 40}]"
    tasks = [f"组: {group}, 权重: {weight}" for group, weight in zip("一二", weights, strict=True)]
    scored = codes(warnings_of(tmp_path, *tasks, head=", 满分: 100", above=above))
    assert [code for code in scored if code != "score-total"] == expected
    assert warnings_of(tmp_path, *tasks, above=above) == []  # without a full score, weights are only words


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("关于某事的通知(泉委办（2024）4号)", "泉委办〔2024〕4号"),
        ("泉委办(2024)4号", "泉委办〔2024〕4号"),
        ("泉委办[2024]4号", "泉委办〔2024〕4号"),
        ("泉委办﹝2024﹞ 4 号", "泉委办〔2024〕4 号"),
        ("泉委办【2024】第4号", "泉委办〔2024〕第4号"),
        ("关于某事的通知(泉委办〔2024〕4号)", ""),
        ("乡村振兴专项行动方案(2022—2025年)", ""),
        ("市委一号文件（2024）", ""),  # no number
        ("政府工作报告(2022)序号85", ""),
    ],
)
def test_the_year_of_a_number_stands_in_its_own_brackets(tmp_path: Path, text: str, right: str) -> None:
    warnings = warnings_of(tmp_path, f"来源: ['{text}']")
    assert [finding.facts["right"] for finding in warnings if finding.code == "document-number"] == [right] * bool(
        right
    )


@pytest.mark.parametrize(
    ("head", "above", "task"),
    [
        (", 文号: 某（2022）4号", "", ""),
        (", 说明: 见某（2022）4号。", "", ""),
        (", 填报说明: [见某（2022）4号。]", "", ""),
        ("", "组: [{编号: 一, 来源: [某（2022）4号]}]", "组: 一"),
        ("", "组: [{编号: 一, 名称: 某（2022）4号}]", "组: 一"),
        ("", "组: [{编号: 一, 归属: 某（2022）4号}]", "组: 一"),
        ("", "类别: [{名称: 甲, 来源: 某（2022）4号}]", "类别: 甲"),
        ("", "", "来源: 某（2022）4号"),
        ("", "", "内容: 落实某（2022）4号文件。"),
    ],
)
def test_a_number_is_read_wherever_it_stands_and_told_once(tmp_path: Path, head: str, above: str, task: str) -> None:
    (finding,) = warnings_of(tmp_path, task, task, head=head, above=above)
    assert finding.code == "document-number"
    line = (tmp_path / "plan.yaml").read_text(encoding="utf-8").splitlines()[finding.place.line - 1]
    assert "（2022）4号" in line


# ---- days ----


@pytest.mark.parametrize(
    ("tasks", "counted"),
    [
        (["完成时限: 年底"], 1),
        (["完成时限: 12月中旬", "完成时限: 年底", "完成时限: 6月底前"], 2),
        (["完成时限: 年底", "完成时限: 6月底前"], 0),  # half of them are no matter
        (["节点: [{6月底前: 开工}, {年底: 完工}]"], 0),
        (["节点: [{12月中旬: 开工}, {年底: 完工}]"], 1),
        (["完成时限: 次年1月底"], 1),
    ],
)
def test_a_plan_whose_tasks_all_fall_due_at_the_end_is_told_once(
    tmp_path: Path, tasks: list[str], counted: int
) -> None:
    warnings = [finding for finding in warnings_of(tmp_path, *tasks) if finding.code == "plan-no-interim"]
    assert [finding.facts["count"] for finding in warnings] == [counted] * bool(counted)


def test_stages_that_were_handed_in_end_the_doubt(tmp_path: Path) -> None:
    above = "调整: [{日期: 2022-05-01, 类型: 阶段节点, 任务: '1', 节点: [{6月底前: 开工}, {年底: 完工}]}]"
    assert warnings_of(tmp_path, "完成时限: 年底", above=above) == []


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2022-03-01", True), ("2022-03-02", False), ("2022-12-31", False), ("2023-01-05", True)],
)
def test_decisions_fall_between_the_issue_and_the_end_of_the_year(tmp_path: Path, day: str, *, expected: bool) -> None:
    above = f"调整:\n  - {{日期: {day}, 类型: 暂缓, 任务: '1'}}"
    warnings = warnings_of(tmp_path, "协办: 乙股", head=", 印发日期: 2022-03-02", above=above)
    assert [(finding.code, finding.place.line) for finding in warnings] == [("amendment-day", 5)] * expected


def test_doubts_about_what_was_added_later_stand_where_it_was_typed(tmp_path: Path) -> None:
    added = "类型: 新增, 任务内容: {序号: 9, 名称: 举办2019年展演, 完成时限: 6月底前}"
    staged = "类型: 阶段节点, 任务: '1', 节点: [{9月底前: 完成2018年清查}]"
    above = f"调整:\n  - {{日期: 2022-05-01, {added}}}\n  - {{日期: 2022-05-01, {staged}}}"
    warnings = warnings_of(tmp_path, "协办: 乙股", above=above)
    assert [(finding.code, finding.place.line) for finding in warnings] == [("other-year", 5), ("other-year", 6)]


# ---- wording ----


@pytest.mark.parametrize(
    ("head", "above", "task"),
    [
        (", 标题: '{}'", "", ""),
        (", 说明: '{}'", "", ""),
        (", 填报说明: [照录, '{}']", "", ""),
        ("", "类别: [{{名称: '{}'}}]", ""),
        ("", "组: [{{编号: 一, 名称: '{}'}}]", ""),
        ("", "组: [{{编号: 一, 归属: '{}'}}]", ""),
        ("", "", "内容: '{}'"),
        ("", "", "节点: [{{6月底前: '{}'}}]"),
        ("", "", "节点: [{{时限: 6月底前, 内容: 开工, 标准: '{}'}}]"),
    ],
)
def test_every_printed_text_is_read(tmp_path: Path, head: str, above: str, task: str) -> None:
    slip = "举办2019年展演"
    (finding,) = warnings_of(tmp_path, task.format(slip), head=head.format(slip), above=above.format(slip))
    assert finding.code == "other-year"
    assert slip in (tmp_path / "plan.yaml").read_text(encoding="utf-8").splitlines()[finding.place.line - 1]


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        (f"内容: {'长' * 20_000}", []),
        (f"内容: {'长' * 20_000}, 节点: [{{6月底前: {'长' * 20_000}}}]", ["cell-texts-too-long"]),
        (f"节点: [{{6月底前: {'长' * 20_000}}}, {{9月底前: {'长' * 20_000}}}]", ["cell-texts-too-long"]),
    ],
)
def test_what_is_printed_in_one_cell_has_room_in_it(tmp_path: Path, task: str, expected: list[str]) -> None:
    """A cell takes 32,767 characters; what is behind them would be cut off."""
    assert codes(warnings_of(tmp_path, task)) == expected


@pytest.mark.parametrize(
    ("head", "cycle", "expected"),
    [
        (", 印发日期: 2021-12-31", MONTHLY, []),
        (", 印发日期: 2012-01-05", MONTHLY, ["day-far-off"]),
        (", 印发日期: 2202-01-05", MONTHLY, ["day-far-off", "due-before-issue"]),
        ("", MONTHLY.replace("}", ", 年终补报: 次年1月5日}"), []),
        ("", MONTHLY.replace("}", ", 年终补报: 2032-01-05}"), ["day-far-off", "holidays-missing"]),
        ("", "{表: 进展情况表, 周期: 年度, 截止: 2002-03-29}", ["day-far-off", "holidays-missing"]),
    ],
)
def test_the_issue_and_the_reports_are_near_the_plans_year(
    tmp_path: Path, head: str, cycle: str, expected: list[str]
) -> None:
    assert sorted(codes(warnings_of(tmp_path, "协办: 乙股", head=head, cycle=cycle))) == expected


def test_the_title_of_a_form_is_read_too(tmp_path: Path) -> None:
    assert codes(warnings_of(tmp_path, "", cycle=MONTHLY.replace("{", "{标题: 2021年进展情况表, "))) == ["other-year"]


@pytest.mark.parametrize(
    ("head", "above"),
    [
        (", 勘误: [{位置: 名称, 原文: 重点, 应为: 要点, 采用: ADOPTED}]", ""),
        ("", "组: [{编号: 一, 名称: 重点, 勘误: [{位置: 名称, 原文: 重点, 应为: 要点, 采用: ADOPTED}]}]"),
    ],
)
@pytest.mark.parametrize(("adopted", "expected"), [("否", ["erratum-open"]), ("是", [])])
def test_slips_of_the_head_and_of_groups_stay_open_until_they_are_adopted(
    tmp_path: Path, head: str, above: str, adopted: str, expected: list[str]
) -> None:
    warnings = warnings_of(tmp_path, "", head=head.replace("ADOPTED", adopted), above=above.replace("ADOPTED", adopted))
    assert codes(warnings) == expected


def test_a_year_that_is_known_for_a_slip_is_not_asked_to_be_written_down_again(tmp_path: Path) -> None:
    known = "勘误: [{位置: 内容, 原文: 2019年, 应为: 2022年}]"
    hints = [
        TEXTS.message(finding).hint
        for finding in warnings_of(tmp_path, "内容: 举办2019年展演", f"内容: 举办2019年展演, {known}")
        if finding.code == "other-year"
    ]
    assert ["请写进" in hint for hint in hints] == [True, False]


# ---- two plans of one code ----


def office(folder: Path, **plans: str) -> Path:
    """An office with these plans. Returns its config."""
    for name, text in plans.items():
        (folder / "plans" / name).mkdir(parents=True)
        (folder / "plans" / name / "plan.yaml").write_text(text, encoding="utf-8")
        (folder / "plans" / name / "units.yaml").write_text(UNITS, encoding="utf-8")
    (folder / "plans/holidays.yaml").write_text("2022: {}", encoding="utf-8")
    (folder / "config.yaml").write_text("计划: plans/a\n节假日: plans/holidays.yaml\n", encoding="utf-8")
    return folder / "config.yaml"


def plan_of(code: str) -> str:
    return (
        f"计划:\n  名称: 要点\n  年度: 2022\n  单位: 某局\n  编号: {code}\n填报: [{MONTHLY}]\n"
        "任务: [{序号: 1, 名称: 招标, 牵头: 甲股, 完成时限: 6月底前}]\n"
    )


def test_two_plans_of_one_office_never_share_a_code(tmp_path: Path) -> None:
    config = office(tmp_path, a=plan_of("MJ"), b=plan_of("MJ"))
    with pytest.raises(InputError) as refused:
        check_office(config, None)
    (finding,) = refused.value.findings
    assert (finding.code, finding.place.line) == ("plan-id-twice", 5)
    assert "plans/b/plan.yaml" in TEXTS.message(finding).text


@pytest.mark.parametrize("other", [plan_of("MK"), "计划： {", "[", "", "计划: 某局", "计划: {编号: [MJ]}"])
def test_another_plan_may_be_as_broken_as_it_likes(tmp_path: Path, other: str) -> None:
    assert check_office(office(tmp_path, a=plan_of("MJ"), b=other), None).findings == ()


def test_a_code_that_is_taken_is_told_with_all_other_mistakes(tmp_path: Path) -> None:
    config = office(tmp_path, a=plan_of("MJ").replace("6月底前", "某天"), b=plan_of("MJ"))
    with pytest.raises(InputError) as refused:
        check_office(config, None)
    assert {finding.code for finding in refused.value.findings} == {"date-unreadable", "plan-id-twice"}


# ---- the plans that come with the program ----

SHIPPED: dict[str, dict[str, list[str]]] = {
    "sanshui-2020": {
        "other-year": ["53 名称", "7 内容", "7 标准"],
        "erratum-open": ["53 勘误", "2 勘误", "4 勘误", "7 勘误", "7 勘误"],
        "filing-late": ["1 填报时限"],
        "filing-on-due-day": ["1 填报时限"],
        "target-sum": ["3 乡镇学校改造提升投资额"],
    },
    "taishan-2022": {
        "due-before-issue": ["计划 印发日期"],
        "rest-day": ["填报 截止", "填报 截止"],
        "lead-uncertain": [f"{number} 牵头待确认" for number in (1, 2, 9, 10, 11, 12, 13, 14, 16)],
        "erratum-open": ["填报 勘误", "4 勘误", "7 勘误", "10 勘误", "15 勘误"],
        "other-year": ["10 5月底前", "15 3月底前"],
        "unit-two-names": ["11 牵头"],
    },
    "huarong-2021": {
        "plan-no-interim": ["任务"],
        "many-leaders": ["1 责任领导", "2 责任领导"],
        "erratum-open": ["20 勘误"],
    },
    "huizhou-2020": {
        "plan-no-interim": ["任务"],
        "unassigned": ["任务"],
        "erratum-open": ["12 勘误", "23 勘误", "24 勘误", "27 勘误", "81 勘误"],
        "other-year": ["41 名称", "72 名称"],  # they are meant; a person must say so
        "due-ambiguous": ["53 完成时限"],
    },
    "quanzhou-2024": {
        "document-number": ["1-1 关于2024年市委市政府为民办实事项目责任分解的通知(泉委办（2024）4号)"],
        "erratum-open": [
            *(f"{number} 勘误" for number in ("1-3", "1-4", "1-7", "1-10", "1-13") for _ in ("归属", "来源")),
            "1-14 勘误",
        ],
        "plan-no-interim": ["任务"],
        "lead-uncertain": ["1-2-1 牵头待确认"],
        "unit-two-names": ["1-11-1 牵头", "1-11-1 协办", "1-11-1 协办"],
    },
}
"""Plan → code → number of the task or group, and the key of the line. Nothing else is said."""
COUNTS = [
    ("sanshui-2020", "filing-late", "milestones", 14),
    ("sanshui-2020", "filing-on-due-day", "milestones", 7),
    ("huarong-2021", "plan-no-interim", "count", 33),
    ("huizhou-2020", "plan-no-interim", "count", 83),  # 53 is due before September
    ("huizhou-2020", "unassigned", "count", 84),
    ("quanzhou-2024", "plan-no-interim", "count", 51),
    ("quanzhou-2024", "lead-uncertain", "leads", 18),
    ("quanzhou-2024", "document-number", "count", 3),
]


def shipped(name: str) -> tuple[Finding, ...]:
    holidays = load_holidays(ROOT / "plans/holidays.yaml", "plans/holidays.yaml")
    return proofread(load_plan(ROOT / "plans" / name, f"plans/{name}"), holidays)


def spot(finding: Finding) -> str:
    """The number of the task or group above a line, and the line's own key."""
    lines = (ROOT / finding.place.file).read_text(encoding="utf-8").splitlines()[: finding.place.line]
    line = lines[-1].strip(" -{")
    place = line if finding.code == "document-number" else re.split("[:：]", line)[0]
    if finding.code == "erratum-open":
        place = "勘误"
    if finding.code == "target-sum":
        place = re.split("[:,，]", line)[1].strip()
    for above in reversed(lines):
        if re.match("[^ #]", above):
            section = above.split(":")[0]
            return section if above is lines[-1] else f"{section} {place}"
        if match := re.match(r" +- \{?(?:序号|编号): ([^,\s]+)", above):
            return f"{match[1]} {place}"
    return place


@pytest.mark.parametrize("name", SHIPPED)
def test_of_each_shipped_plan_all_is_told_that_a_reader_would_ask_and_no_more(name: str) -> None:
    places = defaultdict(list)
    for finding in shipped(name):
        assert TEXTS.severity(finding) is Severity.WARNING
        places[finding.code].append(spot(finding))
    assert places == SHIPPED[name]


@pytest.mark.parametrize(("name", "code", "fact", "count"), COUNTS)
def test_what_is_told_once_counts_all_of_it(name: str, code: str, fact: str, count: int) -> None:
    (finding,) = (finding for finding in shipped(name) if finding.code == code)
    value: Any = finding.facts[fact]
    assert (value if isinstance(value, int) else len(value)) == count


def test_the_sum_that_does_not_fit_names_both_numbers() -> None:
    (finding,) = (finding for finding in shipped("sanshui-2020") if finding.code == "target-sum")
    says = TEXTS.message(finding).text
    assert "200万元" in says
    assert "1000万元" in says


def test_every_plan_that_was_written_is_shipped_with_its_table() -> None:
    assert {path.parent.name for path in ROOT.glob("plans/*/plan.yaml")} == {*SHIPPED}


def test_every_lint_has_its_sentence_and_a_hint() -> None:
    texts = load_template_yaml(ROOT / "templates/texts/plan.yaml")
    for code in lint:
        assert {"severity", "says", "hint"} <= {*texts[code]}


def test_a_milestone_after_its_whole_task_is_asked_about_once_a_task(tmp_path: Path) -> None:
    """Not the last day itself, what was postponed, what ends in the next year, or what has no one last day."""
    late = "完成时限: 9月20日前, 节点: [{6月底前: 甲。}, {三季度: 乙。}, {四季度: 丙。}]"
    fine = (
        "完成时限: 9月底前, 节点: [{三季度: 甲。}]",
        "完成时限: 年底, 节点: [{次年1月5日: 甲。}]",
        "完成时限: 每季度末, 节点: [{10月底前: 甲。}]",
        "完成时限: 6月底前, 节点: [{每月: 甲。}]",
        "完成时限: 6月底前, 节点: [{时限: 8月底前, 原时限: 6月底前, 内容: 甲。}]",
    )
    found = [one for one in warnings_of(tmp_path, late, *fine) if one.code == "due-after-task"]
    assert [TEXTS.message(one).text for one in found] == ["第 1 项任务的这个节点晚于任务的完成时限“9月20日前”"]
    many = [one for one in warnings_of(tmp_path, *[late] * 11) if one.code == "due-after-task"]
    assert [TEXTS.message(one).text[:7] for one in many] == ["11 项任务有"]
