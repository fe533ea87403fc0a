"""整表无变化: one tick answers the rows of which nothing is due, and never anything else."""

import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from duban.model.filing_history import NilReturn
from duban.model.no_change import may_stay_unchanged
from duban.model.return_ import Return
from duban.model.submission import History, Record
from duban.returns.checks.answered_form import build_answered_form, check_against_history
from duban.returns.prefilled import settle_prefilled
from duban.returns.unchanged_rows import settle_no_change
from duban.review.nil_returns import nil_return
from tests.offices import history_of
from tests.returns import (
    BEFORE_ISSUE,
    JUNE,
    MILESTONE_SHEET,
    SEPTEMBER,
    TASK_SHEET,
    YEAR_END,
    InputKey,
    ParsedReturn,
    blank_form,
    book_bytes,
    correction_copy,
    edited,
    filled_form_except,
    finding_line,
    heading_inputs,
    message_text,
    parse_return,
    snapshot,
    type_values,
    workspace,
)
from tests.test_addressees import assignment, loaded

FILED = {"填报人": "张三", "填报日期": date(2022, 7, 18), "本期整表无变化": "是"}
JUNE_DONE: Mapping[InputKey, object] = {
    (JUNE, "节点情况"): "已按期完成",
    ("2", "存在问题和下一步工作计划"): "人手不足。",
}
JUNE_OPEN: Mapping[InputKey, object] = {}


def june(cells: Mapping[InputKey, object]) -> History:
    """What was accepted in June."""
    return parse_return(filled_form_except(cells)).history()


def july(
    past: History, typed: Mapping[InputKey, object] | None = None, heading: Mapping[str, object] = FILED
) -> Return:
    """July's form with the tick, and what else was typed into it; as compile settles it."""
    return settled(
        parse_return(edited(blank_form("2022-07", past), type_values({**heading_inputs(heading), **(typed or {})}))),
        past,
    )


def settled(parsed: ParsedReturn, past: History) -> Return:
    issued = snapshot(parsed.submission.form_id.period)
    return_ = Return("a.xlsx", "", findings=parsed.findings, submission=parsed.submission)
    return_ = settle_prefilled(return_, issued.layout, past)
    return_ = settle_no_change(return_, build_answered_form(return_.form, issued), past)
    questions = check_against_history(build_answered_form(return_.form, issued, workspace().wording), past)
    return Return("a.xlsx", "", findings=(*return_.findings, *questions), submission=return_.submission)


def lines(return_: Return) -> list[str]:
    return [finding_line(finding) for finding in return_.findings]


def test_one_click_answers_a_form_in_which_nothing_is_due() -> None:
    """All rows stand as in June, the text by the words that the form has for it, and the problems with it."""
    past = june(JUNE_DONE)
    return_ = july(past)
    assert lines(return_) == []
    for key in ("2", "3", BEFORE_ISSUE, JUNE):
        record, last = return_.form.records[key], past.last(key)
        assert last
        assert {c: cell.value for c, cell in record.filled.items() if c != "remark" and cell.value} == {
            c: cell.value for c, cell in last.filled.items() if cell.value
        }
        assert record.meaning == last.meaning
        assert record.period == "2022-07"
    problems = return_.form.records["2"].values["problems"]
    assert (problems.value, problems.place) == ("人手不足。", past.records["2"][0].values["problems"].place)
    remark = return_.form.records["3"].values["remark"]
    assert (remark.value, remark.raw, remark.place.cell) == ("本期无新进展", "是", "H2")


def test_without_the_tick_the_same_form_is_asked_about() -> None:
    past = june(JUNE_DONE)
    unticked = {label: value for label, value in FILED.items() if label != "本期整表无变化"}
    for heading in (unticked, unticked | {"本期整表无变化": "否"}):
        assert lines(july(past, heading=heading)) == ["进展情况表!F5 unchanged", "进展情况表!F6 unchanged"]


def test_what_is_due_must_still_be_answered_and_is_said_at_its_cell() -> None:
    """30 June is past, and June's answer was only a promise; the text of the task is asked about as ever."""
    past = june(JUNE_OPEN)
    return_ = july(past)
    assert lines(return_) == [f"{MILESTONE_SHEET}!G4 missing", f"{TASK_SHEET}!F5 unchanged"]
    assert message_text(return_.findings[0]) == "缺“节点情况”，完成时限2022年6月30日，本期应报，“整表无变化”不能代替"
    assert return_.form.records[JUNE].meaning == ""
    assert return_.form.records["2"].answer("remark") is None
    assert return_.form.records["3"].answer("remark") == "本期无新进展"


