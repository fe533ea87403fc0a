"""Which units are looked at first where there is no room for all: those with the gravest lights."""

from collections.abc import Collection, Sequence

from duban.model.status import FilingStatus, Status, TaskStatus
from duban.model.verdict import Light

_WORST_FIRST = (Light.RED, Light.YELLOW, Light.GREY, Light.BLUE)


def names_without_return(status: Status) -> frozenset[str]:
    """The names of the units of which no return of the period counts."""
    return frozenset(own.unit.name for own in status.units if own.filing_status is not FilingStatus.FILED)


def unit_gravity(missing: Collection[str], name: str, tasks: Sequence[TaskStatus]) -> tuple[int, ...]:
    """Less for graver: most red tasks, then yellow ones and so on; then a unit of which no return counts.

    Args:
        missing: the names of all such units.
        name: of the unit.
        tasks: its own.
    """
    return *(-sum(task.verdict.light is light for task in tasks) for light in _WORST_FIRST), name not in missing
