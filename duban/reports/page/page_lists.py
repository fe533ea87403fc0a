"""The lists at the head of the page: what is asked of leaders, what is red or yellow, not known, or due soon."""

from collections.abc import Sequence
from datetime import date

from duban.model.coordination import CoordinationItem
from duban.model.role import Role
from duban.model.status import MilestoneStatus, Status
from duban.model.verdict import Light
from duban.reports.amended import row_words
from duban.reports.coordination_list import instruction_words, request_words
from duban.reports.due_figures import milestones_due_soon
from duban.reports.formatting import short_day, verdict_reason, verdict_word
from duban.reports.latest_answers import TaskOrMilestone, answer_of, answer_text, record_with_answer
from duban.reports.light_course import light_periods, told_periods
from duban.reports.page.task_entries import Entry
from duban.reports.unverified import unknown_reason


def request_entries(status: Status, items: Sequence[CoordinationItem]) -> list[Entry]:
    """What waits for the leaders, in the order in which it comes."""
    text = status.messages.text
    return [
        {
            "number": item.row.task.number,
            "matter": row_words(status, item.row),
            "level": item.note.level or "",
            "leader": text("coordination-leader", name=item.leaders.replace("\n", "、"), knows=item.note.leader_knows),
            "unit": item.unit.name,
            "words": request_words(status, item),
            "first": short_day(status.plan, item.first_asked),
            "said": instruction_words(status, item) if item.note.instruction or item.note.result else "",
        }
        for item in items
    ]


def worrying_entries(status: Status, light: Light) -> list[Entry]:
    """The milestones of a light, the one that was due first at the top; tasks that have it without any of these, last.

    Args:
        status: what is reported on.
        light: that they have.
    """
    milestones = [each for each in status.milestones if each.verdict.light is light]
    milestones.sort(key=_due)
    explained = {milestone.row.task.number for milestone in milestones}
    tasks = [task for task in status.tasks if task.verdict.light is light and task.task.number not in explained]
    subjects: tuple[TaskOrMilestone, ...] = (*milestones, *tasks)
    return [_worry(status, subject) for subject in subjects]


def _worry(status: Status, subject: TaskOrMilestone) -> Entry:
    expected = answer_of(record_with_answer(status, subject, Role.EXPECTED), Role.EXPECTED)
    return {
        "number": subject.row.task.number,
        "matter": row_words(status, subject.row),
        "word": verdict_word(status, subject.verdict),
        "reason": verdict_reason(status, subject.verdict),
        "said": _said(status, subject),
        "unit": subject.unit.name,
        "expected": short_day(status.plan, expected) if isinstance(expected, date) else "",
        "periods": told_periods(subject),
        "is_new": bool(status.earlier) and light_periods(subject) == 1,
    }


def _said(status: Status, subject: TaskOrMilestone) -> str:
    """What its unit gives as the reason, else as the problem; empty where the sentence of the light says it already."""
    words = answer_text(status, subject, Role.REASON) or answer_text(status, subject, Role.PROBLEMS)
    return "" if words in verdict_reason(status, subject.verdict) else words


def unknown_entries(status: Status) -> list[Entry]:
    """What is due and not known: each reason of each unit once, with the numbers of the tasks."""
    unknown: dict[tuple[str, str], list[MilestoneStatus]] = {}
    for milestone in status.milestones:
        if milestone.unknown_state is not None:
            unknown.setdefault((milestone.unit.name, unknown_reason(status, milestone)), []).append(milestone)
    return [
        {
            "unit": unit,
            "reason": reason,
            "count": len(milestones),
            "numbers": list(dict.fromkeys(milestone.row.task.number for milestone in milestones)),
            "matter": row_words(status, milestones[0].row),
        }
        for (unit, reason), milestones in unknown.items()
    ]


def coming_entries(status: Status) -> list[Entry]:
    """The milestones that are due soon and not finished, the next one first.

    What several units say alike of one matter is one entry, which names them and says how many it stands for.
    """
    groups: dict[tuple[object, ...], list[MilestoneStatus]] = {}
    for milestone in sorted(milestones_due_soon(status), key=_due):
        matter = row_words(status, milestone.row)
        alike = matter, _due(milestone), milestone.meaning, milestone.verdict.light
        groups.setdefault(alike, []).append(milestone)
    return [_coming_entry(status, milestones) for milestones in groups.values()]


def _coming_entry(status: Status, milestones: Sequence[MilestoneStatus]) -> Entry:
    milestone = milestones[0]
    return {
        "number": milestone.row.task.number,
        "matter": row_words(status, milestone.row),
        "due": short_day(status.plan, _due(milestone)),
        "days": (_due(milestone) - status.as_of).days,
        "state": status.light_rules.declared.get(milestone.meaning, ""),
        "light": str(milestone.verdict.light),
        "unit": status.assignment.directory.joint_name([each.unit.name for each in milestones]),
        "count": len(milestones),
    }


def _due(milestone: MilestoneStatus) -> date:
    return milestone.row.due or date.max
