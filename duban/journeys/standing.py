"""Where a period stands: who has returned, who owes what, what waits for the clerk, what is due and to be done next."""

from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property

from duban.journeys.context import Context
from duban.messages.finding import Finding
from duban.model.filing_entry import Approval
from duban.model.return_ import DECISION_CODES, Outcome, Return, waiting_files
from duban.model.run_entry import RunEntry
from duban.model.status import FilingStatus, Status, UnitStatus
from duban.model.unit import Unit
from duban.reports.calendar import ReportingPeriod
from duban.reports.check_back import statements_by_unit
from duban.reports.figures import inputs_to_correct
from duban.reports.filings import lacks_approval, lacks_punctuality
from duban.value_object import ValueObject


class NextStep(StrEnum):
    """What the clerk does next."""

    BUILD = "build"
    """The forms have not gone out."""
    DECIDE = "decide"
    """Something waits in 办公室登记."""
    COMPILE = "compile"
    """Files came, or she decided something, since the last compile."""
    REMIND = "remind"
    """Units have not filed, and their time is nearly up."""
    CHASE = "chase"
    """Units owe a return."""
    RETURN = "return"
    """Returns are to be corrected by their units."""
    CHECK = "check"
    """Before a notice, units are asked whether what it says of them is so; not while what came is not compiled."""
    WAIT = "wait"
    """Nothing is to be done before somebody files."""
    READ = "read"
    """All is in: the report can go to the leaders."""


