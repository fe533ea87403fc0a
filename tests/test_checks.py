"""What a reader would question in a return: days and words that contradict others, numbers far from their goal."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

import pytest
from openpyxl import Workbook

from duban.messages.finding import Finding, Place, Severity
from duban.model.layout import Column
from duban.model.plan_parts import Comparison, Target
from duban.model.submission import AnswerCell, History, Record, Submission
from duban.returns.checks.answered_form import AnsweredForm, check_return, history_check, return_check
from duban.value_object import replace
from tests import returns
from tests.answers import Answers, answered_form, check_lines, layout
from tests.returns import (
    BEFORE_ISSUE,
    JUNE,
    MILESTONE_SHEET,
    SEPTEMBER,
    TASK_SHEET,
    YEAR_END,
    InputKey,
    blank_form,
    edited,
    filled_form,
    filled_form_except,
    parse_return,
    type_values,
)

TROUBLE = {"节点情况": "有困难", "预计完成日期": date(2022, 7, 31), "原因": "征地"}


def milestone(key: str, **said: object) -> dict[InputKey, object]:
    return {(key, label): value for label, value in said.items()}


def test_every_check_has_its_sentence() -> None:
    for code in (*return_check, *history_check):
        assert returns.severity_of(Finding(code, Place("回.xlsx")))


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        # finished on a day that had not come when the form was filled in, on 18 June
        (
            milestone(BEFORE_ISSUE, 节点情况="已逾期完成", 实际完成日期=date(2022, 6, 19)),
            ["节点确认!H4 done-after-filing"],
        ),
        (milestone(BEFORE_ISSUE, 节点情况="已逾期完成", 实际完成日期=date(2022, 6, 18)), []),
        (milestone(JUNE, **TROUBLE), []),
        (milestone(JUNE, **TROUBLE | {"预计完成日期": date(2022, 6, 18)}), []),  # that very day may still be
        (milestone(JUNE, **TROUBLE | {"预计完成日期": date(2022, 6, 17)}), ["节点确认!I5 expected-in-past"]),
        # finished late, before it could be: a day is missing too, and it is said at once that there is none
        (milestone(JUNE, 节点情况="已逾期完成"), ["节点确认!H5 missing", "节点确认!G5 late-before-due"]),
        (
            milestone(JUNE, 节点情况="已逾期完成") | {("", "填报日期"): date(2022, 6, 30)},
            ["节点确认!H5 missing", "节点确认!G5 late-before-due"],
        ),
        (
            milestone(JUNE, 节点情况="已逾期完成") | {("", "填报日期"): date(2022, 7, 1)},
            ["节点确认!H5 missing"],
        ),
        (
            milestone(JUNE, 节点情况="已逾期完成", 实际完成日期=date(2022, 6, 20)),
            ["节点确认!H5 not-after"],  # said once, though it is after the filing day too
        ),
        # promised in time, by a form that was filled in after the due day
        ({("", "填报日期"): date(2022, 6, 30)}, []),
        ({("", "填报日期"): date(2022, 7, 1)}, ["节点确认!G5 promise-past-due"]),
        # without the day on which it was filled in there is nothing to compare with
        (
            milestone(BEFORE_ISSUE, 节点情况="已逾期完成", 实际完成日期=date(2022, 6, 30)) | {("", "填报日期"): None},
            ["进展情况表!H3 missing"],
        ),
        # what cannot be read is told once and compared with nothing; what stands beside it is asked about at once
        (milestone(BEFORE_ISSUE, 节点情况="已逾期完成", 实际完成日期="6月底"), ["节点确认!H4 not-a-date"]),
        (
            milestone(JUNE, 节点情况="推进中", 预计完成日期=date(2022, 6, 10)),
            ["节点确认!G5 not-a-choice", "节点确认!I5 expected-in-past"],
        ),
    ],
)
def test_days_must_agree_with_the_day_on_which_the_form_was_filled_in(
    cells: Mapping[InputKey, object], found: list[str]
) -> None:
    assert parse_return(filled_form_except(cells)).finding_lines == found


def july(past: History, cells: Mapping[InputKey, object]) -> list[str]:
    """What June gives to ask about July's form, filled in so."""
    words: dict[InputKey, object] = {("2", "备注"): "本期无新进展", ("3", "备注"): "本期无新进展"}
    return parse_return(edited(blank_form("2022-07", past), type_values({**words, **cells}))).history_lines(past)


