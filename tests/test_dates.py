"""Dates are read as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.fields import FIELD_KINDS, CellContext, days_by_name
from duban.model.layout import Column
from duban.model.period import Period
from duban.text.dates import Deadline, add_months, day_from_serial, month_end, parse_day, parse_deadline

DUE = date(2022, 6, 21)
JUNE = Period(
    code="2022-06", label="6月", start=date(2022, 6, 1), end=date(2022, 6, 30), due=DUE, counted=DUE, advised=DUE
)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3月底前", date(2022, 3, 31)),
        ("2月底", date(2022, 2, 28)),  # the last day of that month, whichever it is
        (" 3 月 底 前 ", date(2022, 3, 31)),  # spaces that tables put in
        ("三月底前", date(2022, 3, 31)),
        ("十二月底前", date(2022, 12, 31)),  # not ten and then two
        ("6月", date(2022, 6, 30)),
        ("6月份", date(2022, 6, 30)),
        ("6月内", date(2022, 6, 30)),
        ("年内", date(2022, 12, 31)),
        ("年底", date(2022, 12, 31)),
        ("年底前", date(2022, 12, 31)),
        ("年终", date(2022, 12, 31)),
        ("全年", date(2022, 12, 31)),
        ("2020年底", date(2020, 12, 31)),  # its own year wins
        ("2020年", date(2020, 12, 31)),
        ("今年年底", date(2022, 12, 31)),
        ("第一季度", date(2022, 3, 31)),
        ("第4季度末", date(2022, 12, 31)),
        ("二季度底前", date(2022, 6, 30)),
        ("Q3", date(2022, 9, 30)),
        ("上半年", date(2022, 6, 30)),
        ("下半年", date(2022, 12, 31)),
        ("5月上旬", date(2022, 5, 10)),
        ("5月中旬", date(2022, 5, 20)),
        ("2月下旬", date(2022, 2, 28)),
        ("2025年1月上旬", date(2025, 1, 10)),
        ("次年1月5日", date(2023, 1, 5)),
        ("次年1月5日前", date(2023, 1, 5)),
        ("明年3月底前", date(2023, 3, 31)),
        ("6月20日前", date(2022, 6, 20)),  # the day itself is still on time
        ("6月20日", date(2022, 6, 20)),
        ("6.20", date(2022, 6, 20)),
        ("2020/03/31", date(2020, 3, 31)),
        ("2020-3-31", date(2020, 3, 31)),
        ("2020.3.31", date(2020, 3, 31)),
        ("2020年3月31日", date(2020, 3, 31)),
        ("２０２０．３．３１", date(2020, 3, 31)),  # typed with a Chinese input method
        ("20200331", date(2020, 3, 31)),
        ("43921", date(2020, 3, 31)),  # how Excel counts days
        ("元月底前", date(2022, 1, 31)),
        ("六月廿五日前", date(2022, 6, 25)),
        ("2020/3-31", date(2020, 3, 31)),
    ],
)
def test_words_name_a_day(text: str, day: date) -> None:
    assert parse_deadline(text, 2022) == Deadline(day)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("9月前", date(2022, 8, 31)),  # strictly; school opens on the first
        ("今年9月前", date(2022, 8, 31)),
        ("1月前", date(2021, 12, 31)),
        ("第二季度前", date(2022, 3, 31)),
        ("下半年前", date(2022, 6, 30)),
        ("5月上旬前", date(2022, 5, 10)),
    ],
)
def test_words_that_people_read_differently_are_ambiguous(text: str, day: date) -> None:
    assert parse_deadline(text, 2022) == Deadline(day, ambiguous=True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "尽快",
        "13月底前",
        "2月30日",
        "2022-02-29",  # no leap year
        "2022-06",  # a month, or June the 6th of something?
        "6月起",  # a beginning, no end
        "底",
        "前",
        "0月底",
        "2022年13月1日",
        "第五季度",
        "五年内",
    ],
)
def test_what_names_no_day_is_not_guessed(text: str) -> None:
    assert parse_deadline(text, 2022) is None


@pytest.mark.parametrize(
    "text",
    [
        "六月十五日",
        "二〇二二年六月十五日",
        "二○二二年六月十五日",
        "二O二二年六月十五日",
        "六．一五",
        "2022年6月15日（周三）",
        "六月十五日 星期三",
        "22.6.15",
        "2022-06-15 00:00:00",
        "2022—6—15",
        "2022年6月15",
        "6月15",
        "2022.6.15。",
        "44727",
        "20220615",
    ],
)
def test_a_day_reads_alike_in_a_plan_and_in_a_return(text: str) -> None:
    day = date(2022, 6, 15)
    assert parse_deadline(text, 2022) == Deadline(day)
    context = CellContext(
        Column(key="day", label="日期", kind="date", earliest="year_start", latest="year_end"),
        days_by_name(2022, JUNE),
        JUNE,
    )
    assert FIELD_KINDS["date"].parse(text, context).value == day


class ComparedNumber(float):
    """A cell's number, as readers of workbooks give it; it counts with how many others it was compared."""

    comparisons = 0

    def __eq__(self, other: object) -> bool:
        self.comparisons += 1
        return super().__eq__(other)

    __hash__ = float.__hash__


