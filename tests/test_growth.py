"""What is asked about numbers and days that moved since they were last told, and about words that hardly did."""

from datetime import date
from decimal import Decimal

import pytest

from duban.messages.finding import Severity
from duban.model.layout import Column
from duban.model.plan_parts import Comparison, Scope, Target
from duban.returns.checks.answered_form import check_against_history
from duban.value_object import replace
from tests import returns
from tests.answers import RowAnswers, accepted_history, answered_form, check_lines
from tests.returns import BEFORE_ISSUE, JUNE, SEPTEMBER

COUNT = Target(name="培训教师", goal=Decimal(3600), unit="人")
MONEY = Target(name="完成投资", goal=Decimal(3600), unit="万元")
RATE = Target(name="普惠率", goal=Decimal(95), unit="%")
SMALL = Target(name="事故", goal=Decimal(5), unit="起", compare=Comparison.AT_MOST)
STOCK = Target(name="储备学位", goal=Decimal(1000), unit="个", scope=Scope.LEVEL)


def moved(was: str | None, now: str | None, target: Target, form: str = "tracking") -> list[str]:
    """The codes of what is asked when a number of task 2 moved from May to June."""
    before, after = (None if number is None else Decimal(number) for number in (was, now))
    earlier = accepted_history(form, ("2022-05", {"2#1": {"value": before}}))
    answers = answered_form(form, {"2#1": {"value": after}}, targets={"2#1": target})
    return [finding.code for finding in check_against_history(answers, earlier)]


@pytest.mark.parametrize(
    ("was", "now", "target", "code"),
    [
        # 元 for 万元; in the meantime it grew, too
        ("12", "120000", MONEY, "number-jumped"),
        ("12", "180000", MONEY, "number-jumped"),
        ("1200", "0.12", MONEY, "number-jumped"),
        ("1", "5000", MONEY, "number-jumped"),  # from half of ten thousand times to twice as much
        ("1", "4999", MONEY, ""),
        ("1", "20000", MONEY, "number-jumped"),
        ("1", "20001", MONEY, ""),
        # exactly a hundred times; or about as much, and far beyond the goal
        ("12", "1200", MONEY, "number-jumped"),
        ("12", "1150", MONEY, ""),  # so it may grow
        ("92", "0.92", Target(name="率", goal=Decimal(5), unit="‰"), "number-jumped"),
        ("500", "45000", MONEY, "number-jumped"),
        ("30", "3600", COUNT, ""),  # 120 times, and just the goal
        ("400", "36000", MONEY, "number-jumped"),  # 90 times, and ten times the goal
        ("400", "35999", MONEY, ""),
        ("720", "36000", MONEY, "number-jumped"),  # from half of a hundred times to twice as much
        ("721", "36000", MONEY, ""),
        ("180", "36000", MONEY, "number-jumped"),
        ("179", "36000", MONEY, ""),
        # growth, standstill, and what cannot be compared
        ("12", "13", COUNT, ""),
        ("12", "12", COUNT, ""),
        ("0", "1200", COUNT, ""),
        (None, "1200", COUNT, ""),
        ("12", None, COUNT, ""),
        # backwards
        ("1200", "1180", COUNT, "number-fell"),
        ("1200", "0", COUNT, "number-fell"),
        ("92", "91.5", RATE, ""),  # a rate may fall
        ("1200", "1180", STOCK, ""),  # a level too: that of the day counts
        ("3", "2", SMALL, ""),  # so may what is to stay small
        # what the return alone gives to ask is not asked again, and mending it is no jump
        ("92", "0.92", RATE, ""),
        ("0.92", "92", RATE, ""),
        ("1200", "12000000", MONEY, ""),
        ("12000000", "1200", MONEY, ""),
    ],
)
def test_a_number_that_jumped_or_fell_is_to_be_explained(
    was: str | None, now: str | None, target: Target, code: str
) -> None:
    assert moved(was, now, target) == [code] * bool(code)


def test_a_number_that_is_not_carried_does_not_add_up() -> None:
    """What is told once a year may differ from what was told before, in either direction."""
    assert moved("1200", "1180", COUNT, "self-evaluation") == []
    assert moved("12", "120000", MONEY, "self-evaluation") == ["number-jumped"]


