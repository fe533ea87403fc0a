"""分发清单: one batch of forms as the clerk hands it out; which form goes to whom, what it asks, and until when."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from duban.messages.catalogue import Messages
from duban.model.assignment import Assignment
from duban.model.report_layout import ReportSheet
from duban.model.row import Row
from duban.model.submission import History
from duban.model.unit import Unit
from duban.model.verdict import FINISHED_MEANINGS
from duban.reports.sheet import build_sheet
from duban.reports.table_rows import ReportRow
from duban.workbook.book import Book


@dataclass(frozen=True)
class Batch:
    """The forms of one period.

    Attributes:
        codes: unit code → form code; only of units that get a form.
        files: unit code → file name, likewise.
        history: what was accepted before.
    """

    assignment: Assignment
    codes: Mapping[str, str]
    files: Mapping[str, str]
    history: History = field(default_factory=History)

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units that get a form, in the directory's order."""
        return tuple(unit for unit in self.assignment.units if unit.code in self.codes)

    def row_counts(self, unit: Unit) -> Mapping[str, int]:
        """How many `tasks` and `milestones` a unit's form has, and for how many milestones an answer is `due` now."""
        tasks = self.assignment.tasks_by_unit.get(unit.code, ())
        rows = [row for task in tasks for row in self.assignment.milestone_rows(task)]
        due = [row for row in rows if row.is_answer_due(self.assignment.period) and not self._is_finished(row)]
        return {"tasks": len(tasks), "milestones": len(rows), "due": len(due)}

    def _is_finished(self, row: Row) -> bool:
        last = self.history.last(row.key)
        return last is not None and last.meaning in FINISHED_MEANINGS


def packing_list(batch: Batch, layout: ReportSheet, messages: Messages) -> Book:
    """The list of a batch as a workbook of one sheet.

    Args:
        batch: which form goes to whom.
        layout: templates/reports/packing.yaml.
        messages: have the words about days of rest.
    """
    period = batch.assignment.period
    notice = messages.text("packing-rest-day", period=period) if period.rest_day else ""
    rows: list[ReportRow] = [
        {
            "number": number,
            "unit": unit.name,
            **batch.row_counts(unit),
            "code": batch.codes[unit.code],
            "file": batch.files[unit.code],
            "day": period.due,
            "notice": notice,
        }
        for number, unit in enumerate(batch.units, 1)
    ]
    facts = {"plan": batch.assignment.plan, "cycle": batch.assignment.cycle, "period": period, "count": len(rows)}
    sheet = build_sheet(layout, facts, lambda _: rows)
    return Book([sheet], title=sheet.name)
