"""Where every task, milestone and unit stands on a day: each light rule is asked, and the worst light speaks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from duban.messages.catalogue import Messages
from duban.messages.finding import Finding, Severity
from duban.model.assignment import Assignment
from duban.model.layout import Layout
from duban.model.period import Period
from duban.model.plan import Task
from duban.model.return_ import Outcome, Return
from duban.model.row import Row
from duban.model.status import FilingStatus, MilestoneStatus, Status, TaskStatus, UnitStatus
from duban.model.submission import History, Record, find_record
from duban.model.unit import Unit
from duban.model.verdict import (
    ALL_FINISHED,
    FINISHED_MEANINGS,
    LIGHTS_WORST_FIRST,
    MEANINGS_WORST_FIRST,
    WORRYING_LIGHTS,
    Light,
    LightRules,
    Meaning,
    MilestoneCase,
    Verdict,
)
from duban.review.lights import light_rule

_COUNTED = (Outcome.ACCEPTED, Outcome.ACCEPTED_WITH_NOTES, Outcome.TO_BE_CORRECTED)


def judge_milestone(case: MilestoneCase, rules: LightRules) -> Verdict:
    """The light of a milestone: of all rules that apply the worst light, whatever their order."""
    verdicts = []
    for code, rule in rules.rules.items():
        facts = light_rule[code](case, **rule.settings)
        if facts is not None:
            verdicts.append(Verdict(rule.light, code, facts))
    return _worst(verdicts)


def judge_task(milestones: Sequence[Verdict], finished: int, rules: LightRules, *, silent: bool) -> Verdict:
    """The light of a task: its worst milestone's, where that is a worry; else what the whole of it says.

    Args:
        milestones: the verdicts of its milestones, at least one.
        finished: how many of them are finished.
        rules: the lights and words that only a whole task can have.
        silent: a return is owed and has not come; a worry outweighs that.
    """
    worst = _worst(milestones)
    if worst.light in WORRYING_LIGHTS:
        return worst
    if finished == len(milestones):
        code = "finished"
    elif silent:
        code = "not-reported"
    elif awaiting := [verdict for verdict in milestones if verdict.code == "awaiting-report"]:
        return awaiting[0]
    else:
        code = "on-course" if finished else "nothing-due"
    return Verdict(rules.tasks[code].light, code)


def declared_meaning(meanings: Iterable[str]) -> str:
    """What a task declares by its milestones' answers.

    Returns:
        The gravest of the meanings; `finished` when every milestone is; `on-track` when those that answered are
        finished and others are silent; empty when none answered.
    """
    meanings = list(meanings)
    if meanings and all(meaning in FINISHED_MEANINGS for meaning in meanings):
        return ALL_FINISHED
    gravest = min(filter(None, meanings), key=MEANINGS_WORST_FIRST.index, default="")
    return Meaning.ON_TRACK if gravest in FINISHED_MEANINGS else gravest


def _worst(verdicts: Iterable[Verdict]) -> Verdict:
    return min(verdicts, key=lambda verdict: LIGHTS_WORST_FIRST.index(verdict.light))


@dataclass(frozen=True)
class StatusInputs:
    """All that a status follows from.

    Attributes:
        assignment: who answers for what in the period that is compiled.
        periods: all of the form kind, in order; the one that is compiled among them.
        as_of: the day on which everything is judged.
        history: what was accepted till now, this period's included.
        related_histories: what was accepted in other kinds of form, by their codes.
        rows_to_correct: rows whose newest answer must be corrected first.
        returns: all files of the period with their outcomes.
        previous_lights: task key → its light in the last report.
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
        assignment = self.assignment
        counted = {unit.code: self._counted_return(unit) for unit in assignment.units}
        filing = {unit_code: self._filing_status(return_) for unit_code, return_ in counted.items()}
        tasks = tuple(self._task(task, filing) for task in assignment.plan.tasks if not task.dropped)
        return Status(
            assignment=assignment,
            as_of=self.as_of,
            units=tuple(self._unit(unit, counted[unit.code], filing[unit.code], tasks) for unit in assignment.units),
            tasks=tasks,
            returns=self.returns,
            light_rules=self.light_rules,
            messages=self.messages,
            layout=self.layout,
            history=self.history,
            related_histories=self.related_histories,
        )

    def _record(self, *keys: str) -> Record | None:
        """The newest accepted answer of a row, one that says how the row stands before one that does not.

        keys: where one form asks about the task and another about its milestone, both; the first is preferred.
        Who judges the others' answers says nothing of his own.
        """
        histories = (self.history, *self.related_histories.values())
        return find_record(histories, keys, lambda record: bool(record.meaning)) or find_record(histories, keys)

    def _counted_return(self, unit: Unit) -> Return | None:
        """The unit's newest return that was not refused as a whole."""
        own = (return_ for return_ in self.returns if return_.unit_code == unit.code)
        return next((return_ for return_ in own if return_.outcome in _COUNTED and return_.submission), None)

    def _filing_status(self, return_: Return | None) -> FilingStatus:
        counted = self.assignment.period.counted
        if return_ is None:
            return FilingStatus.OWING if self.as_of > counted else FilingStatus.AWAITED
        reported_on = return_.form.reported_on
        in_time = return_.received_on <= counted or (reported_on is not None and reported_on <= counted)
        return FilingStatus.ON_TIME if in_time else FilingStatus.LATE

    def _unit(
        self, unit: Unit, return_: Return | None, filing_status: FilingStatus, tasks: Sequence[TaskStatus]
    ) -> UnitStatus:
        findings = return_.findings if return_ else ()
        return UnitStatus(
            unit=unit,
            filing_status=filing_status,
            counted_return=return_,
            reported_on=return_.form.reported_on if return_ else None,
            tasks=tuple(task for task in tasks if task.unit.code == unit.code),
            must_count=self._count(findings, Severity.MUST),
            explain_count=self._count(findings, Severity.EXPLAIN),
        )

    def _count(self, findings: Iterable[Finding], severity: Severity) -> int:
        return sum(self.messages.severity(finding) is severity for finding in findings)

    def _task(self, task: Task, filing: Mapping[str, FilingStatus]) -> TaskStatus:
        row = self.assignment.task_row(task)
        milestones = tuple(self._milestone(milestone_row) for milestone_row in self.assignment.milestone_rows(task))
        return TaskStatus(
            row=row,
            unit=row.unit,
            record=self._record(row.key),
            milestones=milestones,
            declared_meaning=declared_meaning(milestone.meaning for milestone in milestones),
            verdict=judge_task(
                [milestone.verdict for milestone in milestones],
                sum(milestone.finished for milestone in milestones),
                self.light_rules,
                silent=filing.get(row.unit.code) is FilingStatus.OWING,
            ),
            previous_light=self.previous_lights.get(row.key),
            awaits_correction=row.key in self.rows_to_correct,
        )

    def _milestone(self, row: Row) -> MilestoneStatus:
        milestone = next(milestone for milestone in row.task.milestones if milestone.key == row.key)
        record = self._record(row.key, row.task.key) if row.task.is_undivided else self._record(row.key)
        case = MilestoneCase(
            plan=self.assignment.plan,
            task=row.task,
            milestone=milestone,
            as_of=self.as_of,
            record=record,
            first_report=self.assignment.period == self.periods[0],
            could_have_reported=self._could_have_reported(milestone.due, record),
        )
        verdict = judge_milestone(case, self.light_rules)
        return MilestoneStatus(row, row.unit, record, verdict, awaits_correction=row.key in self.rows_to_correct)

    def _could_have_reported(self, due: date, record: Record | None) -> bool:
        """Whether a return came in after the due day, or was owed after it and its time is up."""
        has_reported = record is not None and record.received_on is not None and record.received_on > due
        return has_reported or any(due < period.counted < self.as_of for period in self.periods)
