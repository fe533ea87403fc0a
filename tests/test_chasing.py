"""Who is asked what: reminders by the day, what a notice would say, calls, and a hundred characters for above."""

from collections.abc import Sequence
from datetime import date

import pytest

from duban.messages.catalogue import Messages
from duban.model.agenda import ComingDays
from duban.model.answer_changes import reporter_of
from duban.model.status import FilingStatus, Status
from duban.model.unit import Contact
from duban.model.verdict import Light, UnknownState, Verdict
from duban.reports.calls import calls_to_make
from duban.reports.check_back import statements_to_check
from duban.reports.due_figures import milestones_due_soon
from duban.reports.notices import check_back_notices, due_soon_notices, reminder_notices
from duban.reports.people import person_to_call
from duban.reports.upward import LONGEST, upward_texts
from duban.value_object import replace
from duban.workspace.workspace import open_workspace
from tests.clerk import PLAN, ROOT
from tests.offices import status_of
from tests.test_reports import record, small

WORKSPACE = open_workspace(ROOT / "config.yaml", PLAN)
REMIND_FROM = date(2022, 8, 16)


def august(as_of: date, filing: FilingStatus = FilingStatus.AWAITED) -> Status:
    """卫健所 alone, of the period that is due on a Saturday: 20 August, advised the 19th, late after the 22nd."""
    status = status_of(PLAN, "progress", as_of, {}, period_index=2)
    unit = next(unit for unit in status.units if unit.unit.code == "WJS")
    coming = ComingDays(reply_by=date(2022, 8, 24), remind_from=REMIND_FROM)
    return replace(status, units=(replace(unit, filing_status=filing, counted_return=None),), coming=coming)


@pytest.mark.parametrize(
    ("as_of", "words"),
    [
        (date(2022, 8, 15), ""),  # too early
        (date(2022, 8, 16), "当日为休息日，建议于8月19日（周五）前报送"),
        (date(2022, 8, 19), "建议今天（8月19日，周五）报送"),
        (date(2022, 8, 20), "今天（8月20日，周六）截止"),
        (date(2022, 8, 21), "8月22日（周一）及以前报送不算迟报"),
        (date(2022, 8, 22), "8月22日（周一）及以前报送不算迟报"),
    ],
)
def test_before_and_on_the_day_a_text_says_what_is_still_in_time(as_of: date, words: str) -> None:
    status, template = august(as_of), WORKSPACE.notice_template("due-soon")
    assert status.period.advised == date(2022, 8, 19)
    text = due_soon_notices(status, template)
    assert words in text
    assert bool(text) is bool(words)
    assert reminder_notices(status, WORKSPACE.notice_template("remind")) == ""


@pytest.mark.parametrize("filing", [filing for filing in FilingStatus if filing is not FilingStatus.AWAITED])
def test_only_who_has_not_filed_is_reminded_before_the_day(filing: FilingStatus) -> None:
    assert due_soon_notices(august(date(2022, 8, 19), filing), "x") == ""


@pytest.mark.parametrize(
    ("channel", "words", "absent"),
    [
        ("", ["【卫健所】", "后报局办公室", "000-0000000"], ["通过", "@"]),
        ("粤政易", ["【卫健所】", "后通过粤政易报局办公室"], ["@"]),
        ("微信群", ["@卫健所 ", "后通过微信群报局办公室"], ["【", "000-0000000"]),  # all of a group read it
    ],
)
def test_a_text_suits_the_channel(channel: str, words: Sequence[str], absent: Sequence[str]) -> None:
    status = august(date(2022, 8, 19))
    messages = Messages(*WORKSPACE.messages_by_file.values(), {"channel": channel})
    text = due_soon_notices(replace(status, messages=messages), WORKSPACE.notice_template("due-soon"))
    assert [each for each in words if each not in text] == []
    assert [each for each in absent if each in text] == []


# ---- what a notice would say


def said(status: Status) -> list[str]:
    return [f"{statement.unit.name} {statement.words}" for statement in statements_to_check(status)]


def test_each_unit_is_asked_about_what_a_notice_would_say_of_it() -> None:
    named = [statement.unit.name for statement in statements_to_check(small())]
    assert named == ["基财股", "督导室", "卫健所"]
    status = replace(small(), coming=ComingDays(reply_by=date(2022, 7, 22)))
    text = check_back_notices(status, WORKSPACE.notice_template("check-back"))
    assert text.count("拟在") == 3
    assert text.count("请于2022年7月22日（周五）12时前") == 3


def test_nothing_is_asked_while_returns_may_come_in_time() -> None:
    first, *others = small().units
    awaited = replace(first, filing_status=FilingStatus.AWAITED)
    assert statements_to_check(replace(small(), units=(awaited, *others))) == ()


