"""Days and deadlines as people write them: 2022.6.8, 六月八日, 22/6/8; 3月底前, 年内, 第二季度.

A day is one day of the calendar, with or without its year. A deadline is more: 前, 底, 旬, a quarter, 次年 are words of
plans; in a return they are no day.
"""

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from dateutil.relativedelta import relativedelta

from duban.text.folding import digits_for_numerals, remove_spaces, to_half_width
from duban.text.lazy_pattern import lazy_pattern
from duban.value_object import ValueObject, replace

_EPOCH = date(1899, 12, 30)
_NUMBERS_BEGIN, _NUMBERS_END = date(1899, 12, 31), date(1905, 1, 1)
"""No plan speaks of a day between them. Up to 28 February 1900 the first is day 0."""
_SERIALS = range(40_000, 60_000)
"""Day numbers of spreadsheet programs from 2009 to 2064; other numbers are no days."""

_CLOCK = r"((?:[01]?[0-9]|2[0-4]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?)"
MIDNIGHT = "0:."
"""A time of no other characters says nothing but the day."""
_FULL_DAY = lazy_pattern(
    rf"([0-9]{{4}})[-/.年]([0-9]{{1,2}})[-/.月]([0-9]{{1,2}})[日号]?(?:(?:(?<=[日号])|[ T]){_CLOCK})?"
)
_EIGHT_DIGITS = lazy_pattern("((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})")
_FIVE_DIGITS = lazy_pattern("[0-9]{5}")
_SHORT_YEAR_DAY = lazy_pattern("([0-9]{2})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})[日号]?")
_NO_YEAR_DAY = lazy_pattern("([0-9]{1,2})([-/.月])([0-9]{1,2})[日号]?")
_SPACED_SIGN = lazy_pattern(r" ?([-/.年月]) ?| ([日号])|([日号]) ")
_DASHES = str.maketrans("—–", "--")
_WEEKDAY = lazy_pattern(r" ?\(?(?:周|星期|礼拜)([一二三四五六日天])\)?$")
_WEEKDAYS = "一二三四五六日"
_MONTHS = 12
LEAP_YEAR = 2000
"""Any day of any year is one in it: for words whose year is not known."""
_LONGEST_DEADLINE = 16  # characters of a deadline at the head of a text
_DAY_SIGNS = frozenset("年月日号")
"""No deadline ends before one of these: 6—9 of 6—9月 is no day in June."""
_WITHIN_DAY = lazy_pattern(r"(?<=\d)(?=\d)|(?<=月)(?=\d{1,2}[日号])|(?<=年)(?=\d{1,2}月)")
_DEADLINE_STOPS = " \u3000\t：:，,"

_BEFORE = lazy_pattern("(?:之?前|以前)$")
_YEAR = lazy_pattern(r"(\d{4}(?:年|(?=\D|$)))|(次年|明年|翌年|下一年)|今年|本年|当年")
_SPAN = lazy_pattern(
    r"(?:(\d{1,2})月份?(上旬|中旬|下旬)?|第?([1-4])季度|[Qq]([1-4])|(上|下)半年)(底|末|内)?(之?前|以前)?"
)
_YEAR_END = lazy_pattern(r"(?:全年|年度?[底末内终])(?:之?前|以前)?")
_NAMED_YEAR_END = lazy_pattern(r"(?:年?度?[底末内终](?:之?前|以前)?)?")


class WrittenDay(ValueObject):
    """A day in words or digits, not yet known to be in the calendar.

    Attributes:
        year: None where none is written.
        is_serial: written as a program's day number (44732).
        has_short_year: written with two digits of its year.
        has_time: written with a time that is not midnight.
        may_be_months: 6-7, which is two months to some.
        weekday: written beside it, Monday is 0; None where none is.
    """

    month: int
    day: int
    year: int | None = None
    is_serial: bool = False
    has_short_year: bool = False
    has_time: bool = False
    may_be_months: bool = False
    weekday: int | None = None

    def in_year(self, year: int) -> date | None:
        """The day in its own year, else in the given one; None where the calendar has no such day."""
        try:
            day = date(year if self.year is None else self.year, self.month, self.day)
        except ValueError:
            return None
        return day if self.weekday in (None, day.weekday()) else None


class Deadline(ValueObject):
    """The last day that is still on time. ambiguous: people differ on what the words mean; ask the clerk."""

    day: date
    ambiguous: bool = False


@lru_cache(maxsize=2048)  # all units and plans speak of the same few days
def parse_day(text: str) -> WrittenDay | None:
    """The one day that a text names: 2022-6-15, 22.6.15, 6月15日, 六月廿五, 20220615, 44727, with or without a time.

    Returns:
        None for words that name no single day (6月底, 上旬, 6月15日前).
    """
    words = to_half_width(text).translate(_DASHES).rstrip("。.,;、").replace("元月", "1月")
    weekday = _WEEKDAY.search(words)
    words = words[: weekday.start()] if weekday else words
    written = _day_in_digits(_SPACED_SIGN.sub(r"\1\2\3", digits_for_numerals(words)))
    if written and weekday:
        return replace(written, weekday=_WEEKDAYS.index(weekday[1].replace("天", "日")))
    return written


def split_clock(text: str) -> tuple[str, str]:
    """A day in digits and the time behind it: 2026/8/15 and 17:30; a text that is nothing of the kind, and nothing."""
    match = _FULL_DAY.fullmatch(text)
    return (text[: match.start(4)].rstrip(" T"), match[4]) if match and match[4] else (text, "")


