"""When a line of a plan is due, as documents word it: once by a day, again and again, or all the year.

`3月底前`, `6月—9月`, `春节前`; `每月10日前`, `每季度至少2次`, `3月和9月`; `全年推进`, `常态化`.
"""

import re
from calendar import SUNDAY, monthrange
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import repeat

from duban.text.dates import Deadline, add_months, month_end, parse_deadline, split_deadline
from duban.text.folding import digits_for_numerals, remove_spaces, to_half_width
from duban.text.lazy_pattern import lazy_pattern
from duban.text.listed_days import behind_and, listed_days
from duban.value_object import ValueObject

DaysByName = Mapping[str, date]
"""A name of a day (春节, 汛期) → its first day in the plan's year."""

_LONGEST = 60
"""Characters of the words of a due day; what is longer is prose, and is not searched for days."""
_ITEM_NUMBER = lazy_pattern(r"^\s*(?:[①-⑳]|[（(]\d{1,2}[）)])\s*")
_STOPS = " \u3000\t：:，,"
_WORDS_END = lazy_pattern(f"[{_STOPS}]+")
_YEAR_MONTHS = 12
_HALF_YEAR, _QUARTER = 6, 3
_DASH = lazy_pattern("(?:-+|—+|–|~|至|到)")
_YEAR_AND_DASH = lazy_pattern(r"(\d{4})年?(?:-+|—+|–|~|至|到)(\d{4})年?")
_BEGINS = lazy_pattern(
    r"(?:(\d{4})年)?(?:(\d{1,2})(?:月份?|\.|$)(?:(\d{1,2})[日号]?)?|第?([1-4])季度|(上|下)半年)(?:初|起)?"
)
_NAMED = lazy_pattern("(.+?)(?:放假|来临|到来)?(?:之前|以前|前)")
_CONTINUING = lazy_pattern(
    "(?:贯穿)?全年(?:度|持续|常态化?|不间断|坚持)*(?:推进|开展|坚持|实施|落实|抓好|进行|工作)?"
    "|(?:年内|全年)?(?:长期|持续|常态化?|不间断|经常性)(?:推进|开展|坚持|实施|落实|抓好|进行|工作)?"
)
_RECURRING = lazy_pattern(
    r"(?:从?(?P<first>\d{1,2})月份?(?:起|开始)[,，]?)?"
    "(?:每个?(?P<every>[两2]个?月|[两2]周|周|星期|月|季度?|半年)|(?P<word>双月|按月|逐月|按季度?|逐季))"
    "(?P<detail>.*)"
)
_TIMES = lazy_pattern(
    r"(?:(?:至少|不少于|不低于|最少|≥)?(?:开展|组织|召开|进行|检查|巡查|调度|报送)?"
    r"|(?:开展|组织|召开|进行|检查|巡查|调度|报送)?(?:至少|不少于|不低于|最少|≥))"
    r"(\d{1,3})(次|场|期|轮|篇)(?:以上)?"
)
_DAY_IN_INTERVAL = lazy_pattern(
    r"(?P<next>次月)?(?:(?:首|第?1个|(?P<nth>第?[23]个|末)|最后1个)月)?(?P<day>\d{1,2})[日号](?:之?前|以前)?"
    r"|[底末](?:之?前|以前)?|月[底末](?:之?前|以前)?|(?P<third>上旬|中旬|下旬)"
)
_IDLE = lazy_pattern("[,，、]|推进|开展|报送|完成|不少于|至少|落实")
_MONTHS_BY_WORD = {
    "月": 1, "按月": 1, "逐月": 1, "两月": 2, "两个月": 2, "2月": 2, "2个月": 2, "双月": 2,
    "季": _QUARTER, "季度": _QUARTER, "按季": _QUARTER, "按季度": _QUARTER, "逐季": _QUARTER, "半年": _HALF_YEAR,
}  # fmt: skip
_WEEKS_BY_WORD = {"周": 1, "星期": 1, "两周": 2, "2周": 2}
_THIRDS = {"上旬": 10, "中旬": 20, "下旬": 31}


class ScheduleKind(StrEnum):
    """How a line of a plan comes due."""

    ONCE = "once"
    """By one day."""
    RECURRING = "recurring"
    """Again in each interval."""
    CONTINUING = "continuing"
    """All the year: it is asked about in each period, and ends with the year."""


class Term(ValueObject):
    """One time at which a line is due.

    Attributes:
        due: the last day that is still on time.
        begins: the first day of its span or interval; None where the words name none.
        name: what people call the interval: 6月, 第二季度; empty for what comes due once.
        times: how often it has to be done in the interval, at least.
    """

    due: date
    begins: date | None = None
    name: str = ""
    times: int = 1


