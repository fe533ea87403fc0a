"""What a journey works on: one plan, one form kind, one period, and where its files lie."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from duban.journeys.check import open_checked_workspace
from duban.journeys.issued import IssuedSnapshots
from duban.messages.finding import Finding, InputError, Place
from duban.model.assignment import Assignment
from duban.model.layout import Layout
from duban.model.period import Period, current_period, list_periods
from duban.model.plan import Plan
from duban.model.snapshot import FormSeries, Issuer, Snapshot, all_series
from duban.model.typed import closest_match
from duban.model.unit import Directory, Unit
from duban.returns import check_header_pattern
from duban.store.ledger import Ledger
from duban.workspace.names import display_path, safe_file_name
from duban.workspace.workspace import Workspace, shipped_messages

_SETTLING = timedelta(days=7)
"""How long before a period's due day its returns are what a clerk compiles, unless she says otherwise."""


@dataclass(frozen=True)
class Context:
    """One journey's subject.

    issuer: the plan as it stands on the day of the journey.
    out: where the visible products go instead of the plan's own folder.
    """

    workspace: Workspace
    issuer: Issuer
    series: FormSeries
    period: Period
    out: Path | None

    @property
    def plan(self) -> Plan:
        """The year's plan."""
        return self.issuer.plan

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
        """Who answers for it."""
        return self.workspace.loaded_plan.directory

    @property
    def period_folder(self) -> Path:
        """The period's folder; kinds of form other than the plan's first have one of their own."""
        first = self.series is self.issuer.all_series[0]
        return self.workspace.output / (self.period.code if first else f"{self.period.code}-{self.layout.name}")

    @property
    def forms_folder(self) -> Path:
        """Where forms to send are put."""
        return self.out or self.period_folder / "1-下发"

    def form_path(self, unit: Unit) -> Path:
        """Where a unit's form is put."""
        return self.forms_folder / safe_file_name(
            f"{self.plan.code}-{self.period.code}-{self.layout.name}-{unit.name}.xlsx"
        )

    @property
    def returns_folder(self) -> Path:
        """Where the clerk drops what comes back."""
        return self.period_folder / "2-回收"

    @property
    def reports_folder(self) -> Path:
        """Where the compiled workbooks are put."""
        return self.out or self.period_folder / "3-汇总"

    @property
    def ledger(self) -> Ledger:
        """The plan's ledger: its snapshots, and the returns of every compile without --out."""
        return Ledger(self.workspace.output / "台账")

    @property
    def run_ledger(self) -> Ledger:
        """Where this run's returns are kept: apart, when its products are."""
        return Ledger(self.out / "台账") if self.out else self.ledger

    @cached_property
    def issued(self) -> IssuedSnapshots:
        """What any form of the plan was issued from."""
        texts = self.workspace.messages, shipped_messages()  # forms were issued with either
        return IssuedSnapshots(self.issuer, self.ledger, check_header_pattern(*texts))

    @cached_property
    def snapshot(self) -> Snapshot:
        """What forms would be issued from now."""
        return self.issuer.snapshot(self.series, self.period)

    @property
    def assignment(self) -> Assignment:
        """Who answers for what."""
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
) -> Context:
    """The desk for a form kind and a period.

    form: the name or code of a layout, or the name of its file; None takes the plan's first cycle. period: its
    code; None takes the one that is open today or, when compiling, the last whose returns are about due.
    Raises InputError with all mistakes.
    """
    workspace = open_checked_workspace(config, plan)
    loaded = workspace.loaded_plan.plan_at(as_of)
    every = all_series(loaded, workspace.layouts.values(), workspace.holidays)
    where = display_path(workspace.plan_folder / "plan.yaml")
    series = _form(loaded, (*every, *_only_printed(workspace, loaded)), form or "", _stems(workspace), where)
    if compiling and not series.layout.has_inputs:
        _not_filled(series, every, where)
    if not series.periods:
        raise InputError([Finding("cycle-empty", Place(where), {"form": series.cycle.title})])
    if period is None:
        chosen = _due(series.periods, as_of) if compiling else current_period(series.periods, as_of)
    else:
        chosen = series.period(period) or _outside(period, series.periods, loaded)
    issuer = Issuer(loaded, workspace.loaded_plan.directory, workspace.config.form_settings, every)
    return Context(workspace, issuer, series, chosen, out)


def select_units(directory: Directory, all_units: Sequence[Unit], names: Sequence[str]) -> tuple[Unit, ...]:
    """The reporting units of these names; all of them for no names. Raises InputError with every unknown one."""
    wrong = []
    chosen = []
    for name in names:
        unit = directory.find_unit(name)
        if unit in all_units:
            chosen.append(unit.code if unit else "")
        else:
            near = closest_match(name, [each.name for each in all_units]) if unit is None else ""
            code = "unit-reports-nothing" if unit else "unit-not-found"
            wrong.append(Finding(code, Place(name), {"name": name, "near": near}))
    if wrong:
        raise InputError(wrong)
    return tuple(unit for unit in all_units if not names or unit.code in chosen)


def _stems(workspace: Workspace) -> Mapping[str, str]:
    """Layout name → the name of its file: people may call a form by either."""
    return {layout.name: file.removesuffix(".yaml") for file, layout in workspace.layouts.items()}


def _only_printed(workspace: Workspace, plan: Plan) -> Iterator[FormSeries]:
    """The layouts that ask nothing and that no cycle names: printed from what the first cycle says of the units."""
    cycle = plan.cycles[0]
    for layout in workspace.layouts.values():
        if not layout.has_inputs and all(each.form != layout.name for each in plan.cycles):
            yield FormSeries(layout, cycle, list_periods(plan, cycle, workspace.holidays))


def _form(plan: Plan, every: Sequence[FormSeries], form: str, stems: Mapping[str, str], where: str) -> FormSeries:
    """The kind of form that is meant; for no words the first one of the plan, never one that no cycle names."""
    asked = form or plan.cycles[0].form
    for series in every:
        layout = series.layout
        if asked in {layout.name, layout.code, stems[layout.name]} or (not form and series.cycle.form == layout.name):
            return series
    names = "、".join(series.layout.name for series in every) or "、".join(stems)
    raise InputError([Finding("form-unknown", Place(where), {"form": asked, "known": names})])


def _not_filled(series: FormSeries, every: Sequence[FormSeries], where: str) -> None:
    known = "、".join(each.layout.name for each in every if each.layout.has_inputs)
    raise InputError([Finding("form-not-filled", Place(where), {"form": series.layout.name, "known": known})])


def _due(every: Sequence[Period], today: date) -> Period:
    started = [period for period in every if period.due - _SETTLING <= today]
    return started[-1] if started else every[0]


def _outside(period: str, every: Sequence[Period], plan: Plan) -> Period:
    known = "、".join(each.code for each in every)
    raise InputError([Finding("period-outside", Place(period), {"period": period, "known": known, "plan": plan.name})])
