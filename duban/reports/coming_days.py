"""What the reporting calendar says of the days to come, for texts and for whoever takes over."""

from datetime import date, timedelta

from duban.messages.catalogue import Messages
from duban.model.agenda import ComingDays
from duban.model.period import Period
from duban.reports.calendar import ReportingCalendar, reporting_events


def coming_days(calendar: ReportingCalendar, kind: str, period: Period, as_of: date, messages: Messages) -> ComingDays:
    """The days that matter to a period of one kind of form, and every reminder and due day after the as-of day.

    Args:
        calendar: of the plan.
        kind: the code of the kind of form.
        period: the one that is looked at.
        as_of: the day on which everything is judged.
        messages: have the words beside the days.
    """
    own = (reporting for reporting in calendar.reporting_periods if reporting.kind == kind)
    remind_from = next((reporting.reminder_day for reporting in own if reporting.period.code == period.code), None)
    events = [
        event
        for reporting in calendar.reporting_periods
        for event in reporting_events(calendar, reporting, messages)
        if event.day > as_of
    ]
    return ComingDays(
        reply_by=calendar.holidays.next_working_day(as_of + timedelta(days=1)),
        remind_from=remind_from,
        reporting_days=tuple(sorted(events, key=lambda event: event.day)),
    )
