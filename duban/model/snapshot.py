"""What forms are issued from: the snapshot that a batch is frozen in, and the form kinds of a plan through its year."""

from collections.abc import Collection, Iterable
from functools import cached_property
from typing import Annotated

from duban.model.assignment import Assignment
from duban.model.config import Config
from duban.model.cycle import Cycle
from duban.model.layout import Layout
from duban.model.period import Holidays, Period, list_periods
from duban.model.plan import Plan
from duban.model.unit import Directory, Unit
from duban.text.file_names import safe_file_name
from duban.text.hashes import sha256_hex
from duban.validation.declaration import Field
from duban.validation.model import Model
from duban.validation.writing import model_json
from duban.value_object import ValueObject, decode_json, replace

MOST_SNAPSHOT_BYTES = 64 * 2**20
"""Of a snapshot's JSON; that of a plan as large as it may be typed has a third of that."""


class Snapshot(Model, dict=True):
    """What one batch of forms is issued from, frozen: a return is always read with its own. Its JSON is kept."""

    plan: Annotated[Plan, Field(description="As it stood on the day of the build.")]
    directory: Annotated[Directory, Field(description="The units.")]
    layout: Annotated[Layout, Field(description="The form kind.")]
    config: Annotated[Config, Field(description="The settings that shape a form; nothing that names this machine.")]
    cycle: Annotated[Cycle, Field(description="Who fills the form how often.")]
    period: Annotated[Period, Field(description="The period that is asked about.")]

    @cached_property
    def assignment(self) -> Assignment:
        """Who answers for what."""
        return Assignment(self.plan, self.directory, self.cycle, self.period, self.layout)

    def assignment_without(self, closed: Collection[str]) -> Assignment:
        """Who answers for what, while nothing is asked of some tasks; closed: their numbers."""
        return Assignment(self.plan, self.directory, self.cycle, self.period, self.layout, closed)

    def unit(self, code: str) -> Unit:
        """The unit of a code. Raises KeyError."""
        return self.directory.unit_by_code[code]

    @classmethod
    def parse(cls, data: bytes) -> "Snapshot | None":
        """The snapshot of such a JSON; None where it holds none."""
        try:
            return decode_json(data, cls)
        except (ValueError, ArithmeticError):  # the latter of a number that is none, when it is compared
            return None

    def sharing_tasks(self, plan: Plan) -> "Snapshot":
        """The same, but of tasks that are the same in a plan there are not two: most of a large office's memory."""
        others = {task.number: task for task in plan.tasks}
        tasks = tuple(other if (other := others.get(task.number)) == task else task for task in self.plan.tasks)
        return replace(self, plan=replace(self.plan, tasks=tasks))

    @cached_property
    def json(self) -> str:
        """The same text for the same content; what is hashed, and what is kept."""
        return model_json(self, 1) + "\n"

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the JSON, hex."""
        return sha256_hex(self.json.encode())


class FormSeries(ValueObject):
    """A form kind through the year: its layout, who fills it how often, and all its periods in order."""

    layout: Layout
    cycle: Cycle
    periods: tuple[Period, ...]

    def period(self, code: str) -> Period | None:
        """The period of this code."""
        return next((period for period in self.periods if period.code == code), None)

    def earlier_periods(self, period: Period) -> tuple[Period, ...]:
        """Those before a period of the series, in order."""
        return self.periods[: self.periods.index(period)]


def all_series(plan: Plan, layouts: Iterable[Layout], holidays: Holidays) -> tuple[FormSeries, ...]:
    """Every kind of form that the plan uses and for which there is a layout, in the plan's order.

    Args:
        plan: as it stands on a day.
        layouts: of all form kinds, or of those that the plan uses.
        holidays: decide on which day a report is late.
    """
    named = {layout.name: layout for layout in layouts}
    return tuple(
        FormSeries(named[cycle.form], cycle, list_periods(plan, cycle, holidays))
        for cycle in plan.cycles
        if cycle.form in named
    )


class Issuer(ValueObject):
    """Makes snapshots of a plan as it stands on a day.

    Attributes:
        config: the settings that shape a form.
        all_series: every form kind that the plan uses, in its order.
    """

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

    def folder_name(self, layout: Layout, period: Period) -> str:
        """Of the folder of a period; kinds of form other than the plan's first have folders of their own."""
        is_first = layout.code == self.all_series[0].layout.code
        return period.code if is_first else safe_file_name(f"{period.code}-{layout.name}")

    def snapshot_by_codes(self, kind: str, period_code: str) -> Snapshot:
        """The same by codes. Raises KeyError for a kind or a period that the plan does not have."""
        for series in self.all_series:
            period = series.period(period_code)
            if series.layout.code == kind and period:
                return self.snapshot(series, period)
        raise KeyError(kind, period_code)