def test_a_due_row_that_is_answered_beside_the_tick_counts_with_a_note() -> None:
    past = june(JUNE_OPEN)
    return_ = july(past, {(JUNE, "节点情况"): "已按期完成", ("2", "进展情况"): "全面检查已完成。"})
    assert lines(return_) == [f"{TASK_SHEET}!H2 no-change-news"]
    assert return_.findings[0].facts["count"] == 2
    assert return_.form.records[JUNE].meaning == "done"


def test_bad_news_beside_the_tick_counts_and_what_it_owes_is_asked() -> None:
    past = june(JUNE_DONE)
    return_ = july(past, {(SEPTEMBER, "节点情况"): "不能按期完成"})
    assert lines(return_) == [
        f"{MILESTONE_SHEET}!I4 missing",
        f"{MILESTONE_SHEET}!J4 missing",
        f"{TASK_SHEET}!H2 no-change-news",
    ]
    assert return_.form.records[SEPTEMBER].meaning == "will-miss"
    assert "整表无变化" not in message_text(return_.findings[0])


def test_troubles_stand_as_troubles() -> None:
    """The tick is no good news: a difficulty that was told in June is told again."""
    troubled: dict[InputKey, object] = {
        (SEPTEMBER, "节点情况"): "有困难",
        (SEPTEMBER, "预计完成日期"): date(2022, 10, 20),
        (SEPTEMBER, "原因"): "施工图审查未完成。",
    }
    return_ = july(june({**JUNE_DONE, **troubled}))
    assert lines(return_) == []
    assert return_.form.records[SEPTEMBER].meaning == "trouble"
    assert return_.form.records[SEPTEMBER].answer("reason") == "施工图审查未完成。"


def test_in_a_first_return_nothing_can_be_unchanged() -> None:
    heading = {"填报人": "张三", "填报日期": date(2022, 6, 18), "本期整表无变化": "是"}
    parsed = parse_return(edited(blank_form(), type_values(heading_inputs(heading))))
    return_ = settled(parsed, History())
    assert f"{TASK_SHEET}!H2 no-change-first" in lines(return_)
    assert {finding.code for finding in return_.findings if finding.row} == {"missing"}


def test_a_row_that_was_never_answered_must_be() -> None:
    """Task 3 was left out in June."""
    past = History({key: records for key, records in june(JUNE_DONE).records.items() if key != "3"})
    return_ = july(past)
    assert lines(return_) == [f"{TASK_SHEET}!F6 missing"]
    assert message_text(return_.findings[0]) == "缺“进展情况”，这一项以前没有报过，“整表无变化”不能代替"


@pytest.mark.parametrize("period", ["2022-07", "2022-09", "2022-12"])
def test_what_is_due_by_the_end_of_the_period_never_stays_unchanged(period: str) -> None:
    issued = snapshot(period)
    past = june(JUNE_DONE)
    rows = build_answered_form(parse_return(blank_form(period)).submission, issued).rows
    answered = {key for key, row in rows.items() if may_stay_unchanged(row, issued.period, past)}
    open_now = {"2022-07": set(), "2022-09": {"2", SEPTEMBER}, "2022-12": {"2", "3", SEPTEMBER, YEAR_END}}[period]
    assert answered == {"2", "3", BEFORE_ISSUE, JUNE, SEPTEMBER, YEAR_END} - open_now


@pytest.mark.parametrize(("counted", "stays"), [("累计", True), ("本期", False)])
def test_the_tick_adds_nothing_to_a_number_of_one_period(tmp_path: Path, counted: str, stays: bool) -> None:  # noqa: FBT001
    """What counts from the year's start is still what it was; what each period adds was told of the last one."""
    target = f"{{名称: 征地, 目标: 60, 单位: 亩, 口径: {counted}}}"
    april = assignment(loaded(tmp_path, f"{{序号: 1, 名称: 征地, 牵头: 甲局, 指标: [{target}]}}"), month=4)
    (row,) = april.target_rows(april.plan.tasks[0])
    history = history_of("tracking", {"1#1": {"value": 20}}, "2022-03", date(2022, 3, 31))
    assert may_stay_unchanged(row, april.period, history) is stays


