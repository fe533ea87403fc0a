"""All that reports may see: where every task and milestone stands at the as-of day, and what came in."""

from collections import ChainMap
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cached_property

from duban.messages.catalogue import Messages
from duban.model.agenda import ComingDays
from duban.model.assignment import Assignment
from duban.model.config import UnitOrder
from duban.model.coordination import CoordinationItem
from duban.model.cycle import Cycle
from duban.model.earlier_debt import EarlierDebt
from duban.model.edition import Edition
from duban.model.extension import ExtensionRequest
from duban.model.filing_entry import FilingEntry
from duban.model.filing_history import Lineage, NilReturn
from duban.model.layout import Layout
from duban.model.light_history import LightHistory
from duban.model.number_pace import NumberPace
from duban.model.period import Period
from duban.model.plan import Plan, Task
from duban.model.return_ import Return, lacks_choice
from duban.model.row import Row
from duban.model.submission import History, Record
from duban.model.unit import Unit
from duban.model.verdict import ALL_FINISHED, FINISHED_MEANINGS, LightRules, Meaning, UnknownState, Verdict
from duban.value_object import ValueObject, field


class FilingStatus(StrEnum):
    """Where a unit stands with this period's return."""

    FILED = "filed"
    """A return counts. Whether it was in time is the clerk's to say: the program never saw it come."""
    VERSIONS_DIFFER = "versions-differ"
    """Two different returns came at once, and none is chosen yet."""
    UNUSABLE = "unusable"
    """Only files came that cannot be used."""
    OWING = "owing"
    """The due day has passed and nothing came."""
    EXTENDED = "extended"
    """Nothing came, and the office has granted more time than the others have (报送延期)."""
    AWAITED = "awaited"
    """Nothing came, and nothing is owed yet."""


class DueState(StrEnum):
    """How a milestone stands that is due: its parts add up to all that are due."""

    IN_TIME = "in-time"
    LATE = "late"
    UNFINISHED = "unfinished"
    UNKNOWN = "unknown"
    """Nobody knows (待核实)."""


class MilestoneStatus(ValueObject, gc=False):
    """One milestone.

    Attributes:
        record: the answer that counts, None if there never was one.
        awaits_correction: this period's answer has must findings, so an earlier one counts (待更正).
        unknown_state: why its state is not known, None where it is, or where the due day is not over.
        claim: the newest answer, its sound cells alone, where it has to be corrected first; else None.
        light_history: what earlier reports said of it.
        reopened_on: the day on which its unit took back that it was finished; None where it did not.
        due_before_issue: it was due before the plan was issued: nobody could be late before.
        numbers: how the numbers that hang on it keep pace with 序时进度.
    """

    row: Row
    unit: Unit
    record: Record | None
    verdict: Verdict
    awaits_correction: bool
    unknown_state: UnknownState | None = None
    claim: Record | None = None
    light_history: LightHistory = field(default_factory=LightHistory)
    reopened_on: date | None = None
    due_before_issue: bool = False
    numbers: tuple[NumberPace, ...] = ()

    @property
    def meaning(self) -> str:
        """What its unit declares; empty where it never answered."""
        return self.record.meaning if self.record else ""

    @property
    def finished(self) -> bool:
        """Whether its unit says that it is finished."""
        return self.meaning in FINISHED_MEANINGS

    def due_by(self, day: date) -> bool:
        """Whether its due day is over on a day, or is that day and it is finished: else it has that day left."""
        due = self.row.due
        return due is not None and (due < day or (due == day and self.finished))

    @property
    def due_state(self) -> DueState:
        """Which part of what is due it belongs to; of one that is not due it says nothing."""
        if self.finished:
            return DueState.IN_TIME if self.meaning == Meaning.DONE else DueState.LATE
        return DueState.UNKNOWN if self.unknown_state else DueState.UNFINISHED


class TaskStatus(ValueObject, gc=False):
    """One task.

    Attributes:
        record: the answer that counts for the task as a whole, None if there never was one.
        declared_meaning: the gravest of its milestones' answers, `finished` when all are, `unverified` where nothing
            bad is said and a due one is not known; empty for no answer.
        verdict: of its worst milestone, or of the task as a whole.
        light_history: what earlier reports said of it.
        awaits_correction: this period's answer has must findings, so an earlier one counts (待更正).
        past_terms: earlier intervals of its recurring duties, which nothing but their count tells of any more.
        shares: where several units answer for it, the task as each of them has it; else empty.
    """

    row: Row
    unit: Unit
    record: Record | None
    milestones: tuple[MilestoneStatus, ...]
    declared_meaning: str
    verdict: Verdict
    light_history: LightHistory
    awaits_correction: bool
    past_terms: tuple[MilestoneStatus, ...] = ()
    shares: tuple["TaskStatus", ...] = ()

    @property
    def as_units_have_it(self) -> tuple["TaskStatus", ...]:
        """The task, and its share of each further unit that answers for it: each may have an answer for the whole."""
        return (self, *self.shares[1:])

    @property
    def finished(self) -> bool:
        """Whether its unit says that all of its milestones are finished."""
        return self.declared_meaning == ALL_FINISHED

    @property
    def task(self) -> Task:
        """The task as planned."""
        return self.row.task


