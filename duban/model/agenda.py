"""A calendar as plain data: what happens on which day, for phones and mail programs."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """Something that takes the whole of one day.

    uid: the same each time, so that a program replaces what it has. ring: the day on whose morning it rings, on or
    before the event's own; None for an event that does not ring.
    """

    uid: str
    day: date
    title: str
    text: str = ""
    alarm_day: date | None = None


@dataclass(frozen=True, slots=True)
class EventCalendar:
    """Some events. made: the day that is told as the day on which they were written down."""

    name: str
    written_on: date
    events: tuple[CalendarEvent, ...]