def test_the_check_column_of_a_correction_copy_knows_the_tick() -> None:
    """What the formulas would give stands in their cells: no row waits, but those that the tick does not answer."""
    for cells, checks, counter in (
        (JUNE_DONE, {"2": "✓", "3": "✓"}, "检查：\n✓已填好"),
        (JUNE_OPEN, {"2": "进展情况与上期相同", "3": "✓"}, "检查：\n缺1处"),
    ):
        past = june(cells)
        parsed = parse_return(edited(blank_form("2022-07", past), type_values(heading_inputs(FILED))))
        copy = load_workbook(io.BytesIO(book_bytes(correction_copy(parsed, past))), data_only=True)[TASK_SHEET]
        assert copy["H2"].value == "是"
        assert {str(copy[f"A{row}"].value): copy[f"C{row}"].value for row in (5, 6)} == checks
        assert copy["C4"].value == counter


def test_only_the_rows_that_it_answers_ask_for_the_tick() -> None:
    sheet = load_workbook(io.BytesIO(blank_form("2022-07", june(JUNE_OPEN))))[TASK_SHEET]
    formulas = {row: str(sheet[f"C{row}"].value) for row in (5, 6)}
    assert ["'进展情况表'!$H$2" in formulas[row] for row in (5, 6)] == [False, True]


TYPED: Mapping[InputKey, object] = {
    ("2", "进展情况"): "全面检查已完成。",
    ("3", "备注"): "见附件。",
    (JUNE, "节点情况"): "已按期完成",
    (SEPTEMBER, "节点情况"): "能按期完成",
    (YEAR_END, "需协调事项"): "请协调场地。",
}


@given(st.sets(st.sampled_from(sorted(TYPED))), st.sampled_from([JUNE_DONE, JUNE_OPEN]))
@settings(max_examples=25, deadline=None)
def test_the_tick_adds_nothing_to_what_is_due_and_loses_nothing_that_is_typed(
    cells: set[InputKey], told_in_june: Mapping[InputKey, object]
) -> None:
    """Whatever else is typed: of a due row only that counts, of the others all of it beside what was told before."""
    past = june(told_in_june)
    typed = {cell: TYPED[cell] for cell in cells}
    parsed = parse_return(
        edited(blank_form("2022-07", past), type_values({**heading_inputs(FILED), **typed})),
    )
    issued, return_ = snapshot("2022-07"), settled(parsed, past)
    rows = build_answered_form(parsed.submission, issued).rows
    for key, record in parsed.submission.records.items():
        before, after = (_answers(each) for each in (record, return_.form.records[key]))
        assert before.items() <= after.items()
        if not may_stay_unchanged(rows[key], issued.period, past):
            assert after == before


def _answers(record: Record) -> dict[str, object]:
    return {column: cell.value for column, cell in record.filled.items() if cell.value is not None}


def test_only_a_return_that_says_nothing_else_is_nil() -> None:
    """Of a return that says only 整表无变化 the words say so, of one that tells news beside it they do not."""
    past = june(JUNE_DONE)
    assert july(past).is_nil
    assert not july(past, {(YEAR_END, "需协调事项"): "请协调场地。"}).is_nil
    assert not july(past, heading=FILED | {"本期整表无变化": "否"}).is_nil


@pytest.mark.parametrize(
    ("typed", "nil"),
    [
        ({("2", "备注"): "本期无新进展", ("3", "备注"): "本期无新进展"}, NilReturn.NO_PROGRESS),
        ({("2", "备注"): "本期无新进展"}, None),  # of task 3 nothing is said
        ({("2", "备注"): "本期无新进展", ("3", "进展情况"): "已总结。"}, None),
        ({("2", "备注"): "本期无新进展", ("3", "备注"): "本期无新进展", (SEPTEMBER, "节点情况"): "有困难"}, None),
    ],
)
def test_no_progress_is_only_what_every_row_says(typed: Mapping[InputKey, object], nil: NilReturn | None) -> None:
    past = june(JUNE_DONE)
    return_ = july(past, typed, {label: value for label, value in FILED.items() if label != "本期整表无变化"})
    history = past.extended_by(return_.form.records)
    assert nil_return(return_, snapshot().layout, history) == nil
