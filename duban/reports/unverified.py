"""待核实: what is due and nobody knows how it stands, by unit and reason."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import groupby

from duban.model.role import Role
from duban.model.status import FilingStatus, MilestoneStatus, Status, TaskStatus
from duban.model.verdict import Light
from duban.reports.filings import filing_word
from duban.reports.formatting import short_task_name
from duban.reports.row_links import RowLinks
from duban.reports.table_rows import COLUMNS, TABLES, CellContent, MilestoneRow, ReportRows
from duban.reports.worry_columns import brief_matter
from duban.text.display import short_date_text
from duban.workbook.book import Cell

_MOST_NAMED = 3

_DueMilestone = tuple[str, str, TaskStatus, MilestoneStatus]
"""A unit's name, why a milestone is not known, its task, and the milestone."""


@TABLES("unverified")
def unverified_by_unit(status: Status) -> ReportRows:
    """For each unit and reason, how many milestones are due and not known, and the first three of them.

    Units of which no return counts, and of which nothing due is open, follow with the tasks that they answer for.
    """
    links_of = RowLinks(status)
    by_unit = sorted(_due_milestones(status), key=lambda item: (_unit_rank(status, item[0]), item[1]))
    for (unit, reason), group in groupby(by_unit, key=lambda item: item[:2]):
        milestones = [(task, milestone) for *_, task, milestone in group]
        named = [_milestone_text(status, milestone) for _, milestone in milestones[:_MOST_NAMED]]
        items = status.messages.text("unknown-items", words=named, count=len(milestones))
        links = links_of.first_rows([milestone.row.key for _, milestone in milestones])
        yield {
            "unit": unit,
            "reason": reason,
            "count": Cell(len(milestones), "number", row_links=links),
            "items": Cell(items, "word-middle", row_links=links),
        }
    yield from _units_without_due(status, {unit for unit, *_ in by_unit})


@COLUMNS.milestone("unknown_reason")
def unknown_reason_column(row: MilestoneRow) -> CellContent:
    """Why nobody knows how the milestone stands, in a few words; blank where it is known."""
    return unknown_reason(row.status, row.milestone)


def unknown_reason(status: Status, milestone: MilestoneStatus) -> str:
    """Why nobody knows how a milestone stands, in a few words; empty where it is known."""
    if milestone.unknown_state is None:
        return ""
    newest = milestone.claim or milestone.record
    claimed = newest.text_by_role(Role.STATE) if newest else ""
    return status.messages.text(f"unknown-{milestone.unknown_state}", claimed=claimed)


def _due_milestones(status: Status) -> Iterator[_DueMilestone]:
    for task in status.tasks:
        for milestone in task.milestones:
            if milestone.unknown_state is not None:
                yield milestone.unit.name, unknown_reason(status, milestone), task, milestone


def _unit_rank(status: Status, name: str) -> int:
    names = [own.unit.name for own in status.units]
    return names.index(name) if name in names else len(names)


def _milestone_text(status: Status, milestone: MilestoneStatus) -> str:
    due = short_date_text(milestone.row.due) if milestone.row.due else ""
    facts = {"due": due, "continuing": milestone.row.is_continuing}
    return status.messages.text("unknown-item", matter=brief_matter(status, milestone.row), **facts)


def _units_without_due(status: Status, listed_units: AbstractSet[str]) -> ReportRows:
    for own in status.units:
        grey_tasks = [task for task in own.tasks if task.verdict.light is Light.GREY]
        tasks = [task.task for task in grey_tasks]
        if own.filing_status is FilingStatus.FILED or own.unit.name in listed_units or not tasks:
            continue
        named = [
            status.messages.text("task-short", number=task.number, name=short_task_name(task))
            for task in tasks[:_MOST_NAMED]
        ]
        answered = sum(task.verdict.facts.get("answered", True) is True for task in grey_tasks)
        items = status.messages.text("unknown-tasks", words=named, count=len(tasks), answered=answered)
        reason = filing_word(status, own.filing_status)
        yield {"unit": own.unit.name, "reason": reason, "count": Cell(0, "number"), "items": items}
