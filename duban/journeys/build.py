"""The first journey: a plan becomes forms to send."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from duban.forms import FormBatch, design_printed_book
from duban.journeys.context import Context
from duban.journeys.earlier_returns import EarlierReturns, read_earlier_returns
from duban.journeys.edited_files import copies_of_edited
from duban.journeys.handing_out import calendar_files, files_to_hand_out, stale_forms
from duban.journeys.ledger_check import ledger_findings
from duban.journeys.new_unit_codes import write_missing_codes
from duban.journeys.run_record import describe_run
from duban.journeys.turn import Turn, plan_turn, publish_run
from duban.journeys.unit_forms import FormState, UnitForm, compare_with_issued, design_unit_forms, refuse_changes
from duban.messages.finding import Finding, InputError, Place, Severity
from duban.model.form_key import FormKey
from duban.model.run_entry import RunCommand
from duban.model.typed import closest_match
from duban.model.unit import Unit
from duban.review.closed_tasks import closed_tasks
from duban.store.kept_files import kept_digest
from duban.store.key_file import form_key_json, form_key_path, new_form_key
from duban.text.file_names import safe_file_name
from duban.text.hashes import sha256_hex
from duban.value_object import ValueObject, field, replace
from duban.writers.xlsx import write_workbook

if TYPE_CHECKING:
    from duban.journeys.judged_returns import Progress


class BuildResult(ValueObject):
    """What a build made.

    Attributes:
        forms: those of the units that were asked for.
        outputs: everything else that was written.
        lost_answers: what units answered and what the plan has no row for any more.
        ledger_findings: what the ledger should hold and does not, or not as it was kept.
        new_codes: the units that had no code, and those that were written into units.yaml.
    """

    context: Context
    forms: tuple[UnitForm, ...]
    outputs: tuple[Path, ...]
    lost_answers: tuple[Finding, ...] = ()
    ledger_findings: tuple[Finding, ...] = ()
    new_codes: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_findings(self) -> bool:
        """Whether there is anything to be looked at: in the ledger, or of answers that the plan has no row for."""
        severity = self.context.workspace.messages.severity
        findings = (*self.lost_answers, *self.ledger_findings)
        return any(severity(finding) is not Severity.NOTE for finding in findings)

    @property
    def stale_forms(self) -> tuple[Path, ...]:
        """The forms in 1-下发 of units that get none any more, or under a name that their unit has no more."""
        return stale_forms(self.context, self.forms)


def build_forms(  # noqa: PLR0913 — what the options of the command say
    context: Context,
    as_of: date,
    unit_names: Sequence[str] = (),
    *,
    archive: bool = False,
    reissue: bool = False,
    jobs: int = 1,
    progress: "Progress" = lambda _done, _total: None,
    any_day: bool = True,
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
        any_day: somebody said that the day is meant; else one before all that could be recalled is refused.

    Raises:
        InputError: an issued form would change, or a name is no unit's; nothing was written.
    """
    with plan_turn(context) as turn:
        if not context.layout.has_inputs:
            return _build_printed_table(turn, as_of)
        options = {"archive": archive, "reissue": reissue, "any_day": any_day}
        return _build_forms(turn, as_of, unit_names, jobs, progress, **options)


def _build_forms(  # noqa: PLR0913 — what the options of the command say
    turn: Turn,
    as_of: date,
    unit_names: Sequence[str],
    jobs: int,
    progress: "Progress",
    *,
    archive: bool,
    reissue: bool,
    any_day: bool,
) -> BuildResult:
    earlier = read_earlier_returns(turn, as_of, jobs, any_day=any_day)
    closed = closed_tasks(turn.context.plan, turn.context.series.cycle, earlier.histories)
    context = turn.context.without_tasks(closed)
    chosen = {unit.code for unit in _select_units(context, unit_names)}
    batch = _form_batch(context, earlier, context.form_key if context.form_key.secret else new_form_key(context.ledger))
    forms = []
    for form in design_unit_forms(context, batch, jobs):
        forms.append(compare_with_issued(context, batch, form, is_wanted=form.unit.code in chosen))
        progress(len(forms), len(context.assignment.units))
    refuse_changes(() if reissue else forms, batch.snapshot_hash)
    issued = [form for form in forms if form.code]
    extra = files_to_hand_out(context, issued, batch.history, archive=archive) | calendar_files(context)
    sources = _sources_to_write(context, batch, forms)
    findings = (*ledger_findings(turn.logs, earlier.altered, _lost_files(sources)), *turn.log_findings)
    new_codes = write_missing_codes(context.workspace)
    _publish_forms(turn, as_of, sources | _written(forms), extra)
    wanted = tuple(form for form in forms if form.unit.code in chosen)
    return BuildResult(context, wanted, tuple(extra), earlier.lost_answers, findings, new_codes)


