"""What the forms of one snapshot ask: their tables, rows and words as issued, derived from the snapshot."""

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import NamedTuple

from duban.fields import NamedDays, days_by_name
from duban.fields.condition import ALWAYS_TRUE
from duban.fields.locked import CHECK_PATH, is_comparable, locked_value, path_getter
from duban.fields.rules import RowRule, RuleFault, sheet_rules
from duban.messages.text_template import render_text
from duban.model.layout import Column, SheetLayout
from duban.model.row import Row
from duban.model.snapshot import Snapshot
from duban.model.unit import Unit
from duban.returns.own_texts import OwnTexts
from duban.tables.headers import HeaderLabels
from duban.text.folding import remove_spaces
from duban.value_object import ValueObject

_FAULTS_OF_ROWS: frozenset[RuleFault] = frozenset({"missing", "not-asked", "not-after"})
"""Faults that only the other answers of a row show; all others are found when a value is parsed."""
_REMEMBERED_UNITS = 200


class ExpectedRow(NamedTuple):
    """A row as issued, and what it owes beyond each value.

    Attributes:
        row: what it is about.
        locked_values: of the comparable columns, in their order; `""` is blank, as in a file.
        rules: those that concern the row.
        rules_when_blank: those of them that can be broken while nothing in the row is answered: no condition holds.
    """

    row: Row
    locked_values: tuple[object, ...]
    rules: tuple[RowRule, ...]
    rules_when_blank: tuple[RowRule, ...]


class ExpectedColumns(ValueObject, dict=True, eq=False):
    """The columns of a table, the same for every unit."""

    layout: SheetLayout

    @cached_property
    def labels(self) -> HeaderLabels:
        """Their headers; that of the check column counts what is owed, and is none of them."""
        return HeaderLabels({column.label: column.key for column in self.layout.columns if column.shows != CHECK_PATH})

    @cached_property
    def heading_labels(self) -> tuple[str, ...]:
        """What stands beside the inputs above the table."""
        return tuple(item.text for item in self.layout.heading if item.asks)

    @cached_property
    def inputs(self) -> tuple[Column, ...]:
        """Those that a department fills."""
        return self.layout.input_columns

    @cached_property
    def comparable(self) -> tuple[Column, ...]:
        """Those whose words were issued, so that they can be compared."""
        return tuple(column for column in self.layout.columns if is_comparable(column))

    @cached_property
    def rules(self) -> tuple[RowRule, ...]:
        """What rows owe beyond each value."""
        return tuple(rule for rule in sheet_rules(self.layout) if rule.fault in _FAULTS_OF_ROWS)


class ExpectedTable(ValueObject):
    """One table of a unit's form.

    Attributes:
        columns: of the table.
        rows: row key → row, in the order of the form; there are none in a table that has only a heading.
        texts: the words around it and its headers as they stand in the unit's form, with and without white space; of
            labels beside inputs also without their colon.
    """

    columns: ExpectedColumns
    rows: Mapping[str, ExpectedRow]
    texts: frozenset[str]


class ExpectedForms:
    """The forms of all units in one snapshot.

    The tables of a unit are remembered for a while: they are asked for several times, and it sends its form corrected.
    """

    def __init__(self, snapshot: Snapshot, own_texts: OwnTexts) -> None:
        """Make nothing yet.

        Args:
            snapshot: what they are issued from.
            own_texts: texts of the program that they hold.
        """
        self.snapshot = snapshot
        self.own_texts = own_texts
        self._tables: dict[str, tuple[ExpectedTable, ...]] = {}

    @cached_property
    def columns(self) -> tuple[ExpectedColumns, ...]:
        """Of each table, in the layout's order."""
        return tuple(map(ExpectedColumns, self.snapshot.layout.sheets))

    @cached_property
    def days(self) -> NamedDays:
        """The days that layouts may name."""
        return days_by_name(self.snapshot.plan.year, self.snapshot.period)

    def tables_of_unit(self, unit: Unit) -> tuple[ExpectedTable, ...]:
        """The tables of a unit's form; one without rows and heading is not issued."""
        if unit.code not in self._tables:
            if len(self._tables) == _REMEMBERED_UNITS:
                self._tables.clear()
            tables = (
                ExpectedTable(columns, self.rows_of_unit(columns, unit), self._issued_texts(columns, unit))
                for columns in self.columns
            )
            self._tables[unit.code] = tuple(table for table in tables if table.rows or table.columns.layout.heading)
        return self._tables[unit.code]

    def rows_of_unit(self, columns: ExpectedColumns, unit: Unit) -> dict[str, ExpectedRow]:
        """The rows of a table in a unit's form, by their keys."""
        period = self.snapshot.period
        value_getters: list[Callable[[Row], object]] = [
            partial(locked_value, column) if column.says else path_getter(column.shows) for column in columns.comparable
        ]
        rules_by_timing: dict[tuple[bool, ...], tuple[tuple[RowRule, ...], tuple[RowRule, ...]]] = {}
        rows = {}
        for row in self.snapshot.assignment.rows(columns.layout, unit):
            timing = row.is_answer_due(period), row.is_next, row.due is not None
            if timing not in rules_by_timing:  # nothing else in a row decides which rules concern it
                rules = tuple(rule for rule in columns.rules if rule.applies_to(row, period))
                rules_by_timing[timing] = rules, tuple(filter(_holds_in_blank_row, rules))
            locked_values = tuple(["" if (value := value_of(row)) is None else value for value_of in value_getters])
            rows[row.key] = ExpectedRow(row, locked_values, *rules_by_timing[timing])
        return rows

    def _issued_texts(self, columns: ExpectedColumns, unit: Unit) -> frozenset[str]:
        naming_unit = (text for text in _texts_around(columns.layout) if "unit" in text)
        around = [render_text(text, **self._facts, unit=unit) for text in naming_unit]
        return self._texts_of_all_units[columns].union(around, map(remove_spaces, around))

    @cached_property
    def _texts_of_all_units(self) -> Mapping[ExpectedColumns, frozenset[str]]:
        """Of each table, the words around it and its headers that are the same in every form."""
        return {columns: self._shared_texts(columns) for columns in self.columns}

    def _shared_texts(self, columns: ExpectedColumns) -> frozenset[str]:
        naming_no_unit = (text for text in _texts_around(columns.layout) if "unit" not in text)
        issued = {*(render_text(text, **self._facts) for text in naming_no_unit), *columns.labels.key_by_label}
        labels = {*columns.heading_labels, *(label.rstrip(":：") for label in columns.heading_labels)}
        return frozenset(issued.union(map(remove_spaces, issued), labels))

    @property
    def _facts(self) -> dict[str, object]:
        """What the words around a table may speak of, beside the unit."""
        return {"plan": self.snapshot.plan, "period": self.snapshot.period, "cycle": self.snapshot.cycle}


def _texts_around(layout: SheetLayout) -> list[str]:
    return [layout.title, *(item.text for item in layout.heading), *layout.foot]


def count_tables(expected: ExpectedForms, unit_code: str) -> int:
    """How many tables a unit's form has; none where no such unit is asked."""
    snapshot = expected.snapshot
    is_asked = unit_code in snapshot.assignment.unit_codes
    return len(expected.tables_of_unit(snapshot.unit(unit_code))) if is_asked else 0


def _holds_in_blank_row(rule: RowRule) -> bool:
    return rule.fault == "missing" and rule.condition is ALWAYS_TRUE
