"""A kind of cell says two things, side by side: what Excel enforces, and what we accept from a return."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal, NamedTuple

from duban.model.layout import Column
from duban.model.period import Period
from duban.model.row import Row
from duban.model.submission import Answer
from duban.text.display import display_text
from duban.text.folding import clean_text
from duban.text.lazy_pattern import lazy_pattern
from duban.text.number_format import shown_words
from duban.value_object import ValueObject
from duban.workbook.book import Validation

NamedDays = Mapping[str, date]
"""Days by the names that layouts use as bounds: `period_end` and so on."""

Repair = Literal[
    "",
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
    "last-day",
    "time-dropped",
]
"""How a value was put right without asking; empty where it was seen as it counts. In words: the text `repair-why`."""


_DAMAGE_BEGINS = frozenset("=#E \t\n")
_PICTURE = lazy_pattern(r"\s*=\s*(?:_xlfn\.)?DISPIMG\s*\(", re.IGNORECASE)
"""How WPS stores a picture that lies inside a cell."""
_ERROR = lazy_pattern(
    r"\s*(?:#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)|Err:\d{3})\s*"  # LibreOffice's last
)


class CellContext(NamedTuple):  # as is Parsed: there is one for each answer, and a tuple is made fastest
    """One cell to fill."""

    column: Column
    days: NamedDays
    """The days that the column's bounds may name."""
    period: Period
    row: Row | None = None
    """The row that the cell stands in; None in the heading."""
    number_format: str | None = None
    """The number format of the cell as returned, such as `0%`; None where nobody has looked."""
    shown: str | None = None
    """The words that a person saw in the cell, where the file keeps them."""

    def shown_words(self, value: object) -> str | None:
        """The words that a person saw of a number or a day; None where that is not known."""
        if self.shown is not None or self.number_format is None:
            return self.shown
        return shown_words(value, self.number_format)


class Parsed(NamedTuple):
    """What was made of a raw value."""

    value: Answer = None
    """None when blank or unreadable."""
    repair: Repair = ""
    problem: str = ""
    """The code of the finding when the value cannot be accepted; else empty."""
    facts: Mapping[str, object] = MappingProxyType({})
    """What the sentence of the problem or the doubt needs."""
    meaning: str = ""
    """What a choice says to the program; see `Option.means`."""
    needs_number_format: bool = False
    """The cell's number format may change the value: parse it again with `CellContext.number_format`."""
    doubt: str = ""
    """The code of a finding that asks about a value which counts meanwhile."""

    @property
    def finding_code(self) -> str:
        """The code of what is to be said of the value; empty where there is nothing to say."""
        return self.problem or self.doubt or ("repaired" if self.repair else "")


class FieldKind(ValueObject):
    """A kind of cell."""

    style: str
    """The name of its look."""
    validation: Callable[[str, CellContext], Validation]
    """What a spreadsheet program lets a person type into a range of cells, given by its A1 name."""
    parse_value: Callable[[object, CellContext], Parsed]
    """What we make of a raw value that is no picture and no error."""

    def parse(self, raw: object, context: CellContext) -> Parsed:
        """What a cell holds; never called for a blank one. Nothing that a cell can hold makes it raise."""
        if isinstance(raw, str) and (problem := damage_code(raw)):
            return Parsed(problem=problem, facts={"error": raw.strip()})
        parsed = self.parse_value(raw, context)
        return parsed._replace(repair="") if parsed.repair and _is_seen_already(parsed, raw, context) else parsed


FIELD_KINDS: dict[str, FieldKind] = {}
"""The kinds of cell by the name that layouts give them; each module of this package adds its own."""


def days_by_name(year: int, period: Period) -> NamedDays:
    """The days that a layout may name as a bound, all inclusive.

    Args:
        year: of the plan.
    """
    return {
        "year_start": date(year, 1, 1),
        "year_end": date(year, 12, 31),
        "next_year_end": date(year + 1, 12, 31),
        "period_start": period.start,
        "period_end": period.end,
        "quarter_after": period.end + timedelta(days=92),
    }


def _is_seen_already(parsed: Parsed, raw: object, context: CellContext) -> bool:
    """Whether a repair changed nothing that anybody sees: the cell shows the very words of the answer."""
    words = "" if parsed.value is None else display_text(parsed.value)
    seen = clean_text(context.shown_words(raw) or display_text(raw))
    return seen == words or (parsed.repair in {"percent-sign", "percent-format"} and seen == f"{words}%")


def damage_code(text: str) -> str:
    """The finding code of a text that is an answer in no kind of cell: a picture, or an error written out as text.

    Returns:
        Empty for all other texts.
    """
    if text[:1] not in _DAMAGE_BEGINS:
        return ""
    if _PICTURE.match(text):
        return "picture-in-cell"
    return "cell-error" if _ERROR.fullmatch(text) else ""
