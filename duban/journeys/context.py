"""What a journey works on: one plan, one form kind, one period, and where its files lie."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from duban.journeys.check import proofread_workspace
from duban.journeys.linked_places import refuse_own_folder
from duban.messages.finding import Finding, InputError, Place
from duban.model.assignment import Assignment
from duban.model.form_key import FormKey
from duban.model.layout import Layout
from duban.model.period import Period, current_period, list_periods, period_to_compile
from duban.model.plan import Plan
from duban.model.register_layout import RegisterLayout
from duban.model.run_by import RunBy
from duban.model.snapshot import FormSeries, Issuer, Snapshot, all_series
from duban.model.unit import Directory, Unit
from duban.reports.calendar import ReportingCalendar
from duban.store.journal import lies_beside
from duban.store.key_file import read_form_key
from duban.store.ledger import Ledger
from duban.store.links import real_paths
from duban.text.display import join_list
from duban.text.file_names import safe_file_name
from duban.value_object import ValueObject, field, replace
from duban.workspace.folders import FORMS_FOLDER, LEDGER_FOLDER, REPORTS_FOLDER, RETURNS_FOLDER
from duban.workspace.names import display_path
from duban.workspace.workspace import Workspace

if TYPE_CHECKING:
    from duban.journeys.issued import CurrentForms, IssuedSnapshots


class Context(ValueObject, dict=True):
    """What one journey works on.

    Attributes:
        issuer: the plan as it stands on the day of the journey.
        series: the form kind.
        out: where the visible outputs go instead of the plan's own folder; None for no such place.
        run_by: whose run it is.
    """

    workspace: Workspace
    issuer: Issuer
    series: FormSeries
    period: Period
    out: Path | None
    run_by: RunBy = field(default_factory=RunBy)

    @property
    def plan(self) -> Plan:
        """The year's plan."""
        return self.issuer.plan

    def issuer_on(self, day: date) -> Issuer:
        """Makes snapshots of the plan and its units as they were on a day; the own one where nothing changed since."""
        loaded = self.workspace.loaded_plan
        plan, directory = loaded.plan_at(day), loaded.directory_at(day)
        is_same = (plan, directory) == (self.plan, self.directory)
        return self.issuer if is_same else replace(self.issuer, plan=plan, directory=directory)

    def without_tasks(self, numbers: Collection[str]) -> "Context":
        """The context whose plan has not these tasks: forms that are issued from it ask nothing of them."""
        if not numbers:
            return self
        tasks = tuple(task for task in self.plan.tasks if task.number not in numbers)
        return replace(self, issuer=replace(self.issuer, plan=replace(self.plan, tasks=tasks)))

    @property
    def layout(self) -> Layout:
        """The kind of form."""
        return self.series.layout

    @property
    def related_series(self) -> tuple[FormSeries, ...]:
        """The other kinds of form that are looked at beside it."""
        return tuple(series for series in self.issuer.all_series if series.layout.code in self.layout.beside)

    @property
    def directory(self) -> Directory:
        """The plan's units and groups, on the day of the journey."""
        return self.issuer.directory

    @property
    def register_layout(self) -> RegisterLayout:
        """办公室登记 as this form of the plan has it."""
        return self.workspace.register_layout.for_cycle(self.series.cycle)

    def file_name(self, code: str, /, **facts: str) -> str:
        """The name that an office gives a file or folder of ours, by the code of its text: one name, never a path."""
        return safe_file_name(self.workspace.messages.text(code, **facts))

    @cached_property
    def period_folder(self) -> Path:
        """The period's folder."""
        return self.workspace.output / self.issuer.folder_name(self.layout, self.period)

    @cached_property
    def forms_folder(self) -> Path:
        """Where forms to send are put."""
        return self.out or self.period_folder / FORMS_FOLDER

    def form_path(self, unit: Unit) -> Path:
        """Where a unit's form is put; one that lies there under the name of earlier versions keeps it."""
        former_name = f"{self.plan.code}-{self.period.code}-{self.layout.name}-{unit.name}.xlsx"
        former = self.forms_folder / safe_file_name(former_name)
        facts = {"unit": unit.name, "form": self.layout.name, "year": str(self.plan.year), "period": self.period.code}
        return former if former.exists() else self.forms_folder / self.file_name("form-file", **facts)

    @property
    def returns_folder(self) -> Path:
        """Where the clerk drops what comes back."""
        return self.period_folder / RETURNS_FOLDER

    @property
    def reports_folder(self) -> Path:
        """Where the compiled workbooks are put."""
        return self.out or self.period_folder / REPORTS_FOLDER

    @property
    def ledger(self) -> Ledger:
        """The plan's ledger: its snapshots, and the returns of every compile without --out."""
        return Ledger(self.workspace.ledger_folder)

    @property
    def run_ledger(self) -> Ledger:
        """Where this run's returns are kept: apart, when its products are."""
        return Ledger(self.out / LEDGER_FOLDER) if self.out else self.ledger

    @cached_property
    def issued(self) -> "IssuedSnapshots":
        """What any form of the plan was issued from."""
        from duban.journeys.issued import IssuedSnapshots
        from duban.returns.own_texts import OwnTexts

        texts = self.workspace.messages, self.workspace.shipped_messages  # forms were issued with either
        return IssuedSnapshots(self.issuer, self.ledger, OwnTexts.of(*texts), self.form_key)

    @cached_property
    def form_key(self) -> FormKey:
        """Of the plan's form codes; without a secret before the first forms are issued. Raises InputError."""
        return read_form_key(self.ledger)

    @cached_property
    def current_forms(self) -> "CurrentForms":
        """The forms that units hold now."""
        from duban.journeys.issued import CurrentForms

        paths = map(self.form_path, self.assignment.units)
        own = [path for path in paths if lies_beside(self.run_ledger.folder, path)]
        return CurrentForms(self.issued, self.period, own)

    @cached_property
    def snapshot(self) -> Snapshot:
        """What forms would be issued from now."""
        return self.issuer.snapshot(self.series, self.period)

    @property
    def is_reported_by_light(self) -> bool:
        """Whether the report says how milestones stand: kinds of form with books of their own tell other things."""
        return self.layout.code not in self.workspace.report_books.kinds

    @cached_property
    def reporting_calendar(self) -> ReportingCalendar:
        """All days of the plan, of every kind of form."""
        kinds = {kind.name: kind.code for kind in self.workspace.layouts.kinds.values()}
        return ReportingCalendar(self.plan, self.workspace.holidays, kinds)

    @property
    def assignment(self) -> Assignment:
        """Which unit answers for which rows in the period's forms."""
        return self.snapshot.assignment