@pytest.mark.parametrize(
    ("said", "now", "asked"),
    [
        # the filed words of June; row 7 is folded: the milestone of May was finished
        ("已按期完成", {}, []),
        ("已按期完成", {"节点情况": "有困难", "预计完成日期": date(2022, 7, 31)}, ["节点确认!G7 no-longer-finished"]),
        ("已按期完成", {"节点情况": None}, ["节点确认!G7 no-longer-finished"]),
        (
            "已按期完成",
            {"节点情况": "有困难", "预计完成日期": date(2022, 7, 31), "原因": "验收未过"},
            ["节点确认!G7 reopened"],  # explained, and told
        ),
        ("已按期完成", {"节点情况": "已逾期完成", "实际完成日期": date(2022, 6, 10)}, ["节点确认!G7 finish-restated"]),
    ],
)
def test_what_was_finished_stays_finished_or_is_explained(
    said: str, now: Mapping[str, object], asked: list[str]
) -> None:
    past = parse_return(filled_form_except({(BEFORE_ISSUE, "节点情况"): said})).history()
    assert july(past, milestone(BEFORE_ISSUE, **now)) == asked


def test_another_day_of_finishing_is_noted() -> None:
    first = milestone(BEFORE_ISSUE, 节点情况="已逾期完成", 实际完成日期=date(2022, 6, 10))
    past = parse_return(filled_form_except(first)).history()
    assert july(past, milestone(BEFORE_ISSUE, 实际完成日期=date(2022, 6, 12))) == ["节点确认!G7 finish-restated"]
    assert july(past, {}) == []


def test_the_period_that_is_contradicted_is_named() -> None:
    """Not last month's but the last one in which it was said: August's form against June's answer."""
    past = parse_return(filled_form()).history()
    taken = parse_return(edited(blank_form("2022-08", past), type_values({("2", "备注"): "本期无新进展"})))
    from duban.returns.checks.answered_form import build_answered_form, check_against_history  # noqa: PLC0415 — for this test alone

    (finding,) = check_against_history(build_answered_form(taken.submission, returns.snapshot("2022-08")), past)
    assert (returns.finding_line(finding), finding.facts["period"]) == ("进展情况表!F6 unchanged", "2022-06")


def test_nothing_is_asked_of_what_was_never_said_before() -> None:
    assert parse_return(filled_form()).history_lines(History()) == []


@pytest.mark.parametrize(
    ("name", "cell"),
    [(MILESTONE_SHEET, "G3"), (MILESTONE_SHEET, "H3"), (MILESTONE_SHEET, "J3"), (TASK_SHEET, "F4"), (TASK_SHEET, "H4")],
)
def test_a_lost_column_stops_no_check(name: str, cell: str) -> None:
    """Its header is gone, which is told already; the checks pass over it, whatever was said before."""

    def change(book: Workbook) -> None:
        book[name][cell].value = "其他"

    first = milestone(BEFORE_ISSUE, 节点情况="已逾期完成", 实际完成日期=date(2022, 6, 10))
    past = parse_return(filled_form_except(first | milestone(SEPTEMBER, **TROUBLE))).history()
    taken = parse_return(edited(blank_form("2022-07", past), change))
    lost = "节点情况" if cell == "F3" else ""
    asked = taken.history_lines(past)
    assert not lost or not any("no-longer-finished" in each for each in asked)


def test_a_lost_row_stops_no_check() -> None:
    past = parse_return(filled_form()).history()
    taken = parse_return(
        edited(
            blank_form("2022-07", past),
            lambda book: book[MILESTONE_SHEET].delete_rows(7),
            lambda book: book[TASK_SHEET].delete_rows(5),
        )
    )
    assert taken.history_lines(past) == ["进展情况表!F5 unchanged"]


