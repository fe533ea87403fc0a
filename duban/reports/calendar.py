"""报送日历: every period of every form of a plan with its days, and the days on which milestones fall due."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property

from duban.messages.catalogue import Messages
from duban.model.agenda import CalendarEvent, EventCalendar
from duban.model.cycle import Cycle
from duban.model.milestone import Milestone
from duban.model.period import Holidays, Period, list_periods
from duban.model.plan import Plan, Task
from duban.model.report_layout import ReportSheet
from duban.reports.formatting import number_runs
from duban.reports.sheet import build_sheet
from duban.reports.table_rows import ReportRows
from duban.text.display import join_list, weekday_character
from duban.text.folding import on_one_line
from duban.value_object import ValueObject
from duban.workbook.book import Book, Cell

REMINDER_WORKING_DAYS = 3
"""Reminders go out so many working days before the day by which reports are advised to come."""
_SATURDAY = 5


class ReportingPeriod(ValueObject):
    """One period of one kind of form.

    Attributes:
        kind: the code of its layout.
        reminder_day: the third working day before the day by which reports are advised to come.
    """

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


class ReportingCalendar(ValueObject, dict=True):
    """All days of a plan.

    Attributes:
        kinds: name of a layout → its code; a form without a layout goes by its name.
    """

    plan: Plan
    holidays: Holidays
    kinds: Mapping[str, str]

    @cached_property
    def reporting_periods(self) -> tuple[ReportingPeriod, ...]:
        """In the order of their due days; those of one day in the plan's order."""
        reporting_periods = []
        for cycle in self.plan.cycles:
            kind = self.kinds.get(cycle.form, cycle.form)
            for period in list_periods(self.plan, cycle, self.holidays):
                reminder_day = self.holidays.working_days_before(period.advised, REMINDER_WORKING_DAYS)
                reporting_periods.append(ReportingPeriod(kind, cycle, period, reminder_day))
        return tuple(sorted(reporting_periods, key=lambda reporting: reporting.period.due))

    @cached_property
    def milestones_by_due_day(self) -> Mapping[date, tuple[tuple[Task, Milestone], ...]]:
        """Due day → the milestones that are still wanted by then, in the plan's order; the earliest day first."""
        due: dict[date, list[tuple[Task, Milestone]]] = {}
        for task in self.plan.tasks:
            if not task.dropped:
                for milestone in task.milestones:
                    due.setdefault(milestone.due, []).append((task, milestone))
        return {day: tuple(due[day]) for day in sorted(due)}

    def years_without_holidays(self, days: Iterable[date]) -> tuple[int, ...]:
        """The years of these days for which no holidays are entered."""
        return tuple(sorted({day.year for day in days if not self.holidays.has_year(day.year)}))

    @property
    def all_years_without_holidays(self) -> tuple[int, ...]:
        """The same for every day of the calendar."""
        days = {day for reporting in self.reporting_periods for day in reporting.days}
        return self.years_without_holidays({date(self.plan.year, 1, 1), *days, *self.milestones_by_due_day})


def calendar_workbook(calendar: ReportingCalendar, layout: ReportSheet, messages: Messages) -> Book:
    """The calendar as a workbook of one sheet.

    Args:
        calendar: the days.
        layout: templates/reports/calendar.yaml.
        messages: have the words beside the days.
    """
    facts = {
        "plan": calendar.plan,
        "periods": len(calendar.reporting_periods),
        "milestones": len(calendar.milestones_by_due_day),
        "ahead": REMINDER_WORKING_DAYS,
    }
    tables = {"calendar-missing": _missing, "calendar-periods": _periods, "calendar-milestones": _milestones}
    sheet = build_sheet(layout, facts, lambda block: tables[block.rows](calendar, messages))
    return Book([sheet], title=sheet.name)


def calendar_events(calendar: ReportingCalendar, messages: Messages) -> EventCalendar:
    """The calendar as events: due days, reminders, and days on which milestones fall due.

    Due days and reminders have an alarm on the working day before.
    """
    plan = calendar.plan
    written_on = plan.issued or date(plan.year, 1, 1)
    name = on_one_line(messages.text("calendar-name", plan=plan))
    return EventCalendar(name, written_on, tuple(_events(calendar, messages)))


