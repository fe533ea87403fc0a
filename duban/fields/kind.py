"""What every kind of cell says twice, side by side: what Excel enforces, and what we accept from a return."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from duban.model.book import Validation
from duban.model.layout import Column
from duban.model.period import Period
from duban.model.row import Row
from duban.model.submission import Answer

Days = Mapping[str, date]
"""Named days that layouts speak of: `period_end` and so on."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One cell to fill: its column, the days it may speak of, and the row it stands in (None in the heading)."""

    column: Column
    days: Days
    period: Period
    row: Row | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What was made of a raw value.

    value: None when blank or unreadable. repaired: the value is plain, but not as it stood.
    problem: a finding code when it cannot be accepted. facts: what its sentence needs.
    """

    value: Answer = None
    repaired: bool = False
    problem: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    means: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of cell; each module here makes one.

    style: the name of its look. rule: what a spreadsheet program lets a person type into a range of cells.
    read: what we make of what came back; never called for a blank.
    """

    style: str
    rule: Callable[[str, Ask], Validation]
    read: Callable[[object, Ask], Reading]


def named_days(year: int, period: Period) -> Days:
    """The days that a layout may name as a bound; all inclusive."""
    return {
        "year_start": date(year, 1, 1),
        "year_end": date(year, 12, 31),
        "next_year_end": date(year + 1, 12, 31),
        "period_start": period.start,
        "period_end": period.end,
        "quarter_after": period.end + timedelta(days=92),
    }
