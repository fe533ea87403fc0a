"""The kinds of cell that a layout may ask for, by name."""

from collections.abc import Mapping

from duban.fields.choice import CHOICE
from duban.fields.day import DAY
from duban.fields.kind import CellContext, FieldKind, NamedDays, Parsed, days_by_name
from duban.fields.number import NUMBER, PERCENT, SCORE
from duban.fields.text import TEXT

FIELD_KINDS: Mapping[str, FieldKind] = {
    "text": TEXT,
    "choice": CHOICE,
    "date": DAY,
    "number": NUMBER,
    "percent": PERCENT,
    "score": SCORE,
}

__all__ = ["FIELD_KINDS", "CellContext", "FieldKind", "NamedDays", "Parsed", "days_by_name"]
