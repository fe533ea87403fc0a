"""What every kind of cell says twice, side by side: what Excel enforces, and what we accept from a return."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal, NamedTuple

from duban.fields.spoilt import damage_code
from duban.model.layout import Column
from duban.model.period import Period
from duban.model.row import Row
from duban.model.submission import Answer
from duban.workbook.book import Validation

NamedDays = Mapping[str, date]
"""Named days that layouts speak of: `period_end` and so on."""

Repair = Literal[
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


class CellContext(NamedTuple):  # as is Reading: there is one for each answer, and a tuple is made fastest
    """One cell to fill: its column, the days it may speak of, and the row it stands in (None in the heading).

    format: the number format of the cell as returned, such as `0%`; None where nobody has looked.
    """

    column: Column
    days: NamedDays
    period: Period
    row: Row | None = None
    number_format: str | None = None


class Parsed(NamedTuple):
    """What was made of a raw value.

    value: None when blank or unreadable. why: the value is plain, but not as it stood: a repair that is told.
    problem: a finding code when it cannot be accepted. facts: what its sentence needs.
    wants_format: the number format of the cell may change this reading; ask again with `Ask.format`.
    """

    value: Answer = None
    repair: Repair = ""
    problem: str = ""
    facts: Mapping[str, object] = MappingProxyType({})
    meaning: str = ""
    needs_number_format: bool = False


@dataclass(frozen=True, slots=True)
class FieldKind:
    """A kind of cell; each module here makes one.

    style: the name of its look. rule: what a spreadsheet program lets a person type into a range of cells.
    takes: what we make of what came back.
    """

    style: str
    validation: Callable[[str, CellContext], Validation]
    parse_value: Callable[[object, CellContext], Parsed]

    def parse(self, raw: object, ask: CellContext) -> Parsed:
        """What a cell holds; never asked of a blank one. Nothing that a cell can hold makes it raise."""
        if isinstance(raw, str) and (problem := damage_code(raw)):
            return Parsed(problem=problem, facts={"error": raw.strip()})
        return self.parse_value(raw, ask)


def days_by_name(year: int, period: Period) -> NamedDays:
    """The days that a layout may name as a bound; all inclusive."""
    return {
        "year_start": date(year, 1, 1),
        "year_end": date(year, 12, 31),
        "next_year_end": date(year + 1, 12, 31),
        "period_start": period.start,
        "period_end": period.end,
        "quarter_after": period.end + timedelta(days=92),
    }
