"""A department is asked once for all that is to do; reasons and honest lateness are welcome."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from duban.forms import design_form
from duban.messages.finding import Finding, Place, Severity
from duban.model.layout import Layout
from duban.model.role import Role
from duban.model.submission import History
from duban.returns.checks.answered_form import build_answered_form, check_against_history
from duban.returns.checks.explained import close_explained, drop_consequences
from tests import returns
from tests.returns import (
    BEFORE_ISSUE,
    COMPLETE_HEADING,
    JUNE,
    SEPTEMBER,
    TASK_SHEET,
    InputKey,
    ParsedReturn,
    blank_form,
    book_bytes,
    edited,
    filled_form,
    filled_form_except,
    form_batch,
    heading_inputs,
    parse_return,
    severity_of,
    type_values,
)
from tests.test_table_structure import STRUCTURAL

DEED = "6月10日召开协调会3次，已印发方案。"
HONEST = "情况属实，已当面核实"
LATE = {"节点情况": "已逾期完成", "实际完成日期": date(2022, 6, 10)}

HARD = {"节点情况": "有困难", "预计完成日期": date(2022, 7, 1), "原因": "征地"}


def in_row(key: str, **answers: object) -> dict[InputKey, object]:
    return {(key, label): value for label, value in answers.items()}


# ---- what is welcome


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ({**LATE, "原因": "评审晚了10天"}, []),  # nobody asked why, and it is good to know
        ({"节点情况": "已按期完成", "原因": "评审晚了10天"}, ["节点确认!J4 words-not-asked"]),
        ({"节点情况": "已按期完成", "实际完成日期": date(2022, 5, 31)}, ["节点确认!H4 day-not-needed"]),
        ({"节点情况": "已按期完成", "实际完成日期": date(2022, 6, 1)}, ["节点确认!H4 not-asked"]),  # which is it?
        ({**HARD, "实际完成日期": date(2022, 5, 1)}, ["节点确认!H4 not-asked"]),
    ],
)  # fmt: skip
def test_a_reason_is_welcome_wherever_it_is_late_or_hard(answers: Mapping[str, object], found: list[str]) -> None:
    assert parse_return(filled_form_except(in_row(BEFORE_ISSUE, **answers))).finding_lines == found


def test_the_day_of_what_was_finished_in_time_is_kept() -> None:
    early = in_row(BEFORE_ISSUE, 节点情况="已按期完成", 实际完成日期=date(2022, 5, 20))
    assert parse_return(filled_form_except(early)).answer(BEFORE_ISSUE, "实际完成日期") == date(2022, 5, 20)


@pytest.mark.parametrize(
    ("done", "filed", "found"),
    [
        (date(2022, 7, 3), date(2022, 7, 6), []),  # June's form, filed in July: what was done until then may be told
        (date(2022, 7, 6), date(2022, 7, 6), []),
        (date(2022, 7, 7), date(2022, 7, 6), ["节点确认!H5 done-after-filing"]),
    ],
)
def test_a_day_up_to_the_filing_day_is_welcome(done: date, filed: date, found: list[str]) -> None:
    """Excel's rule takes each of them too: the form is filled in on any of these days."""
    answers = in_row(JUNE, 节点情况="已逾期完成", 实际完成日期=done) | {("", "填报日期"): filed}
    assert parse_return(filled_form_except(answers)).finding_lines == found


@pytest.mark.parametrize("kind", returns.workspace().layouts.values(), ids=lambda layout: layout.name)
def test_every_shipped_form_takes_days_up_to_its_last_filing_day(kind: Layout) -> None:
    filed = {
        column.latest for sheet in kind.sheets for column in sheet.heading_inputs if column.role == Role.REPORTED_ON
    }
    done = {column.latest for sheet in kind.sheets for column in sheet.input_columns if column.role == Role.ACTUAL}
    assert done <= filed