# ---- numbers beside their goals


def numbered(said: str | None, target: Target | None, kind: Literal["number", "percent"] = "number") -> list[Finding]:
    """What is asked of a row that answers this number."""
    june = returns.snapshot()
    column = Column(key="value", label="完成值", kind=kind, places=2)
    sheet = replace(june.layout.sheets[0], columns=(*june.layout.sheets[0].columns, column))
    layout = replace(june.layout, sheets=(sheet,))
    row = replace(june.assignment.task_row(june.plan.tasks[1]), target=target)
    value = AnswerCell(None if said is None else Decimal(said), said or "", Place("回.xlsx", "量化指标", "F4"))
    seal = parse_return(filled_form()).submission.form_id
    answers = Submission(seal, "回.xlsx", "", {}, {row.key: Record(row.key, {"value": value})})
    return list(check_return(AnsweredForm(answers, layout, june.period, {row.key: row})))


@pytest.mark.parametrize(
    ("said", "goal", "unit", "code"),
    [
        # 92% typed with its sign is stored as 0.92, and nobody sees that
        ("0.92", "95", "%", "percent-as-fraction"),
        ("0.92", "95", "％", "percent-as-fraction"),
        ("1", "100", "%", "percent-as-fraction"),
        ("1", "10", "%", "percent-as-fraction"),
        ("1.2", "100", "%", "percent-as-fraction"),  # 120%
        ("0.06", "5", "%", "percent-as-fraction"),
        ("2", "100", "%", "percent-as-fraction"),  # 200%
        ("2.01", "100", "%", ""),
        ("92", "95", "%", ""),
        ("3.5", "95", "%", ""),  # little, but nobody's fraction
        ("0.9", "1", "%", ""),
        ("0.6", "5", "%", ""),
        ("0", "95", "%", ""),  # nothing is nothing, with a sign or without
        ("0.92", "95", "个", ""),
        # 9/10 is the tenth of September
        ("46275", "9", "所", "far-above-goal"),
        ("36000000", "3600", "万元", "far-above-goal"),  # in 元
        ("360000", "3600", "万元", "far-above-goal"),  # exactly a hundred times
        ("359999.99", "3600", "万元", ""),
        ("1", "0.01", "亿元", "far-above-goal"),
        ("800", "3", "场", "far-above-goal"),
        ("120", "3", "场", ""),
        ("5", "0", "起", ""),  # there is no hundredfold of nothing
        ("92", "", "", ""),  # no target
        (None, "95", "%", ""),
    ],
)
def test_a_number_far_from_its_goal_is_to_be_explained(said: str | None, goal: str, unit: str, code: str) -> None:
    found = numbered(said, Target(name="完成数", goal=Decimal(goal), unit=unit) if goal else None)
    assert [finding.code for finding in found] == [code] * bool(code)
    assert all(returns.severity_of(finding) is Severity.EXPLAIN for finding in found)


def test_a_span_is_measured_by_its_nearer_end() -> None:
    span = Target(name="交流教师比例", goal=Decimal(10), ceiling=Decimal(15), compare=Comparison.BETWEEN, unit="%")
    assert [finding.code for finding in numbered("0.12", span)] == ["percent-as-fraction"]
    assert [finding.code for finding in numbered("1200", span)] == []
    assert [finding.code for finding in numbered("1500", span)] == ["far-above-goal"]


def test_a_share_of_the_work_is_not_measured_by_the_target_beside_it() -> None:
    assert numbered("100", Target(name="完成投资", goal=Decimal("0.5"), unit="亿元"), "percent") == []


def test_words_are_judged_by_the_office_s_lists_when_a_return_is_read() -> None:
    taken = parse_return(filled_form_except({("2", "进展情况"): "正在推进"}))
    assert taken.finding_lines == ["进展情况表!F5 says-too-little"]


def test_what_was_typed_with_its_sign_is_named_as_it_was_meant() -> None:
    (finding,) = numbered("0.92", Target(name="普惠率", goal=Decimal(95), unit="%"))
    told = returns.workspace().messages.message(finding)
    assert finding.facts["meant"] == "92"
    assert "目标是≥95%" in told.text
    assert "92%写92" in told.hint


