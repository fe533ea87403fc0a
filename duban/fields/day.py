"""A calendar day: which days a cell takes, and what was repaired in what came back."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from duban.fields.kind import FIELD_KINDS, CellContext, FieldKind, Parsed, Repair
from duban.model.role import Role
from duban.text.dates import WrittenDay, day_from_serial, parse_day, parse_deadline, small_number
from duban.text.display import format_number
from duban.text.number_format import shown_day_parts
from duban.workbook.book import Validation

_DAY_PARTS = ("year", "month", "day")
_SHIFT = timedelta(days=1462)
"""So far apart are the two ways in which programs number days (from 1900, from 1904)."""
_MAX_DIGITS = 8
_SOME_DAYS, _SOME_WEEKS = timedelta(days=5), timedelta(days=30)
"""So long after the due day stand the examples of a day on which, and of one until which, something is done."""
_UNTIL_WHEN = frozenset({Role.EXPECTED, Role.DAY, Role.DUE})
"""What asks until when something will be done: there a month, a quarter or 月底 means its last day, as in a plan."""

DayAndRepair = tuple[date, Repair]


def day_validation(cells: str, context: CellContext) -> Validation:
    """A real date inside the allowed days."""
    low, high = allowed_days(context)
    return Validation(cells, "date", low=low, high=high, title=context.column.label)


def allowed_days(context: CellContext) -> tuple[date, date]:
    """The first and the last day that may be answered."""
    return context.days[context.column.earliest], context.days[context.column.latest]


def parse_date(raw: object, context: CellContext) -> Parsed:
    """A date, or words and numbers that can mean only one day.

    A day without its year counts only where exactly one year of the allowed span makes it possible.
    """
    low, high = allowed_days(context)
    words = _words_of_partial_day(raw, context)
    day_and_repair = _find_day(words or raw, low, high) or _find_last_day(words or raw, context)
    if words and _is_hidden(raw, day_and_repair):
        return Parsed(problem="day-hidden", facts={"shown": words})
    number = small_number(raw) if isinstance(raw, date) else None
    if day_and_repair is None or number is not None:
        return _not_a_day(number, context)
    day, repair = day_and_repair
    if not low <= day <= high:
        facts = {"day": day, "low": low, "high": high, "meant": _unshifted(day, low, high)}
        return Parsed(problem="date-out-of-range", facts=facts)
    return Parsed(day, repair=repair)


def example_day(context: CellContext) -> date:
    """A day that might be answered: one to come where it is asked until when, else one near the period's due day."""
    low, high = allowed_days(context)
    due = context.row.due if context.row and context.row.due else context.period.due
    match context.column.role:
        case Role.ACTUAL:
            example = due + _SOME_DAYS
        case role if role in _UNTIL_WHEN:
            example = max(due, context.period.due) + _SOME_WEEKS
        case _:
            example = context.period.due
    return max(low, min(high, example))


def _not_a_day(number: Decimal | None, context: CellContext) -> Parsed:
    """No day, with an example; number: what was typed where a program took it for a day of 1900, 6.18 may mean one."""
    if number is None:
        return Parsed(problem="not-a-date", facts={"example": example_day(context)})
    low, high = allowed_days(context)
    typed = format_number(number)
    meant = _find_day(typed, low, high)
    day = meant[0] if meant and low <= meant[0] <= high else example_day(context)
    return Parsed(problem="not-a-date", facts={"was": typed, "example": day})


def _is_hidden(raw: object, day_and_repair: DayAndRepair | None) -> bool:
    """Whether the words that a cell shows of a day do not name the day that it holds."""
    if day_and_repair is None:
        return True
    day, repair = day_and_repair
    return repair != "last-day" and day != _stored_day(raw)


def _words_of_partial_day(raw: object, context: CellContext) -> str:
    """What the cell shows, where that is not a whole day: 2022年6月, 7月1日; empty where it is, or is not known."""
    if not isinstance(raw, date | int | float) or isinstance(raw, bool):
        return ""
    parts = shown_day_parts(context.number_format or "")
    return (context.shown_words(raw) or "") if 0 < len(parts) < len(_DAY_PARTS) else ""


def _stored_day(raw: object) -> date | None:
    if isinstance(raw, datetime):
        return raw.date()
    return raw if isinstance(raw, date) else day_from_serial(raw)


def _find_day(raw: object, low: date, high: date) -> DayAndRepair | None:
    match raw:
        case datetime():
            return raw.date(), "time-dropped" if raw.time() != time() else ""
        case date():
            return raw, ""
        case bool():
            return None
        case int() | float():
            return _day_of_number(raw)
        case str():
            written = parse_day(raw)
            return _day_of_words(written, low, high) if written and not written.may_be_months else None
    return None


def _find_last_day(raw: object, context: CellContext) -> DayAndRepair | None:
    """The end of what is named, where it is asked until when; without its year it is one of the plan's to come."""
    if not isinstance(raw, str) or raw.strip().isdecimal() or context.column.role not in _UNTIL_WHEN:
        return None
    written = parse_day(raw)
    deadline = None if written and written.may_be_months else parse_deadline(raw, context.days["year_start"].year)
    if deadline is None or deadline.ambiguous or deadline.day < context.period.start:
        return None
    return deadline.day, "year-added" if written else "last-day"


def _day_of_number(number: float) -> DayAndRepair | None:
    """A day's number in a cell that does not show days; or a day written without its strokes."""
    if not 0 < number < 10**_MAX_DIGITS:  # nor is this true of a nan
        return None
    whole = int(number)
    if day := day_from_serial(whole):
        return day, "day-number"
    written = parse_day(str(whole)) if whole == number and len(str(whole)) == _MAX_DIGITS else None
    return _with_repair(written.in_year(0) if written else None, "day-in-words")


def _day_of_words(written: WrittenDay, low: date, high: date) -> DayAndRepair | None:
    if written.year is None:
        return _with_repair(_only_day(written, range(low.year, high.year + 1), low, high), "year-added")
    if written.has_short_year:
        return _with_repair(_only_day(written, (written.year,), low, high), "year-added")
    if written.is_serial:
        return _with_repair(written.in_year(0), "day-number")
    return _with_repair(written.in_year(0), "time-dropped" if written.has_time else "day-in-words")


def _only_day(written: WrittenDay, years: Iterable[int], low: date, high: date) -> date | None:
    """The one day of these years that is allowed; None where there are none or several."""
    days = [day for day in map(written.in_year, years) if day and low <= day <= high]
    return days[0] if len(days) == 1 else None


def _unshifted(day: date, low: date, high: date) -> date | str:
    """The day that was meant where it came out of a file that counts days from 1904, or into one; else empty."""
    if not low - _SHIFT <= day <= high + _SHIFT:
        return ""
    return next((other for other in (day + _SHIFT, day - _SHIFT) if low <= other <= high), "")


def _with_repair(day: date | None, repair: Repair) -> DayAndRepair | None:
    return (day, repair) if day else None


FIELD_KINDS["date"] = FieldKind("input-date", day_validation, parse_date)
