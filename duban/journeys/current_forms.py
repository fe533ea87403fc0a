"""The forms that units hold now: a return on an older edition is read as issued, and carried forward."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from duban.formats.opened_file import UnreadableFile
from duban.formats.opening import open_file
from duban.journeys.issued import IssuedSnapshots
from duban.messages.finding import Finding, Place
from duban.model.form_id import FormId, find_form_ids
from duban.model.period import Period
from duban.model.return_ import Return
from duban.model.row import Row
from duban.model.snapshot import Snapshot
from duban.returns.identify import FORM_CODE_PROPERTY


@dataclass(frozen=True)
class CurrentForms:
    """The newest form of each unit, as it lies in 1-下发.

    Attributes:
        issued: what any form was issued from.
        period: the one that the forms ask about.
        paths: where the form of each unit lies.
    """

    issued: IssuedSnapshots
    period: Period
    paths: Sequence[Path]

    def with_edition_findings(self, return_: Return) -> Return:
        """The return, with what is to be said where it came on an older edition: above all what that did not ask."""
        form_id = return_.form.form_id
        current = self.current_form_id(form_id)
        if current == form_id:
            return return_
        place = Place(return_.form.file)
        findings = [Finding("older-edition", place, {"code": current.code})]
        answerable = {row.key for row in self._rows(form_id)}
        findings += [self._new_row(row, place) for row in self._rows(current) if row.key not in answerable]
        return replace(return_, findings=(*findings, *return_.findings))

    def current_form_id(self, form_id: FormId) -> FormId:
        """The id of the form that the unit holds now; the same where nothing else is known."""
        newest = self._form_ids.get(form_id.unit)
        if newest is None or replace(newest, snapshot=form_id.snapshot) != form_id:
            return form_id
        return newest

    def current_snapshot(self, form_id: FormId) -> tuple[Snapshot, str]:
        """What a correction copy of a return on this form is designed from, with its hash."""
        return self.issued.snapshot(self.current_form_id(form_id))

    def _new_row(self, row: Row, place: Place) -> Finding:
        """A row that nobody could answer yet; what is due by now must be."""
        code = "row-since-due" if row.is_answer_due(self.period) else "row-since"
        return Finding(code, place, {"number": row.task.number, "name": row.line or row.task.name}, row.key)

    def _rows(self, form_id: FormId) -> list[Row]:
        snapshot, _ = self.issued.snapshot(form_id)
        unit = snapshot.unit(form_id.unit)
        return [row for sheet in snapshot.layout.sheets for row in snapshot.assignment.rows(sheet, unit)]

    @cached_property
    def _form_ids(self) -> dict[str, FormId]:
        """Unit code → the id of the form that lies in 1-下发 for it."""
        form_ids: dict[str, FormId] = {}
        for path in self.paths:
            with suppress(OSError, UnreadableFile):
                code = open_file(path.read_bytes()).properties().get(FORM_CODE_PROPERTY, "")
                form_ids |= {form_id.unit: form_id for form_id in find_form_ids(code)}
        return form_ids
