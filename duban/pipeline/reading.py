"""One returned file, from bytes to submission; this runs inside a worker that may die of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from duban.checks import check_file, returned
from duban.intake import identify, normalise
from duban.io.files import digest
from duban.io.guard import Unreadable
from duban.io.inspect import second_look
from duban.io.ledger import Ledger
from duban.io.names import junk
from duban.io.reader import read
from duban.model.finding import Finding, Place
from duban.model.grid import Grid
from duban.model.seal import Seal
from duban.model.snapshot import Snapshot
from duban.model.submission import Submission
from duban.pipeline.series import Issuer


@dataclass(frozen=True, slots=True)
class Read:
    """What one file gives. submission: None where it is no form of this plan; then the findings say why.

    ignored: it is nothing that anybody handed in (a lock file, a thumbnail).
    """

    path: Path
    digest: str
    submission: Submission | None
    findings: tuple[Finding, ...]
    ignored: bool = False


@dataclass(frozen=True)
class Reader:
    """All that a worker knows; sent to it once.

    issuer: what forms would be issued from today. ledger: where the snapshots are.
    """

    issuer: Issuer
    ledger: Ledger
    names: Mapping[Path, str] = field(default_factory=dict)

    @cached_property
    def _found(self) -> dict[tuple[str, str, str], tuple[Snapshot, str]]:
        return {}

    def __call__(self, path: Path) -> Read:
        """Read a file. What is wrong with it is a finding; only our own mistakes are raised."""
        place = Place(self.names.get(path, path.name))
        try:
            data = path.read_bytes()
        except OSError:
            return Read(path, "", None, (Finding("file-unreadable", place),))
        mark = digest(data)
        if junk(path, data[:64]):
            return Read(path, mark, None, (Finding("junk" if data else "empty-file", place),), ignored=True)
        try:
            grid = read(data)
        except Unreadable as problem:
            return Read(path, mark, None, (Finding(problem.code, place, problem.facts),))
        identity = identify(grid)
        if identity.seal is None:
            facts = {"codes": "、".join(identity.seen)}
            sheet, cell = identity.at
            return Read(path, mark, None, (Finding(identity.problem, Place(place.file, sheet, cell), facts),))
        return self._form(path, data, mark, grid, identity.seal)

    def _form(self, path: Path, data: bytes, mark: str, grid: Grid, seal: Seal) -> Read:
        place = Place(self.names.get(path, path.name))
        foreign = self._foreign(seal)
        if foreign:
            facts = {"code": seal.code, "plan": seal.plan, "period": seal.period, "unit": seal.unit}
            return Read(path, mark, None, (Finding(foreign, place, facts),))
        snapshot, issued_from = self.snapshot(seal)
        intake = normalise(grid, place.file, mark, seal, snapshot)
        if second := second_look(data, intake.blanks):
            intake = normalise(replace(grid, second=second), place.file, mark, seal, snapshot)
        findings = [Finding("sheet-cut", place._replace(sheet=sheet.name)) for sheet in grid.sheets if sheet.cut]
        if not issued_from.upper().startswith(seal.snapshot):
            findings.append(Finding("snapshot-missing", place))
        findings += (*intake.findings, *check_file(returned(intake.submission, snapshot)))
        return Read(path, mark, intake.submission, tuple(findings))

    def _foreign(self, seal: Seal) -> str:
        """The code of why a form is none that this plan could have issued; empty where it could."""
        if seal.plan != self.issuer.plan.code:
            return "other-plan"
        try:
            snapshot, _ = self.snapshot(seal)
        except KeyError:
            return "unknown-form"
        return "" if any(unit.code == seal.unit for unit in snapshot.split.units) else "unknown-form"

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
