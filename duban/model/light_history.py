"""What the reports of earlier periods said of one task or milestone, period by period."""

from collections.abc import Collection
from datetime import date

from duban.model.period import Period
from duban.model.verdict import Light
from duban.value_object import ValueObject, replace


class ReportedLight(ValueObject):
    """The light in the last report of a period.

    Attributes:
        as_of: the day of that report.
        meaning: what was declared by then; empty for nothing.
        is_ruled: a person ruled it, and the program had proposed another one.
    """

    period: Period
    as_of: date
    light: Light
    meaning: str = ""
    is_ruled: bool = False


class LightHistory(ValueObject, gc=False):
    """The lights of a task or a milestone in the reports of earlier periods.

    Attributes:
        reported: oldest first.
        put_off_after: the day of the newest report that judged it by another due day than it has now; None for none.
            What was put off is no longer late: a row of like lights begins behind that report.
        is_cut: the reports before the last that knew how it stood are not told (`shortened`).
    """

    reported: tuple[ReportedLight, ...] = ()
    put_off_after: date | None = None
    is_cut: bool = False

    @property
    def last(self) -> Light | None:
        """In the last report; None where no report spoke of it."""
        return self.reported[-1].light if self.reported else None

    @property
    def last_known(self) -> Light | None:
        """In the last report that knew how it stood; None where none did."""
        return next((report.light for report in reversed(self.reported) if report.light is not Light.GREY), None)

    def shortened(self) -> "LightHistory":
        """From the last report that knew how it stood; where none did, the last alone.

        Whether a light is new is known of it as before, and not for how long it has been lit.
        """
        telling = [place for place, report in enumerate(self.reported) if report.light is not Light.GREY]
        return replace(self, reported=self.reported[telling[-1] if telling else -1 :], is_cut=bool(self.reported))

    def unbroken(self, lights: Collection[Light]) -> tuple[ReportedLight, ...]:
        """The newest reports that had one of these lights one after the other, oldest first.

        A report in which nobody knew (待核实) neither breaks the row nor counts, unless grey is asked for: silence
        changes nothing, and nothing is counted that nobody knew.
        """
        row: list[ReportedLight] = []
        for report in reversed(self.reported):
            if self.put_off_after is not None and report.as_of <= self.put_off_after:
                break
            if report.light in lights:
                row.insert(0, report)
            elif report.light is not Light.GREY:
                break
        return tuple(row)
