"""A letter: whom it concerns, and the facts that its template may speak of."""

from collections.abc import Callable, Iterator, Mapping

from duban.model.status import Status
from duban.model.unit import Unit
from duban.registry import Registry
from duban.value_object import ValueObject


class Letter(ValueObject):
    """One document in Word.

    Attributes:
        unit: to which it is written, or which has to fill it in; None for one of the whole office.
        part: what tells it from others of its kind to the same unit, such as the name of a light; empty where there
            is one alone.
        facts: what its template may speak of, besides what every letter knows (`common_facts`).
    """

    unit: Unit | None
    part: str
    facts: Mapping[str, object]


LETTERS: Registry[Callable[[Status], Iterator[Letter]]] = Registry()
"""Kind of letter, as its template is called → all letters of that kind that a status gives cause for."""


def common_facts(status: Status, unit: Unit | None) -> dict[str, object]:
    """What every template knows: the plan, the time and the unit that is spoken to.

    Args:
        status: what is told of.
        unit: the one that is spoken to; None for none.
    """
    facts: dict[str, object] = {name: getattr(status, name) for name in ("plan", "cycle", "period", "as_of", "edition")}
    you = status.messages.address(unit.kind) if unit else ""
    return {**facts, "unit": unit, "you": you}
