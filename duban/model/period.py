"""When reports are due: periods of a cycle, and which days are working days."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Annotated, Any

from duban.model.cycle import Cycle, Frequency, LateFrom
from duban.model.plan import Plan
from duban.model.typed import unreadable_date_error
from duban.text.dates import add_months, month_end, parse_deadline
from duban.text.lazy_pattern import lazy_pattern
from duban.validation.declaration import BeforeValidator, Field, ReadingContext
from duban.validation.model import Model, TypedModel
from duban.value_object import replace

_SATURDAY = 5
_MONTHS = {
    Frequency.MONTHLY: 1,
    Frequency.BIMONTHLY: 2,
    Frequency.QUARTERLY: 3,
    Frequency.HALF_YEARLY: 6,
    Frequency.YEARLY: 12,
}
_WHOLE_YEAR = 12
_SUPPLEMENT = "年终补报"
_FILING = "填报"
_RETURNS_BEGIN = timedelta(days=7)
"""So long before the due day the first returns of a period come in."""
_LETTERS = {2: "B", 3: "Q", 6: "H"}
_DAY_OF_MONTH = lazy_pattern(r"(次月)?(\d{1,2})日前?")
_AFTER_END = lazy_pattern(r"期末后(\d{1,3})个?(工作日|天|日)")


def _spread_out(value: object, _: ReadingContext) -> object:
    """ISO days and inclusive spans `first~last` of at most 32 days as days in order; what is no list is left."""
    if not isinstance(value, list | tuple) or any(not isinstance(entry, str) for entry in value):
        return value
    days: set[date] = set()
    for entry in value:
        first, _, last = entry.partition("~")
        try:
            start = date.fromisoformat(first.strip())
            end = date.fromisoformat(last.strip()) if last else start
        except ValueError:
            raise unreadable_date_error(entry) from None
        if not start <= end <= start + timedelta(days=31):
            raise unreadable_date_error(entry)
        days.update(start + timedelta(days=step) for step in range((end - start).days + 1))
    return tuple(sorted(days))


DaySpans = Annotated[tuple[date, ...], BeforeValidator(_spread_out, typed_as=list[str])]


class HolidayYear(TypedModel):
    """One year as its notice sets it."""

    off: Annotated[DaySpans, Field(alias="休")] = ()
    """Rest days, weekends among them."""
    on: Annotated[DaySpans, Field(alias="班")] = ()
    """Weekend days that are worked."""
    basis: Annotated[str, Field(alias="依据")] = ""
    """The number of the notice."""


class Holidays(Model):
    """Rest days and working days by year. A year that is missing has only its weekends."""

    years: dict[int, HolidayYear] = {}
    """By year."""

    def has_year(self, year: int) -> bool:
        """Whether the year's notice is entered."""
        return year in self.years

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on this day."""
        if any(day in year.off for year in self.years.values()):
            return False
        return day.weekday() < _SATURDAY or any(day in year.on for year in self.years.values())

    def next_working_day(self, day: date) -> date:
        """The first working day on or after a day."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def previous_working_day(self, day: date) -> date:
        """The last working day on or before a day."""
        while not self.is_working_day(day):
            day -= timedelta(days=1)
        return day

    def working_days_before(self, day: date, count: int) -> date:
        """The working day that is so many working days before a day, which itself does not count."""
        for _ in range(count):
            day = self.previous_working_day(day - timedelta(days=1))
        return day


class Period(Model):
    """One time of reporting."""

    code: str
    """2022-06, 2022-B3, 2022-Q2, 2022-H1, 2022; 2022-YE for what is handed in after the year; 2022-D1010 for what is
    filed by 10 October, 2022-N0110 for what is filed by 10 January of the year after."""
    label: str
    """Its months: `1—6月` when the cycle is cumulative, `6月` when not."""
    start: date
    """The first day of its own months."""
    end: date
    """The last day of its own months, inclusive."""
    due: date
    """The printed day."""
    counted: date
    """A report is late after this day."""
    advised: date
    """The last working day on or before the due day."""
    supplement: bool = False
    """Whether it is the one after the year; it begins like the last one and ends on its due day."""

    @property
    def start_before(self) -> date:
        """The first day of as many months before its own."""
        months = 12 * (self.end.year - self.start.year) + self.end.month - self.start.month + 1
        return add_months(self.start, -months)

    @property
    def name(self) -> str:
        """Its label, by which the one after the year is told from the last one of the year."""
        return f"{self.label}，{_SUPPLEMENT}" if self.supplement else self.label

    @property
    def short_name(self) -> str:
        """Its last month alone: `6月` for `1—6月`; of a filing day the day alone: `10月10日`."""
        if self.supplement:
            return _SUPPLEMENT
        return self.label.rpartition("—")[2].removesuffix(_FILING)

    @property
    def rest_day(self) -> bool:
        """Whether nobody works on the printed due day."""
        return self.advised != self.due


