"""One piece of what was handed in, from bytes to submission; this runs inside a worker that may die of it."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from pathlib import Path

from duban.formats.containers import FileRef, read_file_ref, unpack_container
from duban.formats.foreign import may_be_issued_form
from duban.formats.opened_file import FORMATS, OpenedFile, UnreadableFile
from duban.formats.opening import open_file
from duban.journeys.issued import IssuedSnapshots, parse_form_id
from duban.messages.finding import Finding, Place
from duban.model.decision import Decisions, short_hash
from duban.model.form_id import FormId
from duban.model.return_ import Outcome, Return
from duban.model.snapshot import Snapshot
from duban.model.submission import Submission
from duban.model.wording import Wording
from duban.returns import Identification, apply_edits, guess_owner, identify_form, parse_form, restrict_to_form
from duban.returns.checks import build_answered_form, check_return
from duban.store.files import sha256_hex
from duban.workbook.book import PRODUCT_PROPERTY
from duban.workbook.grid import WorkbookGrid
from duban.workspace.names import is_junk

_DEEPEST = 2
"""An archive in an archive, or in a mail, is opened; one in that is not."""
_NO_FACTS: Mapping[str, object] = {}


@dataclass(frozen=True)
class ReturnReader:
    """All that a worker knows; sent to it once.

    origins: what forms were issued from. names: what files are called. register: what the clerk decided.
    passwords: to open locked files with. asked: kind and period of the forms that are expected now, the ones that a
    file without any code may be. wording: what words claim.
    """

    snapshots: IssuedSnapshots
    display_names: Mapping[Path, str] = field(default_factory=dict)
    register: Decisions = field(default_factory=Decisions)
    passwords: tuple[str, ...] = ()
    expected_form: tuple[str, str] | None = None
    wording: Wording = field(default_factory=Wording)

    def __call__(self, piece: FileRef) -> Return:
        """Read a piece. What is wrong with it is a finding; only our own mistakes are raised."""
        path, place = self.display_name(piece, with_form=True), Place(self.display_name(piece))
        try:
            data = read_file_ref(piece)
        except OSError:
            return Return(path, "", findings=(Finding("file-unreadable", place),))
        file = _File(piece, path, place, data, sha256_hex(data))
        if is_junk(Path(piece.name), data[:64]):
            return file.told("junk" if data else "empty-file", ignored=True)
        try:
            members = unpack_container(data)
            if members is not None:
                return _container(file, tuple(members))
            if not may_be_issued_form(data, self.snapshots.longest_headers):
                return file.told("no-seal")
            opened = open_file(data, self.passwords)
            grid = opened.grid(self.snapshots.sheets_without_answers)
        except UnreadableFile as problem:
            return file.told(problem.code, problem.facts, ignored=problem.code == "scan")
        return self._workbook(replace(file, opened=opened), grid)

    def display_name(self, piece: FileRef, *, with_form: bool = False) -> str:
        """What people call a piece: the file's name, then the names inside it. whole: with the form, if it is one."""
        name = "/".join((self.display_names.get(piece.path, piece.path.name), *piece.inner_path))
        if not (with_form and piece.form_code):
            return name
        seal = parse_form_id(piece.form_code)
        return f"{name}（{self.snapshots.unit_name(piece.form_code)} {seal.period}-{seal.kind}-{seal.snapshot}）"

    def fingerprint_parts(self) -> Iterator[str]:
        """All that a reading follows from beside the file, for telling whether it would come out the same."""
        yield from self.snapshots.fingerprint_parts()
        yield from map(repr, (self.register, self.passwords, self.expected_form, self.wording))

    def _workbook(self, file: "_File", grid: WorkbookGrid) -> Return:
        """A grid as one form: as the piece says, or a person, or its own carriers."""
        if PRODUCT_PROPERTY in grid.properties:
            return file.told("our-own", ignored=True)
        mark, code = short_hash(file.digest), file.piece.form_code
        grid, told = apply_edits(grid, file.place.file, self.register.edits.get(mark, ()))
        if code:
            return self._form(file, restrict_to_form(grid, parse_form_id(code)), parse_form_id(code), told)
        if vouched := self.register.confirmed_form_ids.get(mark):
            by = Finding("identity-confirmed", file.place, {"unit": self.snapshots.unit_name(vouched)})
            return self._form(file, grid, parse_form_id(vouched), (*told, by), by_text=True)
        identity = identify_form(grid, self.snapshots.table_count)
        if identity.form_id:
            return self._form(file, grid, identity.form_id, told)
        if identity.contained_forms:
            codes = tuple(form_id.code for form_id in identity.contained_forms)
            return replace(file.told("several-forms", {"count": len(codes)}, ignored=True), form_codes=codes)
        return self._nobodys(file, grid, identity)

    def _nobodys(self, file: "_File", grid: WorkbookGrid, identity: Identification) -> Return:
        """A workbook that does not say whose it is, and whose it may be."""
        read = file.told(identity.problem, identity.facts, identity.problem_at)
        forms = self.snapshots.forms_of_period(*self.expected_form) if self.expected_form else None
        proposal = guess_owner(grid, *forms) if forms else None
        if proposal is None:
            return read
        refused = self.register.confirmed_form_ids.get(short_hash(file.digest)) == ""
        code = "identity-refused" if refused else "identity-proposed"
        asked = Finding(code, file.place, {"unit": self.snapshots.unit_name(proposal.form_code)})
        return replace(read, findings=(*read.findings, asked), owner_guess=proposal)

    def _form(
        self, file: "_File", grid: WorkbookGrid, seal: FormId, told: Sequence[Finding], *, by_text: bool = False
    ) -> Return:
        """A form of this plan, or what other plan's it is. told: what is to be said of it already."""
        foreign = self.snapshots.rejection_code(seal)
        if foreign:
            return file.told(foreign, {"code": seal.code, "plan": seal.plan, "period": seal.period, "unit": seal.unit})
        expected, issued_from = self.snapshots.expected_forms(seal)
        snapshot, name, opened = expected.snapshot, file.place.file, file.opened
        intake = parse_form(grid, name, file.digest, seal, expected, by_text=by_text)
        second = opened.cell_errors(intake.blank_cells)
        looks = opened.number_formats(intake.cells_needing_format)
        if second or looks:
            closer = replace(grid, cell_errors=second, number_formats=looks)
            intake = parse_form(closer, name, file.digest, seal, expected, by_text=by_text)
        findings = [*told, *_of_the_file(grid, file)]
        if not issued_from.upper().startswith(seal.snapshot):
            findings.append(Finding("snapshot-missing", file.place))
        findings += (*intake.findings, *check_return(build_answered_form(intake.submission, snapshot, self.wording)))
        findings += self._beside_typing(opened, intake.submission, snapshot)
        return Return(
            file.path,
            file.digest,
            findings=tuple(findings),
            unit_code=seal.unit,
            submission=intake.submission,
            member_bytes=file.data if file.piece.inner_path else b"",
            owner_guess=intake.row_match,
        )

    def _beside_typing(self, opened: OpenedFile, submission: Submission, snapshot: Snapshot) -> Iterator[Finding]:
        """What a person did to the inputs that is no answer: a colour that shall say something, a formula."""

        def cells() -> Mapping[str, AbstractSet[str]]:
            found: dict[str, set[str]] = {}
            for _, _, value in submission.inputs():
                found.setdefault(value.place.sheet, set()).add(value.place.cell)
            return found

        coloured = opened.coloured_cells(cells, frozenset(snapshot.config.full_palette.values()))
        if coloured:
            sheet, cell = next(iter(coloured))
            yield Finding("colours-found", Place(submission.file, sheet, cell), {"count": len(coloured)})
        issued = len(submission.records) + len(submission.damaged_rows) + len(snapshot.layout.sheets)  # a check each
        typed = opened.formula_cells(cells, issued)
        for row, column, value in submission.inputs() if typed else ():
            if value.place[1:3] in typed and value.value is not None:
                yield Finding("formula-typed", value.place, {}, row, column)


