"""What forms were issued from: the snapshots that were kept, and the plan as it stands where one was not."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from duban.journeys.series import Issuer
from duban.model.form_id import CARRIED_SHEET, FormId, find_form_ids
from duban.model.snapshot import Snapshot
from duban.returns import count_tables
from duban.store.ledger import Ledger


@dataclass(frozen=True)
class IssuedSnapshots:
    """issuer: what forms would be issued from today. ledger: where the snapshots are."""

    issuer: Issuer
    ledger: Ledger

    def snapshot(self, seal: FormId) -> tuple[Snapshot, str]:
        """What a form was issued from, with its hash; where that was not kept, what it would be issued from today.

        Raises KeyError for a kind or a period that the plan does not have.
        """
        origin = seal.snapshot, seal.period, seal.kind
        if origin not in self._found:
            kept = self.ledger.snapshot(seal.snapshot, seal.period, seal.kind)
            if kept is None:
                fresh = self.issuer.snapshot_by_codes(seal.kind, seal.period)
                kept = fresh, fresh.digest()
            self._found[origin] = kept
        return self._found[origin]

    def rejection_code(self, seal: FormId) -> str:
        """The code of why a form is none that this plan could have issued; empty where it could."""
        if seal.plan != self.issuer.plan.code:
            return "other-plan"
        try:
            snapshot, _ = self.snapshot(seal)
        except KeyError:
            return "unknown-form"
        return "" if any(unit.code == seal.unit for unit in snapshot.assignment.units) else "unknown-form"

    def table_count(self, seal: FormId) -> int:
        """How many tables a form of this seal has; none where this plan has no such form."""
        return 0 if self.rejection_code(seal) else count_tables(seal, self.snapshot(seal)[0])

    def expected_forms(self, kind: str, period: str) -> Iterator[tuple[FormId, Snapshot]]:
        """The forms that a period asks for, one for each unit."""
        snapshot = self.issuer.snapshot_by_codes(kind, period)
        head = snapshot.digest()[:6].upper()
        for unit in snapshot.assignment.units:
            yield FormId(snapshot.plan.code, period, kind, unit.code, head), snapshot

    def unit_name(self, code: str) -> str:
        """The unit of a form code, by its name."""
        unit = parse_form_id(code).unit
        return next((each.name for each in self.issuer.directory.units if each.code == unit), unit)

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

    @cached_property
    def _found(self) -> dict[tuple[str, str, str], tuple[Snapshot, str]]:
        return {}


def parse_form_id(code: str) -> FormId:
    """The seal of a code that is known to be sound."""
    (seal,) = find_form_ids(code)
    return seal
