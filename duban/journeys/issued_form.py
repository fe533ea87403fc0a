"""What the rows and columns of a form were called when it was issued, for whoever reads answers from the index."""

from collections.abc import Mapping
from functools import cached_property

from duban.model.row import Row
from duban.model.snapshot import Snapshot
from duban.value_object import ValueObject


class IssuedForm(ValueObject, dict=True):
    """What a unit's form asked, as it was issued."""

    snapshot: Snapshot
    unit: str

    @cached_property
    def _rows(self) -> Mapping[str, Row]:
        """By key."""
        unit, assignment = self.snapshot.unit(self.unit), self.snapshot.assignment
        return {row.key: row for sheet in self.snapshot.layout.sheets for row in assignment.rows(sheet, unit)}

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Column key → its header."""
        layout = self.snapshot.layout
        columns = [column for sheet in layout.sheets for column in (*sheet.heading_inputs, *sheet.columns)]
        return {column.key: column.label for column in (layout.explanation_column, *columns)}

    def position(self, column: str) -> int:
        """Where a column stands among the others; behind all for one that the form had not."""
        keys = list(self.labels)
        return keys.index(column) if column in keys else len(keys)

    def row_names(self, key: str) -> dict[str, str]:
        """What a row is about, in words."""
        row = self._rows.get(key)
        if row is None:
            return {"task": "", "task_name": "", "words": ""}
        target = f"{row.target.name}：{row.target.words}" if row.target else ""
        return {"task": row.task.number, "task_name": row.task.name, "words": target or row.line}
