"""The first journey: a plan becomes forms to send."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import Path

from duban.formats.opened_file import UnreadableFile
from duban.formats.opening import read_workbook
from duban.forms import FormBatch, design_form, design_printed_book
from duban.journeys.compile import EarlierReturns, read_earlier_returns
from duban.journeys.context import Context
from duban.journeys.form_differences import form_differences
from duban.journeys.handing_out import calendar_files, files_to_hand_out, stale_forms
from duban.journeys.judging import Progress
from duban.journeys.ledger_check import ledger_findings
from duban.journeys.outputs import copies_of_edited
from duban.journeys.run_record import describe_run, open_log
from duban.journeys.turn import plan_turn, publish_run
from duban.messages.finding import Finding, InputError, Place
from duban.model.form_id import FormId
from duban.model.form_key import FormKey
from duban.model.layout import Layout
from duban.model.typed import closest_match
from duban.model.unit import Unit
from duban.returns.identify import identify_form
from duban.review.closed_tasks import closed_tasks
from duban.store.files import read_own_file
from duban.store.key_file import form_key_json, form_key_path, new_form_key
from duban.store.run_log import read_run_log
from duban.text.file_names import safe_file_name
from duban.workbook.grid import CellValue
from duban.workers.confined import WorkerError, WorkerFailure
from duban.workers.pool import WorkerPool
from duban.workspace.names import display_path
from duban.writers.xlsx import ResolvedStyles, write_workbook


class FormState(StrEnum):
    """A unit's form beside the one that lies in 1-下发."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    LEFT = "left"
    """Not asked for, so that what lies there stays."""


