"""What a reader would question in a return: days that contradict each other, and words that contradict last time's."""

from collections.abc import Mapping
from datetime import date

import pytest
from openpyxl import Workbook

from duban.checks.scope import FILE_CHECKS, PAST_CHECKS
from duban.model.finding import Finding, Place
from duban.model.submission import Past
from tests import returns
from tests.returns import BEFORE_ISSUE, JUNE, NODES, SEPTEMBER, WORDS, Where, bent, edited, filled, form, put, take

TROUBLE = {"节点情况": "有困难", "预计完成日期": date(2022, 7, 31), "原因": "征地"}


def milestone(key: str, **said: object) -> dict[Where, object]:
    return {(key, label): value for label, value in said.items()}


def test_every_check_has_its_sentence() -> None:
    for code in (*FILE_CHECKS, *PAST_CHECKS):
        assert returns.grade(Finding(code, Place("回.xlsx")))


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        # finished on a day that had not come when the form was filled in, on 18 June
        (
            milestone(BEFORE_ISSUE, 节点情况="已逾期完成", 实际完成日期=date(2022, 6, 19)),
            ["节点确认!G4 done-after-filing"],
        ),
        (milestone(BEFORE_ISSUE, 节点情况="已逾期完成", 实际完成日期=date(2022, 6, 18)), []),
        (milestone(JUNE, **TROUBLE), []),
        (milestone(JUNE, **TROUBLE | {"预计完成日期": date(2022, 6, 18)}), []),  # that very day may still be
        (milestone(JUNE, **TROUBLE | {"预计完成日期": date(2022, 6, 17)}), ["节点确认!H5 expected-in-past"]),
        # promised in time, by a form that was filled in after the due day
        ({("", "填报日期"): date(2022, 6, 30)}, []),
        ({("", "填报日期"): date(2022, 7, 1)}, ["节点确认!F5 promise-past-due"]),
        # without the day on which it was filled in there is nothing to compare with
        (
            milestone(BEFORE_ISSUE, 节点情况="已逾期完成", 实际完成日期=date(2022, 6, 30)) | {("", "填报日期"): None},
            ["进展情况表!G3 missing"],
        ),
        # what cannot be read is told once, and compared with nothing
        (milestone(BEFORE_ISSUE, 节点情况="已逾期完成", 实际完成日期="6月底"), ["节点确认!G4 not-a-date"]),
        (
            milestone(JUNE, 节点情况="推进中", 预计完成日期=date(2022, 6, 10)),
            ["节点确认!F5 not-a-choice", "节点确认!H5 expected-in-past"],
        ),
    ],
)
def test_days_must_agree_with_the_day_on_which_the_form_was_filled_in(
    cells: Mapping[Where, object], found: list[str]
) -> None:
    assert take(bent(cells)).found == found


def july(past: Past, cells: Mapping[Where, object]) -> list[str]:
    """What June gives to ask about July's form, filled in so."""
    words: dict[Where, object] = {("2", "备注"): "本期无新进展", ("3", "备注"): "本期无新进展"}
    return take(edited(form("2022-07", past), put({**words, **cells}))).asked(past)


@pytest.mark.parametrize(
    ("said", "now", "asked"),
    [
        # the filed words of June; row 7 is folded: the milestone of May was finished
        ("已按期完成", {}, []),
        ("已按期完成", {"节点情况": "有困难", "预计完成日期": date(2022, 7, 31)}, ["节点确认!F7 no-longer-finished"]),
        ("已按期完成", {"节点情况": None}, ["节点确认!F7 no-longer-finished"]),
        ("已按期完成", {"节点情况": "有困难", "预计完成日期": date(2022, 7, 31), "原因": "验收未过"}, []),  # explained
        ("已按期完成", {"节点情况": "已逾期完成", "实际完成日期": date(2022, 6, 10)}, ["节点确认!F7 finish-restated"]),
    ],
)
def test_what_was_finished_stays_finished_or_is_explained(
    said: str, now: Mapping[str, object], asked: list[str]
) -> None:
    past = take(bent({(BEFORE_ISSUE, "节点情况"): said})).past()
    assert july(past, milestone(BEFORE_ISSUE, **now)) == asked


def test_another_day_of_finishing_is_noted() -> None:
    first = milestone(BEFORE_ISSUE, 节点情况="已逾期完成", 实际完成日期=date(2022, 6, 10))
    past = take(bent(first)).past()
    assert july(past, milestone(BEFORE_ISSUE, 实际完成日期=date(2022, 6, 12))) == ["节点确认!F7 finish-restated"]
    assert july(past, {}) == []


def test_the_period_that_is_contradicted_is_named() -> None:
    """Not last month's but the last one in which it was said: August's form against June's answer."""
    past = take(filled()).past()
    taken = take(edited(form("2022-08", past), put({("2", "备注"): "本期无新进展"})))
    from duban.checks import check_past, returned  # noqa: PLC0415 — for this test alone

    (finding,) = check_past(returned(taken.submission, returns.snapshot("2022-08")), past)
    assert (returns.line(finding), finding.facts["period"]) == ("进展情况表!E6 unchanged", "2022-06")


def test_nothing_is_asked_of_what_was_never_said_before() -> None:
    assert take(filled()).asked(Past()) == []


@pytest.mark.parametrize(
    ("name", "cell"),
    [(NODES, "F3"), (NODES, "G3"), (NODES, "I3"), (WORDS, "E4"), (WORDS, "G4")],
)
def test_a_lost_column_stops_no_check(name: str, cell: str) -> None:
    """Its header is gone, which is told already; the checks pass over it, whatever was said before."""

    def change(book: Workbook) -> None:
        book[name][cell].value = "其他"

    first = milestone(BEFORE_ISSUE, 节点情况="已逾期完成", 实际完成日期=date(2022, 6, 10))
    past = take(bent(first | milestone(SEPTEMBER, **TROUBLE))).past()
    taken = take(edited(form("2022-07", past), change))
    lost = "节点情况" if cell == "F3" else ""
    asked = taken.asked(past)
    assert not lost or not any("no-longer-finished" in each for each in asked)


def test_a_lost_row_stops_no_check() -> None:
    past = take(filled()).past()
    taken = take(
        edited(form("2022-07", past), lambda book: book[NODES].delete_rows(7), lambda book: book[WORDS].delete_rows(5))
    )
    assert taken.asked(past) == ["进展情况表!E5 unchanged"]
