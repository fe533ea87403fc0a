"""A calendar as plain data: what happens on which day, for phones and mail programs."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class CalendarEvent:
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


@dataclass(frozen=True, slots=True)
class EventCalendar:
    """Events under one name.

    Attributes:
        written_on: the day that the file gives as its own.
    """

    name: str
    written_on: date
    events: tuple[CalendarEvent, ...]
