"""What every kind of cell says twice, side by side: what Excel enforces, and what we accept from a return."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal, NamedTuple

from duban.fields.spoilt import spoilt
from duban.model.layout import Column
from duban.model.period import Period
from duban.model.row import Row
from duban.model.submission import Answer
from duban.workbook.book import Validation

Days = Mapping[str, date]
"""Named days that layouts speak of: `period_end` and so on."""

Why = Literal[
    "",
    "text-again",
    "stray-signs",
    "synonym",
    "number-as-text",
    "unit-dropped",
    "unit-converted",
    "percent-sign",
    "percent-format",
    "day-in-words",
    "day-number",
    "year-added",
    "time-dropped",
]
"""Why a value is not as it stood; the words for each stand in the text `repair-why`."""


class Ask(NamedTuple):  # as is Reading: there is one for each answer, and a tuple is made fastest
    """One cell to fill: its column, the days it may speak of, and the row it stands in (None in the heading).

    format: the number format of the cell as returned, such as `0%`; None where nobody has looked.
    """

    column: Column
    days: Days
    period: Period
    row: Row | None = None
    format: str | None = None


class Reading(NamedTuple):
    """What was made of a raw value.

    value: None when blank or unreadable. why: the value is plain, but not as it stood: a repair that is told.
    problem: a finding code when it cannot be accepted. facts: what its sentence needs.
    wants_format: the number format of the cell may change this reading; ask again with `Ask.format`.
    """

    value: Answer = None
    why: Why = ""
    problem: str = ""
    facts: Mapping[str, object] = MappingProxyType({})
    means: str = ""
    wants_format: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of cell; each module here makes one.

    style: the name of its look. rule: what a spreadsheet program lets a person type into a range of cells.
    takes: what we make of what came back.
    """

    style: str
    rule: Callable[[str, Ask], Validation]
    takes: Callable[[object, Ask], Reading]

    def read(self, raw: object, ask: Ask) -> Reading:
        """What a cell holds; never asked of a blank one. Nothing that a cell can hold makes it raise."""
        if isinstance(raw, str) and (problem := spoilt(raw)):
            return Reading(problem=problem, facts={"error": raw.strip()})
        return self.takes(raw, ask)


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