def open_context(  # noqa: PLR0913 — what the options of a journey say
    config: Path,
    plan: str | None,
    form: str | None,
    period: str | None,
    as_of: date,
    out: Path | None,
    *,
    compiling: bool,
    obeys_registers: bool = True,
    run_by: RunBy = RunBy(),  # noqa: B008 - frozen
) -> Context:
    """Open a workspace for one form kind and period.

    Args:
        config: the config file of the workspace.
        plan: a folder, or the name of one in plans/; None takes the config's.
        form: the name or code of a layout, or the name of its file; None takes the plan's first cycle.
        period: its code; None takes the one that is open on the day or, when compiling, the last whose returns come in.
        as_of: the plan is taken as it stands on this day.
        out: where the visible outputs go instead of the plan's own folder.
        compiling: forms that ask nothing cannot be compiled.
        obeys_registers: as `proofread_workspace` has it.
        run_by: whose run it is.

    Raises:
        InputError: with all mistakes in the office's files, or the first in what was asked for.
    """
    workspace, _ = proofread_workspace(config, plan, out, obeys_registers=obeys_registers)
    if out is not None:
        refuse_own_folder(workspace, out, "--out")
    issuer = issuer_on(workspace, as_of)
    series = _find_series(workspace, issuer, form)
    _refuse_idle_series(workspace, issuer, series, compiling=compiling)
    selected = _find_period(workspace, issuer, series, period, as_of, compiling=compiling)
    return Context(workspace, issuer, series, selected, _named_once(workspace, out), run_by)