@dataclass(frozen=True, slots=True)
class _File:
    """A piece whose bytes are there. path: as people call it, with its form; place: the whole of it.

    opened: once it is known to be a table.
    """

    piece: FileRef
    path: str
    place: Place
    data: bytes
    digest: str
    opened: OpenedFile = field(default_factory=lambda: OpenedFile(b""))

    def told(
        self,
        code: str,
        facts: Mapping[str, object] = _NO_FACTS,
        at: tuple[str, str] = ("", ""),
        *,
        ignored: bool = False,
    ) -> Return:
        """It gives no form, for one reason. at: sheet and cell where that can be seen."""
        finding = Finding(code, self.place._replace(sheet=at[0], cell=at[1]), facts)
        outcome = Outcome.IGNORED if ignored else Outcome.REJECTED
        return Return(self.path, self.digest, outcome=outcome, findings=(finding,))


def _container(file: _File, names: tuple[str, ...]) -> Return:
    """An archive or a mail: each file in it is read as one of its own."""
    if len(file.piece.inner_path) >= _DEEPEST:
        return file.told("archive-too-deep")
    return replace(file.told("unpacked", {"count": len(names)}, ignored=True), member_names=names)


def _of_the_file(grid: WorkbookGrid, file: _File) -> Iterator[Finding]:
    """What is to be told of the file as a whole."""
    for code, facts in grid.file_findings:
        spot = file.place._replace(sheet=str(facts.get("sheet", "")), cell=str(facts.get("cell", "")))
        yield Finding(code, spot, facts)
    if Path(file.piece.name).suffix.casefold() not in FORMATS[grid.file_format].endings:
        yield Finding("other-ending", file.place, {"kind": grid.file_format})
    for sheet in grid.sheets:
        if sheet.truncated:
            yield Finding("sheet-cut", file.place._replace(sheet=sheet.name))