def list_periods(plan: Plan, cycle: Cycle, holidays: Holidays) -> tuple[Period, ...]:
    """All periods of a cycle in order, the one after the year last.

    Args:
        plan: whose year it is; its milestones make the periods of a cycle by filing days.
        cycle: one of the plan's.
        holidays: from which the day counted for lateness and the advised day follow.
    """
    if cycle.every == Frequency.MILESTONE:
        return tuple(_by_filing_day(plan, cycle, holidays))
    size = _MONTHS[cycle.every]
    first = (_month(cycle.first, plan.year, 1) - 1) // size
    last = (_month(cycle.last, plan.year, _WHOLE_YEAR) - 1) // size
    periods = [_period(plan.year, cycle, size, index, holidays) for index in range(first, last + 1)]
    year_end = parse_deadline(cycle.year_end, plan.year)
    if year_end and periods:
        updates = {"code": f"{plan.year}-YE", "end": year_end.day, "supplement": True}
        periods.append(replace(periods[-1], **updates, **_due_days(year_end.day, cycle, holidays)))
    return tuple(periods)


def _by_filing_day(plan: Plan, cycle: Cycle, holidays: Holidays) -> Iterator[Period]:
    """A period for each day on which milestones have to be filed; it begins after the one before."""
    tasks = [task for task in plan.tasks if not task.dropped]
    days = {milestone.filing for task in tasks for milestone in task.milestones if milestone.filing}
    start = date(plan.year, 1, 1)
    for day in sorted(days):
        letter = "D" if day.year <= plan.year else "N"
        label = f"{day.month}月{day.day}日{_FILING}"
        due_days = _due_days(day, cycle, holidays)
        yield Period(code=f"{plan.year}-{letter}{day:%m%d}", label=label, start=start, end=day, **due_days)
        start = day + timedelta(days=1)


def first_day_to_build(periods: Sequence[Period], period: Period) -> date:
    """From when on forms of a period are written: it began, or is the next one due; any day for the first of all."""
    position = periods.index(period)
    return min(period.start, periods[position - 1].counted + timedelta(days=1)) if position else date.min


def first_day_to_compile(period: Period) -> date:
    """From when on a period has something to report: it began, or is due within a week."""
    return min(period.start, period.due - _RETURNS_BEGIN)


def current_period(periods: Sequence[Period], as_of: date) -> Period:
    """The first period whose reports are not yet late on this day, else the last."""
    return next((period for period in periods if period.counted >= as_of), periods[-1])


def period_to_compile(periods: Sequence[Period], as_of: date) -> Period:
    """The last period whose reports are due within a week or have been due, else the first."""
    started = [period for period in periods if period.due - _RETURNS_BEGIN <= as_of]
    return started[-1] if started else periods[0]


def _month(text: str, year: int, default: int) -> int:
    deadline = parse_deadline(text, year)
    return deadline.day.month if deadline else default


def _period(year: int, cycle: Cycle, size: int, index: int, holidays: Holidays) -> Period:
    """size: in months. index: of the period in the year, from 0."""
    first, last = index * size + 1, (index + 1) * size
    end = month_end(year, last)
    code = {1: f"{year}-{last:02}", _WHOLE_YEAR: f"{year}"}.get(size, f"{year}-{_LETTERS.get(size, '')}{index + 1}")
    opening = 1 if cycle.cumulative else first
    label = f"{last}月" if opening == last else f"{opening}—{last}月"
    if size == _WHOLE_YEAR:
        label = "全年"
    due_days = _due_days(_due(cycle.due, year, end, holidays), cycle, holidays)
    return Period(code=code, label=label, start=date(year, first, 1), end=end, **due_days)


def _due_days(due: date, cycle: Cycle, holidays: Holidays) -> dict[str, Any]:
    """The fields of a Period that follow from its due day."""
    counted = due if cycle.late_from == LateFrom.DUE_DAY else holidays.next_working_day(due)
    return {"due": due, "counted": counted, "advised": holidays.previous_working_day(due)}


def _due(text: str, year: int, end: date, holidays: Holidays) -> date:
    """The day that 20日, 次月5日, 期末后5工作日 … mean for a period with this end."""
    if match := _DAY_OF_MONTH.fullmatch(text):
        month = add_months(end, 1) if match[1] else end
        last = month_end(month.year, month.month)
        return last.replace(day=min(int(match[2]), last.day))
    if match := _AFTER_END.fullmatch(text):
        days = int(match[1])
        if match[2] != "工作日":
            return end + timedelta(days=days)
        for _ in range(days):
            end = holidays.next_working_day(end + timedelta(days=1))
        return end
    deadline = parse_deadline(text, year)
    return deadline.day if deadline else end
