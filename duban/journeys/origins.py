"""What forms were issued from: the snapshots that were kept, and the plan as it stands where one was not."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from duban.journeys.series import Issuer
from duban.model.form_id import LAST_SHEET, Seal, seals
from duban.model.snapshot import Snapshot
from duban.returns import table_count
from duban.store.ledger import Ledger


@dataclass(frozen=True)
class Origins:
    """issuer: what forms would be issued from today. ledger: where the snapshots are."""

    issuer: Issuer
    ledger: Ledger

    def snapshot(self, seal: Seal) -> tuple[Snapshot, str]:
        """What a form was issued from, with its hash; where that was not kept, what it would be issued from today.

        Raises KeyError for a kind or a period that the plan does not have.
        """
        origin = seal.snapshot, seal.period, seal.kind
        if origin not in self._found:
            kept = self.ledger.snapshot(seal.snapshot, seal.period, seal.kind)
            if kept is None:
                fresh = self.issuer.coded(seal.kind, seal.period)
                kept = fresh, fresh.digest()
            self._found[origin] = kept
        return self._found[origin]

    def foreign(self, seal: Seal) -> str:
        """The code of why a form is none that this plan could have issued; empty where it could."""
        if seal.plan != self.issuer.plan.code:
            return "other-plan"
        try:
            snapshot, _ = self.snapshot(seal)
        except KeyError:
            return "unknown-form"
        return "" if any(unit.code == seal.unit for unit in snapshot.split.units) else "unknown-form"

    def tables(self, seal: Seal) -> int:
        """How many tables a form of this seal has; none where this plan has no such form."""
        return 0 if self.foreign(seal) else table_count(seal, self.snapshot(seal)[0])

    def expected(self, kind: str, period: str) -> Iterator[tuple[Seal, Snapshot]]:
        """The forms that a period asks for, one for each unit."""
        snapshot = self.issuer.coded(kind, period)
        head = snapshot.digest()[:6].upper()
        for unit in snapshot.split.units:
            yield Seal(snapshot.plan.code, period, kind, unit.code, head), snapshot

    def owner(self, code: str) -> str:
        """The unit of a form code, by its name."""
        unit = sealed(code).unit
        return next((each.name for each in self.issuer.directory.units if each.code == unit), unit)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """What forms still say when all their codes are gone: the longest header of each table."""
        sheets = (sheet for series in self.issuer.every for sheet in series.layout.sheets)
        return tuple({max((column.label for column in sheet.columns), key=len) for sheet in sheets})

    @cached_property
    def unread(self) -> frozenset[str]:
        """The sheets of forms in which nobody can answer anything."""
        return frozenset({LAST_SHEET, *(series.layout.guide_name for series in self.issuer.every)})

    def grounds(self) -> Iterator[str]:
        """All of it in words, for telling whether anything has changed."""
        issuer = self.issuer
        yield from (issuer.plan.model_dump_json(), issuer.directory.model_dump_json(), issuer.config.model_dump_json())
        for series in issuer.every:
            yield from (series.layout.model_dump_json(), series.cycle.model_dump_json(), repr(series.periods))
        yield from self.ledger.snapshots()

    @cached_property
    def _found(self) -> dict[tuple[str, str, str], tuple[Snapshot, str]]:
        return {}


def sealed(code: str) -> Seal:
    """The seal of a code that is known to be sound."""
    (seal,) = seals(code)
    return seal
