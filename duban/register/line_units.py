"""Whose a row of 办公室登记 is: of a line that several units answer for, one unit's, or all of theirs."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from duban.model.plan import Task
from duban.model.unit import Unit
from duban.register.typed_rows import TypedRow, TypedRows
from duban.text.folding import comparison_key
from duban.value_object import ValueObject

UNIT_COLUMN = "unit"
"""The key of the column that names the unit."""
OwnedKeys = Sequence[tuple[Unit, str]]
"""The units that answer for a line, or for a task, and the key of each one's row."""
ValueT = TypeVar("ValueT")


class LineUnits(ValueObject):
    """Reads the unit that a row names; what is wrong with it is added to the slips of the sheet."""

    rows: TypedRows
    row: TypedRow

    @property
    def speaks_for_all(self) -> bool:
        """Whether a row names no unit, or all at once."""
        return self.row.comparable(UNIT_COLUMN) in {"", comparison_key(self.rows.layout.everyone)}

    def meant(self, task: Task, answering: Sequence[Unit]) -> Sequence[Unit]:
        """Those of the units that answer for a line which a row speaks for.

        A line of one unit is that unit's, whatever the row says: it may have been another one's when it was written.

        Args:
            task: of the line.
            answering: all that answer for it, each once.

        Returns:
            None of them where the row names others: a slip, unless the program wrote it when these answered for it.
        """
        if len(answering) <= 1 or self.speaks_for_all:
            return answering
        named = self.rows.lookups.directory.find_leads(self.row.text(UNIT_COLUMN))
        meant = [unit for unit in answering if unit in named]
        if not meant and self.rows.is_own(self.row):
            units = [unit.name for unit in answering]
            self.rows.add_mistake("register-line-unit", self.row, UNIT_COLUMN, number=task.number, units=units)
        return meant

    def subject(self, task: Task, owned: OwnedKeys) -> str:
        """The keys of those rows that a row of the register is about, with blanks between; empty for none."""
        meant = self.meant(task, list({unit.code: unit for unit, _ in owned}.values()))
        return " ".join(key for unit, key in owned if unit in meant)


def by_key(values_by_subject: Mapping[str, ValueT]) -> dict[str, ValueT]:
    """What is decided of each row of the plan: what is about fewer of them stands before what is about more.

    Args:
        values_by_subject: keys with blanks between → what is decided of these.
    """
    most_first = sorted(values_by_subject, key=lambda subject: -len(subject.split()))
    return {key: values_by_subject[subject] for subject in most_first for key in subject.split()}