# ---- choices beside days and numbers


@pytest.mark.parametrize(
    ("state", "expected", "asked"),
    [
        # filled in on 18 June, due on 30 June
        ("不能按期完成", date(2022, 6, 25), ["2@0630 expected expected-in-time"]),
        ("不能按期完成", date(2022, 6, 18), ["2@0630 expected expected-in-time"]),
        ("不能按期完成", date(2022, 6, 30), ["2@0630 expected expected-in-time"]),
        ("不能按期完成", date(2022, 7, 1), []),
        ("有困难", date(2022, 6, 25), []),  # hard, but not given up
        ("申请调整", date(2022, 6, 25), []),  # an earlier day may be asked for too
        ("不能按期完成", date(2022, 6, 17), ["2@0630 expected expected-in-past"]),  # asked about once
        ("不能按期完成", None, []),
    ],
)
def test_who_will_miss_the_day_expects_a_later_one(state: str, expected: date | None, asked: list[str]) -> None:
    assert check_lines(answered_form("progress", {JUNE: {"state": state, "expected": expected}})) == asked


HALF = Target(name="检查学校", goal=Decimal(60), unit="所")
AT_MOST, ABOUT = (replace(HALF, compare=sign) for sign in ("≤", "左右"))


@pytest.mark.parametrize(
    ("answers", "key", "target", "asked"),
    [
        # the number of the milestone itself
        ({JUNE: {"state": "已按期完成"}, "2@0630#1": {"value": 59}}, "2@0630#1", HALF, 1),
        ({JUNE: {"state": "已按期完成"}, "2@0630#1": {"value": 60}}, "2@0630#1", HALF, 0),
        ({JUNE: {"state": "未完成"}, "2@0630#1": {"value": 59}}, "2@0630#1", HALF, 0),
        ({BEFORE_ISSUE: {"state": "已按期完成"}, "2@0630#1": {"value": 59}}, "2@0630#1", HALF, 0),
        ({JUNE: {"state": "已按期完成"}, "2@0630#1": {"value": None}}, "2@0630#1", HALF, 0),
        # the number of the year, where the form answers for the task as a whole
        ({YEAR_END: {"state": "已按期完成"}, "3#1": {"value": 59}}, "3#1", HALF, 1),
        ({YEAR_END: {"state": "已按期完成"}, JUNE: {"state": None}, "3#1": {"value": 59}}, "3#1", HALF, 1),
        ({JUNE: {"state": "已按期完成"}, SEPTEMBER: {"state": None}, "2#1": {"value": 59}}, "2#1", HALF, 0),
        # at most so many, about so many, and what is asked about already
        ({YEAR_END: {"state": "已按期完成"}, "3#1": {"value": 61}}, "3#1", AT_MOST, 1),
        (
            {YEAR_END: {"state": "已按期完成"}, "3#1": {"value": 9}},
            "3#1",
            replace(HALF, compare="左右"),
            0,
        ),
    ],
)
def test_what_is_finished_has_reached_its_number(answers: Answers, key: str, target: Target, asked: int) -> None:
    form = answered_form("milestones" if "@" in key else "tracking", answers, targets={key: target})
    assert check_lines(form) == [f"{key} value done-below-target"] * asked


def test_a_number_that_was_hardly_meant_is_asked_about_once() -> None:
    answers: Answers = {YEAR_END: {"state": "已按期完成"}, "3#1": {"value": 1}}
    rate = Target(name="普惠率", goal=Decimal(95), unit="%")
    assert check_lines(answered_form("tracking", answers, targets={"3#1": rate})) == ["3#1 value percent-as-fraction"]