@pytest.mark.parametrize(("was", "now", "asked"), [(80, 60, 1), (60, 80, 0), (80, 80, 0)])
def test_a_share_of_the_work_only_grows(was: int, now: int, asked: int) -> None:
    """No shipped form asks for one; an office's own may."""
    form = answered_form("tracking", {JUNE: {"value": now, "reason": None}})
    share = Column(key="value", label="完成进度", kind="percent")
    sheet = replace(form.layout.sheets[0], columns=(share,))
    bare = type(form)(form.submission, replace(form.layout, sheets=(sheet,)), form.period, form.rows)
    earlier = accepted_history("tracking", ("2022-05", {JUNE: {"value": was}}))
    assert [finding.code for finding in check_against_history(bare, earlier)] == ["number-fell"] * asked


def test_what_moved_is_told_with_its_unit_and_its_period() -> None:
    earlier = accepted_history("tracking", ("2022-05", {"2#1": {"value": 12}}))
    (finding,) = check_against_history(
        answered_form("tracking", {"2#1": {"value": 120000}}, targets={"2#1": MONEY}), earlier
    )
    assert returns.message_text(finding) == "“完成数”上次（5月）报12万元，本期报120000万元，相差约10000倍"


# ---- days that slide


@pytest.mark.parametrize(
    ("told", "slid"),
    [
        # the milestone is due on 30 June; months of 2022 in which it was expected, the last of them now
        ([7, 8, 9], "2022年6月30日→2022年7月15日→2022年8月15日→2022年9月15日"),
        ([7, 8], ""),
        ([7, 8, 8], ""),  # the same day again
        ([7, 9, 8, 9], ""),  # back and forth is no third time
        ([7, 8, 9, 9], ""),  # told when it slid
        ([7, None, 8, 9], "2022年6月30日→2022年7月15日→2022年8月15日→2022年9月15日"),
        ([7, 8, 9, 10], "2022年6月30日→2022年7月15日→2022年8月15日→2022年9月15日→2022年10月15日"),
        ([7, 8, None], ""),
    ],
)
def test_the_third_postponement_is_noted(told: list[int | None], slid: str) -> None:
    """Each one gave its reason, as the form demands; who reads it should see that it was not the first."""
    days = [month and date(2022, month, 15) for month in told]
    *before, now = [{JUNE: {"state": "有困难" if day else None, "expected": day, "reason": "征地"}} for day in days]
    earlier = accepted_history("tracking", *[(f"2022-{number:02}", each) for number, each in enumerate(before, 1)])
    noted = check_against_history(answered_form("tracking", now, reported_on=None), earlier)
    assert [returns.message_text(finding).partition("：")[2] for finding in noted] == [slid] * bool(slid)
    assert all(returns.severity_of(finding) is Severity.NOTE for finding in noted)


# ---- finished on a day on which it was open


@pytest.mark.parametrize(
    ("before", "filed", "now", "asked"),
    [
        # due on 31 May; May's form was filled in on one of these days
        ("有困难", date(2022, 6, 10), {"state": "已逾期完成", "actual": date(2022, 6, 9)}, 1),
        ("有困难", date(2022, 6, 10), {"state": "已逾期完成", "actual": date(2022, 6, 10)}, 0),  # later that day
        ("有困难", date(2022, 6, 10), {"state": "已按期完成"}, 1),
        ("能按期完成", date(2022, 5, 31), {"state": "已按期完成"}, 0),  # that very day
        ("有困难", date(2022, 5, 20), {"state": "已按期完成"}, 0),
        ("有困难", date(2022, 6, 10), {"state": "已按期完成", "reason": "验收单后补"}, 0),
        ("有困难", None, {"state": "已按期完成"}, 0),
        ("已按期完成", date(2022, 6, 10), {"state": "已按期完成"}, 0),
        (None, date(2022, 6, 10), {"state": "已按期完成"}, 0),  # it was left blank
    ],
)
def test_what_was_open_on_a_day_was_not_finished_before(
    before: str | None, filed: date | None, now: RowAnswers, asked: int
) -> None:
    earlier = accepted_history("tracking", ("2022-05", {BEFORE_ISSUE: {"state": before}}), reported_on=filed)
    form = answered_form("tracking", {BEFORE_ISSUE: {"reason": None, **now}})
    cell = "actual" if "actual" in now else "state"
    assert check_lines(form, earlier, "open-when-finished") == [f"{BEFORE_ISSUE} {cell} open-when-finished"] * asked


def test_both_days_are_named() -> None:
    earlier = accepted_history(
        "progress", ("2022-05", {BEFORE_ISSUE: {"state": "有困难"}}), reported_on=date(2022, 6, 10)
    )
    (asked,) = check_against_history(answered_form("progress", {BEFORE_ISSUE: {"state": "已按期完成"}}), earlier)
    assert returns.message_text(asked) == "报2022年5月31日前完成，但2022年6月10日填报时还报“有困难”"


