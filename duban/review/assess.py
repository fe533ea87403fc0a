"""Where every task, milestone and unit stands on a day: each light rule is asked, and the worst light speaks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from duban.messages.catalogue import Messages
from duban.messages.finding import Finding, Severity
from duban.model.assignment import Assignment
from duban.model.layout import Layout
from duban.model.light_rules import LightRules
from duban.model.period import Period
from duban.model.plan import Task
from duban.model.return_ import Outcome, Return
from duban.model.row import Row
from duban.model.status import FilingStatus, MilestoneStatus, Status, TaskStatus, UnitStatus
from duban.model.submission import History, Record
from duban.model.unit import Unit
from duban.model.verdict import (
    FINISHED_MEANINGS,
    LIGHTS_WORST_FIRST,
    MEANINGS_WORST_FIRST,
    Light,
    MilestoneCase,
    Verdict,
)
from duban.review.lights.rule import light_rule

_WORRIES = (Light.RED, Light.YELLOW, Light.BLUE)


def judge_milestone(case: MilestoneCase, rules: LightRules) -> Verdict:
    """The light of a milestone. Rules never weaken each other: the worst wins, whatever their order."""
    spoken = []
    for code, rule in rules.rules.items():
        facts = light_rule[code](case, **rule.settings)
        if facts is not None:
            spoken.append(Verdict(rule.light, code, facts))
    return min(spoken, key=lambda verdict: LIGHTS_WORST_FIRST.index(verdict.light))


def judge_task(milestones: Sequence[Verdict], finished: int, rules: LightRules, *, silent: bool) -> Verdict:
    """The light of a task: its worst milestone's, where that is a worry; else what the whole of it says.

    finished: how many of its milestones are. silent: a return is owed and has not come, which a worry outweighs.
    """
    worst = min(milestones, key=lambda verdict: LIGHTS_WORST_FIRST.index(verdict.light))
    if worst.light in _WORRIES:
        return worst
    if finished == len(milestones):
        code = "finished"
    elif silent:
        code = "not-reported"
    elif any(verdict.code == "awaiting-report" for verdict in milestones):
        return next(verdict for verdict in milestones if verdict.code == "awaiting-report")
    else:
        code = "on-course" if finished else "nothing-due"
    return Verdict(rules.tasks[code].light, code)


def declared_meaning(meanings: Iterable[str]) -> str:
    """What a task declares: the gravest of its milestones' answers; `finished` when all are; "" when none answered."""
    said = list(meanings)
    if said and all(means in FINISHED_MEANINGS for means in said):
        return "finished"
    answered = [means for means in said if means]
    gravest = min(answered, key=MEANINGS_WORST_FIRST.index, default="")
    return "on-track" if gravest in FINISHED_MEANINGS else gravest


