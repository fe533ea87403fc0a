"""Postponements for one of several units that lead a line alike: its part has another day, those of the others stay."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial

from duban.messages.finding import UnplacedFinding
from duban.model.change import AmendmentKind, ChangedText
from duban.model.milestone import Milestone
from duban.model.plan import Plan, Task
from duban.model.unit import Directory, Unit
from duban.plan_source.line_leads import leads_of_line
from duban.plan_source.typed_plan import Amendment
from duban.text.schedule import DaysByName, parse_schedule
from duban.value_object import replace

FILING_KEY = "填报时限"
"""What a change calls the day of filing; all other texts of a postponement are due days."""


def with_own_days(plan: Plan, directory: Directory, named_days: DaysByName) -> Plan:
    """The plan in which each unit's part of a line has its own day, where it was given one.

    The last decision counts, be it about the unit or about all that lead the line. A day of filing moves along.

    Args:
        plan: each milestone of one unit.
        directory: of the same day.
        named_days: what the calendar calls days.
    """
    tasks = []
    due_of = partial(_due, plan.year, {**named_days, **plan.named_days})
    for task in plan.tasks:
        milestones = tuple(_on_its_day(task, milestone, directory, due_of) for milestone in task.milestones)
        tasks.append(task if milestones == task.milestones else replace(task, milestones=milestones))
    return replace(plan, tasks=tuple(tasks))


def own_day_mistakes(amendments: Sequence[Amendment], plan: Plan, directory: Directory) -> Iterator[UnplacedFinding]:
    """Postponements for a unit that is not one of several that lead the line, told at its name.

    Args:
        amendments: as typed.
        plan: as resolved, not parted among units yet.
        directory: the units.
    """
    tasks = {task.number: task for task in plan.tasks}
    for index, amendment in enumerate(amendments):
        task = tasks.get(amendment.task)
        if not amendment.unit or task is None:
            continue
        leads = _leads_meant(task, amendment, directory)
        if len(leads) <= 1 or not set(directory.find_leads(amendment.unit)) <= set(leads):
            facts = {"number": task.number, "name": amendment.unit, "units": [unit.name for unit in leads]}
            yield UnplacedFinding("amendment-unit", ("调整", index, "单位"), facts)


def _leads_meant(task: Task, amendment: Amendment, directory: Directory) -> list[Unit]:
    """All that ever led the line that an amendment is about."""
    lines = (one for one in task.milestones if one.implicit or _is_of_day(one, amendment))
    line = next(lines, None)
    return [lead.unit for lead in leads_of_line(task, line, directory)] if line else []


def _is_of_day(milestone: Milestone, amendment: Amendment) -> bool:
    is_of_day = amendment.milestone in {milestone.first_due_text, milestone.due_text}
    return is_of_day and amendment.content in {"", milestone.content}


def _on_its_day(task: Task, milestone: Milestone, directory: Directory, due_of: Callable[[str], date]) -> Milestone:
    """A milestone on the day that its unit alone was given, if one was."""
    texts = [] if not milestone.lead else _last_day_texts(task, milestone, directory)
    if not texts or not texts[0].unit:
        return milestone
    due = due_of(texts[0].after)
    filings = [due_of(text.after) for text in texts if text.key == FILING_KEY]
    moved = milestone.filing and milestone.filing + (due - milestone.due)
    updates = {
        "due": due,
        "due_text": texts[0].after,
        "first_due_text": milestone.first_due_text or milestone.due_text,
        "filing": next(iter(filings), moved),
        "moved_alone": True,
    }
    return replace(milestone, **updates)


def _last_day_texts(task: Task, milestone: Milestone, directory: Directory) -> Sequence[ChangedText]:
    """What the last decision about the due day of a milestone changed, that day first; empty where there is none.

    Lines may share their wording: followed from the first day on, each change begins where another ended.
    """
    days = {milestone.first_due_text or milestone.due_text}
    last: list[ChangedText] = []
    for change in task.changes:
        texts = [text for text in change.texts if _is_about(text, milestone, directory)]
        if change.kind == AmendmentKind.POSTPONED and any(text.before in days for text in texts):
            days.update(text.after for text in texts if text.key != FILING_KEY)
            last = sorted(texts, key=lambda text: text.key == FILING_KEY)
    return last


def _is_about(text: ChangedText, milestone: Milestone, directory: Directory) -> bool:
    """Whether a change is about a milestone of its unit, or of all that lead its line."""
    content = "" if milestone.implicit else milestone.content
    is_own = not text.unit or directory.find_unit(milestone.lead) in directory.find_leads(text.unit)
    return text.milestone == content and is_own


def _due(year: int, named_days: DaysByName, text: str) -> date:
    """The due day of words that were found readable before."""
    schedule = parse_schedule(text, year, named_days)
    if schedule is None:
        raise ValueError(text)
    return schedule.terms[-1].due
