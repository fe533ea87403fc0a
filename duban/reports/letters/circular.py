"""通报: how the whole stands, what lags and why, who did not report, what leaders are asked, and the lists of it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter

from duban.model.coordination import CoordinationItem
from duban.model.plan import Task
from duban.model.status import MilestoneStatus, Status, TaskStatus, UnitStatus
from duban.model.verdict import Light
from duban.reports.check_back import is_asked_back
from duban.reports.coordination_list import open_items
from duban.reports.due_figures import DUE_PARTS, milestones_due
from duban.reports.figures import counted_milestones, figures_of_units
from duban.reports.filings import filing_word
from duban.reports.formatting import number_runs, short_task_name
from duban.reports.letters.due_batches import due_batches
from duban.reports.letters.letter import LETTERS, Letter, common_facts
from duban.reports.letters.matters import Matter, matter
from duban.reports.sheet_facts import sheet_facts
from duban.reports.unverified import unknown_reason
from duban.text.display import text_for_quotes

_NAMED_LIGHTS = (Light.RED, Light.YELLOW)
_IS_FINISHED = attrgetter("finished")
_MOST_UNITS = 56
"""So many are listed one by one: three pages of an annex."""
_LAGS = ("due_not_done", "due_unknown", "due_late")
"""What of a unit's due milestones is graver than the next."""


@LETTERS("circular")
def circulars(status: Status) -> Iterator[Letter]:
    """One of the whole office: see `circular_facts`."""
    yield Letter(None, "", {**common_facts(status, None), **sheet_facts(status), **circular_facts(status)})


def circular_facts(status: Status) -> Mapping[str, object]:
    """What a 通报 may speak of besides the facts of report sheets, everything in the plan's order.

    Returns:
        batches: of the milestones due, by due day. overdue, before_issue, risks: milestones with a red or yellow light
        that are due, were due before the plan was issued, or are not due yet, open ones each. unlit: late ones with
        another light. mended: finished ones with such a light. unknown: due, and nobody knows, though a unit could
        say; unexplained: those of units of which a return counts. owing: units of which one is owed. finished: numbers
        of tasks that are, and finished_count. early: finished milestones that are not due. requests: what waits for
        the leaders. units: the due milestones of each unit; of more than 56 units, of those that lag most, and of the
        others together. total: of all. next_due: the day of the next period, None for none.
    """
    return {
        **_problems(status),
        "batches": due_batches(status, milestones_due(status.milestones, status.as_of)),
        "unlit": _points(status, status.milestones, lambda milestone: _is_late_without_light(status, milestone)),
        "mended": _points(status, filter(_is_named, status.milestones), _IS_FINISHED),
        "unknown": _points(status, status.milestones, is_asked_back),
        "finished": list(number_runs(status.assignment.task_places, _finished_tasks(status), status.messages)),
        "finished_count": sum(task.finished for task in status.tasks),
        "early": _points(
            status, status.milestones, lambda milestone: milestone.finished and not _was_due(status, milestone)
        ),
        "units": _units(status),
        "total": _counts(status, status.messages.text("total"), status.tasks),
        "next_due": next((period.due for period in status.periods if period.due > status.period.due), None),
    }


def _problems(status: Status) -> dict[str, Sequence[Matter]]:
    """What lags, may come to lag, or is not known, and who did not report: lists of which the text has the heads."""
    named = [milestone for milestone in status.milestones if _is_named(milestone) and not milestone.finished]
    unknown = list(filter(is_asked_back, status.milestones))
    owing = [unit for unit in status.units if unit.owes]
    owing_codes = {unit.unit.code for unit in owing}
    return {
        "overdue": _points(status, named, lambda milestone: _is_overdue(status, milestone)),
        "before_issue": _points(status, named, _is_late_since_issue),
        "risks": _points(status, named, lambda milestone: _is_at_risk(status, milestone)),
        "owing": [_owing(status, unit, unknown) for unit in owing],
        "unexplained": _points(status, unknown, lambda milestone: milestone.unit.code not in owing_codes),
        "requests": [_request(item) for item in open_items(status)],
    }


def _is_named(milestone: MilestoneStatus) -> bool:
    """Whether it has a light that leaders read of; one of which nobody knows is told of as that."""
    return milestone.verdict.light in _NAMED_LIGHTS and not is_asked_back(milestone)


def _was_due(status: Status, milestone: MilestoneStatus) -> bool:
    return milestone.due_before_issue or milestone.due_by(status.as_of)


def _is_overdue(status: Status, milestone: MilestoneStatus) -> bool:
    is_due = milestone.due_by(status.as_of) and not milestone.due_before_issue
    return is_due and milestone.unknown_state is None


