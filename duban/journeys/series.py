"""One kind of form of a plan through its year, and what any of them would be issued from."""

from collections.abc import Iterable
from dataclasses import dataclass

from duban.model.config import Config
from duban.model.cycle import Cycle
from duban.model.layout import Layout
from duban.model.period import Holidays, Period, list_periods
from duban.model.plan import Plan
from duban.model.snapshot import Snapshot
from duban.model.unit import Directory


@dataclass(frozen=True, slots=True)
class FormSeries:
    """A layout, who fills it how often, and all its periods."""

    layout: Layout
    cycle: Cycle
    periods: tuple[Period, ...]

    def period(self, code: str) -> Period | None:
        """The period of this code."""
        return next((period for period in self.periods if period.code == code), None)

    def earlier_periods(self, period: Period) -> tuple[Period, ...]:
        """The earlier periods."""
        return self.periods[: self.periods.index(period)]


def all_series(plan: Plan, layouts: Iterable[Layout], holidays: Holidays) -> tuple[FormSeries, ...]:
    """Every kind of form that the plan uses and for which there is a layout, in the plan's order."""
    named = {layout.name: layout for layout in layouts}
    return tuple(
        FormSeries(named[cycle.form], cycle, list_periods(plan, cycle, holidays))
        for cycle in plan.cycles
        if cycle.form in named
    )


@dataclass(frozen=True, slots=True)
class Issuer:
    """What forms are issued from: a plan as it stands on a day. every: all kinds of form that it uses."""

    plan: Plan
    directory: Directory
    config: Config
    all_series: tuple[FormSeries, ...]

    def snapshot(self, series: FormSeries, period: Period) -> Snapshot:
        """What the forms of one kind and period would be issued from."""
        return Snapshot(
            plan=self.plan,
            directory=self.directory,
            layout=series.layout,
            config=self.config,
            cycle=series.cycle,
            period=period,
        )

    def snapshot_by_codes(self, kind: str, code: str) -> Snapshot:
        """The same by codes. Raises KeyError for a kind or a period that the plan does not have."""
        for series in self.all_series:
            period = series.period(code)
            if series.layout.code == kind and period:
                return self.snapshot(series, period)
        raise KeyError(kind, code)