def _refuse_idle_series(workspace: Workspace, issuer: Issuer, series: FormSeries, *, compiling: bool) -> None:
    """Raise InputError for a form that asks nothing, where it shall be compiled, and for one without any period."""
    plan_file = display_path(workspace.plan_folder / "plan.yaml")
    if compiling and not series.layout.has_inputs:
        names = join_list(known.layout.name for known in issuer.all_series if known.layout.has_inputs)
        raise InputError([Finding("form-not-filled", Place(plan_file), {"form": series.layout.name, "known": names})])
    if not series.periods:
        raise InputError([Finding("cycle-empty", Place(plan_file), {"form": series.cycle.title})])


def _named_once(workspace: Workspace, out: Path | None) -> Path | None:
    """The folder of the outputs; where it is the plan's own, by the one name of that, whatever was typed."""
    is_plan_folder = out is not None and real_paths([out]) == real_paths([workspace.output])
    return workspace.output if is_plan_folder else out


def issuer_on(workspace: Workspace, day: date) -> Issuer:
    """What forms would be issued from on a day."""
    plan, directory = workspace.loaded_plan.plan_at(day), workspace.loaded_plan.directory_at(day)
    series = all_series(plan, workspace.layouts.used_by(plan), workspace.holidays)
    return Issuer(plan, directory, workspace.painted_config.form_settings, series)


def _find_series(workspace: Workspace, issuer: Issuer, form: str | None) -> FormSeries:
    """The form kind of a name, a code or a file's name; for none the plan's first."""
    filled = issuer.all_series
    if filled and not form:
        return filled[0]
    kinds = workspace.layouts.kinds
    names = {kind.name: {kind.name, kind.code, file.removesuffix(".yaml")} for file, kind in kinds.items()}
    wanted = form or issuer.plan.cycles[0].form
    candidates = chain(filled, _printed_series(workspace, issuer.plan))  # these are read where it is none of the first
    series = next((series for series in candidates if wanted in names[series.layout.name]), None)
    if series is None:
        raise InputError([_unknown_form(workspace, issuer, wanted, names)])
    return series


def _unknown_form(workspace: Workspace, issuer: Issuer, wanted: str, names: Mapping[str, Collection[str]]) -> Finding:
    """That there is no such form kind, or that the plan does not use it.

    Args:
        workspace: the office's.
        issuer: has what the plan uses; more can be printed from it.
        wanted: a name, a code or a file's name.
        names: by which a person may ask for each kind of form, by its own.
    """
    usable = (*issuer.all_series, *_printed_series(workspace, issuer.plan))
    unused = next((name for name, choices in names.items() if wanted in choices), "")
    facts = {"form": unused or wanted, "known": join_list([series.layout.name for series in usable] or list(names))}
    place = Place(display_path(workspace.plan_folder / "plan.yaml"))
    return Finding("form-unused" if unused else "form-unknown", place, facts)


def _printed_series(workspace: Workspace, plan: Plan) -> Iterator[FormSeries]:
    """The layouts that ask nothing and that no cycle names: printed from what the first cycle says of the units."""
    first, forms_of_cycles = plan.cycles[0], {cycle.form for cycle in plan.cycles}
    for layout in workspace.layouts.values():
        if not layout.has_inputs and layout.name not in forms_of_cycles:
            yield FormSeries(layout, first, list_periods(plan, first, workspace.holidays))


def _find_period(
    workspace: Workspace, issuer: Issuer, series: FormSeries, code: str | None, as_of: date, *, compiling: bool
) -> Period:
    """The period of a code; for none the open one or, when compiling, the last whose returns come in, if issued."""
    if code is None:
        choices = [period_to_compile(series.periods, as_of)] if compiling else []
        choices.append(current_period(series.periods, as_of))
        folders = (workspace.output / issuer.folder_name(series.layout, period) for period in choices)
        return next((period for period, path in zip(choices, folders, strict=True) if path.exists()), choices[0])
    period = series.period(code)
    if period is None:
        facts = {"period": code, "known": [known.code for known in series.periods], "plan": issuer.plan.name}
        raise InputError([Finding("period-outside", Place(code), facts)])
    return period