@pytest.mark.parametrize(
    ("number", "day"),
    [(44727.0, date(2022, 6, 15)), (44727.5, date(2022, 6, 15)), (20220615.0, date(2022, 6, 15))]
    + [(number, None) for number in (20220615.5, 20221345.0, 59_999_999.0, 99_999_999.0, 1e8, 39_999.0, 60_000.0)],
)
def test_a_number_is_a_day_or_none_at_once(number: float, day: date | None) -> None:
    """`99999999.0 in range(10**8)` compares it with all of them: seven seconds a cell, and five cells lost the file."""
    compared = ComparedNumber(number)
    context = CellContext(
        Column(key="day", label="日期", kind="date", earliest="year_start", latest="year_end"),
        days_by_name(2022, JUNE),
        JUNE,
    )
    assert FIELD_KINDS["date"].parse(compared, context).value == day
    assert compared.comparisons < 10


@pytest.mark.parametrize(("number", "day"), [(44727.0, date(2022, 6, 15)), (44727.5, None), (39_999.0, None)])
def test_a_stored_day_is_a_whole_number(number: float, day: date | None) -> None:
    compared = ComparedNumber(number)
    assert day_from_serial(compared) == day
    assert compared.comparisons < 10


@pytest.mark.parametrize("text", ["6月15日前", "6月底", "35000", "6-7"])
def test_what_is_no_single_day_is_none_in_a_return(text: str) -> None:
    """A deadline's words, a number of long ago, what may be two months."""
    written = parse_day(text)
    assert written is None or written.may_be_months


def test_a_number_that_is_no_day_of_our_time_is_none_in_a_plan() -> None:
    """35000 would be a day of 1995."""
    assert parse_deadline("35000", 2022) is None


def test_last_of_february_knows_leap_years() -> None:
    assert parse_deadline("2月底前", 2024) == Deadline(date(2024, 2, 29))
    assert month_end(2024, 2) == date(2024, 2, 29)


def test_a_month_later_stays_in_the_next_month() -> None:
    assert add_months(date(2022, 1, 31), 1) == date(2022, 2, 28)
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)


def test_months_go_over_the_end_of_a_year_both_ways() -> None:
    assert add_months(date(2022, 12, 31), 2) == date(2023, 2, 28)
    assert add_months(date(2023, 1, 15), -1) == date(2022, 12, 15)
    assert [month_end(2022, month).day for month in (1, 2, 11, 12)] == [31, 28, 30, 31]
    assert month_end(9999, 12) == date.max


@given(
    st.text(alphabet="0123456789年月日底前内上中下旬第季度次一二十./- Q", max_size=12),
    st.integers(2000, 2100),
)
def test_no_text_breaks_the_reader(text: str, year: int) -> None:
    found = parse_deadline(text, year)
    assert found is None or isinstance(found.day, date)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_reads_back_in_every_way_of_writing_it(day: date) -> None:
    ways = (day.isoformat(), f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日", f"{day:%Y/%m/%d}")
    assert {parse_deadline(way, 2022) for way in ways} == {Deadline(day)}
    assert parse_deadline(f"{day.month}月{day.day}日", day.year) == Deadline(day)
