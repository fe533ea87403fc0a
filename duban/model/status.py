"""All that reports may see: where every task and milestone stands at the as-of day, and what came in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Protocol

from duban.model.assignment import Split
from duban.model.cycle import Cycle
from duban.model.finding import Finding, Severity
from duban.model.layout import Layout
from duban.model.light_rules import LightRules
from duban.model.period import Period
from duban.model.plan import Plan, Task
from duban.model.row import Row
from duban.model.submission import Past, Record, Submission
from duban.model.unit import Unit
from duban.model.verdict import FINISHED, Light, Verdict


class Told(Protocol):
    """A finding as a person reads it; see duban.messages.catalogue.Sentence."""

    @property
    def severity(self) -> Severity:
        """How bad it is."""

    @property
    def says(self) -> str:
        """What is so."""

    @property
    def hint(self) -> str:
        """What to do."""

    @property
    def advice(self) -> str:
        """The hint, and what the office may do itself."""


class Words(Protocol):
    """What reports need of duban.messages.catalogue.Texts, which stands a floor above."""

    def severity(self, finding: Finding) -> Severity:
        """How bad this kind of finding is."""

    def sentence(self, finding: Finding) -> Told:
        """The finding in words."""

    def word(self, name: str, /, **facts: object) -> str:
        """One of the small texts, filled."""


class End(StrEnum):
    """What became of a file that was given in: exactly one of these."""

    ACCEPTED = "accepted"
    NOTED = "accepted-with-notes"
    CORRECT = "to-be-corrected"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    IGNORED = "ignored"


class Filing(StrEnum):
    """Where a unit stands with this period's return."""

    ON_TIME = "on-time"
    LATE = "late"
    OWING = "owing"
    """The due day has passed and nothing usable came."""
    AWAITED = "awaited"
    """Nothing came, and nothing is owed yet."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One file that was given in.

    path: as shown to people. received: the first as-of day that saw it. turn: which run of that day, from 1.
    """

    path: str
    digest: str
    received: date
    turn: int
    end: End
    findings: tuple[Finding, ...]
    unit: str = ""
    submission: Submission | None = None


@dataclass(frozen=True, slots=True)
class MilestoneStanding:
    """One milestone. record: the answer that counts, None if there never was one.

    uncorrected: this period's answer has must findings, so an earlier one counts (待更正).
    """

    row: Row
    unit: Unit
    record: Record | None
    verdict: Verdict
    uncorrected: bool

    @property
    def means(self) -> str:
        """What its unit declares; empty where it never answered."""
        return self.record.means if self.record else ""

    @property
    def finished(self) -> bool:
        """Whether its unit says that it is finished."""
        return self.means in FINISHED

    def due_by(self, day: date) -> bool:
        """Whether it had to be true by the end of a day."""
        return self.row.due is not None and self.row.due <= day


@dataclass(frozen=True, slots=True)
class TaskStanding:
    """One task. declared: the gravest meaning among its milestones' answers, `finished` when all are; "" if none.

    verdict: of its worst milestone, or of the task as a whole. before: its light in the last report, None at first.
    """

    row: Row
    unit: Unit
    record: Record | None
    milestones: tuple[MilestoneStanding, ...]
    declared: str
    verdict: Verdict
    before: Light | None
    uncorrected: bool

    @property
    def task(self) -> Task:
        """The task as planned."""
        return self.row.task


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """One unit that has to report. receipt: the return that counts. filed: the day that it says it was filled in."""

    unit: Unit
    filing: Filing
    receipt: Receipt | None
    filed: date | None
    tasks: tuple[TaskStanding, ...]
    musts: int
    explains: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a report: the keys that it counts, and the keys out of which they are.

    name: what templates call it (`tasks_red`). label: what people call it.
    keys are unit codes, task keys or milestone keys, with `/column` behind them for single inputs; the number is
    counted only when it is written.
    """

    name: str
    label: str
    keys: tuple[str, ...]
    among: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.keys)


@dataclass(frozen=True)
class Situation:
    """Everything at the as-of day, in the plan's order.

    past, beside: what was accepted till now, in this kind of form and (by their codes) in others.
    """

    split: Split
    as_of: date
    units: tuple[UnitStanding, ...]
    tasks: tuple[TaskStanding, ...]
    receipts: tuple[Receipt, ...]
    rules: LightRules
    texts: Words
    layout: Layout
    past: Past = field(default_factory=Past)
    beside: Mapping[str, Past] = field(default_factory=dict)

    @property
    def plan(self) -> Plan:
        """The plan as it stood on that day."""
        return self.split.plan

    @property
    def cycle(self) -> Cycle:
        """Who reports how often."""
        return self.split.cycle

    @property
    def period(self) -> Period:
        """The time of reporting that is compiled."""
        return self.split.period

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Column key → the header under which the form asks for it."""
        columns = [column for sheet in self.layout.sheets for column in sheet.columns]
        return {column.key: column.label for column in (self.layout.explanation, *columns)}

    @property
    def milestones(self) -> tuple[MilestoneStanding, ...]:
        """Every milestone, in the plan's order."""
        return tuple(milestone for task in self.tasks for milestone in task.milestones)
