"""Whose run it is, and when it began."""

from datetime import datetime

from duban.value_object import ValueObject


class RunBy(ValueObject):
    """Who runs a command. No command knows this of itself: only the command line asks the computer and the clock.

    Attributes:
        who: user and computer, as colleagues know them.
        at: when it began, Beijing time; None where nobody says, as in tests.
    """

    who: str = ""
    at: datetime | None = None
