"""What the forms of one snapshot ask, worked out once for all that come back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import NamedTuple

from duban.fields import NamedDays, days_by_name
from duban.fields.condition import ALWAYS_TRUE
from duban.fields.locked import is_comparable, locked_value, path_getter
from duban.fields.rules import RowRule, RuleFault, sheet_rules
from duban.messages.catalogue import render_text
from duban.model.form_id import FormId
from duban.model.layout import Column, SheetLayout
from duban.model.period import Period
from duban.model.row import Row
from duban.model.snapshot import Snapshot
from duban.model.unit import Unit
from duban.tables.headers import HeaderLabels

_OWN: frozenset[RuleFault] = frozenset({"missing", "not-asked", "not-after"})
"""Faults that only the other answers show; all others are told when a value is read."""
_MOST_KEPT = 32

RowTiming = tuple[bool, bool, bool]
"""All of a row that decides which rules concern it: due by the end of the period, next, and with a due day."""


class ExpectedRow(NamedTuple):
    """What stands in a row as issued, and what it owes beyond each value.

    words: of the locked columns, in their order. always: of the rules, those of a row in which nothing is answered;
    then no condition holds.
    """

    locked_values: tuple[object, ...]
    rules: tuple[RowRule, ...]
    rules_when_blank: tuple[RowRule, ...]


@dataclass(frozen=True, eq=False)
class ExpectedTable:
    """One table."""

    layout: SheetLayout
    period: Period
    _stages: dict[RowTiming, tuple[tuple[RowRule, ...], tuple[RowRule, ...]]] = field(default_factory=dict)
    _rows: dict[tuple[str, str], ExpectedRow] = field(default_factory=dict)

    @cached_property
    def labels(self) -> HeaderLabels:
        """The headers of its columns."""
        return HeaderLabels({column.label: column.key for column in self.layout.columns})

    @cached_property
    def input_columns(self) -> tuple[Column, ...]:
        """The columns that a department fills."""
        return self.layout.input_columns

    @cached_property
    def locked_columns(self) -> tuple[Column, ...]:
        """The columns whose words were issued, so that they can be compared."""
        return tuple(column for column in self.layout.columns if is_comparable(column))

    def expected_row(self, row: Row) -> ExpectedRow:
        """Worked out once for a row: a unit sends its form again, and corrected."""
        at = row.key, row.unit.code
        if at not in self._rows:
            self._rows[at] = ExpectedRow(tuple(words(row) for words in self._words), *self._rules(row))
        return self._rows[at]

    @cached_property
    def _words(self) -> tuple[Callable[[Row], object], ...]:
        return tuple(
            partial(locked_value, column) if column.says else path_getter(column.shows)
            for column in self.locked_columns
        )

    def _rules(self, row: Row) -> tuple[tuple[RowRule, ...], tuple[RowRule, ...]]:
        stage = row.is_answer_due(self.period), row.is_next, row.due is not None
        if stage not in self._stages:
            every = tuple(rule for rule in sheet_rules(self.layout) if rule.fault in _OWN)
            mine = tuple(rule for rule in every if rule.applies_to(row, self.period))
            always = tuple(rule for rule in mine if rule.fault == "missing" and rule.condition is ALWAYS_TRUE)
            self._stages[stage] = mine, always
        return self._stages[stage]


@dataclass(frozen=True, eq=False)
class ExpectedForms:
    """All tables of one snapshot."""

    snapshot: Snapshot

    @cached_property
    def tables(self) -> tuple[ExpectedTable, ...]:
        """In the layout's order."""
        return tuple(ExpectedTable(layout, self.snapshot.period) for layout in self.snapshot.layout.sheets)

    def tables_of_unit(self, unit: Unit) -> Iterator[tuple[ExpectedTable, dict[str, Row]]]:
        """The tables of a unit's form with their rows by key; where nothing is asked there is no table."""
        for asked in self.tables:
            rows = {row.key: row for row in self.snapshot.assignment.rows(asked.layout, unit)}
            if rows or asked.layout.heading:
                yield asked, rows

    @cached_property
    def days(self) -> NamedDays:
        """The days that layouts may name."""
        return days_by_name(self.snapshot.plan.year, self.snapshot.period)

    def issued_text(self, text: str, unit: Unit) -> str:
        """A text of the layout as it stands in a unit's form."""
        of = unit if "unit" in text else None
        asked = text, of.code if of else ""
        if asked not in self._said:
            snapshot = self.snapshot
            facts = {"plan": snapshot.plan, "period": snapshot.period, "cycle": snapshot.cycle, "unit": unit}
            self._said[asked] = render_text(text, **facts)
        return self._said[asked]

    @cached_property
    def _said(self) -> dict[tuple[str, str], str]:
        return {}


_KEPT: dict[int, ExpectedForms] = {}


def expected_forms(snapshot: Snapshot) -> ExpectedForms:
    """What a snapshot asks; remembered for as long as the same one is used."""
    kept = _KEPT.get(id(snapshot))
    if kept is None:  # what is kept holds its snapshot, so that no other one can get its id
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        kept = _KEPT[id(snapshot)] = ExpectedForms(snapshot)
    return kept


def count_tables(seal: FormId, snapshot: Snapshot) -> int:
    """How many tables a form has; none where no such unit is asked."""
    units = (unit for unit in snapshot.assignment.units if unit.code == seal.unit)
    return sum(1 for unit in units for _ in expected_forms(snapshot).tables_of_unit(unit))
