"""报送日历: every period of every form of a plan with its days, and the days on which milestones fall due."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from duban.messages.catalogue import Texts, weekday
from duban.model.agenda import Agenda, Event
from duban.model.cycle import Cycle
from duban.model.period import Holidays, Period, periods
from duban.model.plan import Milestone, Plan, Task
from duban.model.report_layout import ReportSheet
from duban.reports.look import runs
from duban.reports.sheet import lay_out
from duban.reports.shelf import Rows
from duban.workbook.book import Book, Cell

AHEAD = 3
"""Reminders go out so many working days before the day by which reports are advised to come."""
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Reporting:
    """One period of one kind of form. kind: the code of its layout."""

    kind: str
    cycle: Cycle
    period: Period
    remind: date

    @property
    def title(self) -> str:
        """What people call the form."""
        return self.cycle.title or self.cycle.form

    @property
    def days(self) -> tuple[date, ...]:
        """Every day of it that depends on the holidays."""
        return self.period.due, self.period.counted, self.period.advised, self.remind


@dataclass(frozen=True)
class Calendar:
    """All days of a plan. kinds: name of a layout → its code; a form without a layout goes by its name."""

    plan: Plan
    holidays: Holidays
    kinds: Mapping[str, str]

    @cached_property
    def reportings(self) -> tuple[Reporting, ...]:
        """In the order of their due days; those of one day in the plan's order."""
        found = [
            Reporting(
                self.kinds.get(cycle.form, cycle.form),
                cycle,
                period,
                self.holidays.working_days_before(period.advised, AHEAD),
            )
            for cycle in self.plan.cycles
            for period in periods(self.plan, cycle, self.holidays)
        ]
        return tuple(sorted(found, key=lambda reporting: reporting.period.due))

    @cached_property
    def due(self) -> Mapping[date, tuple[tuple[Task, Milestone], ...]]:
        """Due day → the milestones that are still wanted by then, in the plan's order; the earliest day first."""
        found: dict[date, list[tuple[Task, Milestone]]] = {}
        for task in self.plan.tasks:
            for milestone in () if task.dropped else task.milestones:
                found.setdefault(milestone.due, []).append((task, milestone))
        return {day: tuple(found[day]) for day in sorted(found)}

    def missing(self, days: Iterable[date]) -> tuple[int, ...]:
        """The years of these days for which no holidays are entered."""
        return tuple(sorted({day.year for day in days if not self.holidays.known(day.year)}))

    @property
    def all_missing(self) -> tuple[int, ...]:
        """The same for every day of the calendar."""
        own = {day for reporting in self.reportings for day in reporting.days}
        return self.missing({date(self.plan.year, 1, 1), *own, *self.due})


def calendar(found: Calendar, layout: ReportSheet, texts: Texts) -> Book:
    """The calendar as a workbook of one sheet."""
    known = {
        "plan": found.plan,
        "periods": len(found.reportings),
        "milestones": len(found.due),
        "ahead": AHEAD,
    }
    rows = {
        "calendar-missing": lambda: _missing(found, texts),
        "calendar-periods": lambda: _periods(found, texts),
        "calendar-milestones": lambda: _milestones(found, texts),
    }
    sheet = lay_out(layout, known, lambda code: rows[code]())
    return Book([sheet], title=sheet.name)


def agenda(found: Calendar, texts: Texts) -> Agenda:
    """The calendar as events: due days, reminders, and days on which milestones fall due.

    Due days and reminders ring on the working day before.
    """
    plan = found.plan
    made = plan.issued or date(plan.year, 1, 1)
    return Agenda(texts.word("calendar-name", plan=plan), made, tuple(_events(found, texts)))


def _missing(found: Calendar, texts: Texts) -> Rows:
    if found.all_missing:
        yield {"missing": texts.word("calendar-missing", years=found.all_missing)}


def _periods(found: Calendar, texts: Texts) -> Rows:
    for number, reporting in enumerate(found.reportings, 1):
        period = reporting.period
        yield {
            "number": number,
            "due": period.due,
            "weekday": weekday(period.due),
            "rest": _rest(found, period.due, texts),
            "title": reporting.title,
            "label": period.label,
            "code": period.code,
            "span": texts.word("calendar-span", plan=found.plan, start=period.start, end=period.end),
            "counted": period.counted,
            "remind": reporting.remind,
            "note": "；".join(_notes(found, reporting, texts)),
        }


def _milestones(found: Calendar, texts: Texts) -> Rows:
    for number, (day, due) in enumerate(found.due.items(), 1):
        tasks = _tasks(due)
        yield {
            "number": number,
            "due": day,
            "weekday": weekday(day),
            "rest": _rest(found, day, texts),
            "tasks": texts.word("calendar-numbers", numbers="、".join(runs(found.plan, tasks, texts))),
            "milestone_count": len(due),
            "task_count": len(tasks),
            "note": _unknown(found, [day], texts),
        }


def _rest(found: Calendar, day: date, texts: Texts) -> Cell | str:
    """Whether it is a rest day, which stands out; a weekend day that is worked is told as one."""
    if not found.holidays.is_working(day):
        return Cell(texts.word("calendar-rest"), "total")
    return texts.word("calendar-worked" if day.weekday() >= _SATURDAY else "calendar-working")


def _notes(found: Calendar, reporting: Reporting, texts: Texts) -> Iterator[str]:
    if reporting.period.supplement:
        yield texts.word("calendar-supplement")
    if reporting.period.rest_day:
        yield texts.word("packing-rest-day", period=reporting.period)
    if unknown := _unknown(found, reporting.days, texts):
        yield unknown


def _unknown(found: Calendar, days: Iterable[date], texts: Texts) -> str:
    years = found.missing(days)
    return texts.word("calendar-unknown", years=years) if years else ""


def _tasks(due: Iterable[tuple[Task, Milestone]]) -> tuple[Task, ...]:
    """Each task once."""
    return tuple({task.key: task for task, _ in due}.values())


def _events(found: Calendar, texts: Texts) -> Iterator[Event]:
    plan = found.plan
    for reporting in found.reportings:
        period, title = reporting.period, reporting.title
        uid = f"{plan.code}-{reporting.kind}-{period.code}"
        late = texts.word("calendar-late", period=period)
        text = "\n".join([late, *_notes(found, reporting, texts)])
        for mark, day in (("remind", reporting.remind), ("due", period.due)):
            words = texts.word(f"calendar-{mark}", title=title, period=period)
            yield Event(f"{uid}-{mark}@duban", day, words, text, found.holidays.working_days_before(day, 1))
    for day, due in found.due.items():
        tasks = [texts.word("task-short", number=task.number, name=task.name) for task in _tasks(due)]
        unknown = _unknown(found, [day], texts)
        text = "\n".join(filter(None, [*tasks, unknown]))
        words = texts.word("calendar-milestones", count=len(due), plan=plan)
        yield Event(f"{plan.code}-{day:%Y%m%d}-milestones@duban", day, words, text)