def with_milestone(verdict: Verdict, unknown: UnknownState | None) -> Status:
    """基财股's task alone, its first milestone so judged, and its return counts."""
    status = small()
    task = status.tasks[0]
    first = replace(task.milestones[0], verdict=verdict, unknown_state=unknown)
    units = tuple(unit for unit in status.units if unit.unit.name == "基财股")
    return replace(status, tasks=(replace(task, milestones=(first,)),), units=units, returns=())


@pytest.mark.parametrize(
    ("light", "unknown", "named"),
    [
        (Light.RED, None, True),
        (Light.YELLOW, None, True),
        (Light.BLUE, None, False),  # it is merely due soon
        (Light.GREEN, None, False),
        (Light.GREY, UnknownState.BLANK, True),
        (Light.GREY, UnknownState.TO_BE_REPORTED, False),  # it could not have told
        (Light.GREY, UnknownState.NOT_ASKED, False),
    ],
)
def test_a_notice_names_what_lags_and_what_is_not_known(
    light: Light,
    unknown: UnknownState | None,
    named: bool,  # noqa: FBT001
) -> None:
    verdict = Verdict(light, "due-soon", {"due": date(2022, 7, 31), "days": 10})
    assert bool(said(with_milestone(verdict, unknown))) is named


# ---- calls


def test_bad_news_that_is_not_verified_stands_first() -> None:
    """督导室 says in a row that must be corrected that it will miss the day; 卫健所 owes its return."""
    status = small()
    first, second, third = status.tasks
    said = replace(record("2@0531", "f", state="不能按期完成", means="will-miss"), unverified=True)
    lagging = replace(second.milestones[0], record=said)
    tasks = (first, replace(second, milestones=(lagging, *second.milestones[1:])), third)
    calls = [(call.rank, call.unit.name) for call in calls_to_make(replace(status, tasks=tasks))]
    assert calls == [(0, "督导室"), (1, "卫健所"), (3, "督导室")]


def test_who_is_called_is_the_contact_else_the_head_else_who_filled_it_in() -> None:
    status = small()
    unit = status.units[0]
    assert unit.counted_return
    reporter = reporter_of(unit.counted_return.form)
    contact, head = Contact(name="甲", phone="000-1"), "乙"
    full = replace(unit.unit, contact=contact, head=head)
    assert person_to_call(status, full) == ("甲", "000-1")
    assert person_to_call(status, replace(full, contact=None)) == ("乙", "")
    bare = replace(full, contact=None, head="")
    assert person_to_call(status, bare) == (f"{reporter}（填报人）" if reporter else "", "")
    assert person_to_call(replace(status, returns=()), bare) == ("", "")


# ---- for above


def test_a_text_for_above_counts_parts_that_add_up_and_keeps_to_its_length() -> None:
    status = status_of(PLAN, "progress", date(2022, 7, 21), {}, period_index=1)
    text = upward_texts(status, WORKSPACE.notice_template("upward"))
    parts = [part.split("\n", 1) for part in text.strip().split("\n\n")]
    assert len(parts) == len({source for task in WORKSPACE.loaded_plan.plan.tasks for source in task.sources})
    assert [body for _, body in parts if len(body) > LONGEST] == []


@pytest.mark.parametrize(
    ("expected", "wrong", "said"),
    [
        (date(2022, 9, 30), [], "逾期未完成，预计9月30日完成"),
        (date(2022, 7, 15), [], "逾期未完成。"),  # a day that has passed is no forecast any more
        (date(2022, 9, 30), ["1@0630"], "逾期未完成（待更正），预计9月30日完成"),
    ],
)
def test_what_is_told_above_of_a_problem_says_whether_it_is_in_doubt_and_foresees_nothing_past(
    expected: date, wrong: list[str], said: str
) -> None:
    answers = {"1@0630": {"state": "不能按期完成", "expected": expected, "reason": "评审未结束"}}
    status = status_of(PLAN, "progress", date(2022, 7, 21), answers, None, wrong, 1)
    assert said in upward_texts(status, WORKSPACE.notice_template("upward"))


@pytest.mark.parametrize(
    ("as_of", "due"),
    [
        (date(2022, 12, 1), [date(2022, 12, 31)]),
        (date(2022, 11, 24), [date(2022, 12, 31)]),  # six days are left of November
        (date(2022, 11, 23), []),
        (date(2022, 12, 31), [date(2022, 12, 31)]),  # until the day is over
    ],
)
def test_what_is_due_soon_looks_into_the_next_month_in_a_month_s_last_week(as_of: date, due: Sequence[date]) -> None:
    assert [milestone.row.due for milestone in milestones_due_soon(replace(small(), as_of=as_of))] == due