def _is_late_without_light(status: Status, milestone: MilestoneStatus) -> bool:
    """Whether it is known to be late and has no light that leaders read of: by a ruling, or the office's own rules."""
    is_late = _is_overdue(status, milestone) or _is_late_since_issue(milestone)
    return is_late and not milestone.finished and milestone.verdict.light not in _NAMED_LIGHTS


def _is_late_since_issue(milestone: MilestoneStatus) -> bool:
    return milestone.due_before_issue and milestone.unknown_state is None


def _is_at_risk(status: Status, milestone: MilestoneStatus) -> bool:
    """Whether it is not due, or fell due so lately that nobody had to report on it."""
    return not _was_due(status, milestone) or milestone.unknown_state is not None


def _points(
    status: Status, milestones: Iterable[MilestoneStatus], concerns: Callable[[MilestoneStatus], bool]
) -> list[Matter]:
    """The facts of milestones, with what a sentence about them needs besides (`_point`).

    `again`: the one before is of the same task, too.
    """
    chosen = [milestone for milestone in milestones if concerns(milestone)]
    former_keys = ["", *(milestone.row.task.key for milestone in chosen)]
    return [
        {**_point(status, milestone), "again": milestone.row.task.key == former_key}
        for milestone, former_key in zip(chosen, former_keys, strict=False)
    ]


def _point(status: Status, milestone: MilestoneStatus) -> Matter:
    """The facts of a milestone, and what a sentence about it needs besides.

    Returns:
        The facts of `matter`; unit. called: the task's name for quotes. content: what was to be done, for quotes, and
        label, as planned; empty where it is the task itself. why: nobody knows; is_unknown: though its unit could say.
        answered: the day of an old answer that its light rests on.
    """
    facts, planned = matter(status, milestone), milestone.row.milestone
    content = "" if planned is None or planned.implicit else planned.content
    return {
        **facts,
        "unit": milestone.unit.name,
        "called": _called(milestone.row.task),
        "content": text_for_quotes(content),
        "label": "" if planned is None else planned.label,
        "why": unknown_reason(status, milestone),
        "is_unknown": is_asked_back(milestone),
        "answered": milestone.verdict.facts.get("answered"),
    }


def _owing(status: Status, unit: UnitStatus, all_unknown: Iterable[MilestoneStatus]) -> Mapping[str, object]:
    """A unit of which a return is owed: how it stands, and the due milestones of which nobody knows for that."""
    unknown = [milestone for milestone in all_unknown if milestone.unit.code == unit.unit.code]
    tasks = {milestone.row.task.key: milestone.row.task for milestone in unknown}
    return {
        "unit": unit.unit.name,
        "word": filing_word(status, unit.newest_filing),
        "numbers": list(number_runs(status.assignment.task_places, tasks.values(), status.messages)),
        "count": len(unknown),
    }


def _called(task: Task) -> str:
    """A task's name between quotes in a sentence."""
    return text_for_quotes(short_task_name(task))


def _finished_tasks(status: Status) -> Iterator[Task]:
    return (task.task for task in status.tasks if task.finished)


def _request(item: CoordinationItem) -> Mapping[str, object]:
    return {
        "number": item.row.task.number,
        "called": _called(item.row.task),
        "unit": item.unit.name,
        "words": item.words,
        "level": item.note.level or "",
    }


def _units(status: Status) -> list[dict[str, int | str]]:
    """The due milestones of each unit, in the directory's order; those of no unit last.

    Of very many units, those that lag most, and one entry for all others together.
    """
    groups = [(of_unit.unit.name, of_unit.tasks) for of_unit in figures_of_units(status)]
    counts = [_counts(status, name, tasks) for name, tasks in groups]
    if len(counts) <= _MOST_UNITS:
        return counts
    by_lag = sorted(range(len(counts)), key=lambda place: [-int(counts[place][part]) for part in _LAGS])
    others = sorted(by_lag[_MOST_UNITS:])
    together = [task for place in others for task in groups[place][1]]
    name = status.messages.text("units-together", count=len(others), people=status.cycle.filler)
    return [*(counts[place] for place in sorted(by_lag[:_MOST_UNITS])), _counts(status, name, together)]


def _counts(status: Status, name: str, tasks: Iterable[TaskStatus]) -> dict[str, int | str]:
    """How many tasks; of their due milestones how many are in which state, those of before the issue apart."""
    own_tasks = list(tasks)
    milestones = [milestone for task in own_tasks for milestone in counted_milestones(task)]
    due = milestones_due(milestones, status.as_of)
    states = Counter(milestone.due_state for milestone in due)
    before = [milestone for milestone in milestones if milestone.due_before_issue]
    return {
        "unit": name,
        "tasks": len(own_tasks),
        "due": len(due),
        **{f"due_{name}": states[state] for state, name in DUE_PARTS.items()},
        "due_before_issue": len(before),
        "before_issue_done": sum(milestone.finished for milestone in before),
    }
