"""When a line of a plan is due: by a day, in a span, before a named day, again and again, or all the year."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.text.schedule import Schedule, ScheduleKind, parse_schedule, split_schedule

YEAR = 2022
NAMED = {"春节": date(2022, 1, 31), "五一": date(2022, 4, 30), "汛期": date(2022, 4, 15), "次年春节": date(2023, 1, 21)}


def schedule(text: str) -> Schedule:
    parsed = parse_schedule(text, YEAR, NAMED)
    assert parsed is not None, text
    return parsed


@pytest.mark.parametrize(
    ("text", "begins", "due"),
    [
        ("3月底前", None, date(2022, 3, 31)),  # a deadline stays what it was
        ("6月—9月", date(2022, 6, 1), date(2022, 9, 30)),
        ("6-9月", date(2022, 6, 1), date(2022, 9, 30)),
        ("六月至九月", date(2022, 6, 1), date(2022, 9, 30)),
        ("3月15日—5月20日", date(2022, 3, 15), date(2022, 5, 20)),
        ("二季度至三季度", date(2022, 4, 1), date(2022, 9, 30)),
        ("2022—2023年", date(2022, 1, 1), date(2023, 12, 31)),
        ("2022年3月—2023年6月", date(2022, 3, 1), date(2023, 6, 30)),
        ("春节前", None, date(2022, 1, 30)),  # the last day before the rest days begin
        ("五一前", None, date(2022, 4, 29)),  # 五一 is a name, not the 51st
        ("汛期前", None, date(2022, 4, 14)),
        ("次年春节前", None, date(2023, 1, 20)),
    ],
)
def test_a_line_that_comes_due_once_has_one_day(text: str, begins: date | None, due: date) -> None:
    (term,) = schedule(text).terms
    assert (schedule(text).kind, term.begins, term.due) == (ScheduleKind.ONCE, begins, due)


@pytest.mark.parametrize(
    ("text", "count", "first", "last", "times", "counted"),
    [
        ("每月", 12, date(2022, 1, 31), date(2022, 12, 31), 1, ""),
        ("每月10日前", 12, date(2022, 1, 10), date(2022, 12, 10), 1, ""),
        ("每月底", 12, date(2022, 1, 31), date(2022, 12, 31), 1, ""),
        ("每月31日", 12, date(2022, 1, 31), date(2022, 12, 31), 1, ""),  # February has its last day
        ("每月至少1次", 12, date(2022, 1, 31), date(2022, 12, 31), 1, ""),  # done or not: nothing to count
        ("每月不少于2次", 12, date(2022, 1, 31), date(2022, 12, 31), 2, "次"),
        ("每两月", 6, date(2022, 2, 28), date(2022, 12, 31), 1, ""),
        ("每季度末", 4, date(2022, 3, 31), date(2022, 12, 31), 1, ""),
        ("每季度首月15日前", 4, date(2022, 1, 15), date(2022, 10, 15), 1, ""),
        ("每季度末月25日前", 4, date(2022, 3, 25), date(2022, 12, 25), 1, ""),
        ("每季度次月10日前", 4, date(2022, 4, 10), date(2023, 1, 10), 1, ""),
        ("每季度两次", 4, date(2022, 3, 31), date(2022, 12, 31), 2, "次"),
        ("每季度至少召开2场", 4, date(2022, 3, 31), date(2022, 12, 31), 2, "场"),
        ("每半年不少于1次", 2, date(2022, 6, 30), date(2022, 12, 31), 1, ""),
        ("3月起每月", 10, date(2022, 3, 31), date(2022, 12, 31), 1, ""),
        ("每周1次", 12, date(2022, 1, 31), date(2022, 12, 31), 5, "次"),  # January 2022 has five Sundays
        ("每两周1次", 12, date(2022, 1, 31), date(2022, 12, 31), 2, "次"),
    ],
)
def test_a_recurring_duty_is_due_in_each_interval(
    text: str, count: int, first: date, last: date, times: int, counted: str
) -> None:
    parsed = schedule(text)
    found = (len(parsed.terms), parsed.terms[0].due, parsed.terms[-1].due, parsed.terms[0].times, parsed.counted)
    assert (parsed.kind, found) == (ScheduleKind.RECURRING, (count, first, last, times, counted))


@pytest.mark.parametrize(
    ("text", "names", "dues", "times"),
    [
        ("3月和9月", ["3月", "9月"], [date(2022, 3, 31), date(2022, 9, 30)], 1),
        ("5、6、11月", ["5月", "6月", "11月"], [date(2022, 5, 31), date(2022, 6, 30), date(2022, 11, 30)], 1),
        ("每年六月、十二月底前", ["六月", "十二月底前"], [date(2022, 6, 30), date(2022, 12, 31)], 1),
        ("3月15日、9月15日前各1次", ["3月15日", "9月15日前"], [date(2022, 3, 15), date(2022, 9, 15)], 1),
        ("上半年，下半年各开展两次", ["上半年", "下半年"], [date(2022, 6, 30), date(2022, 12, 31)], 2),
        ("春节前、五一前", ["春节前", "五一前"], [date(2022, 1, 30), date(2022, 4, 29)], 1),
        ("9月及次年3月", ["9月", "次年3月"], [date(2022, 9, 30), date(2023, 3, 31)], 1),
    ],
)
def test_a_list_of_days_is_due_by_each_of_them(text: str, names: list[str], dues: list[date], times: int) -> None:
    parsed = schedule(text)
    assert parsed.kind is ScheduleKind.RECURRING
    assert [(term.name, term.due, term.times) for term in parsed.terms] == [
        (name, due, times) for name, due in zip(names, dues, strict=True)
    ]
    begins = [term.begins for term in parsed.terms]
    assert begins[0] == date(2022, 1, 1)
    assert all(begin and (begin - term.due).days == 1 for begin, term in zip(begins[1:], parsed.terms, strict=False))


@pytest.mark.parametrize("text", ["全年", "全年推进", "持续推进", "常态化", "常态化开展", "长期坚持", "贯穿全年"])
def test_a_continuing_duty_ends_with_the_year(text: str) -> None:
    parsed = schedule(text)
    assert (parsed.kind, parsed.terms[0].due) == (ScheduleKind.CONTINUING, date(2022, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "高考前",
        "每学期",
        "每年",
        "适时",
        "9月—6月",
        "每月32日前后",
        "",
        "9月、3月",
        "3月、3月",
        "3月、适时",
        "3月和13月",
        "5、",
        "3月、9月各班",
    ],
)
def test_what_cannot_be_known_is_not_guessed(text: str) -> None:
    assert parse_schedule(text, YEAR, NAMED) is None


@pytest.mark.parametrize("part", ["至", "1月1日-", "每月", "全年", "前", "至少1次"])
def test_no_prose_is_searched_for_days(part: str) -> None:
    """Read to its end, this took minutes: each dash parts the words anew."""
    assert parse_schedule(part * 100_000, YEAR, NAMED) is None


@given(
    st.sampled_from(["每月", "每两月", "每季度", "每半年", "每周"]),
    st.sampled_from(["", "1次", "至少2次", "不少于3场"]),
    st.integers(2000, 2100),
)
def test_the_intervals_of_a_duty_cover_the_year_without_a_gap(every: str, times: str, year: int) -> None:
    parsed = parse_schedule(every + times, year)
    assert parsed is not None
    begins, dues = [term.begins for term in parsed.terms], [term.due for term in parsed.terms]
    assert (begins[0], dues[-1]) == (date(year, 1, 1), date(year, 12, 31))
    assert all(begin and (begin - due).days == 1 for due, begin in zip(dues, begins[1:], strict=False))


@given(st.integers(2000, 2100))
def test_the_weeks_of_the_months_are_those_of_the_year(year: int) -> None:
    parsed = parse_schedule("每周1次", year)
    assert parsed is not None
    sundays = (date(year, 12, 31) - date(year, 1, 1)).days // 7
    assert sum(term.times for term in parsed.terms) in {sundays, sundays + 1}


@pytest.mark.parametrize(
    ("text", "due", "content"),
    [
        ("①3月底前完成土方", "3月底前", "完成土方"),  # numbered as in the table
        ("（2）9月底前封顶", "9月底前", "封顶"),
        ("汛期前 完成管网", "汛期前", "完成管网"),
        ("6—9月：集中施工", "6—9月", "集中施工"),
        ("每季度一次，开会", "每季度一次", "开会"),
        ("3月底前、9月底前召开会议", "3月底前、9月底前", "召开会议"),
        ("6月和12月，报送总结", "6月和12月", "报送总结"),
        ("3月底前和平小学开工", "3月底前", "和平小学开工"),
        ("每季度召开会议", "", "每季度召开会议"),  # its words and its duty cannot be told apart
        ("秋收后 开工", "", "秋收后 开工"),
    ],
)
def test_a_milestone_in_one_line_begins_with_its_due_words(text: str, due: str, content: str) -> None:
    assert split_schedule(text, 2026, {"汛期": date(2026, 4, 15)}) == (due, content)