@pytest.mark.parametrize(
    ("state", "score", "asked"),
    [
        ("未全部完成", "5", 1),
        ("未全部完成", "5.0", 1),
        ("未全部完成", "4.5", 0),
        ("已按期完成", "5", 0),
        ("未全部完成", None, 0),
    ],
)
def test_what_is_not_all_done_does_not_earn_every_point(state: str, score: str | None, asked: int) -> None:
    form = answered_form("self-evaluation", {"2": {"state": state, "score": score and Decimal(score)}})
    row = form.rows["2"]
    rows = {"2": replace(row, task=replace(row.task, weight=Decimal(5)))}
    assert check_lines(replace(form, rows=rows)) == ["2 score unfinished-full-score"] * asked


def test_the_column_of_points_is_named() -> None:
    form = answered_form("self-evaluation", {"2": {"state": "未全部完成", "score": Decimal(5)}})
    row = form.rows["2"]
    rows = {"2": replace(row, task=replace(row.task, weight=Decimal(5)))}
    (finding,) = return_check["unfinished-full-score"](replace(form, rows=rows))
    assert finding.facts["label"] == "自评得分"


def test_where_no_points_are_given_none_are_asked_about() -> None:
    assert check_lines(answered_form("self-evaluation", {"2": {"state": "未全部完成", "score": Decimal(5)}})) == []


@pytest.mark.parametrize(
    ("state", "share", "codes"),
    [
        ("已按期完成", 90, ["2@0531 share finished-below-full"]),
        ("已按期完成", 100, []),
        ("有困难", 90, []),  # nobody says that it is finished
    ],
)
def test_what_is_finished_is_finished_in_full(
    state: str, share: int, codes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a form that asks for a share of the work beside the state."""
    kind = layout("progress")
    words, nodes = kind.sheets[0], kind.sheets[1]
    column = Column(key="share", label="完成比例", kind="number", low="0", high="100")
    sheets = (words, replace(nodes, columns=(*nodes.columns, column)))
    monkeypatch.setattr("tests.answers.layout", lambda _: replace(kind, sheets=sheets))
    form = answered_form("progress", {BEFORE_ISSUE: {"state": state, "share": share}})
    assert check_lines(form, code="finished-below-full") == codes


@pytest.mark.parametrize(
    ("state", "evidence", "lacking", "unsaid"),
    [
        ("已按期完成", "缺②", ["②验收报告"], []),
        ("已按期完成", "会议纪要", [], ["②验收报告"]),
        ("已逾期完成", None, [], ["①会议纪要", "②验收报告"]),
        ("已按期完成", "齐全", None, None),
        ("有困难", "缺②", None, None),  # nobody says that it is finished
    ],
)
def test_what_is_finished_has_every_item_of_its_proof(
    state: str, evidence: str | None, lacking: list[str] | None, unsaid: list[str] | None
) -> None:
    form = answered_form("progress", {BEFORE_ISSUE: {"state": state, "evidence": evidence}, JUNE: {"state": state}})
    row = form.rows[BEFORE_ISSUE]
    assert row.milestone is not None
    milestone = replace(row.milestone, proof=("会议纪要", "验收报告"))
    form = replace(form, rows={**form.rows, BEFORE_ISSUE: replace(row, milestone=milestone)})
    found = [finding for finding in check_return(form) if finding.code == "proof-lacking"]
    expected = [] if lacking is None else [(BEFORE_ISSUE, lacking, unsaid)]
    assert [(finding.row, finding.facts["lacking"], finding.facts["unsaid"]) for finding in found] == expected


@pytest.mark.parametrize(
    ("share", "high", "codes"),
    [
        (120, "", ["2@0531 share percent-above-full"]),
        (100, "", []),
        (120, "150", []),  # the layout says how much there may be
    ],
)
def test_more_than_all_of_it_is_asked_about(
    share: int, high: str, codes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = layout("progress")
    words, nodes = kind.sheets[0], kind.sheets[1]
    column = Column(key="share", label="完成比例", kind="percent", low="0", high=high)
    sheets = (words, replace(nodes, columns=(*nodes.columns, column)))
    monkeypatch.setattr("tests.answers.layout", lambda _: replace(kind, sheets=sheets))
    form = answered_form("progress", {BEFORE_ISSUE: {"state": "有困难", "share": share}})
    assert check_lines(form, code="percent-above-full") == codes