class PeriodStanding(ValueObject, dict=True):
    """Where a period stands.

    Attributes:
        status: as of the day, by what the last compile knew and what 办公室登记 says now.
        new_files: what lies in 2-回收 and no compile has read, as people call it.
        last_compile: its entry in 日志; None where there was none.
        is_issued: any of its forms lies in 1-下发.
        is_register_changed: 办公室登记 was edited since the last compile.
        ledger_findings: what the ledger should hold and does not, or not as it was kept.
    """

    context: Context
    status: Status
    new_files: tuple[str, ...]
    last_compile: RunEntry | None
    is_issued: bool
    is_register_changed: bool
    ledger_findings: tuple[Finding, ...] = ()

    @property
    def is_to_be_built(self) -> bool:
        """Whether the forms have not gone out: then no unit owes anything, and nothing is said of any."""
        return not (self.is_issued or self.last_compile)

    @property
    def is_unread(self) -> bool:
        """Whether files came and no compile has read any yet: whose they are is unknown, and so who owes one."""
        return bool(self.new_files) and self.last_compile is None

    @property
    def _known_units(self) -> tuple[UnitStatus, ...]:
        """Those of which it is known what came; none before the forms have gone out."""
        return () if self.is_to_be_built or self.is_unread else self.status.units

    @property
    def owing_units(self) -> tuple[UnitStatus, ...]:
        """Those of which no return counts, though one came or should have."""
        return tuple(unit for unit in self._known_units if unit.owes)

    @property
    def awaited_units(self) -> tuple[UnitStatus, ...]:
        """Those that have not filed and are in time."""
        return tuple(unit for unit in self._known_units if unit.filing_status is FilingStatus.AWAITED)

    @property
    def extended_units(self) -> tuple[UnitStatus, ...]:
        """Those of which no return counts and that were granted more time, in the order of their days."""
        filed = FilingStatus.FILED
        units = (unit for unit in self._known_units if unit.has_more_time and unit.filing_status is not filed)
        return tuple(sorted(units, key=lambda unit: unit.last_day))

    @property
    def units_without_punctuality(self) -> tuple[UnitStatus, ...]:
        """Those of which the office has not said whether the return came in time."""
        return tuple(unit for unit in self.status.units if lacks_punctuality(self.status, unit))

    @property
    def units_without_approval(self) -> tuple[UnitStatus, ...]:
        """Those of which the office has not seen, or not said how it saw, the approval."""
        return tuple(unit for unit in self.status.units if lacks_approval(self.status, unit))

    @property
    def units_to_correct(self) -> tuple[UnitStatus, ...]:
        """Those whose return counts and must be corrected."""
        return tuple(unit for unit in self.status.units if inputs_to_correct(self.status, unit))

    @cached_property
    def check_back(self) -> tuple[tuple[Unit, list[str]], ...]:
        """Each unit that a notice would name, with the numbers of its tasks that it would speak of."""
        is_noticed = self.context.is_reported_by_light and bool(self._known_units)
        by_unit = statements_by_unit(self.status).values() if is_noticed else ()
        numbers = [[each.task.number for each in statements if each.task] for _, statements in by_unit]
        return tuple((unit, list(dict.fromkeys(own))) for (unit, _), own in zip(by_unit, numbers, strict=True))

    @cached_property
    def decisions(self) -> tuple[tuple[str, Return], ...]:
        """Key of a sheet of 办公室登记 and a file that waits there."""
        returns = [return_ for return_ in self.status.returns if return_.outcome is not Outcome.SUPERSEDED]
        return tuple((sheet, file) for sheet in DECISION_CODES for file in waiting_files(returns, sheet))

    @property
    def units_without_scan(self) -> tuple[UnitStatus, ...]:
        """Those that filed and have sent no signed copy, where the form is to be signed and others have sent one.

        Not those whose approval the office saw otherwise, and registered.
        """
        with_scan = {file.unit_code for file in self.status.returns if file.is_scan}
        if not self.status.cycle.signed_by or not with_scan:
            return ()
        filed = (unit for unit in self.status.units if unit.filing_status is FilingStatus.FILED)
        seen_otherwise = {Approval.PAPER, Approval.OA}
        return tuple(
            unit for unit in filed if unit.unit.code not in with_scan and unit.filing.approval not in seen_otherwise
        )

    @property
    def next_reporting(self) -> ReportingPeriod | None:
        """The period of the form after this one; None where there is none."""
        due = self.status.period.due
        return next((reporting for reporting in self._reporting(own=True) if reporting.period.due > due), None)

    @property
    def other_reporting(self) -> tuple[ReportingPeriod, ...]:
        """Of each other kind of form of the plan that somebody fills in, the period that is due next."""
        coming: dict[str, ReportingPeriod] = {}
        for reporting in self._reporting(own=False):
            if reporting.period.counted >= self.status.as_of:
                coming.setdefault(reporting.kind, reporting)
        return tuple(coming.values())

    def _reporting(self, *, own: bool) -> Iterator[ReportingPeriod]:
        """The periods of the form that is looked at, or of the others that somebody fills in."""
        kinds = {series.layout.code for series in self.context.issuer.all_series if series.layout.has_inputs}
        for reporting in self.context.reporting_calendar.reporting_periods:
            if reporting.kind in kinds and (reporting.kind == self.context.layout.code) is own:
                yield reporting

    @property
    def needs_compile(self) -> bool:
        """Whether anything came, or was decided, that the last compile does not know."""
        return bool(self.new_files) or self.is_register_changed

    @property
    def is_time_to_remind(self) -> bool:
        """Whether the day has come from which on units are reminded."""
        remind_from = self.status.coming.remind_from
        return remind_from is not None and self.status.as_of >= remind_from

    @property
    def waits_for_units(self) -> bool:
        """Whether the forms are out and units that have not filed are in time."""
        return self.is_issued and bool(self.awaited_units or self.extended_units)

    @property
    def is_settled(self) -> bool:
        """Whether all have filed and the report knows it."""
        is_compiled = self.last_compile is not None and not self.needs_compile
        return is_compiled and not (self.awaited_units or self.extended_units or self.owing_units)

    @property
    def next_steps(self) -> tuple[NextStep, ...]:
        """What is to be done now, in this order."""
        steps = {
            NextStep.BUILD: self.is_to_be_built,
            NextStep.DECIDE: self.decisions,
            NextStep.COMPILE: self.needs_compile,
            NextStep.REMIND: self.is_issued and self.awaited_units and self.is_time_to_remind,
            NextStep.CHASE: self.owing_units,
            NextStep.RETURN: self.units_to_correct,
            NextStep.CHECK: self.check_back and not self.needs_compile,
            NextStep.WAIT: self.waits_for_units and not (self.awaited_units and self.is_time_to_remind),
            NextStep.READ: self.is_settled,
        }
        return tuple(step for step, holds in steps.items() if holds)

    @property
    def is_clean(self) -> bool:
        """Whether nothing waits for the clerk."""
        return not self.ledger_findings and set(self.next_steps) <= {NextStep.WAIT, NextStep.READ}
