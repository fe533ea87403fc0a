"""What the office registered of one unit's return (办公室登记 “报送”): when it came, and until when it may come."""

from datetime import date
from enum import StrEnum

from duban.value_object import ValueObject, replace

_OF_A_RETURN = ("received_on", "punctuality", "approval", "is_sealed", "folder")
"""What an entry says of a return, by the names of its fields."""
ALL_UNITS = "*"
"""In place of a unit's code: an entry for each unit that has none of its own."""


class Punctuality(StrEnum):
    """Whether a return came in time: nobody but the office knows."""

    IN_TIME = "in-time"
    LATE = "late"
    LATE_AGREED = "late-agreed"
    """Late, and the office had agreed."""


class Approval(StrEnum):
    """How the office saw that a return was approved before it was sent."""

    PAPER = "paper"
    OA = "oa"
    UNSEEN = "unseen"
    """It looked, and saw nothing of the kind."""


class FilingEntry(ValueObject):
    """One row of the sheet; what was left blank is not said.

    Attributes:
        received_on: the day on which the return came in.
        punctuality: whether that was in time.
        extended_to: until the end of this day the office has granted the return (报送延期).
        approval: how it was approved, where the plan asks that.
        is_sealed: a paper copy bears the seal.
        folder: where the paper copy is filed.
        seen_until: of an entry for all units: what it says of returns holds for those first seen by this day.
    """

    received_on: date | None = None
    punctuality: Punctuality | None = None
    extended_to: date | None = None
    approval: Approval | None = None
    is_sealed: bool | None = None
    folder: str = ""
    seen_until: date | None = None

    @property
    def speaks_of_returns(self) -> bool:
        """Whether it says anything of a return that came."""
        return any(getattr(self, name) not in (None, "") for name in _OF_A_RETURN)

    def last_day(self, counted: date) -> date:
        """The last day on which the return is in time.

        Args:
            counted: the period's own.
        """
        return max(counted, self.extended_to or counted)

    def days_late(self, counted: date) -> int | None:
        """So many days after its last day the return came; 0 for none, None where the day is not registered."""
        return max(0, (self.received_on - self.last_day(counted)).days) if self.received_on else None


def entry_of_unit(own: FilingEntry, for_all: FilingEntry, first_received: date | None, counted: date) -> FilingEntry:
    """What holds for a unit: its own entry, and where that is blank, the one for all.

    The one for all says nothing of a return that was first seen after it was made; that all came in time, it does not
    say of one whose own entry has a later day. An extension for all is for all.

    Args:
        own: of the unit.
        for_all: of all units.
        first_received: the day on which the program first saw a return of the unit; None where it saw none.
        counted: the last day that is in time without an extension.
    """
    own = replace(own, extended_to=own.extended_to or for_all.extended_to)
    seen_until = for_all.seen_until or own.last_day(counted)
    if first_received is None or first_received > seen_until:
        return own
    if own.days_late(counted) and for_all.punctuality is Punctuality.IN_TIME:
        for_all = replace(for_all, punctuality=None)
    blank = FilingEntry()
    own_values = {name: value for name in _OF_A_RETURN if (value := getattr(own, name)) != getattr(blank, name)}
    return replace(own, **{name: getattr(for_all, name) for name in _OF_A_RETURN} | own_values)
