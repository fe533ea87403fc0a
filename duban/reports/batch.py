"""One batch of forms as the clerk hands it out: which form goes to whom, and what it asks."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from duban.model.assignment import Assignment
from duban.model.row import Row
from duban.model.submission import History
from duban.model.unit import Unit
from duban.model.verdict import FINISHED_MEANINGS


@dataclass(frozen=True)
class Batch:
    """codes, files: unit code → form code, file name; only units that get a form. past: what was accepted before."""

    split: Assignment
    codes: Mapping[str, str]
    files: Mapping[str, str]
    past: History = field(default_factory=History)

    @property
    def units(self) -> tuple[Unit, ...]:
        """Who gets a form, in the directory's order."""
        return tuple(unit for unit in self.split.units if unit.code in self.codes)

    def row_counts(self, unit: Unit) -> Mapping[str, int]:
        """How many tasks and milestones a unit's form has, and for how many milestones an answer is owed now."""
        tasks = self.split.tasks_by_unit.get(unit.code, ())
        rows = [row for task in tasks for row in self.split.milestone_rows(task)]
        due = [row for row in rows if row.is_answer_due(self.split.period) and not self._finished(row)]
        return {"tasks": len(tasks), "milestones": len(rows), "due": len(due)}

    def _finished(self, row: Row) -> bool:
        last = self.past.last(row.key)
        return last is not None and last.meaning in FINISHED_MEANINGS
