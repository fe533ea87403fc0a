"""In which order units are listed with their lights: the plan's, or those with the gravest lights first."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from duban.model.config import UnitOrder
from duban.model.edition import Withheld
from duban.model.report_layout import MOST_BARS
from duban.model.status import FilingStatus, Status, TaskStatus
from duban.model.verdict import Light

_WORST_FIRST = (Light.RED, Light.YELLOW, Light.GREY, Light.BLUE)


class TasksOfUnit(Protocol):
    """Anything that has the name of a unit and its tasks."""

    @property
    def title(self) -> str:
        """The unit's name."""

    @property
    def tasks(self) -> Sequence[TaskStatus]:
        """Its own."""


UnitT = TypeVar("UnitT", bound=TasksOfUnit)


def is_ranked(status: Status) -> bool:
    """Whether units are listed by their lights: the office chose that (单位排序), and the edition shows lights."""
    return status.unit_order is UnitOrder.LIGHTS and status.edition.shows(Withheld.LIGHTS)


def in_chosen_order(status: Status, units: Sequence[UnitT]) -> Sequence[UnitT]:
    """Units in the order that the office chose. units: in the directory's order."""
    return sorted(units, key=unit_gravity(status)) if is_ranked(status) else units


def in_drawn_order(status: Status, units: Sequence[UnitT]) -> Sequence[UnitT]:
    """The same for a chart: of more units than it can show, those with the gravest lights first in any case.

    Args:
        status: of the report; where its edition keeps lights back, the order stays.
        units: in the directory's order.
    """
    is_too_many = len(units) > MOST_BARS and status.edition.shows(Withheld.LIGHTS)
    return sorted(units, key=unit_gravity(status)) if is_too_many else in_chosen_order(status, units)


def unit_gravity(status: Status) -> Callable[[TasksOfUnit], tuple[int, ...]]:
    """A key to sort by, less for graver: most red tasks, then yellow ones and so on; then without a return."""
    missing = {own.unit.name for own in status.units if own.filing_status is not FilingStatus.FILED}

    def gravity(unit: TasksOfUnit) -> tuple[int, ...]:
        counts = (sum(task.verdict.light is light for task in unit.tasks) for light in _WORST_FIRST)
        return *(-count for count in counts), unit.title not in missing

    return gravity
