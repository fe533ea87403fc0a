"""What forms were issued from, and which of them units hold now.

A form is read by the snapshot that was kept of its batch, or by the plan as it stands where none was; a return on an
older edition is carried forward.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from typing import Any

from duban.formats.opened_file import UnreadableFile
from duban.formats.opening import open_file
from duban.messages.finding import Finding, Place
from duban.model.form_id import CARRIED_SHEET, FormId, find_form_ids, snapshot_head
from duban.model.form_key import FormKey
from duban.model.period import Period
from duban.model.return_ import Return
from duban.model.row import Row
from duban.model.snapshot import Issuer, Snapshot
from duban.returns.expected_form import ExpectedForms, count_tables
from duban.returns.identify import FORM_CODE_PROPERTY
from duban.returns.own_texts import OwnTexts
from duban.store.own_files import read_own_file
from duban.store.snapshots import HeldSnapshots, SnapshotSource, find_snapshot
from duban.validation.writing import model_json
from duban.value_object import ValueObject, replace
from duban.workbook.long_lists import LISTS_SHEET


class IssuedSnapshots:
    """Finds the snapshot that a form was issued from; each is read once."""

    def __init__(
        self,
        issuer: Issuer,
        ledger: SnapshotSource,
        own_texts: OwnTexts,
        key: FormKey = FormKey(),  # noqa: B008 - frozen
    ) -> None:
        """Find snapshots.

        Args:
            issuer: what forms would be issued from today.
            ledger: where the snapshots of earlier builds are.
            own_texts: texts of the program that a form may hold.
            key: of the form codes.
        """
        self.issuer = issuer
        self.ledger = ledger
        self.own_texts = own_texts
        self.key = key
        self._forms: dict[tuple[str, str, str], tuple[ExpectedForms, str]] = {}

    def held(self) -> "IssuedSnapshots":
        """The same without the ledger's folder: all snapshots are in memory, and can go anywhere."""
        return IssuedSnapshots(self.issuer, HeldSnapshots.of(self.ledger), self.own_texts, self.key)

    def __getstate__(self) -> dict[str, Any]:
        """What is sent to a worker that begins afresh: it reads the snapshots itself, sooner than they can be sent."""
        return {**self.__dict__, "_forms": {}}

    def snapshot(self, form_id: FormId) -> tuple[Snapshot, str]:
        """What a form was issued from, with its hash; see `expected_forms`."""
        expected, digest = self.expected_forms(form_id)
        return expected.snapshot, digest

    def expected_forms(self, form_id: FormId) -> tuple[ExpectedForms, str]:
        """What a form and those issued with it ask, with the hash of their snapshot.

        Where the snapshot was not kept, it is what the form would be issued from today.
        Raises KeyError for a kind or a period that the plan does not have.
        """
        origin = form_id.snapshot, form_id.period, form_id.kind
        if origin not in self._forms:
            snapshot, digest = find_snapshot(self.ledger, *origin) or self._today(form_id)
            snapshot = snapshot.sharing_tasks(self.issuer.plan)
            self._forms[origin] = ExpectedForms(snapshot, self.own_texts), digest
        return self._forms[origin]

    def _today(self, form_id: FormId) -> tuple[Snapshot, str]:
        snapshot = self.issuer.snapshot_by_codes(form_id.kind, form_id.period)
        return snapshot, snapshot.digest

    def is_issued(self, form_id: FormId, file_hash: str) -> bool:
        """Whether a form code is one that this plan gave; of another plan it may be any, for that is refused anyway.

        A code without the plan's key counts where its snapshot was kept before there was a key, or where there is none.

        Args:
            form_id: as it stands in a file.
            file_hash: the short hash of that file, which may have been kept before there was this key.
        """
        is_kept = file_hash in self.key.originals
        if form_id.plan != self.issuer.plan.code or is_kept or self.key.is_signed(form_id):
            return True
        if form_id.keyed_check or not self.key.secret:
            return not form_id.keyed_check
        if not any(digest.upper().startswith(form_id.snapshot) for digest in self.key.snapshots):
            return False  # before anything is looked up: whoever makes codes up makes many
        with suppress(KeyError):
            _, digest = self.snapshot(form_id)
            return digest.upper().startswith(form_id.snapshot) and digest in self.key.snapshots
        return False

    def rejection_code(self, form_id: FormId) -> str:
        """The code of why a form is none that this plan could have issued; empty where it could."""
        if form_id.plan != self.issuer.plan.code:
            return "other-plan"
        try:
            snapshot, _ = self.snapshot(form_id)
        except KeyError:
            return "unknown-form"
        return "" if form_id.unit in snapshot.assignment.unit_codes else "unknown-form"

    def table_count(self, form_id: FormId) -> int:
        """How many tables a form has; none where this plan has no such form."""
        return 0 if self.rejection_code(form_id) else count_tables(self.expected_forms(form_id)[0], form_id.unit)

    def forms_of_period(self, kind: str, period: str) -> tuple[ExpectedForms, tuple[FormId, ...]]:
        """What the forms of a period ask, and the form of each unit."""
        snapshot = self.issuer.snapshot_by_codes(kind, period)
        digest_prefix = snapshot_head(snapshot.digest)
        codes = (unit.code for unit in snapshot.assignment.units)
        form_ids = (FormId(snapshot.plan.code, period, kind, code, digest_prefix) for code in codes)
        return ExpectedForms(snapshot, self.own_texts), tuple(map(self.key.sign, form_ids))

    def unit_name(self, code: str) -> str:
        """The unit of a form code, by its name."""
        return self.issuer.directory.unit_name(parse_form_id(code).unit)

    @cached_property
    def longest_headers(self) -> tuple[str, ...]:
        """What forms still say when all their codes are gone: the longest header of each table."""
        sheets = (sheet for series in self.issuer.all_series for sheet in series.layout.sheets)
        return tuple({max((column.label for column in sheet.columns), key=len) for sheet in sheets})

    @cached_property
    def sheets_without_answers(self) -> frozenset[str]:
        """The sheets of forms in which nobody can answer anything."""
        return frozenset({CARRIED_SHEET, LISTS_SHEET, *(series.layout.guide_name for series in self.issuer.all_series)})

    def fingerprint_parts(self) -> Iterator[str]:
        """All of it but the kept snapshots in words, for telling whether anything has changed."""
        issuer = self.issuer
        yield repr(self.own_texts.patterns)
        yield self.key.fingerprint()
        yield from (model_json(issuer.plan), model_json(issuer.directory), model_json(issuer.config))
        for series in issuer.all_series:
            yield from (model_json(series.layout), model_json(series.cycle), repr(series.periods))

    @cached_property
    def kept_digests(self) -> tuple[str, ...]:
        """The hashes of all snapshots that are kept."""
        return self.ledger.snapshot_digests()


