"""报送日历: every period of every form of a plan with its days, and the days on which milestones fall due."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from duban.messages.catalogue import Messages
from duban.model.agenda import CalendarEvent, EventCalendar
from duban.model.cycle import Cycle
from duban.model.period import Holidays, Period, list_periods
from duban.model.plan import Milestone, Plan, Task
from duban.model.report_layout import ReportSheet
from duban.reports.look import number_runs
from duban.reports.sheet import build_sheet
from duban.reports.shelf import ReportRows
from duban.text.display import weekday_character
from duban.workbook.book import Book, Cell

REMINDER_WORKING_DAYS = 3
"""Reminders go out so many working days before the day by which reports are advised to come."""
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class ReportingPeriod:
    """One period of one kind of form. kind: the code of its layout."""

    kind: str
    cycle: Cycle
    period: Period
    reminder_day: date

    @property
    def title(self) -> str:
        """What people call the form."""
        return self.cycle.title or self.cycle.form

    @property
    def days(self) -> tuple[date, ...]:
        """Every day of it that depends on the holidays."""
        return self.period.due, self.period.counted, self.period.advised, self.reminder_day


@dataclass(frozen=True)
class ReportingCalendar:
    """All days of a plan. kinds: name of a layout → its code; a form without a layout goes by its name."""

    plan: Plan
    holidays: Holidays
    kinds: Mapping[str, str]

    @cached_property
    def reporting_periods(self) -> tuple[ReportingPeriod, ...]:
        """In the order of their due days; those of one day in the plan's order."""
        found = [
            ReportingPeriod(
                self.kinds.get(cycle.form, cycle.form),
                cycle,
                period,
                self.holidays.working_days_before(period.advised, REMINDER_WORKING_DAYS),
            )
            for cycle in self.plan.cycles
            for period in list_periods(self.plan, cycle, self.holidays)
        ]
        return tuple(sorted(found, key=lambda reporting: reporting.period.due))

    @cached_property
    def milestones_by_due_day(self) -> Mapping[date, tuple[tuple[Task, Milestone], ...]]:
        """Due day → the milestones that are still wanted by then, in the plan's order; the earliest day first."""
        found: dict[date, list[tuple[Task, Milestone]]] = {}
        for task in self.plan.tasks:
            for milestone in () if task.dropped else task.milestones:
                found.setdefault(milestone.due, []).append((task, milestone))
        return {day: tuple(found[day]) for day in sorted(found)}

    def years_without_holidays(self, days: Iterable[date]) -> tuple[int, ...]:
        """The years of these days for which no holidays are entered."""
        return tuple(sorted({day.year for day in days if not self.holidays.has_year(day.year)}))

    @property
    def all_years_without_holidays(self) -> tuple[int, ...]:
        """The same for every day of the calendar."""
        own = {day for reporting in self.reporting_periods for day in reporting.days}
        return self.years_without_holidays({date(self.plan.year, 1, 1), *own, *self.milestones_by_due_day})


def calendar_workbook(days: ReportingCalendar, layout: ReportSheet, texts: Messages) -> Book:
    """The calendar as a workbook of one sheet."""
    known = {
        "plan": days.plan,
        "periods": len(days.reporting_periods),
        "milestones": len(days.milestones_by_due_day),
        "ahead": REMINDER_WORKING_DAYS,
    }
    rows = {
        "calendar-missing": lambda: _missing(days, texts),
        "calendar-periods": lambda: _periods(days, texts),
        "calendar-milestones": lambda: _milestones(days, texts),
    }
    sheet = build_sheet(layout, known, lambda code: rows[code]())
    return Book([sheet], title=sheet.name)


def calendar_events(days: ReportingCalendar, texts: Messages) -> EventCalendar:
    """The calendar as events: due days, reminders, and days on which milestones fall due.

    Due days and reminders ring on the working day before.
    """
    plan = days.plan
    made = plan.issued or date(plan.year, 1, 1)
    return EventCalendar(texts.text("calendar-name", plan=plan), made, tuple(_events(days, texts)))


def _missing(found: ReportingCalendar, texts: Messages) -> ReportRows:
    if found.all_years_without_holidays:
        yield {"missing": texts.text("calendar-missing", years=found.all_years_without_holidays)}


def _periods(found: ReportingCalendar, texts: Messages) -> ReportRows:
    for number, reporting in enumerate(found.reporting_periods, 1):
        period = reporting.period
        yield {
            "number": number,
            "due": period.due,
            "weekday": weekday_character(period.due),
            "rest": _rest(found, period.due, texts),
            "title": reporting.title,
            "label": period.label,
            "code": period.code,
            "span": texts.text("calendar-span", plan=found.plan, start=period.start, end=period.end),
            "counted": period.counted,
            "remind": reporting.reminder_day,
            "note": "；".join(_notes(found, reporting, texts)),
        }


def _milestones(found: ReportingCalendar, texts: Messages) -> ReportRows:
    for number, (day, due) in enumerate(found.milestones_by_due_day.items(), 1):
        tasks = _tasks(due)
        yield {
            "number": number,
            "due": day,
            "weekday": weekday_character(day),
            "rest": _rest(found, day, texts),
            "tasks": texts.text("calendar-numbers", numbers="、".join(number_runs(found.plan, tasks, texts))),
            "milestone_count": len(due),
            "task_count": len(tasks),
            "note": _unknown(found, [day], texts),
        }


def _rest(found: ReportingCalendar, day: date, texts: Messages) -> Cell | str:
    """Whether it is a rest day, which stands out; a weekend day that is worked is told as one."""
    if not found.holidays.is_working_day(day):
        return Cell(texts.text("calendar-rest"), "total")
    return texts.text("calendar-worked" if day.weekday() >= _SATURDAY else "calendar-working")


def _notes(found: ReportingCalendar, reporting: ReportingPeriod, texts: Messages) -> Iterator[str]:
    if reporting.period.supplement:
        yield texts.text("calendar-supplement")
    if reporting.period.rest_day:
        yield texts.text("packing-rest-day", period=reporting.period)
    if unknown := _unknown(found, reporting.days, texts):
        yield unknown


def _unknown(found: ReportingCalendar, days: Iterable[date], texts: Messages) -> str:
    years = found.years_without_holidays(days)
    return texts.text("calendar-unknown", years=years) if years else ""


def _tasks(due: Iterable[tuple[Task, Milestone]]) -> tuple[Task, ...]:
    """Each task once."""
    return tuple({task.key: task for task, _ in due}.values())


def _events(found: ReportingCalendar, texts: Messages) -> Iterator[CalendarEvent]:
    plan = found.plan
    for reporting in found.reporting_periods:
        period, title = reporting.period, reporting.title
        uid = f"{plan.code}-{reporting.kind}-{period.code}"
        late = texts.text("calendar-late", period=period)
        text = "\n".join([late, *_notes(found, reporting, texts)])
        for mark, day in (("remind", reporting.reminder_day), ("due", period.due)):
            words = texts.text(f"calendar-{mark}", title=title, period=period)
            yield CalendarEvent(f"{uid}-{mark}@duban", day, words, text, found.holidays.working_days_before(day, 1))
    for day, due in found.milestones_by_due_day.items():
        tasks = [texts.text("task-short", number=task.number, name=task.name) for task in _tasks(due)]
        unknown = _unknown(found, [day], texts)
        text = "\n".join(filter(None, [*tasks, unknown]))
        words = texts.text("calendar-milestones", count=len(due), plan=plan)
        yield CalendarEvent(f"{plan.code}-{day:%Y%m%d}-milestones@duban", day, words, text)
