"""Where every task, milestone and unit stands at the as-of day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from duban.lights.assess import declared, judge, judge_task
from duban.model.finding import Finding, Severity
from duban.model.lightrules import LightRules
from duban.model.period import Period
from duban.model.plan import Cycle, Plan
from duban.model.row import Row, reporters, rows_of
from duban.model.situation import (
    End,
    Filing,
    MilestoneStanding,
    Receipt,
    Situation,
    TaskStanding,
    UnitStanding,
)
from duban.model.submission import Past, Record
from duban.model.unit import Directory, Unit
from duban.model.verdict import FINISHED, Case, Light
from duban.text import Texts


@dataclass(frozen=True)
class Survey:
    """What is looked over. period: the one that is compiled, one of periods. past: this period's accepted included.

    uncorrected: rows whose newest answer must be corrected first. before: each task's light in the last report.
    """

    plan: Plan
    directory: Directory
    cycle: Cycle
    periods: Sequence[Period]
    period: Period
    as_of: date
    past: Past
    uncorrected: frozenset[str]
    receipts: tuple[Receipt, ...]
    before: Mapping[str, Light]
    rules: LightRules
    texts: Texts
    labels: Mapping[str, str]

    def situation(self) -> Situation:
        """Everything, in the plan's and the directory's order."""
        filings = {unit.code: self._filing(unit) for unit in reporters(self.plan, self.directory)}
        tasks = tuple(self._task(row, filings) for row in rows_of("task", self.plan.tasks))
        units = tuple(self._unit(unit, filings[unit.code], tasks) for unit in reporters(self.plan, self.directory))
        return Situation(
            self.plan,
            self.cycle,
            self.period,
            self.as_of,
            units,
            tasks,
            self.receipts,
            self.rules,
            self.texts,
            self.labels,
        )

    def _counting(self, unit: Unit) -> Receipt | None:
        """The unit's newest return that was not refused as a whole."""
        usable = (End.ACCEPTED, End.NOTED, End.CORRECT)
        return next((r for r in self.receipts if r.unit == unit.code and r.end in usable), None)

    def _filing(self, unit: Unit) -> Filing:
        receipt = self._counting(unit)
        if receipt is None or receipt.submission is None:
            return Filing.OWING if self.as_of > self.period.counted else Filing.AWAITED
        filed = receipt.submission.filed
        in_time = receipt.received <= self.period.counted or (filed is not None and filed <= self.period.counted)
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

    def _task(self, row: Row, filings: Mapping[str, Filing]) -> TaskStanding:
        unit = self.directory.unit(row.task.reporter)
        milestones = tuple(self._milestone(line, unit) for line in rows_of("milestone", (row.task,)))
        meanings = [milestone.record.means if milestone.record else "" for milestone in milestones]
        verdict = judge_task(
            [milestone.verdict for milestone in milestones],
            sum(means in FINISHED for means in meanings),
            self.rules,
            silent=filings[unit.code] is Filing.OWING,
        )
        return TaskStanding(
            row,
            unit,
            self.past.last(row.key),
            milestones,
            declared(meanings),
            verdict,
            self.before.get(row.key),
            row.key in self.uncorrected,
        )

    def _milestone(self, row: Row, unit: Unit) -> MilestoneStanding:
        record = self.past.last(row.key)
        milestone = next(milestone for milestone in row.task.milestones if milestone.key == row.key)
        case = Case(
            plan=self.plan,
            task=row.task,
            milestone=milestone,
            as_of=self.as_of,
            record=record,
            first_report=self.period == self.periods[0],
            asked_since=self._asked_since(milestone.due, record),
        )
        return MilestoneStanding(row, unit, record, judge(case, self.rules), row.key in self.uncorrected)

    def _asked_since(self, due: date, record: Record | None) -> bool:
        """Whether a return came in after the due day, or was owed after it and its time is up."""
        came = record is not None and record.received is not None and record.received > due
        return came or any(due < period.counted < self.as_of for period in self.periods)
