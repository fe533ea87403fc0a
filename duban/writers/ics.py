"""An Agenda becomes the bytes of an .ics file; the only place that knows icalendar."""

from datetime import UTC, date, datetime, time, timedelta

import icalendar

from duban.model.agenda import CalendarEvent, EventCalendar

_MORNING = timedelta(hours=9)
_MAKER = "-//duban//duban//ZH"


def write_ics(agenda: EventCalendar) -> bytes:
    """The file, with the lines and folds that RFC 5545 asks for. Same agenda, same bytes."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", _MAKER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", agenda.name)  # RFC 7986 says NAME, which few programs know
    made = datetime.combine(agenda.written_on, time(), UTC)
    for event in agenda.events:
        calendar.add_component(_event(event, made))
    data: bytes = calendar.to_ical()
    return data


def _event(event: CalendarEvent, made: datetime) -> icalendar.Event:
    """It does not make anybody busy."""
    built = icalendar.Event()
    built.add("uid", event.uid)
    built.add("dtstamp", made)
    built.add("dtstart", event.day)
    built.add("dtend", event.day + timedelta(days=1))
    built.add("summary", event.title)
    built.add("transp", "TRANSPARENT")
    if event.text:
        built.add("description", event.text)
    if event.alarm_day is not None:
        built.add_component(_alarm(event, event.alarm_day))
    return built


def _alarm(event: CalendarEvent, ring: date) -> icalendar.Alarm:
    """Counted from midnight of the event's day, since few programs take a moment of its own."""
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", event.title)
    alarm.add("trigger", ring - event.day + _MORNING)
    return alarm
