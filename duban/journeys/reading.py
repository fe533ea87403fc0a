"""One piece of what was handed in, from bytes to submission; this runs inside a worker that may die of it."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from pathlib import Path

from duban.formats.containers import unpacked
from duban.formats.detect import Unreadable
from duban.formats.foreign import may_be_ours
from duban.formats.pieces import Piece, content
from duban.formats.reader import read
from duban.formats.second_look import calculated, formats, painted, second_look
from duban.journeys.origins import Origins, sealed
from duban.model.decision import Proposal, Register, mark_of
from duban.model.finding import Finding, Place
from duban.model.form_id import Seal
from duban.model.snapshot import Snapshot
from duban.model.submission import Submission
from duban.model.wording import Wording
from duban.returns import Identity, edited, identify, normalise, only, propose
from duban.returns.checks import check_file, returned
from duban.store.files import digest
from duban.workbook.book import MADE
from duban.workbook.grid import Grid
from duban.workspace.names import junk

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
_NO_FACTS: Mapping[str, object] = {}


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
        file = _File(piece, place, data, digest(data))
        if junk(Path(piece.name), data[:64]):
            return file.told("junk" if data else "empty-file", ignored=True)
        try:
            members = unpacked(data)
            if members is not None:
                return self._opened(file, tuple(members))
            if not may_be_ours(data, self.origins.words):
                return file.told("no-seal")
            grid = read(data, self.passwords, self.origins.unread)
        except Unreadable as problem:
            return file.told(problem.code, problem.facts, ignored=problem.code == "scan")
        return self._workbook(file, grid)

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

    def _opened(self, file: "_File", names: tuple[str, ...]) -> Read:
        """An archive or a mail: what is in it is read piece by piece."""
        outer = file.piece
        if len(outer.inside) >= _DEEPEST:
            return file.told("archive-too-deep")
        return file.split("unpacked", tuple(Piece(outer.path, (*outer.inside, name)) for name in names))

    def _workbook(self, file: "_File", grid: Grid) -> Read:
        """A grid as one form: as the piece says, or a person, or its own carriers."""
        if MADE in grid.properties:
            return file.told("our-own", ignored=True)
        mark, code = mark_of(file.digest), file.piece.code
        grid, told = edited(grid, file.place.file, self.register.edits.get(mark, ()))
        if code:
            return self._form(file, only(grid, sealed(code)), sealed(code), told)
        if vouched := self.register.confirmed.get(mark):
            by = Finding("identity-confirmed", file.place, {"unit": self.origins.owner(vouched)})
            return self._form(file, grid, sealed(vouched), (*told, by), by_text=True)
        identity = identify(grid, self.origins.tables)
        if identity.seal:
            return self._form(file, grid, identity.seal, told)
        if identity.several:
            return file.split("several-forms", tuple(replace(file.piece, code=seal.code) for seal in identity.several))
        return self._nobodys(file, grid, identity)

    def _nobodys(self, file: "_File", grid: Grid, identity: Identity) -> Read:
        """A workbook that does not say whose it is, and whose it may be."""
        read = file.told(identity.problem, identity.facts, identity.at)
        proposal = propose(grid, self.origins.expected(*self.asked)) if self.asked else None
        if proposal is None:
            return read
        refused = self.register.confirmed.get(mark_of(file.digest)) == ""
        code = "identity-refused" if refused else "identity-proposed"
        asked = Finding(code, file.place, {"unit": self.origins.owner(proposal.code)})
        return replace(read, findings=(*read.findings, asked), proposal=proposal)

    def _form(self, file: "_File", grid: Grid, seal: Seal, told: Sequence[Finding], *, by_text: bool = False) -> Read:
        """A form of this plan, or what other plan's it is. told: what is to be said of it already."""
        foreign = self.origins.foreign(seal)
        if foreign:
            return file.told(foreign, {"code": seal.code, "plan": seal.plan, "period": seal.period, "unit": seal.unit})
        snapshot, issued_from = self.origins.snapshot(seal)
        name, data = file.place.file, file.data
        intake = normalise(grid, name, file.digest, seal, snapshot, by_text=by_text)
        second = second_look(data, intake.blanks, self.passwords)
        looks = formats(data, intake.formats, self.passwords) if intake.formats else {}
        if second or looks:
            closer = replace(grid, second=second, formats=looks)
            intake = normalise(closer, name, file.digest, seal, snapshot, by_text=by_text)
        findings = [*told, *_of_the_file(grid, file)]
        if not issued_from.upper().startswith(seal.snapshot):
            findings.append(Finding("snapshot-missing", file.place))
        findings += (*intake.findings, *check_file(returned(intake.submission, snapshot, self.wording)))
        findings += self._beside_typing(data, intake.submission, snapshot)
        kept = data if file.piece.inside else b""
        return Read(file.piece, file.digest, intake.submission, tuple(findings), data=kept, proposal=intake.matched)

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


@dataclass(frozen=True, slots=True)
class _File:
    """A piece whose bytes are there. place: the whole of it."""

    piece: Piece
    place: Place
    data: bytes
    digest: str

    def told(
        self,
        code: str,
        facts: Mapping[str, object] = _NO_FACTS,
        at: tuple[str, str] = ("", ""),
        *,
        ignored: bool = False,
    ) -> Read:
        """It gives no form, for one reason. at: sheet and cell where that can be seen."""
        finding = Finding(code, self.place._replace(sheet=at[0], cell=at[1]), facts)
        return Read(self.piece, self.digest, None, (finding,), ignored)

    def split(self, code: str, parts: tuple[Piece, ...]) -> Read:
        """What it holds is read by itself."""
        return replace(self.told(code, {"count": len(parts)}, ignored=True), parts=parts)


def _of_the_file(grid: Grid, file: _File) -> Iterator[Finding]:
    """What is to be told of the file as a whole."""
    for code, facts in grid.remarks:
        spot = file.place._replace(sheet=str(facts.get("sheet", "")), cell=str(facts.get("cell", "")))
        yield Finding(code, spot, facts)
    if Path(file.piece.name).suffix.casefold() not in _ENDINGS[grid.kind]:
        yield Finding("other-ending", file.place, {"kind": grid.kind})
    for sheet in grid.sheets:
        if sheet.cut:
            yield Finding("sheet-cut", file.place._replace(sheet=sheet.name))
