"""What forms are issued from: the snapshot that a batch is frozen in, and the form kinds of a plan through its year."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from duban.model.assignment import Assignment
from duban.model.base import Model
from duban.model.config import Config
from duban.model.cycle import Cycle
from duban.model.layout import Layout
from duban.model.period import Holidays, Period, list_periods
from duban.model.plan import Plan
from duban.model.unit import Directory, Unit


class Snapshot(Model):
    """Plan, units, layout, config and period of one build."""

    plan: Plan
    directory: Directory
    layout: Layout
    config: Config
    cycle: Cycle
    period: Period

    @cached_property
    def assignment(self) -> Assignment:
        """Who answers for what."""
        return Assignment(self.plan, self.directory, self.cycle, self.period)

    def unit(self, code: str) -> Unit:
        """The unit of a code. Raises KeyError."""
        return next(unit for unit in self.directory.units if unit.code == code)

    def to_json(self) -> str:
        """The same text for the same content; what is hashed, and what is kept."""
        return self.model_dump_json(indent=1) + "\n"

    def digest(self) -> str:
        """SHA-256 of the JSON, hex. Costs a dump: ask once a batch."""
        return sha256(self.to_json().encode()).hexdigest()


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