def parse_form_id(code: str) -> FormId:
    """The form id of a code that is known to be sound."""
    (form_id,) = find_form_ids(code)
    return form_id


class CurrentForms(ValueObject, dict=True):
    """The newest form of each unit, as it lies in 1-下发.

    Attributes:
        issued: what any form was issued from.
        period: the one that the forms ask about.
        paths: where the form of each unit lies.
    """

    issued: IssuedSnapshots
    period: Period
    paths: Sequence[Path]

    def with_edition_findings(self, return_: Return) -> Return:
        """The return, with what is to be said where it came on an older edition: above all what that did not ask."""
        form_id = return_.form.form_id
        current = self.current_form_id(form_id)
        if current == form_id:
            return return_
        place = Place(return_.form.file)
        findings = [Finding("older-edition", place, {"code": current.code})]
        answerable = {row.key for row in self._rows(form_id)}
        findings += [self._new_row(row, place) for row in self._rows(current) if row.key not in answerable]
        return replace(return_, findings=(*findings, *return_.findings))

    def current_form_id(self, form_id: FormId) -> FormId:
        """The id of the form that the unit holds now; the same where nothing else is known."""
        newest = self.form_ids.get(form_id.unit)
        if newest is None or replace(newest, snapshot=form_id.snapshot) != form_id:
            return form_id
        return newest

    def current_snapshot(self, form_id: FormId) -> tuple[Snapshot, str]:
        """What a correction copy of a return on this form is designed from, with its hash."""
        return self.issued.snapshot(self.current_form_id(form_id))

    def _new_row(self, row: Row, place: Place) -> Finding:
        """A row that nobody could answer yet; what is due by now must be."""
        code = "row-since-due" if row.is_answer_due(self.period) else "row-since"
        return Finding(code, place, {"number": row.task.number, "name": row.line or row.task.name}, row.key)

    def _rows(self, form_id: FormId) -> list[Row]:
        snapshot, _ = self.issued.snapshot(form_id)
        unit = snapshot.unit(form_id.unit)
        return [row for sheet in snapshot.layout.sheets for row in snapshot.assignment.rows(sheet, unit)]

    @cached_property
    def form_ids(self) -> dict[str, FormId]:
        """Unit code → the id of the form that lies in 1-下发 for it."""
        return {form_id.unit: form_id for form_id in chain.from_iterable(map(_form_ids, self.paths))}

    def read_snapshot(self) -> None:
        """Read what the first of them was issued from, and whom it asks.

        Workers that are forked after this have it; each of them would read it.
        """
        for form_id in islice(chain.from_iterable(map(_form_ids, self.paths)), 1):
            self.issued.rejection_code(form_id)


def _form_ids(path: Path) -> list[FormId]:
    """The id of the form that lies there; none where none does."""
    with suppress(OSError, UnreadableFile):
        return find_form_ids(open_file(read_own_file(path)).properties().get(FORM_CODE_PROPERTY, ""))
    return []
