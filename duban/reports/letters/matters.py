"""What letters say of a milestone: what was to be done by when, how it stands, why, and who says so."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from duban.model.cycle import FilledBy
from duban.model.plan import Task
from duban.model.role import Role
from duban.model.status import MilestoneStatus, Status, TaskStatus
from duban.model.unit import UNASSIGNED_UNIT, Unit
from duban.model.verdict import WORRYING_LIGHTS
from duban.reports.amended import due_mark
from duban.reports.check_back import milestone_clause
from duban.reports.escalation import days_overdue
from duban.reports.formatting import short_day, verdict_reason
from duban.reports.latest_answers import answer_caveats, answer_of, text_of
from duban.text.display import leading_clauses

Matter = Mapping[str, object]

_LONGEST_TITLE = 60  # characters: two lines of a letter


def matters_by_unit(
    status: Status, concerns: Callable[[MilestoneStatus], bool]
) -> Iterator[tuple[Unit, list[MilestoneStatus]]]:
    """The units that answer for milestones of some kind, in the directory's order, each with these in the plan's order.

    Args:
        status: has the milestones. Those that no unit answers for are left out.
        concerns: whether a letter speaks of a milestone.
    """
    milestones: dict[str, list[MilestoneStatus]] = {}
    units: dict[str, Unit] = {}
    for milestone in status.milestones:
        unit = answering_unit(status, milestone)
        if unit != UNASSIGNED_UNIT and concerns(milestone):
            units[unit.code] = unit
            milestones.setdefault(unit.code, []).append(milestone)
    order = {unit.code: index for index, unit in enumerate(status.assignment.directory.units)}
    for code in sorted(units, key=lambda code: order.get(code, len(order))):
        yield units[code], milestones[code]


def answering_unit(status: Status, subject: TaskStatus | MilestoneStatus) -> Unit:
    """The unit to which a letter about a task or a milestone goes: where another one judges them, the lead."""
    if status.cycle.filler is not FilledBy.JUDGE:
        return subject.unit
    return status.assignment.directory.find_lead(subject.row.task.lead) or UNASSIGNED_UNIT


def matter(status: Status, milestone: MilestoneStatus) -> Matter:
    """The facts of one milestone.

    Returns:
        number, name: of its task; title: the name, its first clauses where it is long. line: what was to be done by
        when, empty where it is the task itself. is_whole: the plan prints no milestones, so the line names no day;
        is_continuing: it is done all the year.
        due, moved: its day, and in brackets the one of before. days: overdue, 0 where it is not. symbol, light: in
        force. ground: why it was proposed. ruled: the light where a person ruled another one, else empty. state,
        reason, expected: as its unit declares. doubt: why that may be doubted. supports, leaders: joined by 、.
    """
    row, record, verdict = milestone.row, milestone.record, milestone.verdict
    word = status.light_rules.lights[verdict.light]
    expected = answer_of(record, Role.EXPECTED)
    return {
        "number": row.task.number,
        "name": row.task.name,
        "title": task_title(row.task),
        "line": milestone_clause(milestone) or _part_of_task(milestone),
        "is_continuing": row.is_continuing,
        "is_whole": row.milestone is None or row.milestone.implicit,
        "due": row.due,
        "moved": due_mark(status, row),
        "days": 0 if milestone.finished else days_overdue(status, milestone),
        "symbol": word.symbol,
        "light": word.name,
        "ground": verdict_reason(status, verdict.as_proposed),
        "ruled": word.name if verdict.is_adjusted else "",
        "state": text_of(record, Role.STATE),
        "reason": text_of(record, Role.REASON),
        "expected": short_day(status.plan, expected) if isinstance(expected, date) else "",
        "doubt": "，".join(answer_caveats(status, milestone)) if verdict.light in WORRYING_LIGHTS else "",
        "supports": _joined(row.supports),
        "leaders": _joined(row.leaders),
    }


def is_past_due(status: Status, milestone: MilestoneStatus) -> bool:
    """Whether its day is over on the as-of day."""
    return milestone.row.due is not None and milestone.row.due < status.as_of


def has_one_day(milestone: MilestoneStatus) -> bool:
    """Whether it is due once, so that its day can be put off: a duty that comes again or goes on has no such day."""
    return not (milestone.row.is_recurring or milestone.row.is_continuing)


def task_title(task: Task) -> str:
    """A task's name as a sentence goes on from it: of a long one its first clauses, and no stop at its end."""
    return leading_clauses(task.name.partition("。")[0], _LONGEST_TITLE).rstrip("；;")


def _part_of_task(milestone: MilestoneStatus) -> str:
    """Which part of its task it is, where the plan prints no milestones; empty where it is the whole task."""
    row = milestone.row
    return "" if row.line in {row.task.name, row.task.wording} else row.line


def _joined(lines: str) -> str:
    return "、".join(lines.splitlines())
