"""分发清单 and 交办: which form goes to whom, and the text that goes with it."""

from collections.abc import Mapping

from duban.messages.catalogue import Messages
from duban.messages.text_template import render_text
from duban.model.assignment import Assignment
from duban.model.form_id import form_number
from duban.model.report_layout import ReportSheet
from duban.model.row import Row
from duban.model.submission import History
from duban.model.unit import UNASSIGNED_UNIT, Unit
from duban.model.verdict import FINISHED_MEANINGS
from duban.reports.sheet import build_sheet
from duban.reports.table_rows import ReportRow
from duban.text.display import join_texts
from duban.value_object import ValueObject, field
from duban.workbook.book import Book


class HandedOutForms(ValueObject):
    """The forms of one period as they lie in 1-下发.

    Attributes:
        form_codes: unit code → form code; only of units that get a form.
        file_names: unit code → the name of the file, likewise.
        history: what was accepted before.
    """

    assignment: Assignment
    form_codes: Mapping[str, str]
    file_names: Mapping[str, str]
    history: History = field(default_factory=History)

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units that get a form, in the directory's order."""
        return tuple(unit for unit in self.assignment.units if unit.code in self.form_codes)

    def row_counts(self, unit: Unit) -> Mapping[str, int]:
        """How many `tasks` and `milestones` a unit answers for, and how many unfinished ones of these are `due` now.

        A milestone that another unit leads is not among them.
        """
        tasks = self.assignment.tasks_by_unit.get(unit.code, ())
        rows_of_tasks = [row for task in tasks for row in self.assignment.milestone_rows(task)]
        rows = [row for row in rows_of_tasks if row.unit in (unit, UNASSIGNED_UNIT)]
        due = [row for row in rows if row.is_answer_due(self.assignment.period) and not self._is_finished(row)]
        return {"tasks": len(tasks), "milestones": len(rows), "due": len(due)}

    def _is_finished(self, row: Row) -> bool:
        last = self.history.last(row.key)
        return last is not None and last.meaning in FINISHED_MEANINGS


def packing_list(forms: HandedOutForms, layout: ReportSheet, messages: Messages) -> Book:
    """The list as a workbook of one sheet.

    Args:
        forms: which form goes to whom.
        layout: templates/reports/packing.yaml.
        messages: have the words about days of rest.
    """
    period = forms.assignment.period
    notice = messages.text("packing-rest-day", period=period) if period.rest_day else ""
    tick = messages.text("call-tick")
    rows: list[ReportRow] = [
        {
            "number": number,
            "unit": unit.name,
            **forms.row_counts(unit),
            "code": forms.form_codes[unit.code],
            "form_number": form_number(forms.form_codes[unit.code]),
            "file": forms.file_names[unit.code],
            "day": period.due,
            "contact": _contact_words(unit),
            "tick": tick,
            "notice": notice,
            "phone": unit.contact.phone if unit.contact else "",
            **dict.fromkeys(("sent", "signed"), ""),
        }
        for number, unit in enumerate(forms.units, 1)
    ]
    facts = {
        **{name: getattr(forms.assignment, name) for name in ("plan", "cycle", "period")},
        "count": len(rows),
        "notice": notice,
    }
    sheet = build_sheet(layout, facts, lambda _: rows)
    return Book([sheet], title=sheet.name)


def _contact_words(unit: Unit) -> str:
    """Whom to tell that the form is out, name and number; empty where the directory names nobody."""
    return f"{unit.contact.name}\n{unit.contact.phone}".strip() if unit.contact else ""


def issue_notices(forms: HandedOutForms, template: str, messages: Messages) -> str:
    """The 交办 text of each unit that gets a form.

    Args:
        forms: which form goes to whom.
        template: templates/notices/issue.txt.
        messages: have the form of address and the channel.
    """
    facts = {name: getattr(forms.assignment, name) for name in ("plan", "cycle", "period")}
    return join_texts(
        render_text(
            template,
            **facts,
            unit=unit,
            you=messages.address(unit.kind),
            channel=messages.text("channel"),
            code=forms.form_codes[unit.code],
            form_number=form_number(forms.form_codes[unit.code]),
            **forms.row_counts(unit),
        )
        for unit in forms.units
    )
