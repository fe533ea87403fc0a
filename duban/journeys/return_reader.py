"""One file that was handed in, from its bytes to a Return; this runs inside a worker that may die of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from duban.formats.containers import unpack_container
from duban.formats.file_content import FileContent, FileRef
from duban.formats.form_search import may_be_issued_form
from duban.formats.opened_file import FORMATS, OpenedFile, UnreadableFile
from duban.formats.opening import open_file
from duban.journeys.issued import IssuedSnapshots, parse_form_id
from duban.journeys.second_look import look_again
from duban.messages.finding import Finding, Place
from duban.model.decision import Decisions
from duban.model.form_id import FormId
from duban.model.return_ import Return
from duban.model.snapshot import Snapshot
from duban.model.wording import Wording
from duban.returns.checks.answered_form import build_answered_form, check_return
from duban.returns.edits import apply_edits, refuse_edits, with_original_texts
from duban.returns.identify import Identification, identify_form, restrict_to_form, sheets_without_program_data
from duban.returns.owner_guess import guess_owner
from duban.returns.parse import ParsedForm, parse_form
from duban.review.arrivals import refuse
from duban.text.hashes import sha256_hex, short_hash
from duban.value_object import ValueObject, field, replace
from duban.workbook.book import PRODUCT_PROPERTY
from duban.workbook.grid import WorkbookGrid
from duban.workspace.names import is_junk

_ENDINGS = {name: file_format.endings for name, file_format in FORMATS.items()}  # forked workers have all formats then
_MAX_CONTAINER_DEPTH = 2
"""An archive in an archive, or in a mail, is opened; one in that is not."""


class _Table(ValueObject):
    """A file that holds a table.

    Attributes:
        unparsed: what is known of the return before any form is looked for.
        place: the whole file, as its findings name it.
        member_bytes: of what lies inside another file.
    """

    unparsed: Return
    place: Place
    file_name: str
    member_bytes: bytes
    opened: OpenedFile
    grid: WorkbookGrid

    def with_findings(self, findings: Iterable[Finding]) -> "_Table":
        """With more to say of the file."""
        return replace(self, unparsed=replace(self.unparsed, findings=(*self.unparsed.findings, *findings)))


class ReturnReader(ValueObject):
    """All that a worker knows; sent to it once.

    Attributes:
        snapshots: what forms were issued from.
        display_names: what people call each file.
        decisions: what the clerk decided about single files.
        passwords: to open locked files with.
        expected_form: kind and period of the forms that a file without any code may be; None guesses nothing.
        wording: what words claim.
    """

    snapshots: IssuedSnapshots
    display_names: Mapping[Path, str] = field(default_factory=dict)
    decisions: Decisions = field(default_factory=Decisions)
    passwords: tuple[str, ...] = ()
    expected_form: tuple[str, str] | None = None
    wording: Wording = field(default_factory=Wording)

    def held(self) -> "ReturnReader":
        """The same without the ledger's folder, for whoever reads on another machine."""
        return replace(self, snapshots=self.snapshots.held())

    def __call__(self, content: FileContent) -> Return:
        """Read a file. What is wrong with it is a finding; only our own mistakes are raised."""
        file_ref = content.file_ref
        place = Place(self.display_name(file_ref))
        return_ = Return(self.display_name(file_ref, with_form=True), "")
        try:
            if is_junk(file_ref.name):
                raise UnreadableFile("junk")  # noqa: TRY301 - as for all that is unreadable
            data = content.read()
            return_ = replace(return_, digest=content.digest if data is content.data else sha256_hex(data))
            return self._read_data(return_, place, file_ref, data)
        except UnreadableFile as error:
            return refuse(return_, Finding(error.code, place, error.facts))

    def _read_data(self, return_: Return, place: Place, file_ref: FileRef, data: bytes) -> Return:
        """The bytes of a file as what it holds. Raises UnreadableFile."""
        if not data:
            raise UnreadableFile("empty-file")
        members = unpack_container(data)
        if members is not None:
            return _read_container(return_, place, file_ref, members)
        if not may_be_issued_form(data, self.snapshots.longest_headers):
            raise UnreadableFile("no-seal")
        opened = open_file(data, self.passwords)
        own = self.snapshots.own_texts
        grid = opened.grid(self.snapshots.sheets_without_answers, own.comment, own.is_page_text)
        if grid.sheets and not sheets_without_program_data(grid):
            raise UnreadableFile("program-sheet")
        table = _Table(return_, place, file_ref.name, data if file_ref.inner_path else b"", opened, grid)
        return self._read_table(table, file_ref.form_code)

    def display_name(self, file_ref: FileRef, *, with_form: bool = False) -> str:
        """What people call a file: its name, then the names inside it. with_form: then the form, if it is only one."""
        name = "/".join((self.display_names.get(file_ref.path, file_ref.path.name), *file_ref.inner_path))
        if not (with_form and file_ref.form_code):
            return name
        form_id = parse_form_id(file_ref.form_code)
        unit_name = self.snapshots.unit_name(file_ref.form_code)
        return f"{name}（{unit_name} {form_id.period}-{form_id.kind}-{form_id.snapshot}）"

    def fingerprint_parts(self) -> Iterator[str]:
        """All that every reading follows from beside the file, for telling whether it would come out the same."""
        yield from self.snapshots.fingerprint_parts()
        yield from map(repr, (self.passwords, self.wording))

    def form_fingerprint(self, reading: Return) -> str:
        """What a reading follows from besides that only the reading tells: the snapshots that its form code may mean.

        So no build makes what was read before it unknown. Of a file that is no form, or that has a code of before there
        was a key: all snapshots, and what it was taken for.
        """
        digests = self.snapshots.kept_digests
        if not reading.submission or not reading.form.form_id.keyed_check:
            return repr((digests, self.expected_form))
        head = reading.form.form_id.snapshot
        return repr([digest for digest in digests if digest.upper().startswith(head)])

    def file_fingerprint(self, content: FileContent) -> str:
        """All that the reading of one file follows from besides: its name, and what is decided about it.

        What lies in an archive has a hash of its own, which nobody knows before it is unpacked: there every decision
        counts.
        """
        hashes = sorted(self.decisions.edited_or_confirmed)
        if not content.file_ref.inner_path:
            hashes = [short_hash(content.digest)]
        decided = [(file_hash, self.decisions.reading_of(file_hash)) for file_hash in hashes]
        return repr((self.display_name(content.file_ref, with_form=True), decided))

    def _read_table(self, table: _Table, form_code: str) -> Return:
        """A table as one form: the one of this code, the one that a person confirmed, or what it says itself."""
        if PRODUCT_PROPERTY in table.grid.properties:
            return refuse(table.unparsed, Finding("our-own", table.place))
        file_hash = short_hash(table.unparsed.digest)
        grid, findings = apply_edits(table.grid, table.place.file, self.decisions.edits.get(file_hash, ()))
        table = replace(table, grid=grid).with_findings(findings)
        if form_code:
            form_id = parse_form_id(form_code)
            return self._read_form(replace(table, grid=restrict_to_form(grid, form_id)), form_id)
        is_issued = partial(self.snapshots.is_issued, file_hash=file_hash)
        identity = identify_form(grid, self.snapshots.table_count, is_issued)
        if confirmed := self.decisions.confirmed_form_ids.get(file_hash):
            own = self.snapshots.unit_name(identity.form_id.code) if identity.form_id else ""
            facts = {"unit": self.snapshots.unit_name(confirmed), "own": own}
            confirmation = Finding("identity-confirmed", table.place, facts)
            return self._read_form(table.with_findings([confirmation]), parse_form_id(confirmed), by_text=True)
        if identity.form_id and confirmed == "":
            facts = {"unit": self.snapshots.unit_name(identity.form_id.code)}
            return refuse(table.unparsed, Finding("identity-refused", table.place, facts))
        if identity.form_id:
            return self._read_form(table, identity.form_id)
        return self._read_unidentified(table, identity)

    def _read_unidentified(self, table: _Table, identity: Identification) -> Return:
        """A table that is no single form: several of them, or none that says whose it is."""
        if identity.contained_forms:
            codes = tuple(form_id.code for form_id in identity.contained_forms)
            finding = Finding("several-forms", table.place, {"count": len(codes)})
            return replace(refuse(table.unparsed, finding), form_codes=codes)
        sheet, cell = identity.problem_at
        problem = Finding(identity.problem, table.place._replace(sheet=sheet, cell=cell), identity.facts)
        refused = refuse(table.unparsed, problem)
        forms = self.snapshots.forms_of_period(*self.expected_form) if self.expected_form else None
        guess = guess_owner(table.grid, *forms) if forms else None
        if guess is None:
            return refused
        is_declined = self.decisions.confirmed_form_ids.get(short_hash(refused.digest)) == ""
        code = "identity-refused" if is_declined else "identity-proposed"
        question = Finding(code, table.place, {"unit": self.snapshots.unit_name(guess.form_code)})
        return replace(refuse(table.unparsed, problem, question), owner_guess=guess)

    def _read_form(self, table: _Table, form_id: FormId, *, by_text: bool = False) -> Return:
        """A form of this plan, or of what other plan it is. by_text: rows without keys count by their words."""
        if rejection_code := self.snapshots.rejection_code(form_id):
            facts = {"plan": form_id.plan, "period": form_id.period, "unit": form_id.unit, "code": form_id.code}
            return refuse(table.unparsed, Finding(rejection_code, table.place, facts))
        expected, digest = self.snapshots.expected_forms(form_id)
        snapshot = expected.snapshot

        def parse(grid: WorkbookGrid) -> ParsedForm:
            return parse_form(grid, table.place.file, table.unparsed.digest, form_id, expected, by_text=by_text)

        parsed = _parse_grid(table, parse)
        grid, judged = refuse_edits(table.grid, table.unparsed.findings, parsed.submission, parsed.findings)
        if grid is not table.grid:
            table = replace(table, grid=grid, unparsed=replace(table.unparsed, findings=judged))
            parsed = _parse_grid(table, parse)
        submission = with_original_texts(parsed.submission, judged)
        findings = [*table.unparsed.findings, *_file_findings(table)]
        if not digest.upper().startswith(form_id.snapshot):
            findings.append(Finding("snapshot-missing", table.place))
        findings += parsed.findings
        findings += check_return(build_answered_form(submission, snapshot, self.wording))
        findings += _input_findings(table.opened, parsed, snapshot)
        return replace(
            table.unparsed,
            findings=tuple(findings),
            unit_code=form_id.unit,
            submission=submission,
            original_bytes=table.member_bytes,
            owner_guess=parsed.row_match,
        )


