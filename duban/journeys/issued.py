"""What forms were issued from: the snapshots that were kept, and the plan as it stands where one was not."""

from collections.abc import Iterator
from functools import cached_property

from duban.model.form_id import CARRIED_SHEET, FormId, find_form_ids
from duban.model.snapshot import Issuer, Snapshot
from duban.returns import count_tables
from duban.store.ledger import Ledger


class IssuedSnapshots:
    """Finds the snapshot that a form was issued from; each is read once."""

    def __init__(self, issuer: Issuer, ledger: Ledger) -> None:
        """Find snapshots.

        Args:
            issuer: what forms would be issued from today.
            ledger: where the snapshots of earlier builds are.
        """
        self.issuer = issuer
        self.ledger = ledger
        self._snapshots: dict[tuple[str, str, str], tuple[Snapshot, str]] = {}

    def snapshot(self, form_id: FormId) -> tuple[Snapshot, str]:
        """What a form was issued from, with its hash; where that was not kept, what it would be issued from today.

        Raises KeyError for a kind or a period that the plan does not have.
        """
        origin = form_id.snapshot, form_id.period, form_id.kind
        if origin not in self._snapshots:
            self._snapshots[origin] = self.ledger.snapshot(*origin) or self._today(form_id)
        return self._snapshots[origin]

    def _today(self, form_id: FormId) -> tuple[Snapshot, str]:
        snapshot = self.issuer.snapshot_by_codes(form_id.kind, form_id.period)
        return snapshot, snapshot.digest()

    def rejection_code(self, form_id: FormId) -> str:
        """The code of why a form is none that this plan could have issued; empty where it could."""
        if form_id.plan != self.issuer.plan.code:
            return "other-plan"
        try:
            snapshot, _ = self.snapshot(form_id)
        except KeyError:
            return "unknown-form"
        return "" if any(unit.code == form_id.unit for unit in snapshot.assignment.units) else "unknown-form"

    def table_count(self, form_id: FormId) -> int:
        """How many tables a form has; none where this plan has no such form."""
        return 0 if self.rejection_code(form_id) else count_tables(form_id, self.snapshot(form_id)[0])

    def expected_forms(self, kind: str, period: str) -> Iterator[tuple[FormId, Snapshot]]:
        """The forms that a period asks for, one for each unit."""
        snapshot = self.issuer.snapshot_by_codes(kind, period)
        digest_prefix = snapshot.digest()[:6].upper()
        for unit in snapshot.assignment.units:
            yield FormId(snapshot.plan.code, period, kind, unit.code, digest_prefix), snapshot

    def unit_name(self, code: str) -> str:
        """The unit of a form code, by its name."""
        unit = parse_form_id(code).unit
        return next((known.name for known in self.issuer.directory.units if known.code == unit), unit)

    @cached_property
    def longest_headers(self) -> tuple[str, ...]:
        """What forms still say when all their codes are gone: the longest header of each table."""
        sheets = (sheet for series in self.issuer.all_series for sheet in series.layout.sheets)
        return tuple({max((column.label for column in sheet.columns), key=len) for sheet in sheets})

    @cached_property
    def sheets_without_answers(self) -> frozenset[str]:
        """The sheets of forms in which nobody can answer anything."""
        return frozenset({CARRIED_SHEET, *(series.layout.guide_name for series in self.issuer.all_series)})

    def fingerprint_parts(self) -> Iterator[str]:
        """All of it in words, for telling whether anything has changed."""
        issuer = self.issuer
        yield from (issuer.plan.model_dump_json(), issuer.directory.model_dump_json(), issuer.config.model_dump_json())
        for series in issuer.all_series:
            yield from (series.layout.model_dump_json(), series.cycle.model_dump_json(), repr(series.periods))
        yield from self.ledger.snapshot_digests()


def parse_form_id(code: str) -> FormId:
    """The form id of a code that is known to be sound."""
    (form_id,) = find_form_ids(code)
    return form_id
