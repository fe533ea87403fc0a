"""Events become the bytes of an .ics file; the only place that knows icalendar."""

from datetime import UTC, date, datetime, time, timedelta

import icalendar

from duban.model.agenda import CalendarEvent, EventCalendar

_MORNING = timedelta(hours=9)
_MAKER = "-//duban//duban//ZH"


def write_ics(event_calendar: EventCalendar) -> bytes:
    """The file, with the lines and folds that RFC 5545 asks for. Same events, same bytes."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", _MAKER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", event_calendar.name)  # RFC 7986 says NAME, which few programs know
    written_at = datetime.combine(event_calendar.written_on, time(), UTC)
    for event in event_calendar.events:
        calendar.add_component(_event(event, written_at))
    data: bytes = calendar.to_ical()
    return data


def _event(event: CalendarEvent, written_at: datetime) -> icalendar.Event:
    """All day, and free: nobody is shown as busy."""
    built = icalendar.Event()
    built.add("uid", event.uid)
    built.add("dtstamp", written_at)
    built.add("dtstart", event.day)
    built.add("dtend", event.day + timedelta(days=1))
    built.add("summary", event.title)
    built.add("transp", "TRANSPARENT")
    if event.text:
        built.add("description", event.text)
    if event.alarm_day is not None:
        built.add_component(_alarm(event, event.alarm_day))
    return built


def _alarm(event: CalendarEvent, alarm_day: date) -> icalendar.Alarm:
    """Counted from midnight of the event's day, since few programs take a moment of its own."""
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", event.title)
    alarm.add("trigger", alarm_day - event.day + _MORNING)
    return alarm