def _parse_grid(table: _Table, parse: Callable[[WorkbookGrid], ParsedForm]) -> ParsedForm:
    """A form, after a second look at the cells that need one."""
    parsed = parse(table.grid)
    edited = [finding.place for finding in table.unparsed.findings if finding.code == "clerk-edited"]
    grid = look_again(table.opened, table.grid, parsed, [(place.sheet, place.cell) for place in edited])
    return parsed if grid is table.grid else parse(grid)


def _read_container(return_: Return, place: Place, file_ref: FileRef, members: Mapping[str, bytes]) -> Return:
    """An archive or a mail: each file in it is read as one of its own."""
    if len(file_ref.inner_path) >= _MAX_CONTAINER_DEPTH:
        return refuse(return_, Finding("archive-too-deep", place))
    unpacked = refuse(return_, Finding("unpacked", place, {"count": len(members)}))
    return replace(unpacked, member_names=tuple(members), unpacked_bytes=sum(map(len, members.values())))


def _file_findings(table: _Table) -> Iterator[Finding]:
    """What is to be told of the file as a whole."""
    for code, facts in table.grid.file_findings:
        sheet, cell = str(facts.get("sheet", "")), str(facts.get("cell", ""))
        yield Finding(code, table.place._replace(sheet=sheet, cell=cell), facts)
    if Path(table.file_name).suffix.casefold() not in _ENDINGS[table.grid.file_format]:
        yield Finding("other-ending", table.place, {"kind": table.grid.file_format})
    for grid in table.grid.sheets:
        if grid.truncated:
            yield Finding("sheet-cut", table.place._replace(sheet=grid.name))


def _input_findings(opened: OpenedFile, parsed: ParsedForm, snapshot: Snapshot) -> Iterator[Finding]:
    """What a person did to the inputs that is no answer: a colour that shall say something, a formula."""
    submission, input_cells = parsed.submission, parsed.input_cells
    coloured = opened.coloured_cells(input_cells, frozenset(snapshot.config.full_palette.values()))
    if coloured:
        sheet, cell = next(iter(coloured))
        yield Finding("colours-found", Place(submission.file, sheet, cell), {"count": len(coloured)})
    row_count = len(submission.records) + len(submission.damaged_rows)
    issued_formulas = row_count + len(snapshot.layout.sheets)  # a check each, and a counter each
    formula_cells = opened.formula_cells(input_cells, issued_formulas)
    if not formula_cells:
        return
    for row, column, answer in submission.inputs():
        if answer.value is not None and (answer.place.sheet, answer.place.cell) in formula_cells:
            yield Finding("formula-typed", answer.place, {}, row, column)