# ---- words that hardly moved

LONG = "截至6月17日，完成桩基70根，占76.1%；施工图通过审查，正在办理规划许可，场地平整与临时用电接入同步，监理进场。"


@pytest.mark.parametrize(
    ("now", "asked"),
    [
        (LONG.replace("6月17日", "7月15日"), 1),  # another day, nothing else
        (LONG.replace("正在办理", "正在积极办理"), 1),
        (LONG.replace("，", ", ").replace("。", ""), 1),
        (LONG.replace("与", "和"), 1),
        (LONG.replace("与", "和").replace("通过", "经过"), 1),
        # news, however short
        (LONG.replace("70根", "71根"), 0),
        (LONG.replace("76.1", "76.8"), 0),
        (LONG.replace("正在办理", "已办理"), 0),
        (LONG.replace("监理进场", "设备进场"), 0),
        (LONG + "完成验线。", 0),
        (LONG.replace("70根", "七十根"), 0),
        (LONG.replace("70根", "7根"), 0),
        ("全部完工。", 0),
    ],
)
def test_words_that_hardly_changed_are_asked_about(now: str, asked: int) -> None:
    """The form asks to go on writing in what was carried, so that most of a good text is what it was."""
    row: RowAnswers = {"state": "能按期完成", "note": None}
    earlier = accepted_history("tracking", ("2022-05", {JUNE: {**row, "progress": LONG}}))
    form = answered_form("tracking", {JUNE: {**row, "progress": now}})
    assert check_lines(form, earlier) == [f"{JUNE} progress nearly-unchanged"] * asked


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("场地平整与接入。", "场地平整和接入。"),  # one character of seven
        (f"5栋封顶，{LONG}", f"6栋封顶，{LONG}"),
    ],
)
def test_a_short_text_and_one_that_begins_otherwise_are_news(before: str, now: str) -> None:
    row: RowAnswers = {"state": "能按期完成", "note": None}
    earlier = accepted_history("tracking", ("2022-05", {JUNE: {**row, "progress": before}}))
    form = answered_form("tracking", {JUNE: {**row, "progress": now}})
    assert check_lines(form, earlier, "nearly-unchanged") == []


@pytest.mark.parametrize(
    ("row", "more", "code"),
    [
        (JUNE, {"note": "本期无新进展"}, ""),  # it says itself that nothing is new
        (JUNE, {"state": "已按期完成"}, "nearly-unchanged"),  # it was open last time
        (SEPTEMBER, {}, "nearly-unchanged"),  # the next one is owed
        ("3@1231", {}, "nearly-unchanged"),
    ],
)
def test_what_stands_by_its_own_word_is_not_asked(row: str, more: RowAnswers, code: str) -> None:
    base: RowAnswers = {"state": "能按期完成", "note": None}
    earlier = accepted_history("tracking", ("2022-05", {row: {**base, "progress": LONG}}))
    form = answered_form("tracking", {row: {**base, "progress": LONG.replace("6月17日", "7月15日"), **more}})
    assert check_lines(form, earlier, "nearly-unchanged") == [f"{row} progress {code}"] * bool(code)


def test_what_is_finished_may_stand() -> None:
    done: RowAnswers = {"state": "已按期完成", "note": None}
    earlier = accepted_history("tracking", ("2022-05", {JUNE: {**done, "progress": LONG}}))
    assert check_lines(answered_form("tracking", {JUNE: {**done, "progress": LONG + "。"}}), earlier) == []
    late: RowAnswers = {**done, "state": "已逾期完成", "progress": LONG}
    assert check_lines(answered_form("tracking", {JUNE: late}), earlier, "unchanged") == []


def test_a_row_without_a_state_is_not_told_as_reopened() -> None:
    """Its blank is asked about as a blank; a reason alone does not say that it is open again."""
    earlier = accepted_history("progress", ("2022-05", {BEFORE_ISSUE: {"state": "已按期完成"}}))
    for state, codes in ((None, []), ("有困难", [f"{BEFORE_ISSUE} state reopened"])):
        form = answered_form("progress", {BEFORE_ISSUE: {"state": state, "reason": "返工"}})
        assert check_lines(form, earlier, "reopened") == codes


def test_the_same_words_are_asked_about_once() -> None:
    """Exactly the same is another finding, and one is enough."""
    row: RowAnswers = {"state": "能按期完成", "note": None, "progress": LONG}
    form = answered_form("tracking", {JUNE: row})
    assert check_lines(form, accepted_history("tracking", ("2022-05", {JUNE: row}))) == [f"{JUNE} progress unchanged"]