class UnitStatus(ValueObject):
    """One unit that has to report.

    Attributes:
        counted_return: the return that counts; None where there is none.
        unchosen_versions: those of which the office has to say whether they count; where an earlier return counts,
            later ones.
        reported_on: the day on which the unit says that it filled it in.
        tasks: those that it answers for.
        must_count: findings of that return that must be corrected.
        explain_count: findings that must be corrected or explained.
        nil: in which way that return says that there is nothing new; None where it tells anything.
        first_received: the day on which the program first saw a return of the period, whatever became of it.
        lineage: what came before the return that counts; None for nothing.
        filing: what the office registered of it, for the unit or for all.
        last_day: the last day on which a return is in time, with what the office granted.
        has_more_time: the office granted it more time than the others have, and that is not up.
    """

    unit: Unit
    filing_status: FilingStatus
    counted_return: Return | None
    reported_on: date | None
    tasks: tuple[TaskStatus, ...]
    must_count: int
    explain_count: int
    unchosen_versions: tuple[Return, ...] = ()
    nil: NilReturn | None = None
    first_received: date | None = None
    lineage: Lineage | None = None
    filing: FilingEntry = field(default_factory=FilingEntry)
    last_day: date = date.max
    has_more_time: bool = False

    def filing_word(self, messages: Messages) -> str:
        """How it stands with its return: what that says or replaced, what waits beside it, until when it has time."""
        text = messages.text
        word = text(f"filing-{self.filing_status}")
        is_filed = self.filing_status is FilingStatus.FILED
        codes = {f"nil-{self.nil}": self.nil, f"filing-again-{self.lineage}": self.lineage}
        if is_filed and (self.nil or self.lineage):
            word = text("filing-said", filing=word, said=[text(code) for code, applies in codes.items() if applies])
        if is_filed and self.unchosen_versions:
            word = text("filing-and-versions", filing=word, count=len(self.unchosen_versions))
        if self.has_more_time and not is_filed:
            word = text("filing-extended-to", filing=word, day=self.last_day)
        return word

    @property
    def owes(self) -> bool:
        """Whether a return is owed: none came that can be used, and its time is up or all that came is of no use."""
        return not self.has_more_time and self.newest_filing not in (FilingStatus.FILED, FilingStatus.AWAITED)

    @property
    def newest_filing(self) -> FilingStatus:
        """Where the newest of what came stands, though an earlier return may count."""
        return FilingStatus.VERSIONS_DIFFER if lacks_choice(self.unchosen_versions) else self.filing_status


KEPT_STATUSES = 4
"""What all sheets print of a status is worked out once (`lru_cache`): of a report, and of the last one beside it."""


class Status(ValueObject, dict=True, eq=False):
    """Everything at the as-of day, in the plan's order. Two are the same only where they are one object.

    Attributes:
        returns: every file that was handed in for the period, by its path.
        history, related_histories: what was accepted till now in this kind of form, and in `related_layouts`, by code.
        related_layouts: the form kinds that it looks at.
        rows_to_correct: rows whose newest answer must be corrected first.
        coming: the days of the office's calendar around and after the as-of day.
        shown_answers: what the sheets of the report that is written show of the answers (reports/shown_answers.py).
        earlier: the last report of each earlier period, oldest first, as it was known on its own day; `periods`: all.
        earlier_debts: what units still owe of earlier periods, the oldest first.
        filing_for_all: what the office registered of all units' returns at once.
        coordination, extension_requests: what units ask of the leaders, and of which milestones for another day.
        unit_order: how tables of lights list units.
    edition: for whom it is: what that keeps back is in no other field either (reports/edition_status.py).
    """

    assignment: Assignment
    as_of: date
    units: tuple[UnitStatus, ...]
    tasks: tuple[TaskStatus, ...]
    returns: tuple[Return, ...]
    light_rules: LightRules
    messages: Messages
    layout: Layout
    history: History = field(default_factory=History)
    related_histories: Mapping[str, History] = field(default_factory=dict)
    related_layouts: tuple[Layout, ...] = ()
    rows_to_correct: frozenset[str] = frozenset()
    coming: ComingDays = field(default_factory=ComingDays)
    shown_answers: Collection[tuple[object, ...]] = ()
    earlier: tuple["Status", ...] = ()
    periods: Sequence[Period] = ()
    earlier_debts: tuple[EarlierDebt, ...] = ()
    filing_for_all: FilingEntry = field(default_factory=FilingEntry)
    coordination: tuple[CoordinationItem, ...] = ()
    extension_requests: tuple[ExtensionRequest, ...] = ()
    unit_order: UnitOrder = UnitOrder.PLAN
    edition: Edition = field(default_factory=Edition)

    def filing_status_of(self, unit: Unit) -> FilingStatus | None:
        """Where a unit stands with its return; None where it does not report."""
        own = self.unit_status(unit)
        return own.filing_status if own else None

    def unit_status(self, unit: Unit) -> UnitStatus | None:
        """All of where a unit stands; None where it does not report."""
        return self.units_by_code.get(unit.code)

    @cached_property
    def units_by_code(self) -> Mapping[str, UnitStatus]:
        """Where each unit stands that reports."""
        return {own.unit.code: own for own in self.units}

    @property
    def plan(self) -> Plan:
        """The plan as it stood on that day."""
        return self.assignment.plan

    @property
    def cycle(self) -> Cycle:
        """Who reports how often."""
        return self.assignment.cycle

    @property
    def period(self) -> Period:
        """The time of reporting that is compiled."""
        return self.assignment.period

    @cached_property
    def column_labels(self) -> Mapping[str, str]:
        """Column key → the header in a table or heading of the form, else of one that it looks at."""
        return ChainMap(*(layout.column_labels for layout in (self.layout, *self.related_layouts)))

    @cached_property
    def due_days(self) -> frozenset[date | None]:
        """The days by which milestones are due; None among them where one has no day."""
        return frozenset(milestone.row.due for milestone in self.milestones)

    @cached_property
    def milestones(self) -> tuple[MilestoneStatus, ...]:
        """Every milestone, in the plan's order."""
        return tuple(milestone for task in self.tasks for milestone in task.milestones)
