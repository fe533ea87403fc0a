"""Days and periods in the words of a plan, worked out anew."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar

YEAR_END = ("年底", "年底前", "年内", "全年", "年末")
DIGITS = "零一二三四五六七八九十"


def month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def day_of(words: object, year: int) -> date:  # noqa: PLR0911 — one return a way of writing
    """The last day on which a deadline in words still holds."""
    if isinstance(words, date):
        return words
    text = str(words).strip()
    if match := re.fullmatch(r"(\d{4})-(\d\d?)-(\d\d?)", text):
        return date(*map(int, match.groups()))
    if text.startswith("次年"):
        return day_of(text.removeprefix("次年"), year + 1)
    text = re.sub(rf"^(今年|{year}年)", "", text) if text not in YEAR_END else text
    if text in (*YEAR_END, "底", "底前"):
        return date(year, 12, 31)
    if match := re.fullmatch(r"(\d+)月底前?", text):
        return month_end(year, int(match[1]))
    if match := re.fullmatch(r"(\d+)月(\d+)日前?", text):
        return date(year, int(match[1]), int(match[2]))
    if match := re.fullmatch(r"(\d+)月前", text):
        return date(year, int(match[1]), 1) - timedelta(days=1)
    raise ValueError(text)


def is_working(day: date) -> bool:
    return bool(chinese_calendar.is_workday(day))  # type: ignore[no-untyped-call]


def working_day_after(day: date, count: int) -> date:
    while count:
        day += timedelta(days=1)
        count -= is_working(day)
    return day


def numeral(number: int) -> str:
    """1 is 一, 12 is 十二."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return f"{head}{DIGITS[ones] if ones or not tens else ''}"


def cn_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def short_date(day: date) -> str:
    return f"{day.month}月{day.day}日"


def period_in_words(code: str) -> str:
    """What people call a period of a year: 2022-06 is 6月, 2022-B3 5—6月, 2022-Q2 二季度, 2022-H1 上半年."""
    _, _, part = code.partition("-")
    number = int(part.lstrip("BQHDNYE") or 0)
    if part[:1] in ("D", "N"):
        return f"{'次年' if part[0] == 'N' else ''}{int(part[1:3])}月{int(part[3:])}日填报"
    if part[:1] == "B":
        return f"{2 * number - 1}—{2 * number}月"
    named = {"": "全年", "YE": "年终补报", "H1": "上半年", "H2": "下半年", f"Q{number}": f"{numeral(number)}季度"}
    return named.get(part) or f"{number}月"


@dataclass(frozen=True)
class Period:
    """One time that a form is due. counted: the last day that is still in time."""

    code: str
    label: str
    start: date
    end: date
    due: date

    @property
    def start_before(self) -> date:
        """The first day of as many months before its own."""
        months = 12 * (self.end.year - self.start.year) + self.end.month - self.start.month + 1
        months_before = 12 * self.start.year + self.start.month - 1 - months
        return date(months_before // 12, months_before % 12 + 1, 1)

    @property
    def counted(self) -> date:
        """A due day that nobody works on moves to the next working day."""
        return self.due if is_working(self.due) else working_day_after(self.due, 1)


def period_of(code: str, cycle: Mapping[str, object], year: int) -> Period:
    """A period by its code: 2022-06, 2021-B2, 2020-Q3, 2020-D1010 or 2024.

    Args:
        code: as in a form's code.
        cycle: what the plan says under 填报 about the form.
        year: the plan's.
    """
    tail = code.partition("-")[2]
    first, last = 1, 12
    if tail == "YE":
        due = day_of(cycle["年终补报"], year)
        begin = 1 if cycle.get("累计") else 12
        months = f"{begin}—12月" if begin < 12 else "12月"
        return Period(code, f"{months}，年终补报", date(year, 12, 1), due, due)
    if tail[:1] == "Q":
        last = int(tail[1:]) * 3
        first = last - 2
    elif tail[:1] == "B":
        last = int(tail[1:]) * 2
        first = last - 1
    elif tail.isdigit():
        first = last = int(tail)
    if tail[:1] == "D":
        day = date(year, int(tail[1:3]), int(tail[3:]))
        return Period(code, f"{short_date(day)}填报", date(year, 1, 1), day, day)
    end = month_end(year, last)
    begin = 1 if cycle.get("累计") else first
    label = f"{begin}—{last}月" if begin != last else f"{last}月"
    if not tail or (begin, last) == (1, 12):
        label = "全年" if not tail else label
    return Period(code, label, date(year, first, 1), end, filing_day(str(cycle["截止"]), end))


def filing_day(words: str, end: date) -> date:
    if match := re.fullmatch(r"期末后(\d+)个?工作日", words):
        return working_day_after(end, int(match[1]))
    if match := re.fullmatch(r"期末后(\d+)天", words):
        return end + timedelta(days=int(match[1]))
    if match := re.fullmatch(r"(\d+)日", words):
        return end.replace(day=int(match[1]))
    if match := re.fullmatch(r"次月(\d+)日", words):
        return (end + timedelta(days=1)).replace(day=int(match[1]))
    return end if words == "期末" else day_of(words, end.year)