class Schedule(ValueObject):
    """When a line is due: at least one term, in order.

    Attributes:
        counted: the word behind the number of times (次, 场); empty where it is done or not.
        ambiguous: people differ on what the words mean; ask the clerk.
    """

    kind: ScheduleKind
    terms: tuple[Term, ...]
    counted: str = ""
    ambiguous: bool = False


def parse_schedule(text: str, year: int, named_days: DaysByName | None = None) -> Schedule | None:
    """What the words of a due day mean in a plan's year; None where nothing can be read from them.

    Args:
        text: as printed: what `parse_deadline` reads, a span (6月—9月), the day before a named one (汛期前), a
            recurring duty (每季度末, 每月至少1次, 3月起每两月; 3月和9月, 5月、6月、11月各1次) or a continuing one
            (全年推进, 常态化).
        year: of the plan.
        named_days: what the calendar and the office call days.

    Returns:
        Weeks are counted in months: 每周1次 is due each month, as often as the month has Sundays.
    """
    return None if len(text) > _LONGEST else _parsed(text, year, tuple((named_days or {}).items()))


@lru_cache(maxsize=1024)  # a plan says the same few words again and again
def _parsed(text: str, year: int, days: tuple[tuple[str, date], ...]) -> Schedule | None:
    typed, named_days = remove_spaces(text), dict(days)
    words = digits_for_numerals(to_half_width(typed).replace("元月", "1月"))
    try:
        if _CONTINUING.fullmatch(words):
            return Schedule(ScheduleKind.CONTINUING, (Term(date(year, 12, 31), date(year, 1, 1)),))
        if schedule := _recurring(words, year):
            return schedule
        if deadline := parse_deadline(text, year) or _before_named_day(typed, named_days):
            return Schedule(ScheduleKind.ONCE, (Term(deadline.day),), ambiguous=deadline.ambiguous)
        return _span(words, year) or _by_each_day(to_half_width(typed), year, named_days)
    except (ValueError, OverflowError):
        return None


def split_schedule(text: str, year: int, named_days: DaysByName | None = None) -> tuple[str, str]:
    """The due words with which a text begins and what it says behind them: 3月底前完成招标 → 3月底前, 完成招标.

    A number before them (①, （1）) is passed over. Words of a span, a named day or a recurring duty end at a blank, a
    colon or a comma: 春节前 完成调查.

    Args:
        text: a line of a plan.
        year: of the plan.
        named_days: what the calendar and the office call days.

    Returns:
        The due words are empty where it begins with none.
    """
    plain = _ITEM_NUMBER.sub("", text)
    words, *content = _WORDS_END.split(plain, maxsplit=1)
    if content and parse_schedule(words, year, named_days):
        return words, content[0]
    day, behind = split_deadline(plain)
    while day and (next_words := behind_and(behind)):
        day, content_behind = split_deadline(next_words)
        behind = content_behind if day else behind
    return plain[: len(plain) - len(behind)].rstrip(_STOPS), behind


def comes_again(text: str, year: int, named_days: DaysByName | None = None) -> bool:
    """Whether the words are those of a recurring or a continuing duty: no one day of it can be put off.

    Args:
        text: as printed.
        year: of the plan.
        named_days: what the calendar and the office call days.
    """
    schedule = parse_schedule(text, year, named_days)
    return schedule is not None and schedule.kind is not ScheduleKind.ONCE


def unknown_day_name(text: str) -> str:
    """The name of the day before which something is due, where the words are of that kind (汛期前); else empty."""
    match = _NAMED.fullmatch(remove_spaces(text))
    return match[1] if match and not re.search(r"\d", match[1]) else ""


def _before_named_day(words: str, named_days: DaysByName) -> Deadline | None:
    match = _NAMED.fullmatch(words)
    day = _find_named_day(match[1], named_days) if match else None
    return Deadline(day - timedelta(days=1)) if day else None


def _find_named_day(name: str, named_days: DaysByName) -> date | None:
    plain = name.removesuffix("节")
    return named_days.get(name) or named_days.get(plain) or named_days.get(plain + "节")


def _span(words: str, year: int) -> Schedule | None:
    """From one day to another: 6月—9月, 6-9月, 3月1日至5月底, 2022—2023年."""
    if years := _YEAR_AND_DASH.fullmatch(words):
        first, last = map(int, years.groups())
        return _one_span(date(first, 1, 1), date(last, 12, 31))
    for dash in _DASH.finditer(words):
        begins, ends = _first_day(words[: dash.start()], year), parse_deadline(words[dash.end() :], year)
        if begins and ends:
            return _one_span(begins, ends.day)
    return None