@dataclass(frozen=True)
class StatusInputs:
    """What is looked over. split: who answers for what in the period that is compiled, one of periods.

    past: this period's accepted included. beside: what was accepted in other kinds of form, by their codes.
    uncorrected: rows whose newest answer must be corrected first. before: each task's light in the last report.
    """

    assignment: Assignment
    periods: Sequence[Period]
    as_of: date
    history: History
    related_histories: Mapping[str, History]
    rows_to_correct: frozenset[str]
    returns: tuple[Return, ...]
    previous_lights: Mapping[str, Light]
    light_rules: LightRules
    messages: Messages
    layout: Layout

    def build_status(self) -> Status:
        """Everything, in the plan's and the directory's order."""
        split = self.assignment
        filings = {unit.code: self._filing(unit) for unit in split.units}
        tasks = tuple(self._task(task, filings) for task in split.plan.tasks if not task.dropped)
        return Status(
            assignment=split,
            as_of=self.as_of,
            units=tuple(self._unit(unit, filings[unit.code], tasks) for unit in split.units),
            tasks=tasks,
            returns=self.returns,
            light_rules=self.light_rules,
            messages=self.messages,
            layout=self.layout,
            history=self.history,
            related_histories=self.related_histories,
        )

    @property
    def _period(self) -> Period:
        return self.assignment.period

    def _last(self, *keys: str) -> Record | None:
        """The newest accepted answer of a row: in this kind of form, else in one that is looked at beside it.

        keys: where one form asks about the task and another about its milestone, both; the first is preferred.
        One that says how the row stands comes first: who judges the others' answers says nothing of his own.
        """
        pasts = (self.history, *self.related_histories.values())
        known = [record for past in pasts for key in keys if (record := past.last(key))]
        return next((record for record in known if record.meaning), next(iter(known), None))

    def _counting(self, unit: Unit) -> Return | None:
        """The unit's newest return that was not refused as a whole."""
        usable = (Outcome.ACCEPTED, Outcome.ACCEPTED_WITH_NOTES, Outcome.TO_BE_CORRECTED)
        return next((r for r in self.returns if r.unit_code == unit.code and r.outcome in usable), None)

    def _filing(self, unit: Unit) -> FilingStatus:
        receipt = self._counting(unit)
        if receipt is None or receipt.submission is None:
            return FilingStatus.OWING if self.as_of > self._period.counted else FilingStatus.AWAITED
        filed = receipt.submission.reported_on
        in_time = receipt.received_on <= self._period.counted or (filed is not None and filed <= self._period.counted)
        return FilingStatus.ON_TIME if in_time else FilingStatus.LATE

    def _unit(self, unit: Unit, filing: FilingStatus, tasks: Sequence[TaskStatus]) -> UnitStatus:
        receipt = self._counting(unit)
        own = tuple(task for task in tasks if task.unit.code == unit.code)
        filed = receipt.submission.reported_on if receipt and receipt.submission else None
        findings = receipt.findings if receipt else ()
        return UnitStatus(
            unit,
            filing,
            receipt,
            filed,
            own,
            self._count(findings, Severity.MUST),
            self._count(findings, Severity.EXPLAIN),
        )

    def _count(self, findings: Sequence[Finding], severity: Severity) -> int:
        return sum(self.messages.severity(finding) is severity for finding in findings)

    def _task(self, task: Task, filings: Mapping[str, FilingStatus]) -> TaskStatus:
        row = self.assignment.task_row(task)
        milestones = tuple(self._milestone(line) for line in self.assignment.milestone_rows(task))
        meanings = [milestone.meaning for milestone in milestones]
        verdict = judge_task(
            [milestone.verdict for milestone in milestones],
            sum(means in FINISHED_MEANINGS for means in meanings),
            self.light_rules,
            silent=filings.get(row.unit.code) is FilingStatus.OWING,
        )
        return TaskStatus(
            row,
            row.unit,
            self._last(row.key),
            milestones,
            declared_meaning(meanings),
            verdict,
            self.previous_lights.get(row.key),
            row.key in self.rows_to_correct,
        )

    def _milestone(self, row: Row) -> MilestoneStatus:
        milestone = next(milestone for milestone in row.task.milestones if milestone.key == row.key)
        whole = len(row.task.milestones) == 1 and milestone.implicit
        record = self._last(row.key, row.task.key) if whole else self._last(row.key)
        case = MilestoneCase(
            plan=self.assignment.plan,
            task=row.task,
            milestone=milestone,
            as_of=self.as_of,
            record=record,
            first_report=self._period == self.periods[0],
            could_have_reported=self._asked_since(milestone.due, record),
        )
        return MilestoneStatus(
            row, row.unit, record, judge_milestone(case, self.light_rules), row.key in self.rows_to_correct
        )

    def _asked_since(self, due: date, record: Record | None) -> bool:
        """Whether a return came in after the due day, or was owed after it and its time is up."""
        came = record is not None and record.received_on is not None and record.received_on > due
        return came or any(due < period.counted < self.as_of for period in self.periods)
