"""The numbers of the own tasks in one cell of the upper form: one, or their sum where the plan says so."""

from collections.abc import Sequence
from decimal import Decimal

from duban.model.role import Role
from duban.model.status import Status
from duban.model.upper_form import Topic
from duban.reports.latest_answers import newest_record
from duban.reports.targets import ReportedTarget, reported_targets
from duban.reports.upper_form.own_answers import OwnAnswer, doubt_of
from duban.reports.upper_form.row_case import Blank, Case, DerivedValue
from duban.text.folding import comparison_key

_SHARE_UNITS = ("%", "‰", "百分点")
"""Numbers in these do not add up."""


def number_of_year(case: Case) -> DerivedValue:
    """The number of the whole year, of one task or added up."""
    if not _asks_for_year(case):
        return DerivedValue(blank=Blank.PART_OF_YEAR)
    reported = [target for target in reported_targets(case.status) if _is_meant(case, target)]
    if not reported:
        return DerivedValue(blank=Blank.NO_TARGET)
    answers = tuple(answer for target in reported for answer in _answers_of(case.status, target))
    doubts = {task.unit.name: doubt for task in case.matched.tasks if (doubt := doubt_of(case.status, task))}
    if doubts:
        return DerivedValue(blank=Blank.DOUBTED, answers=answers, doubts=doubts)
    return _added_up(case, reported, answers)


def _added_up(case: Case, reported: Sequence[ReportedTarget], answers: tuple[OwnAnswer, ...]) -> DerivedValue:
    values = [target.value for target in reported if target.value is not None]
    if len(values) < len(reported):
        return DerivedValue(blank=Blank.NOT_ANSWERED, answers=answers)
    if len(values) > 1 and not _may_be_added(case, reported):
        return DerivedValue(blank=Blank.SEVERAL, answers=answers)
    return DerivedValue(sum(values, Decimal(0)), answers=answers)


def _asks_for_year(case: Case) -> bool:
    """Whether the row asks for the number of the whole year, counted from its start."""
    topics = case.matched.row.topics
    span, counted = topics.get(Topic.SPAN, ""), topics.get(Topic.COUNTED, "")
    return (not span or span in case.words.whole_year) and counted not in case.words.this_step_only


def _is_meant(case: Case, reported: ReportedTarget) -> bool:
    """Whether a number of the own plan is the one of the row: of the whole year, of one name and unit."""
    topics, target = case.matched.row.topics, reported.target
    if reported.row.milestone is not None or not any(task is reported.task for task in case.matched.tasks):
        return False
    is_named = comparison_key(topics.get(Topic.TARGET, target.name)) == comparison_key(target.name)
    return is_named and comparison_key(topics.get(Topic.UNIT, target.unit)) == comparison_key(target.unit)


def _may_be_added(case: Case, reported: Sequence[ReportedTarget]) -> bool:
    """Whether the plan says that they are, and all are numbers of one kind: no percents, no bounds beside goals."""
    kinds = {(target.target.unit, target.target.compare) for target in reported}
    return case.matched.summed and len(kinds) == 1 and reported[0].target.unit not in _SHARE_UNITS


def _answers_of(status: Status, reported: ReportedTarget) -> list[OwnAnswer]:
    """The answers that a number follows from: its own, or those of the milestones that share it."""
    rows = [reported.row, *(row for row in status.assignment.target_rows(reported.task.task) if row.milestone)]
    answers: list[OwnAnswer] = []
    for row in rows:
        record = newest_record(status, Role.VALUE, row.key)
        cell = record.by_role(Role.VALUE) if record else None
        if record and cell and row.target and row.target.name == reported.target.name:
            answers.append(OwnAnswer(reported.task, reported.task, record, cell, doubt_of(status, reported.task)))
    return answers
