"""What a journey works on: one plan, one form kind, one period, and where its files lie."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from duban.io.ledger import Ledger
from duban.io.names import shown
from duban.io.workspace import Workspace, all_wrong, open_workspace
from duban.model.finding import Finding, InputError, Place, Severity
from duban.model.layout import Layout
from duban.model.period import Period, current, periods
from duban.model.plan import Cycle, Plan
from duban.model.snapshot import Snapshot
from duban.model.typed import nearest
from duban.model.unit import Directory, Unit
from duban.pipeline.proof import NOTICES, doubts, slips

_SETTLING = timedelta(days=7)
"""How long before a period's due day its returns are what a clerk compiles, unless she says otherwise."""


@dataclass(frozen=True)
class Desk:
    """One journey's subject. out: where the visible products go instead of the plan's own folder."""

    workspace: Workspace
    layout: Layout
    cycle: Cycle
    periods: tuple[Period, ...]
    period: Period
    out: Path | None

    @property
    def plan(self) -> Plan:
        """The year's plan."""
        return self.workspace.loaded.plan

    @property
    def directory(self) -> Directory:
        """Who answers for it."""
        return self.workspace.loaded.directory

    @property
    def _folder(self) -> Path:
        return self.workspace.output / self.period.code

    @property
    def forms(self) -> Path:
        """Where forms to send are put."""
        return self.out or self._folder / "1-下发"

    @property
    def returns(self) -> Path:
        """Where the clerk drops what comes back."""
        return self._folder / "2-回收"

    @property
    def reports(self) -> Path:
        """Where the compiled workbooks are put."""
        return self.out or self._folder / "3-汇总"

    @property
    def ledger(self) -> Ledger:
        """The plan's ledger: its snapshots, and the returns of every compile without --out."""
        return Ledger(self.workspace.output / "台账")

    @property
    def own_ledger(self) -> Ledger:
        """Where this run's returns are kept: apart, when its products are."""
        return Ledger(self.out / "台账") if self.out else self.ledger

    def snapshot(self) -> Snapshot:
        """What forms would be issued from now."""
        return Snapshot(
            plan=self.plan,
            directory=self.directory,
            layout=self.layout,
            config=self.workspace.config.portable,
            cycle=self.cycle,
            period=self.period,
        )


def lay_out(  # noqa: PLR0913 — what the options of a journey say
    config: Path,
    plan: str | None,
    form: str | None,
    period: str | None,
    today: date,
    out: Path | None,
    *,
    compiling: bool,
) -> Desk:
    """The desk for a form kind and a period.

    form: the name or code of a layout; None takes the plan's first cycle. period: its code; None takes the one
    that is open today or, when compiling, the last whose returns are about due. Raises InputError with all mistakes.
    """
    workspace = ready(config, plan)
    loaded = workspace.loaded.plan
    layout, cycle = _form(loaded, tuple(workspace.layouts.values()), form, shown(workspace.plan_folder / "plan.yaml"))
    every = periods(loaded, cycle, workspace.holidays)
    if period is None:
        chosen = _due(every, today) if compiling else current(every, today)
    else:
        chosen = next((each for each in every if each.code == period), None) or _outside(period, every, loaded)
    return Desk(workspace, layout, cycle, every, chosen, out)


def ready(config: Path, plan: str | None) -> Workspace:
    """The workspace with everything in it read and proof-read. Raises InputError with the mistakes of all its files."""
    workspace = open_workspace(config, plan)
    all_wrong(
        lambda: workspace.loaded,
        lambda: workspace.holidays,
        lambda: workspace.layouts,
        lambda: workspace.texts,
        lambda: workspace.look,
        lambda: workspace.light_rules,
        lambda: workspace.report_books,
        lambda: workspace.report_sheets,
        lambda: [workspace.notice(name) for name in NOTICES],
    )
    found = (*doubts(workspace), *slips(workspace))
    if errors := [finding for finding in found if workspace.texts.severity(finding) is Severity.ERROR]:
        raise InputError(errors)
    return workspace


def units_named(directory: Directory, all_units: Sequence[Unit], names: Sequence[str]) -> tuple[Unit, ...]:
    """The reporting units of these names; all of them for no names. Raises InputError with every unknown one."""
    wrong = []
    chosen = []
    for name in names:
        unit = directory.find(name)
        if unit in all_units:
            chosen.append(unit.code if unit else "")
        else:
            near = nearest(name, [each.name for each in all_units]) if unit is None else ""
            code = "unit-reports-nothing" if unit else "unit-not-found"
            wrong.append(Finding(code, Place(name), {"name": name, "near": near}))
    if wrong:
        raise InputError(wrong)
    return tuple(unit for unit in all_units if not names or unit.code in chosen)


def _form(plan: Plan, layouts: Sequence[Layout], form: str | None, where: str) -> tuple[Layout, Cycle]:
    by_name = {layout.name: layout for layout in layouts}
    offered = [cycle for cycle in plan.cycles if cycle.form in by_name]
    for cycle in offered:
        if form in (None, cycle.form, by_name[cycle.form].code):
            return by_name[cycle.form], cycle
    names = "、".join(cycle.form for cycle in offered) or "、".join(by_name)
    asked = form or plan.cycles[0].form
    raise InputError([Finding("form-unknown", Place(where), {"form": asked, "known": names})])


def _due(every: Sequence[Period], today: date) -> Period:
    started = [period for period in every if period.due - _SETTLING <= today]
    return started[-1] if started else every[0]


def _outside(period: str, every: Sequence[Period], plan: Plan) -> Period:
    known = "、".join(each.code for each in every)
    raise InputError([Finding("period-outside", Place(period), {"period": period, "known": known, "plan": plan.name})])