def _day_in_digits(words: str) -> WrittenDay | None:
    if match := _FULL_DAY.fullmatch(words):
        year, month, day, clock = match.groups()
        return WrittenDay(int(month), int(day), int(year), has_time=bool(clock and clock.strip(MIDNIGHT)))
    if match := _EIGHT_DIGITS.fullmatch(words):
        return WrittenDay(int(match[2]), int(match[3]), int(match[1]))
    if _FIVE_DIGITS.fullmatch(words):
        numbered = day_from_serial(int(words))
        return WrittenDay(numbered.month, numbered.day, numbered.year, is_serial=True) if numbered else None
    if match := _SHORT_YEAR_DAY.fullmatch(words):
        return WrittenDay(int(match[2]), int(match[3]), 2000 + int(match[1]), has_short_year=True)
    if match := _NO_YEAR_DAY.fullmatch(words):
        months = match[2] == "-" and int(match[3]) <= _MONTHS
        return WrittenDay(int(match[1]), int(match[3]), may_be_months=months)
    return None


def day_from_serial(number: object) -> date | None:
    """The day that a spreadsheet program stored as its number, counted from 1900.

    Returns:
        None for what is no number, for a number with a time of day, and for days before 2009 or after 2064.
    """
    if not isinstance(number, int | float) or not _SERIALS.start <= number < _SERIALS.stop:
        return None
    return _EPOCH + timedelta(days=int(number)) if number == int(number) else None  # a range searches for a float


def small_number(stored: date) -> Decimal | None:
    """The number that was typed where a program made a day of 1900 to 1904 of it: 6.18 is an hour of 6 January 1900.

    Returns:
        None for any other day; at most four digits behind the point.
    """
    number = Decimal(stored.toordinal() - _NUMBERS_BEGIN.toordinal())
    if not _NUMBERS_BEGIN <= date(stored.year, stored.month, stored.day) < _NUMBERS_END:
        return None
    if isinstance(stored, datetime):
        number += Decimal(str((stored - datetime.combine(stored, time())) / timedelta(days=1)))
    return round(number, 4)


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def add_months(day: date, months: int) -> date:
    """The same day so many months later; the last day of the month where there is no such day."""
    return day + relativedelta(months=months)


def format_deadline(day: date, plan_year: int) -> str:
    """A deadline as plans word it: 6月底前, 6月15日前; with its year where that is not the plan's."""
    named = "" if day.year == plan_year else f"{day.year}年"
    if day == month_end(day.year, day.month):
        return f"{named}{day.month}月底前"
    return f"{named}{day.month}月{day.day}日前"


@lru_cache(maxsize=1024)  # a plan says the same few words again and again
def parse_deadline(text: str, plan_year: int) -> Deadline | None:
    """The day that the words mean, inclusive; None where no day can be read from them.

    Args:
        text: a day as `parse_day` reads it, perhaps with 前; or 3月底前, 5月上旬, 第二季度, 上半年, 年底, 次年1月5日.
        plan_year: meant wherever the words name no year.

    Returns:
        `9月前` is read strictly, as the last day of August, and is ambiguous.
    """
    words = remove_spaces(text)
    written = parse_day(text) or parse_day(_BEFORE.sub("", words))
    if written:
        day = written.in_year(plan_year)
        return Deadline(day) if day else None
    try:
        return _parse_span(digits_for_numerals(to_half_width(words).replace("元月", "1月")), plan_year)
    except (ValueError, OverflowError):
        return None


def split_deadline(text: str) -> tuple[str, str]:
    """The deadline with which a text begins and what it says behind it: 3月底前完成招标 → 3月底前, 完成招标.

    Returns:
        The longest beginning that is a deadline, without the blanks, colons and commas behind it; empty where the text
        begins with none.
    """
    lengths = range(min(len(text), _LONGEST_DEADLINE), 0, -1)
    whole = (length for length in lengths if not is_within_day(text, length))
    length = next((length for length in whole if parse_deadline(text[:length], LEAP_YEAR)), 0)
    return text[:length].strip(), text[length:].lstrip(_DEADLINE_STOPS)


def is_within_day(text: str, at: int) -> bool:
    """Whether the words of one day go on at a place in a text, or digits of one number: 2月3|0日, 2月|30日, 6月|底."""
    return text[at : at + 1] in _DAY_SIGNS or _WITHIN_DAY.match(text, at) is not None


def _parse_span(words: str, year: int) -> Deadline | None:
    """Words that say more, or less, than a day."""
    named = _YEAR.match(words)
    if named:
        year = int(named[1][:4]) if named[1] else year + bool(named[2])
        words = words[named.end() :]
    if written := parse_day(_BEFORE.sub("", words)):
        day = written.in_year(year) if written.year is None else None
        return Deadline(day) if day else None
    if span := _SPAN.fullmatch(words):
        return _end_of_span(span, year)
    if (_NAMED_YEAR_END if named else _YEAR_END).fullmatch(words):
        return Deadline(date(year, 12, 31))
    return None


def _end_of_span(span: re.Match[str], year: int) -> Deadline:
    """The end of a month, its third, a quarter or half year; `前` without 底 means its beginning, and is ambiguous."""
    month, third, quarter, letter, half, end, before = span.groups()
    if month:
        first = last = int(month)
    elif half:
        first, last = (1, 6) if half == "上" else (7, 12)
    else:
        last = 3 * int(quarter or letter)
        first = last - 2
    strict = bool(before and not end)
    if third:
        days = {"上旬": date(year, first, 10), "中旬": date(year, first, 20), "下旬": month_end(year, first)}
        return Deadline(days[third], ambiguous=strict)
    if strict:
        return Deadline(date(year, first, 1) - timedelta(days=1), ambiguous=True)
    return Deadline(month_end(year, last))
