"""The first journey: a plan becomes forms to send."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from duban.formats.detect import Unreadable
from duban.formats.reader import read
from duban.forms import Issue, design, printed
from duban.journeys.compile import past_before
from duban.journeys.desk import Desk, units_named
from duban.journeys.published import Record
from duban.model.finding import Finding, InputError, Place
from duban.model.submission import Past
from duban.model.unit import Unit
from duban.reports import Batch, handing_out, packing
from duban.reports.calendar import Calendar, agenda, calendar
from duban.returns import identify
from duban.store.files import publish, zipped
from duban.workers.worker import Crew, Lost, WorkerError
from duban.workspace.names import safe_name, shown
from duban.writers import ics
from duban.writers.xlsx import Look, Paper, write

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Form:
    """One unit's form. data: what to write, or what stands there already. state: new, changed, same or left."""

    unit: Unit
    path: Path
    code: str
    data: bytes
    state: str


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made. outputs: everything else that was written."""

    desk: Desk
    forms: tuple[Form, ...]
    outputs: tuple[Path, ...]


def build_forms(  # noqa: PLR0913 — what the options of the command say
    desk: Desk,
    as_of: date,
    unit_names: Sequence[str] = (),
    *,
    archive: bool = False,
    reissue: bool = False,
    jobs: int = 1,
    progress: Progress = lambda _done, _total: None,
) -> Built:
    """Write a form for every unit that reports, the packing list and the texts that go with them; and the calendar.

    Of a layout that asks nothing there is one copy for the whole office, to be printed: nothing else is written then.
    Raises InputError, with nothing written, where a form that was already issued would change, unless `reissue`.
    """
    if not desk.layout.asks:
        return _printed(desk)
    everyone = desk.split.units
    chosen = units_named(desk.directory, everyone, unit_names)
    snapshot = desk.snapshot
    digest = snapshot.digest()
    texts, look = desk.workspace.texts, desk.workspace.look
    issue = Issue(snapshot, digest, texts, *past_before(desk, as_of, jobs))
    forms = []
    for done, (unit, data) in enumerate(_rendered(issue, look, everyone, jobs), 1):
        forms.append(_form(desk, issue, look, unit, data, wanted=unit in chosen))
        progress(done, len(everyone))
    if not reissue and (clashes := [_clash(form) for form in forms if form.state == "changed"]):
        raise InputError(clashes)
    written = {form.path: form.data for form in forms if form.state in ("new", "changed")}
    extra = _extra(desk, forms, issue.past, archive=archive) | _calendar(desk)
    frozen = {desk.ledger.snapshot_file(digest): snapshot.to_json().encode()} if written else {}
    publish(frozen | written | extra)
    return Built(desk, tuple(form for form in forms if form.unit in chosen), tuple(extra))


def _printed(desk: Desk) -> Built:
    """The table as one workbook beside the period folders; one that was edited since is kept under another name."""
    desk = replace(desk, out=desk.out or desk.workspace.output, period=desk.series.periods[0])
    facts = {"plan": desk.plan, "cycle": desk.series.cycle, "period": desk.period}
    book = printed(desk.layout, desk.split, facts, desk.workspace.texts)
    data = write(book, desk.workspace.look, Paper(book.margins))
    made = {desk.forms / safe_name(f"{book.title}.xlsx"): data}
    record = Record(desk)
    publish(made | record.edited(made) | record.written(made))
    return Built(desk, (), tuple(made))


def _form(desk: Desk, issue: Issue, look: Look, unit: Unit, data: bytes, *, wanted: bool) -> Form:
    """The unit's form beside what was issued before.

    A form that differs in its seal alone stays as it was issued: what changed in the plan does not concern the unit.
    """
    form = Form(unit, desk.form_of(unit), issue.seal(unit).code, data, "new")
    if not form.path.exists():
        return form if wanted else replace(form, state="left", code="")
    try:
        issued = form.path.read_bytes()
    except OSError as error:
        raise InputError([Finding("cannot-replace", Place(shown(form.path)))]) from error
    if issued == data:
        return replace(form, state="same")
    try:
        seal = identify(read(issued)).seal
    except Unreadable:
        seal = None
    before = next((d for d in desk.ledger.snapshots() if seal and d.startswith(seal.snapshot.lower())), None)
    standing = replace(form, data=issued, code=seal.code if seal else "")
    if before and _render(replace(issue, digest=before), look, unit) == issued:
        return replace(standing, state="same")
    return replace(form, state="changed") if wanted else replace(standing, state="left")


def _extra(desk: Desk, forms: Sequence[Form], past: Past, *, archive: bool) -> dict[Path, bytes]:
    """The packing list, the texts to hand the forms out with, and all of it in one zip."""
    workspace, texts = desk.workspace, desk.workspace.texts
    issued = [form for form in forms if form.code]
    codes = {form.unit.code: form.code for form in issued}
    names = {form.unit.code: form.path.name for form in issued}
    batch = Batch(desk.split, codes, names, past)
    listing = packing(batch, workspace.report_sheets["packing"], texts)
    extra = {
        texts.word("packing-file"): write(listing, workspace.look),
        texts.word("script-file"): handing_out(batch, workspace.notice("issue"), texts).encode(),
    }
    if archive:
        name = texts.word("archive-file", plan=desk.plan.code, period=desk.period.code)
        extra[safe_name(name)] = zipped({form.path.name: form.data for form in issued} | extra)
    return {desk.forms / name: data for name, data in extra.items()}


def _calendar(desk: Desk) -> dict[Path, bytes]:
    """All days of the whole plan, as a sheet and for phones."""
    workspace, texts = desk.workspace, desk.workspace.texts
    kinds = {layout.name: layout.code for layout in workspace.layouts.values()}
    found = Calendar(desk.plan, workspace.holidays, kinds)
    listing = calendar(found, workspace.report_sheets["calendar"], texts)
    files = {
        texts.word("calendar-file"): write(listing, workspace.look),
        texts.word("calendar-events-file"): ics.write(agenda(found, texts)),
    }
    return {(desk.out or workspace.output) / name: data for name, data in files.items()}


def _clash(form: Form) -> Finding:
    return Finding("issued-differs", Place(shown(form.path)), {"unit": form.unit.name})


def _rendered(issue: Issue, look: Look, units: Sequence[Unit], jobs: int) -> list[tuple[Unit, bytes]]:
    render = partial(_render, issue, look)
    if jobs == 1:
        return [(unit, render(unit)) for unit in units]
    made: list[tuple[Unit, bytes]] = []
    with Crew(render, jobs) as crew:
        for unit, data in crew.run(units):
            if isinstance(data, Lost):
                message = "a worker was lost over a form of our own"
                raise WorkerError(message)
            made.append((unit, data))
    return made


def _render(issue: Issue, look: Look, unit: Unit) -> bytes:
    return write(design(issue, unit), look)
