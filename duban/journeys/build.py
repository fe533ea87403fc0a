"""The first journey: a plan becomes forms to send."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from duban.formats.opened_file import UnreadableFile
from duban.formats.opening import read_workbook
from duban.forms import FormBatch, design_form, design_printed_book
from duban.journeys.compile import history_before_period
from duban.journeys.context import Context, select_units
from duban.journeys.outputs import OutputRecord
from duban.messages.finding import Finding, InputError, Place
from duban.model.submission import History
from duban.model.unit import Unit
from duban.reports import Batch, issue_notices, packing_list
from duban.reports.calendar import ReportingCalendar, calendar_events, calendar_workbook
from duban.returns import identify_form
from duban.store.files import publish, zip_files
from duban.workers.worker import WorkerError, WorkerFailure, WorkerPool
from duban.workspace.names import display_path, safe_file_name
from duban.writers import ics
from duban.writers.xlsx import PrintMargins, ResolvedStyles, write_workbook

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class UnitForm:
    """One unit's form. data: what to write, or what stands there already. state: new, changed, same or left."""

    unit: Unit
    path: Path
    code: str
    data: bytes
    state: str


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build made. outputs: everything else that was written."""

    context: Context
    forms: tuple[UnitForm, ...]
    outputs: tuple[Path, ...]


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
    """Write a form for every unit that reports, the packing list and the texts that go with them; and the calendar.

    Of a layout that asks nothing there is one copy for the whole office, to be printed: nothing else is written then.
    Raises InputError, with nothing written, where a form that was already issued would change, unless `reissue`.
    """
    if not context.layout.has_inputs:
        return _printed(context)
    everyone = context.assignment.units
    chosen = select_units(context.directory, everyone, unit_names)
    snapshot = context.snapshot
    digest = snapshot.digest()
    texts, look = context.workspace.messages, context.workspace.look
    issue = FormBatch(snapshot, digest, texts, *history_before_period(context, as_of, jobs))
    forms = []
    for done, (unit, data) in enumerate(_rendered(issue, look, everyone, jobs), 1):
        forms.append(_form(context, issue, look, unit, data, wanted=unit in chosen))
        progress(done, len(everyone))
    if not reissue and (clashes := [_clash(form) for form in forms if form.state == "changed"]):
        raise InputError(clashes)
    written = {form.path: form.data for form in forms if form.state in ("new", "changed")}
    extra = _extra(context, forms, issue.history, archive=archive) | _calendar(context)
    frozen = {context.ledger.snapshot_path(digest): snapshot.to_json().encode()} if written else {}
    publish(frozen | written | extra)
    return BuildResult(context, tuple(form for form in forms if form.unit in chosen), tuple(extra))


def _printed(desk: Context) -> BuildResult:
    """The table as one workbook beside the period folders; one that was edited since is kept under another name."""
    desk = replace(desk, out=desk.out or desk.workspace.output, period=desk.series.periods[0])
    facts = {"plan": desk.plan, "cycle": desk.series.cycle, "period": desk.period}
    book = design_printed_book(desk.layout, desk.assignment, facts, desk.workspace.messages)
    data = write_workbook(book, desk.workspace.look, PrintMargins(book.margins))
    made = {desk.forms_folder / safe_file_name(f"{book.title}.xlsx"): data}
    record = OutputRecord(desk)
    publish(made | record.copies_of_edited(made) | record.updated_record(made))
    return BuildResult(desk, (), tuple(made))


def _form(desk: Context, issue: FormBatch, look: ResolvedStyles, unit: Unit, data: bytes, *, wanted: bool) -> UnitForm:
    """The unit's form beside what was issued before.

    A form that differs in its seal alone stays as it was issued: what changed in the plan does not concern the unit.
    """
    form = UnitForm(unit, desk.form_path(unit), issue.form_id(unit).code, data, "new")
    if not form.path.exists():
        return form if wanted else replace(form, state="left", code="")
    try:
        issued = form.path.read_bytes()
    except OSError as error:
        raise InputError([Finding("cannot-replace", Place(display_path(form.path)))]) from error
    if issued == data:
        return replace(form, state="same")
    try:
        seal = identify_form(read_workbook(issued)).form_id
    except UnreadableFile:
        seal = None
    before = next((d for d in desk.ledger.snapshot_digests() if seal and d.startswith(seal.snapshot.lower())), None)
    standing = replace(form, data=issued, code=seal.code if seal else "")
    if before and _render(replace(issue, snapshot_hash=before), look, unit) == issued:
        return replace(standing, state="same")
    return replace(form, state="changed") if wanted else replace(standing, state="left")


def _extra(desk: Context, forms: Sequence[UnitForm], past: History, *, archive: bool) -> dict[Path, bytes]:
    """The packing list, the texts to hand the forms out with, and all of it in one zip."""
    workspace, texts = desk.workspace, desk.workspace.messages
    issued = [form for form in forms if form.code]
    codes = {form.unit.code: form.code for form in issued}
    names = {form.unit.code: form.path.name for form in issued}
    batch = Batch(desk.assignment, codes, names, past)
    listing = packing_list(batch, workspace.report_sheets["packing"], texts)
    extra = {
        texts.text("packing-file"): write_workbook(listing, workspace.look),
        texts.text("script-file"): issue_notices(batch, workspace.notice_template("issue"), texts).encode(),
    }
    if archive:
        name = texts.text("archive-file", plan=desk.plan.code, period=desk.period.code)
        extra[safe_file_name(name)] = zip_files({form.path.name: form.data for form in issued} | extra)
    return {desk.forms_folder / name: data for name, data in extra.items()}


def _calendar(desk: Context) -> dict[Path, bytes]:
    """All days of the whole plan, as a sheet and for phones."""
    workspace, texts = desk.workspace, desk.workspace.messages
    kinds = {layout.name: layout.code for layout in workspace.layouts.values()}
    found = ReportingCalendar(desk.plan, workspace.holidays, kinds)
    listing = calendar_workbook(found, workspace.report_sheets["calendar"], texts)
    files = {
        texts.text("calendar-file"): write_workbook(listing, workspace.look),
        texts.text("calendar-events-file"): ics.write_ics(calendar_events(found, texts)),
    }
    return {(desk.out or workspace.output) / name: data for name, data in files.items()}


def _clash(form: UnitForm) -> Finding:
    return Finding("issued-differs", Place(display_path(form.path)), {"unit": form.unit.name})


def _rendered(issue: FormBatch, look: ResolvedStyles, units: Sequence[Unit], jobs: int) -> list[tuple[Unit, bytes]]:
    render = partial(_render, issue, look)
    if jobs == 1:
        return [(unit, render(unit)) for unit in units]
    made: list[tuple[Unit, bytes]] = []
    with WorkerPool(render, jobs) as crew:
        for unit, data in crew.run(units):
            if isinstance(data, WorkerFailure):
                message = "a worker was lost over a form of our own"
                raise WorkerError(message)
            made.append((unit, data))
    return made


def _render(issue: FormBatch, look: ResolvedStyles, unit: Unit) -> bytes:
    return write_workbook(design_form(issue, unit), look)