def test_too_many_words_take_nothing_away() -> None:
    """The row counts, and what the department asks for with it; it is asked to shorten, or to say why not."""
    long = filled_form_except({("2", "进展情况"): "完成检查12所。" * 60, (JUNE, "需协调事项"): "请财政局支持" * 30})
    parsed = parse_return(long)
    assert parsed.finding_lines == ["进展情况表!F5 text-too-long", "节点确认!L5 text-too-long"]
    assert {severity_of(finding) for finding in parsed.findings} == {Severity.EXPLAIN}
    assert parsed.answer(JUNE, "需协调事项") == "请财政局支持" * 30


def test_words_that_are_too_many_and_not_asked_for_are_asked_about_once() -> None:
    answers = in_row(BEFORE_ISSUE, 节点情况="已按期完成", 原因="因评审" * 40)
    found = parse_return(filled_form_except(answers)).finding_lines
    assert found == ["节点确认!J4 text-too-long", "节点确认!J4 words-not-asked"]


def test_what_is_not_asked_and_cannot_be_read_is_to_be_cleared() -> None:
    """Not to be written better first."""
    answers = in_row(BEFORE_ISSUE, 节点情况="已按期完成", 预计完成日期="上旬")
    assert parse_return(filled_form_except(answers)).finding_lines == ["节点确认!I4 not-asked"]


def test_empty_words_are_asked_about_together_with_what_must_be_corrected() -> None:
    """Another cell of the row must be corrected; that is no reason to wait with the question."""
    answers = {("2", "进展情况"): "有序推进", ("2", "存在问题和下一步工作计划"): "字" * 2001}
    found = parse_return(filled_form_except(answers)).finding_lines
    assert sorted(found) == ["进展情况表!F5 says-too-little", "进展情况表!G5 text-far-too-long"]


def delete_plans(book: Workbook) -> None:
    book[TASK_SHEET].delete_cols(7)


def merge_remarks(book: Workbook) -> None:
    book[TASK_SHEET]["H5"] = "另报"
    book[TASK_SHEET].merge_cells("H5:H6")


@pytest.mark.parametrize(("damage", "code"), [(delete_plans, "column-missing"), (merge_remarks, "cells-merged")])
def test_empty_words_are_asked_about_together_with_what_was_lost_beside_them(
    damage: Callable[[Workbook], None], code: str
) -> None:
    """A column was deleted, or cells were merged: what stands in the other cells of the rows is asked about at once."""
    data = edited(filled_form_except({("2", "进展情况"): "有序推进"}), damage)
    found = parse_return(data).problem_lines
    assert code in [line.split()[1] for line in found]
    assert "进展情况表!F5 says-too-little" in found


@pytest.mark.parametrize("code", sorted({*STRUCTURAL, "row-unknown", "rows-unconfirmed"}))
def test_no_hint_sends_back_to_the_form_as_issued(code: str) -> None:
    """The correction copy is that form, restored: what was deleted or merged stands in it again."""
    entry = returns.workspace().messages_by_file["returns.yaml"][code]
    assert "退回修改表" in entry["hint"]
    assert not any(words in entry["hint"] for words in ("原表", "重交", "删去", "取消合并，逐格填写"))


def test_no_hint_for_a_return_that_gets_no_correction_copy_speaks_of_one() -> None:
    """Two versions at once: neither counts, no copy is written, and what is wrong in both is told all the same."""
    entries = returns.workspace().messages_by_file["returns.yaml"].values()
    of_copies = [entry for entry in entries if isinstance(entry, dict) and "请在退回" in entry["hint"]]
    of_copies += [entry for entry in entries if isinstance(entry, dict) and "退回修改表" in entry["hint"]]
    assert of_copies
    assert not any("退回" in entry["alone"] for entry in of_copies)
    finding = Finding("sheet-missing", Place("f"), {"sheet": "节点确认", "no_copy": True})
    assert returns.workspace().messages.message(finding).hint == "请在下发的原表中填好后重报"


# ---- the law: what is mended as asked is accepted

