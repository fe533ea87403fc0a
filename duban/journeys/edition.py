"""Returns on an older edition of a form that was issued again since: read as they were issued, carried forward."""

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property

from duban.formats.detect import Unreadable, guard
from duban.formats.remarks import properties
from duban.journeys.desk import Desk
from duban.journeys.reading import Reader
from duban.model.finding import Finding, Place
from duban.model.form_id import Seal, seals
from duban.model.row import Row
from duban.model.snapshot import Snapshot
from duban.model.submission import Submission
from duban.returns.identify import PROPERTY
from duban.review.versions import Arrival


@dataclass(frozen=True)
class Editions:
    """The forms that stand issued now, one a unit."""

    desk: Desk
    reader: Reader

    def told(self, arrival: Arrival) -> Arrival:
        """The return, with what is to be said where it came on an older edition: above all what that did not ask."""
        seal = arrival.submission.seal
        now = self.now(seal)
        if now == seal:
            return arrival
        place = Place(arrival.submission.file)
        findings = [Finding("older-edition", place, {"code": now.code})]
        findings += [self._owed(row, place) for row in self._added(seal, now)]
        return replace(arrival, findings=(*findings, *arrival.findings))

    def now(self, seal: Seal) -> Seal:
        """The seal of the form that the unit holds now; the same where nothing else is known."""
        newest = self._issued.get(seal.unit)
        same = newest and (newest.plan, newest.kind, newest.period) == (seal.plan, seal.kind, seal.period)
        return newest if newest and same else seal

    def snapshot(self, submission: Submission) -> tuple[Snapshot, str]:
        """What a correction copy of a return is designed from, with its hash."""
        return self.reader.origins.snapshot(self.now(submission.seal))

    def _owed(self, row: Row, place: Place) -> Finding:
        """A row that nobody could answer yet; what is due by now must be."""
        code = "row-since-due" if row.falls_due(self.desk.period) else "row-since"
        return Finding(code, place, {"number": row.task.number, "name": row.line or row.task.name}, row.key)

    def _added(self, before: Seal, now: Seal) -> list[Row]:
        """The rows of the newer edition that the older one does not have."""
        known = {row.key for row in self._rows(before)}
        return [row for row in self._rows(now) if row.key not in known]

    def _rows(self, seal: Seal) -> list[Row]:
        snapshot, _ = self.reader.origins.snapshot(seal)
        unit = snapshot.unit(seal.unit)
        return [row for sheet in snapshot.layout.sheets for row in snapshot.split.rows(sheet, unit)]

    @cached_property
    def _issued(self) -> dict[str, Seal]:
        """Unit code → the seal of the form that lies in 1-下发 for it."""
        found: dict[str, Seal] = {}
        for unit in self.desk.split.units:
            with suppress(OSError, Unreadable):
                data = self.desk.form_of(unit).read_bytes()
                code = properties(data, guard(data)).get(PROPERTY, "")
                found |= {seal.unit: seal for seal in seals(code)}
        return found