@dataclass(frozen=True, slots=True)
class UnitForm:
    """One unit's form.

    Attributes:
        code: its form code; empty where no form of the unit is issued.
        data: what to write, or what lies there already.
    """

    unit: Unit
    path: Path
    code: str
    data: bytes
    state: FormState


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build made.

    Attributes:
        forms: those of the units that were asked for.
        outputs: everything else that was written.
        lost_answers: what units answered and what the plan has no row for any more.
        ledger_findings: what the ledger should hold and does not, or not as it was kept.
    """

    context: Context
    forms: tuple[UnitForm, ...]
    outputs: tuple[Path, ...]
    lost_answers: tuple[Finding, ...] = ()
    ledger_findings: tuple[Finding, ...] = ()

    @property
    def stale_forms(self) -> tuple[Path, ...]:
        """The forms in 1-下发 of units that get none any more, or under a name that their unit has no more."""
        return stale_forms(self.context)


def build_forms(  # noqa: PLR0913 — what the options of the command say
    context: Context,
    as_of: date,
    unit_names: Sequence[str] = (),
    *,
    archive: bool = False,
    reissue: bool = False,
    jobs: int = 1,
    progress: Progress = lambda _done, _total: None,
) -> BuildResult:
    """Write a form for every unit that reports, what goes with them, and the calendar; make a folder for the returns.

    Of a layout that asks nothing there is one copy, to be printed, alone.

    Args:
        context: the form kind and the period.
        as_of: answers that came in later are not recalled.
        unit_names: the units whose forms are written; none takes all.
        archive: write everything once more, in one zip.
        reissue: replace forms that were issued already and would change.
        jobs: how many worker processes design forms.
        progress: told after each form.

    Raises:
        InputError: an issued form would change, or a name is no unit's; nothing was written.
    """
    with plan_turn(context):
        if not context.layout.has_inputs:
            return _build_printed_table(context, as_of)
        return _build_forms(context, as_of, unit_names, jobs, progress, archive=archive, reissue=reissue)


def _build_forms(  # noqa: PLR0913 — what the options of the command say
    context: Context,
    as_of: date,
    unit_names: Sequence[str],
    jobs: int,
    progress: Progress,
    *,
    archive: bool,
    reissue: bool,
) -> BuildResult:
    earlier = read_earlier_returns(context, as_of, jobs)
    context = context.without_tasks(closed_tasks(context.plan, context.series.cycle, earlier.histories))
    chosen = _select_units(context, unit_names)
    batch = _form_batch(context, earlier, context.form_key if context.form_key.secret else new_form_key(context.ledger))
    forms = []
    for form in _designed(context, batch, jobs):
        forms.append(_beside_issued(context, batch, form, is_wanted=form.unit in chosen))
        progress(len(forms), len(context.assignment.units))
    _refuse_changes(() if reissue else forms, batch.snapshot_hash)
    issued = {form.unit.code: (form.code, form.path, form.data) for form in forms if form.code}
    extra = files_to_hand_out(context, issued, batch.history, archive=archive) | calendar_files(context)
    findings = ledger_findings(read_run_log(context.ledger.folder), earlier.altered, ())
    findings += _publish_forms(context, as_of, _written(context, batch, forms), extra)
    wanted = tuple(form for form in forms if form.unit in chosen)
    return BuildResult(context, wanted, tuple(extra), earlier.lost_answers, findings)


def _publish_forms(
    context: Context, as_of: date, forms: Mapping[Path, bytes], extra: Mapping[Path, bytes]
) -> tuple[Finding, ...]:
    """Publish the forms and what goes with them; of that, what somebody edited is kept. Returns what 日志 lacks."""
    log, log_findings = open_log(context.run_ledger.folder)
    edited = copies_of_edited(context, log, {path: data for path, data in extra.items() if log.has_published(path)})
    entry, folders = describe_run(context, "build", as_of), [] if context.out else [context.returns_folder]
    publish_run(context, entry, {**forms, **extra, **edited}, folders=folders)
    return log_findings


def _form_batch(context: Context, earlier: EarlierReturns, key: FormKey) -> FormBatch:
    snapshot, messages = context.snapshot, context.workspace.messages
    return FormBatch(snapshot, snapshot.digest(), messages, earlier.history, earlier.related_histories, key)


def _written(context: Context, batch: FormBatch, forms: Iterable[UnitForm]) -> dict[Path, bytes]:
    """The forms that are new or change, and with them the snapshot and the key that they are issued from."""
    written = {form.path: form.data for form in forms if form.state in {FormState.NEW, FormState.CHANGED}}
    snapshot_path = context.ledger.snapshot_path(batch.snapshot_hash)
    sources = {
        snapshot_path: batch.snapshot.to_json().encode(),
        form_key_path(context.ledger): form_key_json(batch.key),
    }
    return sources | written if written else {}


def _select_units(context: Context, names: Sequence[str]) -> tuple[Unit, ...]:
    """The reporting units of these names; all of them for no names. Raises InputError with every unknown one."""
    units = context.assignment.units
    wanted = {name: context.directory.find_unit(name) for name in names}
    unit_names = [unit.name for unit in units]
    findings = []
    for name, unit in wanted.items():
        if unit not in units:
            code = "unit-reports-nothing" if unit else "unit-not-found"
            facts = {"name": name, "near": closest_match(name, unit_names), "known": unit_names}
            findings.append(Finding(code, Place(name), facts))
    if findings:
        raise InputError(findings)
    return tuple(unit for unit in units if not names or unit in wanted.values())


def _refuse_changes(forms: Iterable[UnitForm], snapshot_hash: str) -> None:
    """Raise InputError where a form that was issued would change, with what would.

    Args:
        forms: as they would be now.
        snapshot_hash: of what they would be issued from.
    """
    findings = []
    for form in forms:
        if form.state is FormState.CHANGED:
            issued = form.path.read_bytes()
            form_id = _read_form_id(issued)
            facts = {
                "unit": form.unit.name,
                "same_plan": form_id is not None and snapshot_hash.upper().startswith(form_id.snapshot),
                "differences": form_differences(issued, form.data),
            }
            findings.append(Finding("issued-differs", Place(display_path(form.path)), facts))
    if findings:
        raise InputError(findings)


def _build_printed_table(context: Context, as_of: date) -> BuildResult:
    """The table as one workbook beside the period folders; one that was edited since is kept under another name."""
    context = replace(context, out=context.out or context.workspace.output, period=context.series.periods[0])
    facts = {"plan": context.plan, "cycle": context.series.cycle, "period": context.period}
    book = design_printed_book(context.layout, context.assignment, facts, context.workspace.messages)
    data = write_workbook(book, context.workspace.resolved_styles)
    outputs = {context.forms_folder / safe_file_name(f"{book.title}.xlsx"): data}
    log, _ = open_log(context.run_ledger.folder)
    entry = describe_run(context, "build", as_of)
    publish_run(context, entry, outputs | copies_of_edited(context, log, outputs))
    return BuildResult(context, (), tuple(outputs))


def _beside_issued(context: Context, batch: FormBatch, form: UnitForm, *, is_wanted: bool) -> UnitForm:
    """The unit's new form beside what was issued before.

    A form that differs in its form id alone stays as it was issued: what changed in the plan does not concern the unit.
    """
    if not form.path.exists():
        return form if is_wanted else replace(form, state=FormState.LEFT, code="")
    try:
        issued = read_own_file(form.path)
    except OSError as error:
        raise InputError([Finding("cannot-replace", Place(display_path(form.path)))]) from error
    if issued == form.data:
        return replace(form, state=FormState.SAME)
    form_id = _read_form_id(issued)
    standing = replace(form, data=issued, code=form_id.code if form_id else "")
    if form_id and _is_as_issued(context, batch, form.unit, form_id, issued):
        return replace(standing, state=FormState.SAME)
    return replace(form, state=FormState.CHANGED) if is_wanted else replace(standing, state=FormState.LEFT)


def _read_form_id(data: bytes) -> FormId | None:
    """Whose form a workbook is; None where it does not say."""
    try:
        return identify_form(read_workbook(data)).form_id
    except UnreadableFile:
        return None


def _is_as_issued(context: Context, batch: FormBatch, unit: Unit, form_id: FormId, issued: bytes) -> bool:
    """Whether an issued form asks the same as it would today, but for the snapshot that its form id names.

    The plan and the layout that it was issued from give the same form as those of today; and what stands in the
    issued file, carried words too, is what would stand in it. A later version of the program may write hints, rules
    and filters in other ways: that is no reason to issue a form again.
    """
    former_snapshot = context.ledger.snapshot(form_id.snapshot, form_id.period, form_id.kind)
    if former_snapshot is None:
        return False
    snapshot, digest = former_snapshot
    today = replace(batch, snapshot_hash=digest, key=batch.key if form_id.keyed_check else FormKey())
    styles = context.workspace.resolved_styles
    data = _design(today, styles, unit)
    if data == issued:
        return True
    former_units = [former for former in snapshot.assignment.units if former.code == unit.code]
    former_batch = replace(today, snapshot=snapshot)
    is_same_plan = any(_design(former_batch, styles, former) == data for former in former_units)
    return is_same_plan and _words_in_tables(context.layout, issued) == _words_in_tables(context.layout, data)


def _words_in_tables(layout: Layout, form: bytes) -> list[list[Sequence[CellValue]]]:
    """What stands in the tables of a form and above them, without what the program adds to their right."""
    grid = read_workbook(form)
    sheets = ((grid.sheet(sheet.name), len(sheet.columns)) for sheet in layout.sheets)
    return [[row[:width] for row in sheet.rows] for sheet, width in sheets if sheet]


def _designed(context: Context, batch: FormBatch, jobs: int) -> Iterator[UnitForm]:
    """The new form of each unit."""
    units, design = context.assignment.units, partial(_design, batch, context.workspace.resolved_styles)
    with WorkerPool(design, jobs) as workers:
        results = workers.run(units) if jobs > 1 else ((unit, design(unit)) for unit in units)
        for unit, data in results:
            if isinstance(data, WorkerFailure):
                message = "a worker was lost over a form of our own"
                raise WorkerError(message)
            yield UnitForm(unit, context.form_path(unit), batch.form_id(unit).code, data, FormState.NEW)


def _design(batch: FormBatch, styles: ResolvedStyles, unit: Unit) -> bytes:
    return write_workbook(design_form(batch, unit), styles)
