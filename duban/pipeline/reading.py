"""One piece of what was handed in, from bytes to submission; this runs inside a worker that may die of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from duban.checks import check_file, returned
from duban.intake import Identity, edited, identify, normalise, only, propose, table_count
from duban.io.containers import unpacked
from duban.io.files import digest
from duban.io.foreign import may_be_ours
from duban.io.guard import Unreadable
from duban.io.inspect import formats, second_look
from duban.io.ledger import Ledger, mark_of
from duban.io.names import junk
from duban.io.pieces import Piece, content
from duban.io.reader import read
from duban.model.book import MADE
from duban.model.finding import Finding, Place
from duban.model.grid import Grid
from duban.model.register import Proposal, Register
from duban.model.seal import Seal, seals
from duban.model.snapshot import Snapshot
from duban.model.submission import Submission
from duban.model.wording import Wording
from duban.pipeline.series import Issuer

_DEEPEST = 2
"""An archive in an archive, or in a mail, is opened; one in that is not."""


@dataclass(frozen=True, slots=True)
class Read:
    """What one piece gives. submission: None where it is no form of this plan; then the findings say why.

    ignored: it is nothing that has to be handed in as a form (a lock file, a scan, an archive that was opened).
    parts: what it holds. data: the bytes of a piece inside another, so that they can be kept.
    proposal: whose form it may be, where a person has to say so.
    """

    piece: Piece
    digest: str
    submission: Submission | None
    findings: tuple[Finding, ...]
    ignored: bool = False
    parts: tuple[Piece, ...] = ()
    data: bytes = b""
    proposal: Proposal | None = None


@dataclass(frozen=True)
class Reader:
    """All that a worker knows; sent to it once.

    issuer: what forms would be issued from today. ledger: where the snapshots are. names: what files are called.
    register: what the clerk decided. passwords: to open locked files with. asked: kind and period of the forms that
    are expected now, the ones that a file without any code may be. wording: what words claim.
    """

    issuer: Issuer
    ledger: Ledger
    names: Mapping[Path, str] = field(default_factory=dict)
    register: Register = field(default_factory=Register)
    passwords: tuple[str, ...] = ()
    asked: tuple[str, str] | None = None
    wording: Wording = field(default_factory=Wording)

    @cached_property
    def _found(self) -> dict[tuple[str, str, str], tuple[Snapshot, str]]:
        return {}

    def __call__(self, piece: Piece) -> Read:
        """Read a piece. What is wrong with it is a finding; only our own mistakes are raised."""
        place = Place(self.called(piece))
        try:
            data = content(piece)
        except OSError:
            return Read(piece, "", None, (Finding("file-unreadable", place),))
        mark = digest(data)
        if junk(Path(piece.name), data[:64]):
            return Read(piece, mark, None, (Finding("junk" if data else "empty-file", place),), ignored=True)
        try:
            members = unpacked(data)
            if members is not None:
                return self._opened(piece, mark, tuple(members))
            if not may_be_ours(data, self._words):
                return Read(piece, mark, None, (Finding("no-seal", place),))
            grid = read(data, self.passwords)
        except Unreadable as problem:
            findings = (Finding(problem.code, place, problem.facts),)
            return Read(piece, mark, None, findings, ignored=problem.code == "scan")
        return self._workbook(piece, data, mark, grid)

    @cached_property
    def _words(self) -> tuple[str, ...]:
        """What forms still say when all their codes are gone: the longest header of each table."""
        sheets = (sheet for series in self.issuer.every for sheet in series.layout.sheets)
        return tuple({max((column.label for column in sheet.columns), key=len) for sheet in sheets})

    def called(self, piece: Piece, *, whole: bool = False) -> str:
        """What people call a piece: the file's name, then the names inside it. whole: with the form, if it is one."""
        name = "/".join((self.names.get(piece.path, piece.path.name), *piece.inside))
        if not (whole and piece.code):
            return name
        seal = _sealed(piece.code)
        return f"{name}（{self._owner(piece.code)} {seal.period}-{seal.kind}-{seal.snapshot}）"

    def grounds(self) -> Iterator[str]:
        """All that a reading follows from beside the file, for telling whether it would come out the same."""
        issuer = self.issuer
        yield from (issuer.plan.model_dump_json(), issuer.directory.model_dump_json(), issuer.config.model_dump_json())
        for series in issuer.every:
            yield from (series.layout.model_dump_json(), series.cycle.model_dump_json(), repr(series.periods))
        yield from self.ledger.snapshots()
        yield from map(repr, (self.register, self.passwords, self.asked, self.wording))

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

    def _opened(self, piece: Piece, mark: str, names: tuple[str, ...]) -> Read:
        """An archive or a mail: what is in it is read piece by piece."""
        place = Place(self.called(piece))
        if len(piece.inside) >= _DEEPEST:
            return Read(piece, mark, None, (Finding("archive-too-deep", place),))
        parts = tuple(Piece(piece.path, (*piece.inside, name)) for name in names)
        told = Finding("unpacked", place, {"count": len(parts)})
        return Read(piece, mark, None, (told,), ignored=True, parts=parts)

    def _workbook(self, piece: Piece, data: bytes, mark: str, grid: Grid) -> Read:
        """A grid as one form: as the piece says, or a person, or its own carriers."""
        place = Place(self.called(piece))
        if MADE in grid.properties:
            return Read(piece, mark, None, (Finding("our-own", place),), ignored=True)
        grid, told = edited(grid, place.file, self.register.edits.get(mark_of(mark), ()))
        if piece.code:
            return self._form(piece, data, mark, only(grid, _sealed(piece.code)), _sealed(piece.code), told)
        if vouched := self.register.confirmed.get(mark_of(mark)):
            by = Finding("identity-confirmed", place, {"unit": self._owner(vouched)})
            return self._form(piece, data, mark, grid, _sealed(vouched), (*told, by), by_text=True)
        identity = identify(grid, self._tables)
        if identity.seal:
            return self._form(piece, data, mark, grid, identity.seal, told)
        if identity.several:
            parts = tuple(replace(piece, code=seal.code) for seal in identity.several)
            split = Finding("several-forms", place, {"count": len(parts)})
            return Read(piece, mark, None, (split,), ignored=True, parts=parts)
        return self._nobodys(piece, mark, grid, identity)

    def _nobodys(self, piece: Piece, mark: str, grid: Grid, identity: Identity) -> Read:
        """A workbook that does not say whose it is, and whose it may be."""
        place = Place(self.called(piece))
        sheet, cell = identity.at
        told = Finding(identity.problem, place._replace(sheet=sheet, cell=cell), identity.facts)
        proposal = propose(grid, self._candidates())
        if proposal is None:
            return Read(piece, mark, None, (told,))
        asked = Finding("identity-proposed", place, {"unit": self._owner(proposal.code)})
        return Read(piece, mark, None, (told, asked), proposal=proposal)

    def _form(  # noqa: PLR0913 — all that is known of a form by now
        self,
        piece: Piece,
        data: bytes,
        mark: str,
        grid: Grid,
        seal: Seal,
        told: Sequence[Finding],
        *,
        by_text: bool = False,
    ) -> Read:
        place = Place(self.called(piece))
        foreign = self._foreign(seal)
        if foreign:
            facts = {"code": seal.code, "plan": seal.plan, "period": seal.period, "unit": seal.unit}
            return Read(piece, mark, None, (Finding(foreign, place, facts),))
        snapshot, issued_from = self.snapshot(seal)
        intake = normalise(grid, place.file, mark, seal, snapshot, by_text=by_text)
        second = second_look(data, intake.blanks, self.passwords)
        looks = formats(data, intake.formats, self.passwords) if intake.formats else {}
        if second or looks:
            closer = replace(grid, second=second, formats=looks)
            intake = normalise(closer, place.file, mark, seal, snapshot, by_text=by_text)
        findings = [*told, *_of_the_file(grid, place)]
        if not issued_from.upper().startswith(seal.snapshot):
            findings.append(Finding("snapshot-missing", place))
        findings += (*intake.findings, *check_file(returned(intake.submission, snapshot, self.wording)))
        kept = data if piece.inside else b""
        return Read(piece, mark, intake.submission, tuple(findings), data=kept, proposal=intake.matched)

    def _foreign(self, seal: Seal) -> str:
        """The code of why a form is none that this plan could have issued; empty where it could."""
        if seal.plan != self.issuer.plan.code:
            return "other-plan"
        try:
            snapshot, _ = self.snapshot(seal)
        except KeyError:
            return "unknown-form"
        return "" if any(unit.code == seal.unit for unit in snapshot.split.units) else "unknown-form"

    def _candidates(self) -> Iterator[tuple[Seal, Snapshot]]:
        """The forms that are expected now, one for each unit: what a file without any code may be."""
        if self.asked is None:
            return
        snapshot = self.issuer.coded(*self.asked)
        head = snapshot.digest()[:6].upper()
        for unit in snapshot.split.units:
            yield Seal(snapshot.plan.code, snapshot.period.code, snapshot.layout.code, unit.code, head), snapshot

    def _tables(self, seal: Seal) -> int:
        """How many tables a form of this seal has; none where this plan has no such form."""
        return 0 if self._foreign(seal) else table_count(seal, self.snapshot(seal)[0])

    def _owner(self, code: str) -> str:
        """The unit of a form code, by its name."""
        unit = _sealed(code).unit
        return next((each.name for each in self.issuer.directory.units if each.code == unit), unit)


def _sealed(code: str) -> Seal:
    """The seal of a code that is known to be sound."""
    (seal,) = seals(code)
    return seal


def _of_the_file(grid: Grid, place: Place) -> Iterator[Finding]:
    """What is to be told of the file as a whole."""
    for code, facts in grid.remarks:
        spot = place._replace(sheet=str(facts.get("sheet", "")), cell=str(facts.get("cell", "")))
        yield Finding(code, spot, facts)
    for sheet in grid.sheets:
        if sheet.cut:
            yield Finding("sheet-cut", place._replace(sheet=sheet.name))