def _missing(calendar: ReportingCalendar, messages: Messages) -> ReportRows:
    if calendar.all_years_without_holidays:
        yield {"missing": messages.text("calendar-missing", years=calendar.all_years_without_holidays)}


def _periods(calendar: ReportingCalendar, messages: Messages) -> ReportRows:
    for number, reporting in enumerate(calendar.reporting_periods, 1):
        period = reporting.period
        yield {
            "number": number,
            "due": period.due,
            "weekday": weekday_character(period.due),
            "rest": _rest(calendar, period.due, messages),
            "title": reporting.title,
            "label": period.label,
            "code": period.code,
            "span": messages.text("calendar-span", plan=calendar.plan, start=period.start, end=period.end),
            "counted": period.counted,
            "remind": reporting.reminder_day,
            "note": "；".join(_notes(calendar, reporting, messages)),
        }


def _milestones(calendar: ReportingCalendar, messages: Messages) -> ReportRows:
    places = {task.key: place for place, task in enumerate(calendar.plan.tasks)}
    for number, (day, due) in enumerate(calendar.milestones_by_due_day.items(), 1):
        tasks = _tasks(due)
        yield {
            "number": number,
            "due": day,
            "weekday": weekday_character(day),
            "rest": _rest(calendar, day, messages),
            "tasks": messages.text("calendar-numbers", numbers=join_list(number_runs(places, tasks, messages))),
            "milestone_count": len(due),
            "task_count": len(tasks),
            "note": _unknown(calendar, [day], messages),
        }


def _rest(calendar: ReportingCalendar, day: date, messages: Messages) -> Cell | str:
    """Whether it is a rest day, which stands out; a weekend day that is worked has a word of its own."""
    if not calendar.holidays.is_working_day(day):
        return Cell(messages.text("calendar-rest"), "total")
    return messages.text("calendar-worked" if day.weekday() >= _SATURDAY else "calendar-working")


def _notes(calendar: ReportingCalendar, reporting: ReportingPeriod, messages: Messages) -> Iterator[str]:
    if reporting.period.supplement:
        yield messages.text("calendar-supplement")
    if reporting.period.rest_day:
        yield messages.text("packing-rest-day", period=reporting.period)
    if unknown := _unknown(calendar, reporting.days, messages):
        yield unknown


def _unknown(calendar: ReportingCalendar, days: Iterable[date], messages: Messages) -> str:
    years = calendar.years_without_holidays(days)
    return messages.text("calendar-unknown", years=years) if years else ""


def _tasks(due: Iterable[tuple[Task, Milestone]]) -> tuple[Task, ...]:
    """Each task once."""
    return tuple({task.key: task for task, _ in due}.values())


def _events(calendar: ReportingCalendar, messages: Messages) -> Iterator[CalendarEvent]:
    for reporting in calendar.reporting_periods:
        yield from reporting_events(calendar, reporting, messages)
    plan = calendar.plan
    for day, due in calendar.milestones_by_due_day.items():
        tasks = [messages.text("task-short", number=task.number, name=task.name) for task in _tasks(due)]
        text = "\n".join(filter(None, [*tasks, _unknown(calendar, [day], messages)]))
        title = messages.text("calendar-milestones", count=len(due), plan=plan)
        yield CalendarEvent(f"{plan.code}-{day:%Y%m%d}-milestones@duban", day, title, text)


def reporting_events(
    calendar: ReportingCalendar, reporting: ReportingPeriod, messages: Messages
) -> Iterator[CalendarEvent]:
    """The reminder and the due day of one period.

    Args:
        calendar: of the plan.
        reporting: one of its periods.
        messages: have the words.
    """
    period = reporting.period
    late = messages.text("calendar-late", period=period)
    text = "\n".join([late, *_notes(calendar, reporting, messages)])
    for name, day in (("remind", reporting.reminder_day), ("due", period.due)):
        uid = f"{calendar.plan.code}-{reporting.kind}-{period.code}-{name}@duban"
        title = messages.text(f"calendar-{name}", title=reporting.title, period=period)
        yield CalendarEvent(uid, day, title, text, calendar.holidays.working_days_before(day, 1))