def _one_span(begins: date, due: date) -> Schedule | None:
    return Schedule(ScheduleKind.ONCE, (Term(due, begins),)) if begins <= due else None


def _first_day(words: str, year: int) -> date | None:
    match = _BEGINS.fullmatch(words)
    if match is None:
        return None
    named_year, month, day, quarter, half = match.groups()
    year = int(named_year) if named_year else year
    if month:
        return date(year, int(month), int(day or 1))
    return date(year, _QUARTER * int(quarter) - 2, 1) if quarter else date(year, 1 if half == "上" else 7, 1)


def _by_each_day(words: str, year: int, named_days: DaysByName) -> Schedule | None:
    """Again by each of several days (3月和9月, 春节前、国庆前各1次), each of which begins behind the last."""
    names, detail = listed_days(words)
    read = (parse_deadline(name, year) or _before_named_day(name, named_days) for name in names)
    deadlines = list(filter(None, read))
    days = [deadline.day for deadline in deadlines]
    if len(days) < max(2, len(names)) or days != sorted(set(days)):
        return None
    count, counted, other_words = _times_and_day(digits_for_numerals(detail))
    starts = [date(min(year, days[0].year), 1, 1), *(day + timedelta(days=1) for day in days)]
    terms = tuple(map(Term, days, starts, names, repeat(count)))
    is_ambiguous = any(deadline.ambiguous for deadline in deadlines)
    return None if other_words else Schedule(ScheduleKind.RECURRING, terms, counted * (count > 1), is_ambiguous)


@lru_cache(maxsize=1024)  # a plan says the same few words again and again
def _recurring(words: str, year: int) -> Schedule | None:
    match = _RECURRING.fullmatch(words)
    if match is None:
        return None
    word = match["every"] or match["word"]
    weeks = _WEEKS_BY_WORD.get(word, 0)
    months = 1 if weeks else _MONTHS_BY_WORD[word]
    count, counted, day_words = _times_and_day(match["detail"])
    day = _DAY_IN_INTERVAL.fullmatch(day_words)
    if day_words and (day is None or weeks):
        return None
    terms = tuple(_terms(year, months, day, int(match["first"] or 1), count, weeks))
    is_counted = bool(weeks) or count > 1
    return Schedule(ScheduleKind.RECURRING, terms, counted=counted if is_counted else "")


def _times_and_day(detail: str) -> tuple[int, str, str]:
    """Of what stands behind the interval: how often, the word for that, and the words of the day."""
    detail = detail.replace("两", "2")
    times = _TIMES.search(detail)
    if times is None:
        return 1, "次", _IDLE.sub("", detail)
    return int(times[1]), times[2], _IDLE.sub("", detail.replace(times[0], ""))


def _terms(
    year: int, months: int, day: re.Match[str] | None, first_month: int, times: int, weeks: int
) -> Iterator[Term]:
    """Each interval that ends in or after the first month. weeks: of which the count is; 0 where months are counted."""
    for first in range(1, _YEAR_MONTHS + 1, months):
        last = first + months - 1
        if last < first_month:
            continue
        begins, ends = date(year, first, 1), month_end(year, last)
        count = times * (_sundays(year, first) // weeks) if weeks else times
        yield Term(_due_in(begins, ends, day), begins, _interval_name(first, months), count)


def _due_in(begins: date, ends: date, day: re.Match[str] | None) -> date:
    if day is None or not (day["day"] or day["third"]):
        return ends
    if day["third"]:
        return ends.replace(day=min(ends.day, _THIRDS[day["third"]]))
    month = begins
    if day["nth"] or "最后" in day[0]:
        month = ends if day["nth"] in (None, "末") else add_months(begins, int(day["nth"].strip("第个")) - 1)
    elif day["next"]:
        month = add_months(ends, 1)
    elif "月" not in day[0]:
        month = ends
    return month.replace(day=min(int(day["day"]), monthrange(month.year, month.month)[1]))


def _sundays(year: int, month: int) -> int:
    """How many weeks end in a month."""
    days = (date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1))
    return sum(day.weekday() == SUNDAY for day in days)


def _interval_name(first: int, months: int) -> str:
    if months == _QUARTER:
        return f"第{'一二三四'[first // _QUARTER]}季度"
    if months == _HALF_YEAR:
        return "上半年" if first == 1 else "下半年"
    return f"{first}月" if months == 1 else f"{first}—{first + months - 1}月"
