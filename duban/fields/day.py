"""A calendar day, with its year."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from duban.fields.kind import CellContext, FieldKind, Parsed, Repair
from duban.text.folding import to_half_width
from duban.text.numerals import to_arabic_digits
from duban.workbook.book import Validation

_EPOCH = date(1899, 12, 30)
_SERIALS = range(40_000, 60_000)
"""Excel's day numbers from 2009 to 2064: in a column of days, a number among them is one."""
_SHIFT = timedelta(days=1462)
"""So far apart are the two ways in which programs number days (from 1900, from 1904)."""
_CLOCK = r"((?:[01]?[0-9]|2[0-4]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?)"
_FULL = re.compile(rf"([0-9]{{4}})[-/.年]([0-9]{{1,2}})[-/.月]([0-9]{{1,2}})[日号]?(?:(?:(?<=[日号])|[ T]){_CLOCK})?")
_PLAIN = re.compile("((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})")
_NUMBER = re.compile("[0-9]{5}")
_SHORT_YEAR = re.compile("([0-9]{2})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})[日号]?")
_NO_YEAR = re.compile("([0-9]{1,2})([-/.月])([0-9]{1,2})[日号]?")
_AROUND = re.compile(r" ?([-/.年月]) ?| ([日号])|([日号]) ")  # blanks that people put between the parts of a day
_DASHES = str.maketrans("—–", "--")
_NUMERALS = re.compile(
    "(?:([〇零一二三四五六七八九]{4})(年))?([一二三四五六七八九十]{1,2})(月)([一二三四五六七八九十]{1,3})([日号]?)"
)
_MONTHS = 12

DayAndRepair = tuple[date, Repair]


def day_validation(cells: str, ask: CellContext) -> Validation:
    """A real date inside the allowed days."""
    low, high = allowed_days(ask)
    return Validation(cells, "date", low=low, high=high, title=ask.column.label, prompt=ask.column.help)


def allowed_days(ask: CellContext) -> tuple[date, date]:
    """The first and the last day that may be answered."""
    return ask.days[ask.column.earliest], ask.days[ask.column.latest]


def parse_day(raw: object, ask: CellContext) -> Parsed:
    """A date, or words and numbers that can mean only one day.

    A day without its year counts only where exactly one year of the allowed span makes it possible.
    """
    low, high = allowed_days(ask)
    found = _found(raw, low, high)
    if found is None:
        return Parsed(problem="not-a-date", facts={"example": max(low, min(high, ask.period.end)).isoformat()})
    day, why = found
    if not low <= day <= high:
        return Parsed(problem="date-out-of-range", facts={"day": day, "low": low, "high": high, **_shifted(day, ask)})
    return Parsed(day, repair=why)


def _found(raw: object, low: date, high: date) -> DayAndRepair | None:
    match raw:
        case datetime():
            return raw.date(), "time-dropped" if raw.time() != time() else ""
        case date():
            return raw, ""
        case bool():
            return None
        case int() | float():
            return _of_number(raw)
        case str():
            return _of_words(raw, low, high)
    return None


def _of_number(raw: float) -> DayAndRepair | None:
    """A day's number in a cell that does not show days; or a day written without its strokes."""
    if not 0 < raw < 10**8:  # nor is this true of a nan
        return None
    whole = int(raw)
    if day := day_from_serial(whole):
        return day, "day-number"
    match = _PLAIN.fullmatch(str(whole)) if whole == raw else None
    return _with_why(match and _day(*match.groups()), "day-in-words")


@lru_cache(maxsize=1024)  # all units speak of the same days
def _of_words(raw: str, low: date, high: date) -> DayAndRepair | None:
    word = _western(_joined(raw))
    if match := _FULL.fullmatch(word):
        *parts, clock = match.groups()
        return _with_why(_day(*parts), "time-dropped" if clock and clock.strip("0:.") else "day-in-words")
    if match := _PLAIN.fullmatch(word):
        return _with_why(_day(*match.groups()), "day-in-words")
    if _NUMBER.fullmatch(word):
        return _of_number(int(word))
    if match := _SHORT_YEAR.fullmatch(word):
        year, month, day = match.groups()
        return _with_why(_only((2000 + int(year),), month, day, (low, high)), "year-added")
    match = _NO_YEAR.fullmatch(word)
    if match and not (match[2] == "-" and int(match[3]) <= _MONTHS):  # 6-7 may be two months
        years = range(low.year, high.year + 1)
        return _with_why(_only(years, match[1], match[3], (low, high)), "year-added")
    return None


def _only(years: Iterable[int], month: str, day: str, span: tuple[date, date]) -> date | None:
    """The one day of these years that lies inside the span."""
    possible = (_day(year, month, day) for year in years)
    inside = [found for found in possible if found and span[0] <= found <= span[1]]
    return inside[0] if len(inside) == 1 else None


def _joined(raw: str) -> str:
    """A day's words, half-width, without blanks between the parts and a full stop at the end."""
    return _AROUND.sub(r"\1\2\3", to_half_width(raw).translate(_DASHES).rstrip("。.,;、"))


def _western(word: str) -> str:
    """二〇二二年六月二十日 with Arabic digits; other words stay as they are."""
    match = _NUMERALS.fullmatch(word)
    return "".join(map(to_arabic_digits, filter(None, match.groups()))) if match else word


def _shifted(day: date, ask: CellContext) -> dict[str, object]:
    """The day that was meant where it came out of a file that counts days from 1904, or into one."""
    low, high = allowed_days(ask)
    near = low - _SHIFT <= day <= high + _SHIFT
    meant = next((other for other in (day + _SHIFT, day - _SHIFT) if low <= other <= high), "") if near else ""
    return {"meant": meant}


def _with_why(day: date | None, why: Repair) -> DayAndRepair | None:
    return (day, why) if day else None


def _day(year: int | str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def day_from_serial(number: object) -> date | None:
    """The day that a program stored as its number, where a cell lost its looks; None where it can be none."""
    return _EPOCH + timedelta(days=int(number)) if isinstance(number, int | float) and number in _SERIALS else None


DAY = FieldKind("input-date", day_validation, parse_day)
