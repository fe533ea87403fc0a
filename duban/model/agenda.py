"""A calendar as plain data: what happens on which day, for phones and mail programs."""

from datetime import date

from duban.value_object import ValueObject


class CalendarEvent(ValueObject):
    """Something that takes the whole of one day.

    Attributes:
        uid: the same in every file, so that a program replaces the event that it has.
        alarm_day: the day on whose morning a program reminds of it, on or before its own; None for no reminder.
    """

    uid: str
    day: date
    title: str
    text: str = ""
    alarm_day: date | None = None


class EventCalendar(ValueObject):
    """Events under one name.

    Attributes:
        written_on: the day that the file gives as its own.
    """

    name: str
    written_on: date
    events: tuple[CalendarEvent, ...]


class ComingDays(ValueObject):
    """What the office's calendar says of the days around and after an as-of day.

    Attributes:
        reply_by: the first working day after it; None where the calendar was not asked.
        remind_from: the day from which on units that have not filed are reminded; None likewise.
        reporting_days: reminders and due days of every form after it, the earliest first.
    """

    reply_by: date | None = None
    remind_from: date | None = None
    reporting_days: tuple[CalendarEvent, ...] = ()
