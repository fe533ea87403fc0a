"""Dates as people write them: 3月底前, 年内, 第二季度, 2022.6.8."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from dateutil.relativedelta import relativedelta

_NUMERALS = {word: str(number) for number, word in enumerate((*"一二三四五六七八九十", "十一", "十二"), 1)}
_NUMERAL = re.compile("十一|十二|[一二三四五六七八九十]")
_SPACE = re.compile(r"\s+")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．／－", "0123456789./-")

_WHOLE = re.compile(r"(\d{4})([-/.年])(\d{1,2})(?:\2|月)(\d{1,2})[日号]?(?:之?前|以前)?")
_DIGITS = re.compile(r"(20\d\d)(\d\d)(\d\d)")
_SERIAL = re.compile(r"[3-5]\d{4}")
_YEAR = re.compile(r"(\d{4}(?:年|(?=\D|$)))|(次年|明年|翌年|下一年)|今年|本年|当年")
_DAY = re.compile(r"(\d{1,2})(?:月(\d{1,2})[日号]|[-/.](\d{1,2}))(?:之?前|以前)?")
_MONTH = re.compile(r"(\d{1,2})月份?(上旬|中旬|下旬)?(底|末|内)?(之?前|以前)?")
_QUARTER = re.compile(r"(?:第?([1-4])季度|[Qq]([1-4]))(底|末|内)?(之?前|以前)?")
_HALF = re.compile(r"(上|下)半年(底|末|内)?(之?前|以前)?")
_YEAR_END = re.compile(r"(?:全年|年度?[底末内终])(?:之?前|以前)?")
_NAMED_YEAR_END = re.compile(r"(?:年?度?[底末内终](?:之?前|以前)?)?")

_EXCEL_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day that is still on time. ambiguous: people differ on what the words mean; ask the clerk."""

    day: date
    ambiguous: bool = False


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

    year: the plan's year, meant wherever the words name none.
    `9月前` is read strictly, as the last day of August, and is ambiguous.
    """
    words = _SPACE.sub("", text).translate(_FULL_WIDTH)
    try:
        return _read(words, plan_year)
    except (ValueError, OverflowError):
        return None


def _read(words: str, year: int) -> Deadline | None:
    if match := _WHOLE.fullmatch(words):
        return Deadline(date(int(match[1]), int(match[3]), int(match[4])))
    if match := _DIGITS.fullmatch(words):
        return Deadline(date(int(match[1]), int(match[2]), int(match[3])))
    if _SERIAL.fullmatch(words):
        return Deadline(_EXCEL_EPOCH + timedelta(days=int(words)))
    if not words:
        return None
    words = _NUMERAL.sub(lambda match: _NUMERALS[match[0]], words)
    named = _YEAR.match(words)
    if named:
        year = int(named[1][:4]) if named[1] else year + bool(named[2])
        words = words[named.end() :]
    return _in_year(words, year, named=named is not None)


def _in_year(words: str, year: int, *, named: bool) -> Deadline | None:
    """The words without their year. named: a year stood before them, so that 底 alone says enough."""
    if match := _DAY.fullmatch(words):
        return Deadline(date(year, int(match[1]), int(match[2] or match[3])))
    if match := _MONTH.fullmatch(words):
        return _month(year, int(match[1]), match[2] or "", end=bool(match[3]), before=bool(match[4]))
    if match := _QUARTER.fullmatch(words):
        return _span(year, (int(match[1] or match[2]) - 1) * 3, 3, strict=bool(match[4]) and not match[3])
    if match := _HALF.fullmatch(words):
        return _span(year, 0 if match[1] == "上" else 6, 6, strict=bool(match[3]) and not match[2])
    if (_NAMED_YEAR_END if named else _YEAR_END).fullmatch(words):
        return Deadline(date(year, 12, 31))
    return None


def _month(year: int, month: int, third: str, *, end: bool, before: bool) -> Deadline:
    if third:
        days = {"上旬": date(year, month, 10), "中旬": date(year, month, 20), "下旬": month_end(year, month)}
        return Deadline(days[third], ambiguous=before and not end)
    if before and not end:
        return Deadline(date(year, month, 1) - timedelta(days=1), ambiguous=True)
    return Deadline(month_end(year, month))


def _span(year: int, months_before: int, months: int, *, strict: bool) -> Deadline:
    """The end of a quarter or half year; `前` without 底 means its beginning, and is ambiguous."""
    if strict:
        return Deadline(add_months(date(year, 1, 1), months_before) - timedelta(days=1), ambiguous=True)
    return Deadline(month_end(year, months_before + months))