def _publish_forms(turn: Turn, as_of: date, forms: Mapping[Path, bytes], extra: Mapping[Path, bytes]) -> None:
    """Publish the forms and what goes with them; of that, what somebody edited is kept."""
    context, log = turn.context, turn.log
    edited = copies_of_edited(context, log, {path: data for path, data in extra.items() if log.has_published(path)})
    entry, folders = describe_run(context, RunCommand.BUILD, as_of), [] if context.out else [context.returns_folder]
    publish_run(turn, entry, {**forms, **extra, **edited}, folders=folders)


def _form_batch(context: Context, earlier: EarlierReturns, key: FormKey) -> FormBatch:
    snapshot, messages = context.snapshot, context.workspace.messages
    return FormBatch(snapshot, snapshot.digest, messages, earlier.history, earlier.related_histories, key)


def _select_units(context: Context, names: Sequence[str]) -> tuple[Unit, ...]:
    """The reporting units of these names; all of them for no names. Raises InputError with every unknown one."""
    units = context.assignment.units
    unit_by_name = {name: context.directory.find_unit(name) for name in names}
    unit_names = [unit.name for unit in units]
    findings = []
    for name, unit in unit_by_name.items():
        if unit not in units:
            code = "unit-reports-nothing" if unit else "unit-not-found"
            facts = {"name": name, "near": closest_match(name, unit_names), "known": unit_names}
            findings.append(Finding(code, Place(name), facts))
    if findings:
        raise InputError(findings)
    return tuple(unit for unit in units if not names or unit in unit_by_name.values())


def _written(forms: Iterable[UnitForm]) -> dict[Path, bytes]:
    """The forms that are new or change."""
    return {form.path: form.data for form in forms if form.state in {FormState.NEW, FormState.CHANGED}}


def _sources_to_write(context: Context, batch: FormBatch, forms: Sequence[UnitForm]) -> dict[Path, bytes]:
    """The snapshot and the key that forms are issued from; of those that stand, the snapshot where it is lost."""
    snapshot = {context.ledger.snapshot_path(batch.snapshot_hash): batch.snapshot.json.encode()}
    if _written(forms):
        return snapshot | {form_key_path(context.ledger): form_key_json(batch.key)}
    is_issued = any(form.code.startswith(f"{batch.form_id(form.unit).body}-") for form in forms)
    return snapshot if is_issued and _lost_files(snapshot) else {}


def _lost_files(outputs: Mapping[Path, bytes]) -> list[Path]:
    """The files that do not hold what they shall hold."""
    return [path for path, data in outputs.items() if kept_digest(path) != sha256_hex(data)]


def _build_printed_table(turn: Turn, as_of: date) -> BuildResult:
    """The table as one workbook beside the period folders; one that was edited since is kept under another name."""
    context = turn.context
    context = replace(context, out=context.out or context.workspace.output, period=context.series.periods[0])
    facts = {"plan": context.plan, "cycle": context.series.cycle, "period": context.period}
    book = design_printed_book(context.layout, context.assignment, facts, context.workspace.messages)
    data = write_workbook(book, context.workspace.resolved_styles)
    outputs = {context.forms_folder / safe_file_name(f"{book.title}.xlsx"): data}
    entry = describe_run(context, RunCommand.BUILD, as_of)
    publish_run(turn, entry, outputs | copies_of_edited(context, turn.log, outputs))
    return BuildResult(context, (), tuple(outputs))
