"""What the forms of one snapshot ask, worked out once for all that come back."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import NamedTuple

from duban.fields import Days, named_days
from duban.fields.condition import ALWAYS
from duban.fields.locked import issued, path, shows
from duban.fields.rules import Fault, Rule, rules_of
from duban.messages.catalogue import fill
from duban.model.form_id import Seal
from duban.model.layout import Column, SheetLayout
from duban.model.period import Period
from duban.model.row import Row
from duban.model.snapshot import Snapshot
from duban.model.unit import Unit
from duban.text.folding import compact

_OWN: frozenset[Fault] = frozenset({"missing", "not-asked", "not-after"})
"""Faults that only the other answers show; all others are told when a value is read."""
_MOST_KEPT = 32

Stage = tuple[bool, bool, bool]
"""All of a row that decides which rules concern it: due by the end of the period, next, and with a due day."""


class Issued(NamedTuple):
    """What stands in a row as issued, and what it owes beyond each value.

    words: of the locked columns, in their order. always: of the rules, those of a row in which nothing is answered;
    then no condition holds.
    """

    words: tuple[object, ...]
    rules: tuple[Rule, ...]
    always: tuple[Rule, ...]


@dataclass(frozen=True, eq=False)
class Asked:
    """One table."""

    layout: SheetLayout
    period: Period
    _stages: dict[Stage, tuple[tuple[Rule, ...], tuple[Rule, ...]]] = field(default_factory=dict)
    _rows: dict[tuple[str, str], Issued] = field(default_factory=dict)

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Header → column key."""
        return {column.label: column.key for column in self.layout.columns}

    @cached_property
    def compact_labels(self) -> Mapping[str, str]:
        """Header without width and spaces → column key."""
        return {compact(label): key for label, key in self.labels.items()}

    @cached_property
    def inputs(self) -> tuple[Column, ...]:
        """The columns that a department fills."""
        return self.layout.inputs

    @cached_property
    def locked(self) -> tuple[Column, ...]:
        """The columns whose words were issued, so that they can be compared."""
        return tuple(column for column in self.layout.columns if issued(column))

    def issued(self, row: Row) -> Issued:
        """Worked out once for a row: a unit sends its form again, and corrected."""
        at = row.key, row.unit.code
        if at not in self._rows:
            self._rows[at] = Issued(tuple(words(row) for words in self._words), *self._rules(row))
        return self._rows[at]

    @cached_property
    def _words(self) -> tuple[Callable[[Row], object], ...]:
        return tuple(partial(shows, column) if column.says else path(column.shows) for column in self.locked)

    def _rules(self, row: Row) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
        stage = row.falls_due(self.period), row.next, row.due is not None
        if stage not in self._stages:
            every = tuple(rule for rule in rules_of(self.layout) if rule.fault in _OWN)
            mine = tuple(rule for rule in every if rule.concerns(row, self.period))
            always = tuple(rule for rule in mine if rule.fault == "missing" and rule.condition is ALWAYS)
            self._stages[stage] = mine, always
        return self._stages[stage]


@dataclass(frozen=True, eq=False)
class Asking:
    """All tables of one snapshot."""

    snapshot: Snapshot

    @cached_property
    def tables(self) -> tuple[Asked, ...]:
        """In the layout's order."""
        return tuple(Asked(layout, self.snapshot.period) for layout in self.snapshot.layout.sheets)

    def tables_of(self, unit: Unit) -> Iterator[tuple[Asked, dict[str, Row]]]:
        """The tables of a unit's form with their rows by key; where nothing is asked there is no table."""
        for asked in self.tables:
            rows = {row.key: row for row in self.snapshot.split.rows(asked.layout, unit)}
            if rows or asked.layout.heading:
                yield asked, rows

    @cached_property
    def days(self) -> Days:
        """The days that layouts may name."""
        return named_days(self.snapshot.plan.year, self.snapshot.period)

    def said(self, text: str, unit: Unit) -> str:
        """A text of the layout as it stands in a unit's form."""
        of = unit if "unit" in text else None
        asked = text, of.code if of else ""
        if asked not in self._said:
            snapshot = self.snapshot
            facts = {"plan": snapshot.plan, "period": snapshot.period, "cycle": snapshot.cycle, "unit": unit}
            self._said[asked] = fill(text, **facts)
        return self._said[asked]

    @cached_property
    def _said(self) -> dict[tuple[str, str], str]:
        return {}


_KEPT: dict[int, Asking] = {}


def asking_of(snapshot: Snapshot) -> Asking:
    """What a snapshot asks; remembered for as long as the same one is used."""
    kept = _KEPT.get(id(snapshot))
    if kept is None:  # what is kept holds its snapshot, so that no other one can get its id
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        kept = _KEPT[id(snapshot)] = Asking(snapshot)
    return kept


def table_count(seal: Seal, snapshot: Snapshot) -> int:
    """How many tables a form has; none where no such unit is asked."""
    units = (unit for unit in snapshot.split.units if unit.code == seal.unit)
    return sum(1 for unit in units for _ in asking_of(snapshot).tables_of(unit))
