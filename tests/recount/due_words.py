"""When a line of a plan is due, worked out anew from its words: once, in each interval, or all the year."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

import chinese_calendar

from tests.recount.days import day_of, month_end

Duty = Literal["once", "recurring", "continuing"]
HOLIDAYS = {
    "Spring Festival": ("春节",),
    "Tomb-sweeping Day": ("清明", "清明节"),
    "Labour Day": ("五一", "劳动节"),
    "Dragon Boat Festival": ("端午", "端午节"),
    "Mid-autumn Festival": ("中秋", "中秋节"),
    "National Day": ("国庆", "国庆节"),
}
ALL_YEAR = re.compile(r"(?:贯穿)?全年(?:推进|落实)?|持续推进|常态化|长期坚持")
EACH = re.compile(r"每(?P<size>[两2]?)个?(?P<what>月|周|季度|半年)(?P<rest>.*)")
COUNT = re.compile(r"(?:至少|不少于)?(\d+)(次|场)")
IN_INTERVAL = re.compile(r"(?P<first>首月)?(?P<day>\d+)日前?")
SIZES = {"月": 1, "周": 1, "季度": 3, "半年": 6}
QUARTERS = "一二三四"


@dataclass(frozen=True)
class Term:
    """One time at which a line is due. name: of its interval. times, counted: how often (3 次)."""

    due: date
    begins: date | None = None
    name: str = ""
    times: int = 0
    counted: str = ""


@dataclass(frozen=True)
class DueWords:
    """What the words mean."""

    duty: Duty
    terms: tuple[Term, ...]


@cache
def holidays_of(year: int) -> Mapping[str, date]:
    """Name of a holiday → its first day of rest."""
    days = (date(year, 1, 1) + timedelta(days=count) for count in range(365))
    first: dict[str, date] = {}
    for day in days:
        _, holiday = chinese_calendar.get_holiday_detail(day)  # type: ignore[no-untyped-call]
        for name in HOLIDAYS.get(str(holiday), ()):
            if not chinese_calendar.is_workday(day):  # type: ignore[no-untyped-call]
                first.setdefault(name, day)
    return first


def due_words(words: object, year: int, named: Mapping[str, object]) -> DueWords:
    """The terms of a line. named: what the plan and the office call days, before what the calendar does."""
    text = re.sub(r"\s", "", str(words))
    if ALL_YEAR.fullmatch(text):
        return DueWords("continuing", (Term(date(year, 12, 31), date(year, 1, 1)),))
    if match := EACH.fullmatch(text):
        return DueWords("recurring", _terms(match, year))
    return DueWords("once", (_once(words, text, year, named),))


def _once(words: object, text: str, year: int, named: Mapping[str, object]) -> Term:  # noqa: PLR0911
    if text.startswith("次年"):
        return _once(text.removeprefix("次年"), text.removeprefix("次年"), year + 1, {})
    name = text.removesuffix("前")
    known = {**holidays_of(year), **named}
    if name != text and name in known:
        return Term(day_of(known[name], year) - timedelta(days=1))
    if match := re.fullmatch(r"(\d{4})[—-](\d{4})年", text):
        return Term(date(int(match[2]), 12, 31), date(int(match[1]), 1, 1))
    if match := re.fullmatch(r"(\d+)月?[—-](\d+)月", text):
        return Term(month_end(year, int(match[2])), date(year, int(match[1]), 1))
    if match := re.fullmatch(rf"第?([{QUARTERS}])季度末?", text):
        return Term(month_end(year, 3 * QUARTERS.index(match[1]) + 3))
    if match := re.fullmatch(r"上半年|(\d+)月", text):
        return Term(month_end(year, int(match[1] or 6)))
    return Term(day_of(words, year))


def _terms(match: re.Match[str], year: int) -> tuple[Term, ...]:
    months = SIZES[match["what"]] * (2 if match["size"] else 1)
    count = COUNT.search(match["rest"])
    inside = IN_INTERVAL.fullmatch(match["rest"])
    times = int(count[1]) if count else 1
    weekly = match["what"] == "周"
    terms = []
    for first in range(1, 13, months):
        last = first + months - 1
        due = month_end(year, last)
        if inside:
            due = date(year, first if inside["first"] else last, int(inside["day"]))
        sundays = sum(week[calendar.SUNDAY] > 0 for week in calendar.monthcalendar(year, first))
        often = times * sundays if weekly else times
        is_counted = weekly or times > 1
        word = count[2] if count else "次"
        terms.append(
            Term(due, date(year, first, 1), _name(first, months), often * is_counted, word if is_counted else "")
        )
    return tuple(terms)


def _name(first: int, months: int) -> str:
    """What people call an interval of a year."""
    if months == 3:
        return f"第{QUARTERS[first // 3]}季度"
    if months == 6:
        return "上半年" if first == 1 else "下半年"
    return f"{first}月" if months == 1 else f"{first}—{first + months - 1}月"
