"""A calendar day, with its year."""

import re
from datetime import date, datetime, timedelta

from duban.fields.clean import half_width
from duban.fields.kind import Ask, Kind, Reading
from duban.model.book import Validation

_EPOCH = date(1899, 12, 30)
_SERIALS = range(40_000, 60_000)
"""Excel's day numbers from 2009 to 2064: in a column of days, a number among them is one."""
_FULL = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 0{1,2}:00(?::00)?)?")
_PLAIN = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_SHORT_YEAR = re.compile(r"(\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_NO_YEAR = re.compile(r"(\d{1,2})[-/.月](\d{1,2})日?")
_AROUND = re.compile(r" ?([-/.年月]) ?| (日)")  # blanks that people put between the parts of a day
_NUMERALS = str.maketrans("〇零一二三四五六七八九", "00123456789")


def rule(cells: str, ask: Ask) -> Validation:
    """A real date inside the allowed days."""
    low, high = bounds(ask)
    return Validation(cells, "date", low=low, high=high, title=ask.column.label, prompt=ask.column.help)


def bounds(ask: Ask) -> tuple[date, date]:
    """The first and the last day that may be answered."""
    return ask.days[ask.column.earliest], ask.days[ask.column.latest]


def read(raw: object, ask: Ask) -> Reading:
    """A date, or words and numbers that can mean only one day.

    A day without its year counts only where exactly one year of the allowed span makes it possible.
    """
    low, high = bounds(ask)
    if isinstance(raw, datetime):
        day, repaired = raw.date(), raw.time() != datetime.min.time()
    elif isinstance(raw, date):
        day, repaired = raw, False
    else:
        found = _parse(raw, low, high)
        if found is None:
            return Reading(problem="not-a-date", facts={"example": high.isoformat()})
        day, repaired = found, True
    if not low <= day <= high:
        return Reading(problem="date-out-of-range", facts={"day": day, "low": low, "high": high})
    return Reading(day, repaired=repaired)


def _parse(raw: object, low: date, high: date) -> date | None:
    if isinstance(raw, int | float):
        if raw in _SERIALS:
            return _EPOCH + timedelta(days=int(raw))
        raw = str(int(raw)) if float(raw).is_integer() else ""
    word = _western(_AROUND.sub(r"\1\2", half_width(str(raw))))
    if match := _FULL.fullmatch(word) or _PLAIN.fullmatch(word):
        return _day(*map(int, match.groups()))
    if word.isdigit() and int(word) in _SERIALS:
        return _EPOCH + timedelta(days=int(word))
    if match := _SHORT_YEAR.fullmatch(word):
        year, month, day = map(int, match.groups())
        found = _day(2000 + year, month, day)
        return found if found and low <= found <= high else None
    if match := _NO_YEAR.fullmatch(word):
        month, day = map(int, match.groups())
        possible = [_day(year, month, day) for year in range(low.year, high.year + 1)]
        inside = [found for found in possible if found and low <= found <= high]
        return inside[0] if len(inside) == 1 else None
    return None


def _western(word: str) -> str:
    """二〇二二年六月二十日 with Arabic digits; other words stay as they are."""
    match = re.fullmatch(
        r"([〇零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日?",
        word,
    )
    if not match:
        return word
    year, month, day = match.groups()
    return f"{year.translate(_NUMERALS)}年{_tens(month)}月{_tens(day)}日"


def _tens(numeral: str) -> str:
    """Up to 99: 十 → 10, 二十 → 20, 二十三 → 23."""
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return numeral.translate(_NUMERALS)
    return (tens.translate(_NUMERALS) or "1") + (ones.translate(_NUMERALS) or "0")


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


DAY = Kind("input-date", rule, read)
