"""The kinds of cell that a layout may ask for, by name."""

from collections.abc import Mapping

from duban.fields.choice import CHOICE
from duban.fields.day import DAY
from duban.fields.kind import Ask, Days, Kind, Reading, named_days
from duban.fields.number import NUMBER, PERCENT, SCORE
from duban.fields.text import TEXT

KINDS: Mapping[str, Kind] = {
    "text": TEXT,
    "choice": CHOICE,
    "date": DAY,
    "number": NUMBER,
    "percent": PERCENT,
    "score": SCORE,
}

__all__ = ["KINDS", "Ask", "Days", "Kind", "Reading", "named_days"]
