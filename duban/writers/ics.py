"""Events become the bytes of an .ics file, as RFC 5545 has it: a few lines an event, which need no library."""

from collections.abc import Iterator
from datetime import date, timedelta

from duban.model.agenda import CalendarEvent, EventCalendar
from duban.text.folding import printable_text

_LONGEST_LINE = 74  # bytes; the RFC allows 75
_HEAD_BITS, _WITHIN_LETTER = 0b11000000, 0b10000000  # of each byte of a letter in UTF-8 but its first
_ESCAPED = (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n"))
_HOUR_OF_ALARM = 9


def write_ics(event_calendar: EventCalendar) -> bytes:
    """The file, with the lines and folds that RFC 5545 asks for. Same events, same bytes."""
    lines = [
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//duban//duban//ZH", "CALSCALE:GREGORIAN"),
        f"X-WR-CALNAME:{_escaped(event_calendar.name)}",  # RFC 7986 says NAME, which few programs know
        *(line for event in event_calendar.events for line in _event(event, event_calendar.written_on)),
        "END:VCALENDAR",
    ]
    return b"".join(b"%b\r\n" % _folded(line) for line in lines)


def _event(event: CalendarEvent, written_on: date) -> Iterator[str]:
    """All day, and free: nobody is shown as busy."""
    yield from ("BEGIN:VEVENT", f"SUMMARY:{_escaped(event.title)}")
    yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
    yield from (f"DTSTAMP:{written_on:%Y%m%d}T000000Z", f"UID:{_escaped(event.uid)}")
    if event.text:
        yield f"DESCRIPTION:{_escaped(event.text)}"
    yield "TRANSP:TRANSPARENT"
    if event.alarm_day is not None:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_escaped(event.title)}")
        yield from (f"TRIGGER:{_trigger((event.day - event.alarm_day).days)}", "END:VALARM")
    yield "END:VEVENT"


def _trigger(days_before: int) -> str:
    """A morning so many days before, from midnight of the event's day: few programs take a moment of its own."""
    if days_before <= 0:
        return f"P{_days(-days_before)}T{_HOUR_OF_ALARM}H"
    return f"-P{_days(days_before - 1)}T{24 - _HOUR_OF_ALARM}H"


def _days(count: int) -> str:
    return f"{count}D" if count else ""


def _escaped(text: str) -> str:
    """A text as a value, on one line; the RFC allows no controls in it."""
    text = printable_text(text)
    for sign, escaped in _ESCAPED:
        text = text.replace(sign, escaped)
    return text


def _folded(line: str) -> bytes:
    """A line, gone on with behind a blank where it is too long, and never between a backslash and its sign."""
    parts, remainder = [], line.encode()
    while len(remainder) > _LONGEST_LINE:
        end = _LONGEST_LINE
        while remainder[end] & _HEAD_BITS == _WITHIN_LETTER:
            end -= 1
        end -= (end - len(remainder[:end].rstrip(b"\\"))) % 2
        parts.append(remainder[:end])
        remainder = remainder[end:]
    return b"\r\n ".join((*parts, remainder))
