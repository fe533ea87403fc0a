"""Where every task, milestone and unit stands on a day, from what was accepted and what waits."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property, partial

from duban.messages.catalogue import Messages
from duban.model.assignment import Assignment
from duban.model.filing_entry import ALL_UNITS, FilingEntry
from duban.model.layout import Layout
from duban.model.milestone import Milestone
from duban.model.milestone_case import MilestoneCase
from duban.model.number_pace import NumberPace
from duban.model.period import Period
from duban.model.plan import Task
from duban.model.plan_parts import JointJudgement
from duban.model.return_ import Return
from duban.model.role import Role
from duban.model.row import Row
from duban.model.status import FilingStatus, MilestoneStatus, Status, TaskStatus
from duban.model.submission import History, Record, find_record
from duban.model.verdict import LightRules, Ruling
from duban.review.approval import ruled_task, ruled_verdict, with_share_ruling, with_task_ruling
from duban.review.earlier_lights import EarlierLights
from duban.review.judging import declared_meaning, judge_milestone, judge_task
from duban.review.knowledge import (
    MilestoneEvidence,
    reopening_day,
    requests_in_a_row,
    with_request,
    without_outdated_meaning,
)
from duban.review.pace import number_paces, paces_by_milestone
from duban.review.requests import with_requests
from duban.review.terms import current_and_past_terms
from duban.review.unit_filings import UnitFilings
from duban.text.schedule import ScheduleKind
from duban.value_object import ValueObject, field, replace

_Filings = Mapping[str, FilingStatus]
"""Unit code → where a return of the unit stands."""
_Paces = Mapping[str, tuple[NumberPace, ...]]
"""Key of a milestone → how the numbers that hang on it keep pace."""


class StatusInputs(ValueObject, dict=True):
    """All that a status follows from.

    Attributes:
        assignment: who answers for what in the period that is compiled.
        periods: all of the form kind, in order; the one that is compiled among them.
        as_of: the day on which everything is judged.
        history: what may be shown of all answers till now, this period's included.
        related_histories: the same of other kinds of form, by their codes.
        records_to_correct: rows whose newest answer must be corrected first → that answer, its sound cells alone.
        returns: all files of the period with their outcomes.
        earlier: the last report of each earlier period, oldest first.
        rulings: what was ruled of tasks and milestones in this period, by the keys of their rows.
        filings: period code → what the office registered of its returns, by unit codes.
    """

    assignment: Assignment
    periods: Sequence[Period]
    as_of: date
    history: History
    related_histories: Mapping[str, History]
    records_to_correct: Mapping[str, Record]
    returns: tuple[Return, ...]
    light_rules: LightRules
    messages: Messages
    layout: Layout
    earlier: tuple[Status, ...] = ()
    rulings: Mapping[str, Ruling] = field(default_factory=dict)
    filings: Mapping[str, Mapping[str, FilingEntry]] = field(default_factory=dict)

    def build_status(self) -> Status:
        """Everything, in the plan's and the directory's order."""
        assignment = self.assignment
        tasks = tuple(self._task(task) for task in assignment.plan.tasks if not task.dropped)
        shares = _shares_by_unit(tasks)
        status = Status(
            assignment=assignment,
            as_of=self.as_of,
            units=tuple(
                self._filings.unit_status(unit, shares.get(unit.code, ()), self.history) for unit in assignment.units
            ),
            tasks=tasks,
            returns=self.returns,
            light_rules=self.light_rules,
            messages=self.messages,
            layout=self.layout,
            history=self.history,
            related_histories=self.related_histories,
            rows_to_correct=frozenset(self.records_to_correct),
            earlier=self.earlier,
            periods=self.periods,
            filing_for_all=self._filings.entry(assignment.period, ALL_UNITS),
        )
        return with_requests(status)

    def _record(self, *keys: str) -> Record | None:
        """The newest accepted answer of a row, one that says how the row stands before one that does not.

        keys: where one form asks about the task and another about its milestone, both; the first is preferred.
        Who judges the others' answers says nothing of his own.
        """
        histories = (self.history, *self.related_histories.values())
        return find_record(histories, keys, lambda record: bool(record.meaning)) or find_record(histories, keys)

    @cached_property
    def _filings(self) -> UnitFilings:
        return UnitFilings(self.assignment.period, self.layout, self.as_of, self.returns, self.filings, self.messages)

    @cached_property
    def _counted_filings(self) -> _Filings:
        """Where each unit stands with the return that counts."""
        return {unit.code: self._filings.status(unit) for unit in self.assignment.units}

    @cached_property
    def _newest_filings(self) -> _Filings:
        """Where the newest return of each unit stands."""
        return self._filings.newest(self._counted_filings)

    def _task(self, task: Task) -> TaskStatus:
        """Where a task and its milestones stand."""
        row, rows = self.assignment.task_row(task), self.assignment.task_rows(task)
        parts: Sequence[MilestoneStatus] = self._milestones(task, rows)
        if rows == (row,):
            return self._task_status(rows, with_task_ruling(parts, self.rulings.get(row.key)), row.key)
        for share in rows:
            parts = with_share_ruling(parts, share.unit, self.rulings.get(share.share_key))
        milestones = with_task_ruling(parts, self.rulings.get(row.key))
        return self._with_shares(self._task_status(rows, milestones, row.key), rows, milestones)

    def _with_shares(self, whole: TaskStatus, rows: Sequence[Row], milestones: Sequence[MilestoneStatus]) -> TaskStatus:
        """The task with the share of each unit that answers for it. rows: about the task, one of each unit."""
        own: dict[str, list[MilestoneStatus]] = {}
        for milestone in milestones:
            own.setdefault(milestone.unit.code, []).append(milestone)
        shares = tuple(self._task_status((row,), own.get(row.unit.code, milestones), row.share_key) for row in rows)
        first = shares[0]
        whole = replace(whole, record=first.record, awaits_correction=first.awaits_correction)
        if self.assignment.plan.joint_judgement is JointJudgement.FIRST:
            ruling = self.rulings.get(whole.task.key)
            verdict = ruled_verdict(first.verdict.as_proposed, ruling) if ruling else first.verdict
            whole = replace(whole, verdict=verdict, declared_meaning=first.declared_meaning)
        return replace(whole, shares=shares)

    def _task_status(self, rows: Sequence[Row], milestones: Sequence[MilestoneStatus], key: str) -> TaskStatus:
        """Where a task stands by some of its milestones.

        Args:
            rows: about the task, one of each unit that answers for these milestones.
            milestones: of the task, with what was ruled of them and of the task.
            key: by which rulings and earlier reports know it: as a whole, or the unit's share of it.
        """
        row = rows[0]
        record = self._record(row.key)
        current, past = current_and_past_terms(milestones, self.as_of, self.assignment.is_left)
        judge = partial(
            judge_task,
            finished=sum(milestone.finished for milestone in current),
            missed=sum(not milestone.finished for milestone in past),
            rules=self.light_rules,
            filings={
                row.unit.name: self._counted_filings[row.unit.code]
                for row in rows
                if row.unit.code in self._counted_filings
            },
            was_answered=any((record, *(milestone.record for milestone in current))),
        )
        return TaskStatus(
            row=row,
            unit=row.unit,
            record=record,
            milestones=current,
            declared_meaning=declared_meaning(
                (milestone.meaning for milestone in current),
                is_unknown=any(milestone.unknown_state for milestone in current),
            ),
            verdict=ruled_task(judge, [milestone.verdict for milestone in current], self.rulings.get(key)),
            light_history=self._earlier_lights.of_task(key, current),
            awaits_correction=row.key in self.records_to_correct,
            past_terms=past,
        )

    def _milestones(self, task: Task, rows: Sequence[Row]) -> list[MilestoneStatus]:
        """Where each milestone stands. rows: about the task; what is asked in them stands with a unit's first one."""
        milestone_rows = self.assignment.milestone_rows(task)
        first_keys = {part.unit.code: part.key for part in reversed(milestone_rows)}
        requests = {first_keys.get(row.unit.code): self._record(row.key) for row in rows}
        histories = (self.history, *self.related_histories.values())
        paces = paces_by_milestone(number_paces(self.assignment, task, self.as_of, self.periods, histories))
        return [self._milestone(row, paces, requests.get(row.key)) for row in milestone_rows]

    def _milestone(self, row: Row, paces: _Paces, of_task: Record | None) -> MilestoneStatus:
        """Where a milestone stands. of_task: about its task, the request stands with it."""
        milestone = row.milestone or row.task.milestones[0]
        keys = row.task.answer_keys(milestone)
        record = without_outdated_meaning(with_request(self._record(*keys), of_task), milestone)
        claim = self._claim(row, keys)
        judged_from = self._judged_from(milestone)
        evidence = self._evidence(row, judged_from, record, claim)
        case = MilestoneCase(
            plan=self.assignment.plan,
            task=row.task,
            milestone=milestone,
            as_of=self.as_of,
            record=record,
            first_report=self.assignment.period == self.periods[0],
            judged_from=judged_from,
            unknown_state=evidence.unknown_state(self.as_of),
            claim=claim,
            asked_in=self.assignment.period.code if self._asks_state else "",
            light_history=self._earlier_lights.of_milestone(row),
            numbers=paces.get(row.key, ()),
            requests=max(requests_in_a_row(records, row) for records in self._records_of(keys)),
        )
        return MilestoneStatus(
            row=row,
            unit=row.unit,
            record=record,
            verdict=ruled_verdict(judge_milestone(case, self.light_rules), self._ruling(row, keys)),
            awaits_correction=claim is not None,
            unknown_state=case.unknown_state,
            claim=claim,
            light_history=case.light_history,
            reopened_on=self._reopening_day(keys),
            due_before_issue=case.before_issue,
            numbers=case.numbers,
        )

    def _evidence(self, row: Row, due: date, record: Record | None, claim: Record | None) -> MilestoneEvidence:
        last_days = [
            self._filings.last_day(period, row.unit.code) for period in self.periods if row.is_asked_in(period)
        ]
        return MilestoneEvidence(
            due=due,
            record=record,
            claim=claim,
            filing_status=self._newest_filings.get(row.unit.code),
            is_asked=self._asks_state,
            is_asked_elsewhere=bool(self.layout.beside),
            was_owed=any(due < day < self.as_of for day in last_days),
            is_more_to_come=any(self.as_of <= day for day in last_days),
        )

    def _judged_from(self, milestone: Milestone) -> date:
        """The day after which answers tell how a milestone stands."""
        if milestone.kind is not ScheduleKind.CONTINUING or not self._asks_state:
            return milestone.due
        return min(milestone.due, self.assignment.period.start - timedelta(days=1))

    def _ruling(self, row: Row, keys: Sequence[str]) -> Ruling | None:
        """What was ruled of a milestone; of one that is all of its task, or of a share, also what was ruled of that."""
        is_share = bool(row.task.share_codes) and row.task.is_undivided
        own_keys = (row.key, row.share_key) if is_share else keys
        return next(filter(None, map(self.rulings.get, own_keys)), None)

    @cached_property
    def _earlier_lights(self) -> EarlierLights:
        return EarlierLights.of(self.earlier)

    def _claim(self, row: Row, keys: Iterable[str]) -> Record | None:
        """What must be corrected of a milestone's answer; what must be of its task's only where that says its state."""
        for key in keys:
            claim = self.records_to_correct.get(key)
            if claim and (key == row.key or Role.STATE in claim.column_by_role):
                return claim
        return None

    @cached_property
    def _asks_state(self) -> bool:
        """Whether the form kind that is compiled asks how milestones stand."""
        return any(column.role is Role.STATE for sheet in self.layout.sheets for column in sheet.columns)

    def _reopening_day(self, keys: Sequence[str]) -> date | None:
        return next(filter(None, map(reopening_day, self._records_of(keys))), None)

    def _records_of(self, keys: Sequence[str]) -> list[tuple[Record, ...]]:
        """All that was ever accepted of rows that answer for each other, by kind of form and row."""
        histories = (self.history, *self.related_histories.values())
        return [history.records.get(key, ()) for history in histories for key in keys]


def _shares_by_unit(tasks: Iterable[TaskStatus]) -> Mapping[str, Sequence[TaskStatus]]:
    """Unit code → the tasks that it answers for, of one with several units its share, in the plan's order."""
    by_unit: dict[str, list[TaskStatus]] = defaultdict(list)
    for task in tasks:
        for share in task.shares or (task,):
            by_unit[share.unit.code].append(share)
    return by_unit
