"""What the form had filled in from the period before is never held against the department."""

from collections.abc import Mapping
from datetime import date

import pytest

from duban.messages.finding import Finding
from duban.model.return_ import Return
from duban.returns.prefilled import settle_prefilled
from tests.answers import accepted_history, answered_form
from tests.returns import (
    SEPTEMBER,
    InputKey,
    blank_form,
    edited,
    filled_form_except,
    heading_inputs,
    parse_return,
    snapshot,
    type_values,
    workspace,
)

EXPECTED, REASON, ACTUAL = date(2022, 10, 20), "施工图审查未完成，开工推迟。", date(2022, 10, 8)
TROUBLED: Mapping[InputKey, object] = {
    (SEPTEMBER, "节点情况"): "有困难",
    (SEPTEMBER, "预计完成日期"): EXPECTED,
    (SEPTEMBER, "原因"): REASON,
}
FILED = {"填报人": "张三", "填报日期": date(2022, 7, 18)}


def returned(typed: Mapping[InputKey, object]) -> Return:
    """July's form of 督导室, in which June's answers for September's milestone stand already."""
    past = parse_return(filled_form_except(TROUBLED)).history()
    read = parse_return(edited(blank_form("2022-07", past), type_values({**heading_inputs(FILED), **typed})))
    return settle_prefilled(
        Return("a.xlsx", "", findings=read.findings, submission=read.submission), snapshot().layout, past
    )


def told(return_: Return) -> dict[str, str]:
    """Column → code, of September's milestone."""
    return {finding.column: finding.code for finding in return_.findings if finding.row == SEPTEMBER}


@pytest.mark.parametrize(
    ("state", "codes"),
    [
        ("有困难", {}),
        ("不能按期完成", {}),
        ("能按期完成", {"expected": "prefilled-left-over", "reason": "prefilled-left-over"}),
        ("已按期完成", {"expected": "prefilled-left-over", "reason": "prefilled-left-over"}),
        # the reason is still asked; a day is missing, and it is no choice yet
        ("已逾期完成", {"actual": "missing", "state": "late-before-due", "expected": "prefilled-left-over"}),
    ],
)
def test_what_the_new_choice_does_not_ask_for_is_a_left_over(state: str, codes: dict[str, str]) -> None:
    """It does not count, and nobody has to clear it."""
    return_ = returned({(SEPTEMBER, "节点情况"): state})
    assert told(return_) == codes
    answers = return_.form.records[SEPTEMBER]
    left_over = {column for column, code in codes.items() if code == "prefilled-left-over"}
    assert {column for column in ("expected", "reason") if answers.answer(column) is None} == left_over


def test_what_the_department_typed_itself_is_asked_about() -> None:
    typed = {(SEPTEMBER, "节点情况"): "能按期完成", (SEPTEMBER, "预计完成日期"): date(2022, 11, 20)}
    assert told(returned(typed)) == {"expected": "not-asked", "reason": "prefilled-left-over"}


CONDITIONAL = [
    (form, column.key)
    for form, kind in workspace().layouts.items()
    for sheet in kind.sheets
    if sheet.standing
    for column in sheet.input_columns
    if column.only_when
]


@pytest.mark.parametrize(("form", "column"), CONDITIONAL)
@pytest.mark.parametrize(("asked", "told"), [("not-asked", "prefilled-left-over"), ("not-after", "prefilled-kept")])
def test_in_every_kind_of_form(form: str, column: str, asked: str, told: str) -> None:
    """A day that was after the due day stands where the milestone was postponed since; nothing else is told of it."""
    kind = workspace().layouts[form]
    answers = {SEPTEMBER: {column: ACTUAL}}
    past = accepted_history(form.removesuffix(".yaml"), ("2022-06", answers))
    submission = answered_form(form.removesuffix(".yaml"), answers, "2022-07").submission
    place = submission.records[SEPTEMBER].values[column].place
    findings = tuple(Finding(code, place, {}, SEPTEMBER, column) for code in (asked, "expected-in-past"))
    settled = settle_prefilled(Return("a", "", findings=findings, submission=submission), kind, past)
    assert [finding.code for finding in settled.findings] == [told]
    assert settled.form.records[SEPTEMBER].answer(column) == (ACTUAL if told == "prefilled-kept" else None)


def test_the_columns_are_those_that_may_be_left_over() -> None:
    assert {column for _, column in CONDITIONAL} == {"actual", "expected", "reason"}
