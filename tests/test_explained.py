"""What need not be asked: consequences of what must be corrected, and what was explained and still holds."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.messages.finding import Finding, Place, Severity
from duban.model.submission import History
from duban.returns.checks.answered_form import check_against_history, check_return, history_check, return_check
from duban.returns.checks.explained import close_explained, drop_consequences
from duban.value_object import replace
from tests import returns
from tests.answers import Answers, RowAnswers, accepted_history, answered_form, finding_lines
from tests.returns import JUNE, SEPTEMBER

GONE = date(2022, 6, 10)
TROUBLE: RowAnswers = {"state": "有困难", "expected": GONE, "reason": "征地"}
"""Expected on a day before the form was filled in: one question, about that day."""


def judged(answers: Answers, before: History, form: str = "progress") -> list[str]:
    """What is left of the questions about a return."""
    given = answered_form(form, answers)
    asked = (*check_return(given), *check_against_history(given, before))
    return finding_lines(close_explained(asked, given.submission, before, returns.severity_of))


@pytest.mark.parametrize(
    ("explanation", "code"),
    [
        (None, "expected-in-past"),
        ("已于6月10日进场，验收待定", "explained"),
        ("无", "expected-in-past"),  # a mere stroke explains nothing
        ("/", "expected-in-past"),
    ],
)
def test_a_question_that_is_answered_in_its_row_is_a_note(explanation: str | None, code: str) -> None:
    assert judged({JUNE: {**TROUBLE, "explanation": explanation}}, History()) == [f"{JUNE} expected {code}"]


@pytest.mark.parametrize(
    ("periods", "code"),
    [
        # newest last: what was said then; the explanation is in the first
        ([{}], "explained"),
        ([{}, {}], "explained"),
        ([{"expected": date(2022, 6, 9)}], "expected-in-past"),  # explained, but of another day
        ([{"state": "不能按期完成"}], "expected-in-past"),  # of another state
        ([{}, {"expected": date(2022, 6, 9)}], "expected-in-past"),  # it did not hold in between
        ([{"reason": "资金"}], "explained"),  # the answer in question is the same
    ],
)
def test_an_explanation_lasts_while_the_answer_stands(periods: list[RowAnswers], code: str) -> None:
    rows: list[Answers] = [{JUNE: {**TROUBLE, **more}} for more in periods]
    first: Answers = {JUNE: {**rows[0][JUNE], "explanation": "验收待定"}}
    before = accepted_history(
        "progress", *[(f"2022-{4 + place:02}", row) for place, row in enumerate([first, *rows[1:]])]
    )
    assert judged({JUNE: TROUBLE}, before) == [f"{JUNE} expected {code}"]


def test_another_row_is_another_question() -> None:
    before = accepted_history("progress", ("2022-05", {SEPTEMBER: {**TROUBLE, "explanation": "验收待定"}}))
    assert judged({JUNE: TROUBLE}, before) == [f"{JUNE} expected expected-in-past"]


def test_what_compares_with_an_earlier_period_is_asked_in_each_period() -> None:
    """The same words a third time are another silence than a second time; in the same period one answer is enough."""
    same: Answers = {"2": {"progress": "方案5月20日印发，完成摸底。", "remark": None}}
    told: Answers = {"2": {**same["2"], "explanation": "暑假无工作安排"}}
    assert judged(same, accepted_history("progress", ("2022-04", same), ("2022-05", told))) == ["2 progress unchanged"]
    assert judged(told, accepted_history("progress", ("2022-05", same))) == ["2 progress explained"]
    assert judged(same, accepted_history("progress", ("2022-05", same), ("2022-06", told))) == ["2 progress explained"]


def test_the_note_says_what_was_said_and_since_when() -> None:
    before = accepted_history("progress", ("2022-05", {JUNE: {**TROUBLE, "explanation": "验收待定"}}))
    form = answered_form("progress", {JUNE: TROUBLE})
    (note,) = close_explained(check_return(form), form.submission, before, returns.severity_of)
    assert returns.message_text(note) == "5月已说明，情况未变：验收待定"
    assert (note.facts["code"], note.place) == ("expected-in-past", Place(returns.FILE, "节点确认", f"{JUNE} expected"))
    assert note.facts["asked"] == check_return(form)[0]


def codes(grade: Severity) -> list[str]:
    every = returns.workspace().messages_by_file["returns.yaml"].items()
    return [code for code, entry in every if isinstance(entry, dict) and entry["severity"] == grade]


FINDINGS = st.lists(
    st.builds(
        lambda code, row: Finding(code, Place(returns.FILE), {}, row, "expected" if row else ""),
        st.sampled_from([code for grade in (Severity.MUST, Severity.EXPLAIN, Severity.NOTE) for code in codes(grade)]),
        st.sampled_from(["", JUNE, SEPTEMBER]),
    ),
    max_size=8,
)


@given(FINDINGS, st.sampled_from([None, "无", "验收待定"]))
def test_an_answer_turns_questions_into_notes_and_nothing_else(findings: list[Finding], words: str | None) -> None:
    """What must be corrected must be, whatever is said about it; nothing is lost, and no row answers for another."""
    form = answered_form("progress", {JUNE: {**TROUBLE, "explanation": words}})
    after = close_explained(findings, form.submission, History(), returns.severity_of)
    assert len(after) == len(findings)
    for was, now in zip(findings, after, strict=True):
        explained = returns.severity_of(was) is Severity.EXPLAIN and was.row == JUNE and words == "验收待定"
        assert now.code == ("explained" if explained else was.code)
        assert explained or now == was


@given(FINDINGS, st.sampled_from([frozenset(), frozenset({SEPTEMBER})]))
def test_only_what_must_be_corrected_anyway_is_not_asked_about(
    findings: list[Finding], unsound: frozenset[str]
) -> None:
    """Only what checks found is: in such a cell, or a row of which nothing counts; whatever the order."""
    submission = replace(answered_form("progress", {}).submission, damaged_rows=unsound)
    kept = drop_consequences(findings, submission, returns.severity_of)
    checks = {*return_check, *history_check}
    musts = [found for found in findings if returns.severity_of(found) is Severity.MUST]

    def is_consequence(found: Finding) -> bool:
        others = musts if found not in musts else [other for other in musts if other.code not in checks]
        wrong = {(other.row, other.column) for other in others}
        in_wrong_place = found.row in unsound or not wrong.isdisjoint({(found.row, found.column), (found.row, "")})
        return found.code in checks and in_wrong_place

    assert list(kept) == [found for found in findings if not is_consequence(found)]
    assert {(must.row, must.column) for must in musts if must.row not in unsound} == {
        (found.row, found.column) for found in kept if found in musts and found.row not in unsound
    }
    assert sorted(finding_lines(kept)) == sorted(
        finding_lines(drop_consequences(findings[::-1], submission, returns.severity_of))
    )
