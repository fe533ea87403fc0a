"""Periods follow from a cycle by arithmetic; only rest days need a calendar."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from duban.messages.text_template import render_text
from duban.model.cycle import Cycle
from duban.model.milestone import Milestone
from duban.model.period import (
    Holidays,
    HolidayYear,
    Period,
    current_period,
    first_day_to_build,
    first_day_to_compile,
    list_periods,
    period_to_compile,
)
from duban.model.plan import Plan, Task
from duban.text.display import period_words
from duban.validation.reading import validated
from duban.validation.writing import model_json
from duban.value_object import decode_json, replace

HOLIDAYS = validated(
    Holidays,
    {
        "years": {
            "2020": {"休": ["2020-10-01~2020-10-08"], "班": ["2020-10-10"]},
            "2022": {"休": ["2022-10-01~2022-10-07"], "班": ["2022-10-08", "2022-10-09"]},
        }
    },
)


def made(**cycle: Any) -> tuple[Period, ...]:  # noqa: ANN401  any setting of a cycle
    """The periods of a plan of 2022 with one cycle."""
    typed = {"form": "进展", "every": "每月", "due": "20日", **cycle}
    milestone = Milestone(due_text="年底", content="完成。", due=date(2022, 12, 31), key="1@1231")
    plan = Plan(
        name="计划",
        year=2022,
        office="局",
        code="P",
        cycles=(validated(Cycle, typed),),
        tasks=(Task(number="1", name="任务", milestones=(milestone,)),),
    )
    return list_periods(plan, plan.cycles[0], HOLIDAYS)


@pytest.mark.parametrize(
    ("cycle", "codes"),
    [
        ({}, [f"2022-{month:02}" for month in range(1, 13)]),
        ({"first": "10月"}, ["2022-10", "2022-11", "2022-12"]),
        ({"every": "双月"}, ["2022-B1", "2022-B2", "2022-B3", "2022-B4", "2022-B5", "2022-B6"]),
        ({"every": "季度", "first": "第二季度"}, ["2022-Q2", "2022-Q3", "2022-Q4"]),
        (
            {"every": "季度", "first": "5月", "last": "9月"},
            ["2022-Q2", "2022-Q3"],
        ),  # whichever quarter it is in
        ({"every": "半年"}, ["2022-H1", "2022-H2"]),
        ({"every": "年度"}, ["2022"]),
        ({"first": "12月", "year_end": "次年1月5日"}, ["2022-12", "2022-YE"]),
    ],
)
def test_codes_name_year_and_part(cycle: dict[str, str], codes: list[str]) -> None:
    assert [period.code for period in made(**cycle)] == codes


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("2022-06", "6月"),
        ("2022-12", "12月"),
        ("2022-B3", "5—6月"),
        ("2022-Q2", "二季度"),
        ("2022-H1", "上半年"),
        ("2022", "全年"),
        ("2022-YE", "年终补报"),
        ("2022-D1010", "10月10日填报"),
        ("2022-N0110", "次年1月10日填报"),
        ("六月", "六月"),  # no code: left as it is
    ],
)
def test_a_code_is_told_in_words(code: str, words: str) -> None:
    assert period_words(code) == words
    assert render_text("{{ code | period }}", code=code) == words


@pytest.mark.parametrize(
    ("cycle", "label"),
    [
        ({"first": "6月", "cumulative": "是"}, "1—6月"),  # told from January, though reports begin in June
        ({"first": "6月", "cumulative": "否"}, "6月"),
        ({"first": "1月", "cumulative": "是"}, "1月"),
        ({"every": "季度", "first": "6月", "cumulative": "否"}, "4—6月"),
        ({"every": "年度"}, "全年"),
    ],
)
def test_label_tells_the_months(cycle: dict[str, str], label: str) -> None:
    assert made(**cycle)[0].label == label


@pytest.mark.parametrize(
    ("cycle", "due"),
    [
        ({"first": "6月", "due": "20日"}, date(2022, 6, 20)),
        ({"first": "6月", "due": "31日"}, date(2022, 6, 30)),  # a month without that day
        ({"first": "6月", "due": "次月5日"}, date(2022, 7, 5)),
        ({"first": "12月", "due": "次月5日前"}, date(2023, 1, 5)),
        ({"first": "6月", "due": "期末"}, date(2022, 6, 30)),
        ({"first": "6月", "due": "期末后10天"}, date(2022, 7, 10)),
        ({"first": "9月", "due": "期末后5工作日"}, date(2022, 10, 12)),  # 8 and 9 October are worked
        ({"every": "年度", "due": "2022-12-30"}, date(2022, 12, 30)),
        ({"every": "季度", "due": "20日"}, date(2022, 3, 20)),  # of the period's last month
    ],
)
def test_due_day_is_counted_from_the_periods_end(cycle: dict[str, str], due: date) -> None:
    assert made(**cycle)[0].due == due


def test_a_rest_day_moves_what_counts_but_not_what_is_printed() -> None:
    """20 August 2022 is a Saturday."""
    (august,) = made(first="8月", last="8月")
    assert august.rest_day
    assert (august.advised, august.due, august.counted) == (
        date(2022, 8, 19),
        date(2022, 8, 20),
        date(2022, 8, 22),
    )


def test_lateness_may_count_from_the_printed_day() -> None:
    (august,) = made(first="8月", last="8月", late_from="不变")
    assert august.rest_day
    assert august.counted == date(2022, 8, 20)


def test_the_supplement_begins_like_the_last_period_and_ends_on_its_due_day() -> None:
    supplement = made(first="6月", cumulative="是", year_end="次年1月5日")[-1]
    assert supplement.supplement
    assert supplement.label == "1—12月"
    assert (supplement.start, supplement.end, supplement.due) == (
        date(2022, 12, 1),
        date(2023, 1, 5),
        date(2023, 1, 5),
    )


@pytest.mark.parametrize(
    ("today", "code"),
    [
        (date(2022, 1, 1), "2022-06"),  # long before the first
        (date(2022, 6, 20), "2022-06"),  # the due day itself is on time
        (date(2022, 6, 21), "2022-07"),
        (date(2022, 8, 22), "2022-08"),  # the Monday after a due day on Saturday
        (date(2022, 8, 23), "2022-09"),
        (date(2022, 12, 21), "2022-YE"),
        (date(2024, 1, 1), "2022-YE"),  # long after the last
    ],
)
def test_current_is_the_first_that_is_not_yet_late(today: date, code: str) -> None:
    assert current_period(made(first="6月", year_end="次年1月5日"), today).code == code


@pytest.mark.parametrize(
    ("today", "code"),
    [
        (date(2022, 1, 1), "2022-06"),  # long before the first
        (date(2022, 7, 12), "2022-06"),  # eight days before July's are due
        (date(2022, 7, 13), "2022-07"),  # seven: the first ones come in
        (date(2022, 8, 12), "2022-07"),
        (date(2022, 12, 29), "2022-YE"),
        (date(2024, 1, 1), "2022-YE"),  # long after the last
    ],
)
def test_what_is_compiled_is_the_last_that_is_due_within_a_week_or_was(today: date, code: str) -> None:
    assert period_to_compile(made(first="6月", year_end="次年1月5日"), today).code == code


@pytest.mark.parametrize("cycle", [{}, {"due": "次月5日"}, {"due": "3日"}, {"every": "季度", "year_end": "次年1月5日"}])
def test_a_period_that_the_calendar_takes_has_begun(cycle: dict[str, str]) -> None:
    """Of all days of a year: nobody is asked about the period that a command takes by itself."""
    periods = made(**cycle)
    for days in range(366):
        day = date(2022, 1, 1) + timedelta(days=days)
        to_build, to_compile = current_period(periods, day), period_to_compile(periods, day)
        assert first_day_to_build(periods, to_build) <= day
        assert first_day_to_compile(to_compile) <= day


@pytest.mark.parametrize(
    ("spans", "days"),
    [
        (["2022-10-01"], 1),
        (["2022-10-01~2022-10-01"], 1),
        (["2022-10-03", "2022-10-01 ~ 2022-10-03"], 3),  # a day that is named twice is one day
        (["2022-01-01~2022-02-01"], 32),
        (["2022-01-01~2022-02-02"], 0),  # no holiday is so long: a slip
        (["2022-10-02~2022-10-01"], 0),
        (["10月1日"], 0),
    ],
)
def test_a_span_of_rest_days_is_each_of_its_days(spans: list[str], days: int) -> None:
    if days:
        assert len(validated(HolidayYear, {"休": spans}).off) == days
    else:
        with pytest.raises(ValueError, match=re.escape(spans[0])):
            validated(HolidayYear, {"休": spans})


def test_days_that_are_no_text_are_left_as_they_are() -> None:
    """A program that hands over days has read them."""
    first, second = date(2022, 10, 1), date(2022, 10, 2)
    assert validated(HolidayYear, {"休": [first, second.isoformat()]}).off == (first, second)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2020, 10, 10), True),  # a Saturday that is worked
        (date(2020, 10, 8), False),  # a Thursday of the holiday
        (date(2020, 10, 9), True),
        (date(2020, 10, 11), False),  # an ordinary Sunday
        (date(2030, 10, 1), True),  # nothing known but weekends
    ],
)
def test_working_days(day: date, working: bool) -> None:  # noqa: FBT001  the table's column
    assert HOLIDAYS.is_working_day(day) is working


def test_neighbouring_working_days() -> None:
    assert HOLIDAYS.next_working_day(date(2022, 10, 1)) == date(2022, 10, 8)
    assert HOLIDAYS.previous_working_day(date(2022, 10, 7)) == date(2022, 9, 30)
    assert HOLIDAYS.working_days_before(date(2022, 10, 11), 3) == date(2022, 10, 8)  # Monday, and two worked rest days
    assert HOLIDAYS.working_days_before(date(2022, 10, 8), 1) == date(2022, 9, 30)
    assert HOLIDAYS.has_year(2022)
    assert not HOLIDAYS.has_year(2023)


def test_periods_and_holidays_survive_json() -> None:
    (august,) = made(first="8月", last="8月")
    assert decode_json(model_json(august), Period) == august
    assert decode_json(model_json(HOLIDAYS), Holidays) == HOLIDAYS


def test_a_period_by_filing_days_begins_after_the_last_filing_day() -> None:
    """What fell due on that very day can no longer be promised in the next batch: its time is over."""
    days = (date(2022, 4, 10), date(2022, 7, 10))
    milestones = tuple(
        Milestone(due_text=f"{day:%m}月", content="完成。", due=day, filing=day, key=f"1@{day:%m%d}") for day in days
    )
    cycle = validated(Cycle, {"form": "节点", "every": "节点", "due": "20日"})
    task = Task(number="1", name="任务", milestones=milestones)
    plan = Plan(name="计划", year=2022, office="局", code="P", cycles=(cycle,), tasks=(task,))
    first, second = list_periods(plan, cycle, HOLIDAYS)
    assert (first.start, first.end) == (date(2022, 1, 1), days[0])
    assert (second.start, second.end) == (date(2022, 4, 11), days[1])


def test_no_period_is_made_for_what_only_a_cancelled_task_would_file() -> None:
    """Nobody would be asked anything in it; nor for what has no day of filing."""
    days = (date(2022, 4, 10), date(2022, 7, 10))
    cycle = validated(Cycle, {"form": "节点", "every": "节点", "due": "20日"})
    undated = Milestone(due_text="年底", content="完成。", due=date(2022, 12, 31), key="2@1231")
    tasks = [
        Task(
            number=f"{number}",
            name="任务",
            dropped=number == 1,
            milestones=(replace(undated, key=f"{number}@{day:%m%d}", filing=day), undated),
        )
        for number, day in enumerate(days, 1)
    ]
    plan = Plan(name="计划", year=2022, office="局", code="P", cycles=(cycle,), tasks=tuple(tasks))
    assert [period.code for period in list_periods(plan, cycle, HOLIDAYS)] == ["2022-D0710"]


@pytest.mark.parametrize(
    ("label", "short"), [("1—6月", "6月"), ("6月", "6月"), ("10月10日填报", "10月10日"), ("1月10日填报", "1月10日")]
)
def test_beside_a_light_a_period_is_its_last_month_or_its_day(label: str, short: str) -> None:
    assert replace(made()[0], label=label).short_name == short
