"""Where every task, milestone and unit stands at the as-of day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from duban.messages.catalogue import Texts
from duban.model.assignment import Split
from duban.model.finding import Finding, Severity
from duban.model.layout import Layout
from duban.model.light_rules import LightRules
from duban.model.period import Period
from duban.model.plan import Task
from duban.model.row import Row
from duban.model.status import (
    End,
    Filing,
    MilestoneStanding,
    Receipt,
    Situation,
    TaskStanding,
    UnitStanding,
)
from duban.model.submission import Past, Record
from duban.model.unit import Unit
from duban.model.verdict import FINISHED, Case, Light
from duban.review.assess import declared, judge, judge_task


@dataclass(frozen=True)
class Survey:
    """What is looked over. split: who answers for what in the period that is compiled, one of periods.

    past: this period's accepted included. beside: what was accepted in other kinds of form, by their codes.
    uncorrected: rows whose newest answer must be corrected first. before: each task's light in the last report.
    """

    split: Split
    periods: Sequence[Period]
    as_of: date
    past: Past
    beside: Mapping[str, Past]
    uncorrected: frozenset[str]
    receipts: tuple[Receipt, ...]
    before: Mapping[str, Light]
    rules: LightRules
    texts: Texts
    layout: Layout

    def situation(self) -> Situation:
        """Everything, in the plan's and the directory's order."""
        split = self.split
        filings = {unit.code: self._filing(unit) for unit in split.units}
        tasks = tuple(self._task(task, filings) for task in split.plan.tasks if not task.dropped)
        return Situation(
            split=split,
            as_of=self.as_of,
            units=tuple(self._unit(unit, filings[unit.code], tasks) for unit in split.units),
            tasks=tasks,
            receipts=self.receipts,
            rules=self.rules,
            texts=self.texts,
            layout=self.layout,
            past=self.past,
            beside=self.beside,
        )

    @property
    def _period(self) -> Period:
        return self.split.period

    def _last(self, *keys: str) -> Record | None:
        """The newest accepted answer of a row: in this kind of form, else in one that is looked at beside it.

        keys: where one form asks about the task and another about its milestone, both; the first is preferred.
        One that says how the row stands comes first: who judges the others' answers says nothing of his own.
        """
        pasts = (self.past, *self.beside.values())
        known = [record for past in pasts for key in keys if (record := past.last(key))]
        return next((record for record in known if record.means), next(iter(known), None))

    def _counting(self, unit: Unit) -> Receipt | None:
        """The unit's newest return that was not refused as a whole."""
        usable = (End.ACCEPTED, End.NOTED, End.CORRECT)
        return next((r for r in self.receipts if r.unit == unit.code and r.end in usable), None)

    def _filing(self, unit: Unit) -> Filing:
        receipt = self._counting(unit)
        if receipt is None or receipt.submission is None:
            return Filing.OWING if self.as_of > self._period.counted else Filing.AWAITED
        filed = receipt.submission.filed
        in_time = receipt.received <= self._period.counted or (filed is not None and filed <= self._period.counted)
        return Filing.ON_TIME if in_time else Filing.LATE

    def _unit(self, unit: Unit, filing: Filing, tasks: Sequence[TaskStanding]) -> UnitStanding:
        receipt = self._counting(unit)
        own = tuple(task for task in tasks if task.unit.code == unit.code)
        filed = receipt.submission.filed if receipt and receipt.submission else None
        findings = receipt.findings if receipt else ()
        return UnitStanding(
            unit,
            filing,
            receipt,
            filed,
            own,
            self._count(findings, Severity.MUST),
            self._count(findings, Severity.EXPLAIN),
        )

    def _count(self, findings: Sequence[Finding], severity: Severity) -> int:
        return sum(self.texts.severity(finding) is severity for finding in findings)

    def _task(self, task: Task, filings: Mapping[str, Filing]) -> TaskStanding:
        row = self.split.task_row(task)
        milestones = tuple(self._milestone(line) for line in self.split.milestone_rows(task))
        meanings = [milestone.means for milestone in milestones]
        verdict = judge_task(
            [milestone.verdict for milestone in milestones],
            sum(means in FINISHED for means in meanings),
            self.rules,
            silent=filings.get(row.unit.code) is Filing.OWING,
        )
        return TaskStanding(
            row,
            row.unit,
            self._last(row.key),
            milestones,
            declared(meanings),
            verdict,
            self.before.get(row.key),
            row.key in self.uncorrected,
        )

    def _milestone(self, row: Row) -> MilestoneStanding:
        milestone = next(milestone for milestone in row.task.milestones if milestone.key == row.key)
        whole = len(row.task.milestones) == 1 and milestone.implicit
        record = self._last(row.key, row.task.key) if whole else self._last(row.key)
        case = Case(
            plan=self.split.plan,
            task=row.task,
            milestone=milestone,
            as_of=self.as_of,
            record=record,
            first_report=self._period == self.periods[0],
            asked_since=self._asked_since(milestone.due, record),
        )
        return MilestoneStanding(row, row.unit, record, judge(case, self.rules), row.key in self.uncorrected)

    def _asked_since(self, due: date, record: Record | None) -> bool:
        """Whether a return came in after the due day, or was owed after it and its time is up."""
        came = record is not None and record.received is not None and record.received > due
        return came or any(due < period.counted < self.as_of for period in self.periods)
