"""Whose run it is, and when it began."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RunBy:
    """Who runs a command. No command knows this of itself: only the command line asks the computer and the clock.

    Attributes:
        who: user and computer, as colleagues know them.
        at: when it began, Beijing time; None where nobody says, as in tests.
    """

    who: str = ""
    at: datetime | None = None