DAYS = st.sampled_from(
    [None, "上旬", date(2021, 6, 1), date(2022, 5, 31), date(2022, 6, 10), date(2022, 6, 30), date(2022, 12, 1)]
)
STATES = st.sampled_from(
    [None, "推进中", "已按期完成", "已逾期完成", "能按期完成", "有困难", "不能按期完成", "申请调整"]
)
WORDS = st.sampled_from([None, "/", "有序推进", "已全部完成。", "尚未启动", DEED, "因征地受阻" * 30, "字" * 2001])
MILESTONES = (BEFORE_ISSUE, JUNE, SEPTEMBER)
ANSWERS = st.fixed_dictionaries(
    {("", "填报日期"): st.sampled_from([date(2022, 6, 18), date(2022, 7, 5)])}
    | {(task, label): WORDS for task in "23" for label in ("进展情况", "存在问题和下一步工作计划", "备注")}
    | {(key, "节点情况"): STATES for key in MILESTONES}
    | {(BEFORE_ISSUE, "实际完成日期"): DAYS}
    | {(key, "预计完成日期"): DAYS for key in MILESTONES}
    | {(key, label): WORDS for key in MILESTONES for label in ("原因", "需协调事项")}
)


@pytest.mark.parametrize("period", ["2022-06", "2022-07"])
def test_what_is_mended_as_asked_is_accepted(period: str) -> None:
    """Whatever a department typed: it mends what the correction copy asks for, and is asked nothing new.

    Only where it had to choose another state may that state ask for more: nobody could see that before. July's form
    carries what June accepted, and is held against it.
    """
    past = parse_return(filled_form()).history() if period == "2022-07" else History()
    issued = blank_form(period, past)

    @settings(max_examples=30, deadline=None, phases=(Phase.generate,))  # to shrink a workbook takes minutes
    @given(ANSWERS)
    def law(typed: Mapping[InputKey, object]) -> None:
        heading = heading_inputs(COMPLETE_HEADING)
        first = parse_return(edited(issued, type_values({**heading, **typed, **_filed_in(period, typed)})))
        asked = _all_findings(first, past)
        copy = book_bytes(design_form(form_batch(period, past), returns.unit(), first.submission, asked))
        second = parse_return(edited(copy, type_values(_mended(asked))))
        restated = {finding.row for finding in asked if _is_wrong(finding) and finding.column == "state"}
        closed = close_explained(_all_findings(second, past), second.submission, past, severity_of)
        still_open = [finding for finding in closed if severity_of(finding) is not Severity.NOTE]
        assert [returns.finding_line(finding) for finding in still_open if finding.row not in restated] == []

    law()


def _filed_in(period: str, typed: Mapping[InputKey, object]) -> dict[InputKey, object]:
    """The day on which the form was filled in, in its own period."""
    filed = typed["", "填报日期"]
    assert isinstance(filed, date)
    return {("", "填报日期"): filed if period == "2022-06" else filed + timedelta(days=30)}


def _all_findings(parsed: ParsedReturn, past: History) -> tuple[Finding, ...]:
    """What a return and what was accepted before give to ask, as compile has it."""
    snapshot = returns.snapshot(parsed.submission.form_id.period)
    form = build_answered_form(parsed.submission, snapshot, returns.workspace().wording)
    return drop_consequences((*parsed.findings, *check_against_history(form, past)), parsed.submission, severity_of)


def _is_wrong(finding: Finding) -> bool:
    return severity_of(finding) is Severity.MUST


def _mended(findings: Iterable[Finding]) -> dict[InputKey, object]:
    """What a department does that follows each hint to the letter, and explains what it is only asked about."""
    labels = {column.key: column.label for sheet in returns.snapshot().layout.sheets for column in sheet.columns}
    labels |= {column.key: column.label for column in returns.snapshot().layout.sheets[0].heading_inputs}
    mended: dict[InputKey, object] = {}
    for finding in findings:
        if _is_wrong(finding):
            mended[finding.row, labels[finding.column]] = _right_value(finding)
        elif severity_of(finding) is Severity.EXPLAIN:
            mended[finding.row, "说明"] = HONEST
    return mended


def _right_value(finding: Finding) -> object:
    if finding.code == "not-asked":
        return None
    if finding.column == "state":
        return "已按期完成"
    done = date(2022, 6, 10) if finding.row == BEFORE_ISSUE else date(2022, 7, 2)  # after the due day of the row
    values = {"actual": done, "expected": date(2022, 12, 1)}
    return values.get(finding.column, f"第{finding.row}项：{DEED}")
