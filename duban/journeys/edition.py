"""Returns on an older edition of a form that was issued again since: read as they were issued, carried forward."""

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property

from duban.formats.detect import UnreadableFile, detect_format
from duban.formats.remarks import read_custom_properties
from duban.journeys.desk import Context
from duban.journeys.reading import ReturnReader
from duban.messages.finding import Finding, Place
from duban.model.form_id import FormId, find_form_ids
from duban.model.row import Row
from duban.model.snapshot import Snapshot
from duban.model.submission import Submission
from duban.returns.identify import FORM_CODE_PROPERTY
from duban.review.versions import ReceivedReturn


@dataclass(frozen=True)
class CurrentForms:
    """The forms that stand issued now, one a unit."""

    context: Context
    reader: ReturnReader

    def with_edition_findings(self, arrival: ReceivedReturn) -> ReceivedReturn:
        """The return, with what is to be said where it came on an older edition: above all what that did not ask."""
        seal = arrival.submission.form_id
        now = self.current_form_id(seal)
        if now == seal:
            return arrival
        place = Place(arrival.submission.file)
        findings = [Finding("older-edition", place, {"code": now.code})]
        findings += [self._owed(row, place) for row in self._added(seal, now)]
        return replace(arrival, findings=(*findings, *arrival.findings))

    def current_form_id(self, seal: FormId) -> FormId:
        """The seal of the form that the unit holds now; the same where nothing else is known."""
        newest = self._issued.get(seal.unit)
        same = newest and (newest.plan, newest.kind, newest.period) == (seal.plan, seal.kind, seal.period)
        return newest if newest and same else seal

    def current_snapshot(self, submission: Submission) -> tuple[Snapshot, str]:
        """What a correction copy of a return is designed from, with its hash."""
        return self.reader.snapshots.snapshot(self.current_form_id(submission.form_id))

    def _owed(self, row: Row, place: Place) -> Finding:
        """A row that nobody could answer yet; what is due by now must be."""
        code = "row-since-due" if row.is_answer_due(self.context.period) else "row-since"
        return Finding(code, place, {"number": row.task.number, "name": row.line or row.task.name}, row.key)

    def _added(self, before: FormId, now: FormId) -> list[Row]:
        """The rows of the newer edition that the older one does not have."""
        known = {row.key for row in self._rows(before)}
        return [row for row in self._rows(now) if row.key not in known]

    def _rows(self, seal: FormId) -> list[Row]:
        snapshot, _ = self.reader.snapshots.snapshot(seal)
        unit = snapshot.unit(seal.unit)
        return [row for sheet in snapshot.layout.sheets for row in snapshot.assignment.rows(sheet, unit)]

    @cached_property
    def _issued(self) -> dict[str, FormId]:
        """Unit code → the seal of the form that lies in 1-下发 for it."""
        found: dict[str, FormId] = {}
        for unit in self.context.assignment.units:
            with suppress(OSError, UnreadableFile):
                data = self.context.form_path(unit).read_bytes()
                code = read_custom_properties(data, detect_format(data)).get(FORM_CODE_PROPERTY, "")
                found |= {seal.unit: seal for seal in find_form_ids(code)}
        return found
