"""One piece of what was handed in, from bytes to submission; this runs inside a worker that may die of it."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from pathlib import Path

from duban.checks import check_file, returned
from duban.intake import Identity, edited, identify, normalise, only, propose
from duban.io.containers import unpacked
from duban.io.files import digest
from duban.io.foreign import may_be_ours
from duban.io.guard import Unreadable
from duban.io.inspect import calculated, formats, painted, second_look
from duban.io.ledger import mark_of
from duban.io.names import junk
from duban.io.pieces import Piece, content
from duban.io.reader import read
from duban.model.book import MADE
from duban.model.finding import Finding, Place
from duban.model.grid import Grid
from duban.model.register import Proposal, Register
from duban.model.seal import Seal
from duban.model.snapshot import Snapshot
from duban.model.submission import Submission
from duban.model.wording import Wording
from duban.pipeline.origins import Origins, sealed

_DEEPEST = 2
"""An archive in an archive, or in a mail, is opened; one in that is not."""
_ENDINGS = {
    "xlsx": (".xlsx", ".xlsm"),
    "xls": (".xls", ".et"),
    "xlsb": (".xlsb",),
    "ods": (".ods",),
    "csv": (".csv", ".txt"),
}
"""What files of each kind are called."""


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

    origins: what forms were issued from. names: what files are called. register: what the clerk decided.
    passwords: to open locked files with. asked: kind and period of the forms that are expected now, the ones that a
    file without any code may be. wording: what words claim.
    """

    origins: Origins
    names: Mapping[Path, str] = field(default_factory=dict)
    register: Register = field(default_factory=Register)
    passwords: tuple[str, ...] = ()
    asked: tuple[str, str] | None = None
    wording: Wording = field(default_factory=Wording)

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
            if not may_be_ours(data, self.origins.words):
                return Read(piece, mark, None, (Finding("no-seal", place),))
            grid = read(data, self.passwords, self.origins.unread)
        except Unreadable as problem:
            findings = (Finding(problem.code, place, problem.facts),)
            return Read(piece, mark, None, findings, ignored=problem.code == "scan")
        return self._workbook(piece, data, mark, grid)

    def called(self, piece: Piece, *, whole: bool = False) -> str:
        """What people call a piece: the file's name, then the names inside it. whole: with the form, if it is one."""
        name = "/".join((self.names.get(piece.path, piece.path.name), *piece.inside))
        if not (whole and piece.code):
            return name
        seal = sealed(piece.code)
        return f"{name}（{self.origins.owner(piece.code)} {seal.period}-{seal.kind}-{seal.snapshot}）"

    def grounds(self) -> Iterator[str]:
        """All that a reading follows from beside the file, for telling whether it would come out the same."""
        yield from self.origins.grounds()
        yield from map(repr, (self.register, self.passwords, self.asked, self.wording))

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
            return self._form(piece, data, mark, only(grid, sealed(piece.code)), sealed(piece.code), told)
        if vouched := self.register.confirmed.get(mark_of(mark)):
            by = Finding("identity-confirmed", place, {"unit": self.origins.owner(vouched)})
            return self._form(piece, data, mark, grid, sealed(vouched), (*told, by), by_text=True)
        identity = identify(grid, self.origins.tables)
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
        proposal = propose(grid, self.origins.expected(*self.asked)) if self.asked else None
        if proposal is None:
            return Read(piece, mark, None, (told,))
        refused = self.register.confirmed.get(mark_of(mark)) == ""
        code = "identity-refused" if refused else "identity-proposed"
        asked = Finding(code, place, {"unit": self.origins.owner(proposal.code)})
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
        foreign = self.origins.foreign(seal)
        if foreign:
            facts = {"code": seal.code, "plan": seal.plan, "period": seal.period, "unit": seal.unit}
            return Read(piece, mark, None, (Finding(foreign, place, facts),))
        snapshot, issued_from = self.origins.snapshot(seal)
        intake = normalise(grid, place.file, mark, seal, snapshot, by_text=by_text)
        second = second_look(data, intake.blanks, self.passwords)
        looks = formats(data, intake.formats, self.passwords) if intake.formats else {}
        if second or looks:
            closer = replace(grid, second=second, formats=looks)
            intake = normalise(closer, place.file, mark, seal, snapshot, by_text=by_text)
        findings = [*told, *_of_the_file(grid, place)]
        if Path(piece.name).suffix.casefold() not in _ENDINGS.get(grid.kind, ()):
            findings.append(Finding("other-ending", place, {"kind": grid.kind}))
        if not issued_from.upper().startswith(seal.snapshot):
            findings.append(Finding("snapshot-missing", place))
        findings += (*intake.findings, *check_file(returned(intake.submission, snapshot, self.wording)))
        findings += self._beside_typing(data, intake.submission, snapshot)
        kept = data if piece.inside else b""
        return Read(piece, mark, intake.submission, tuple(findings), data=kept, proposal=intake.matched)

    def _beside_typing(self, data: bytes, submission: Submission, snapshot: Snapshot) -> Iterator[Finding]:
        """What a person did to the inputs that is no answer: a colour that shall say something, a formula."""

        def cells() -> Mapping[str, AbstractSet[str]]:
            found: dict[str, set[str]] = {}
            for _, _, value in submission.inputs():
                found.setdefault(value.place.sheet, set()).add(value.place.cell)
            return found

        coloured = painted(data, cells, frozenset(snapshot.config.colors.values()), self.passwords)
        if coloured:
            sheet, cell = next(iter(coloured))
            yield Finding("colours-found", Place(submission.file, sheet, cell), {"count": len(coloured)})
        issued = len(submission.records) + len(submission.unsound) + len(snapshot.layout.sheets)  # a check each
        typed = calculated(data, cells, issued, self.passwords)
        for row, column, value in submission.inputs() if typed else ():
            if value.place[1:3] in typed and value.value is not None:
                yield Finding("formula-typed", value.place, {}, row, column)


def _of_the_file(grid: Grid, place: Place) -> Iterator[Finding]:
    """What is to be told of the file as a whole."""
    for code, facts in grid.remarks:
        spot = place._replace(sheet=str(facts.get("sheet", "")), cell=str(facts.get("cell", "")))
        yield Finding(code, spot, facts)
    for sheet in grid.sheets:
        if sheet.cut:
            yield Finding("sheet-cut", place._replace(sheet=sheet.name))
