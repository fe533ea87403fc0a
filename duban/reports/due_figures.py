"""What is due, and what falls due soon, as figures: in all, month by month, and by what units declare."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter

from duban.model.figure import Figure
from duban.model.status import DueState, MilestoneStatus, Status
from duban.model.verdict import FINISHED_MEANINGS, MEANINGS_WORST_FIRST
from duban.text.dates import add_months, month_end
from duban.value_object import ValueObject

DUE_PARTS: Mapping[DueState, str] = {
    DueState.IN_TIME: "in_time",
    DueState.LATE: "late",
    DueState.UNFINISHED: "not_done",
    DueState.UNKNOWN: "unknown",
}
"""The parts of what is due, as figures, columns and templates call them."""
_SHORTEST_LOOK = 7  # days
_NOT_SAID = "unsaid"

_FINISHED: Callable[[MilestoneStatus], bool] = attrgetter("finished")


class DueMonths(ValueObject):
    """What fell due in a month, or in several that stand together.

    Attributes:
        label: such as 6月底 where all of it was due on the last day, 6月, or 3—5月.
        before_issue: whether it was due before the plan was issued: it is counted apart then.
    """

    label: str
    before_issue: bool
    milestones: tuple[MilestoneStatus, ...]

    def keys(self, part: DueState | None = None) -> tuple[str, ...]:
        """Of its milestones, of those in this state alone where one is named."""
        return _keys(milestone for milestone in self.milestones if part in (None, milestone.due_state))


def due_figures(status: Status, milestones: Sequence[MilestoneStatus]) -> Iterator[Figure]:
    """What is due since the plan was issued, its parts, which add up to it, and apart what was due before that."""
    text, keys = status.messages.text, _keys(milestones)
    due = milestones_due(milestones, status.as_of)
    yield Figure("due", text("figure-due"), _keys(due), keys)
    yield from _part_figures(status, "due", "due", due)
    before = [milestone for milestone in milestones if milestone.due_before_issue]
    yield Figure("due_before_issue", text("figure-due-before-issue"), _keys(before), keys)
    yield from _part_figures(status, "before_issue", "due-before-issue", before)


def _part_figures(status: Status, name: str, label: str, milestones: Sequence[MilestoneStatus]) -> Iterator[Figure]:
    """Of milestones that are due those that are finished, and their parts: `due_done`, `due_in_time` and so on.

    Args:
        status: has the words.
        name, label: how the names of these figures and those of their labels begin.
        milestones: that are due.
    """
    text, keys = status.messages.text, _keys(milestones)
    keys_by_state: dict[DueState, list[str]] = {}
    for milestone in milestones:
        keys_by_state.setdefault(milestone.due_state, []).append(milestone.row.key)
    yield Figure(f"{name}_done", text(f"figure-{label}-done"), _keys(filter(_FINISHED, milestones)), keys)
    for part in DueState:
        of_part = tuple(keys_by_state.get(part, ()))
        yield Figure(f"{name}_{DUE_PARTS[part]}", text(f"figure-{label}-{part}"), of_part, keys)


def milestones_due(milestones: Iterable[MilestoneStatus], as_of: date) -> list[MilestoneStatus]:
    """Those that are due by a day and were not before the plan was issued: these are counted apart."""
    return [milestone for milestone in milestones if milestone.due_by(as_of) and not milestone.due_before_issue]


def due_months(status: Status) -> list[DueMonths]:
    """What is due, the last month, and all before it together; then what was due before the issue."""
    due = sorted(milestones_due(status.milestones, status.as_of), key=_due)
    months = [
        tuple(month) for _, month in groupby(due, key=lambda milestone: (_due(milestone).year, _due(milestone).month))
    ]
    earlier = tuple(milestone for month in months[:-1] for milestone in month)
    groups = [group for group in (earlier, *months[-1:]) if group]
    before = tuple(sorted((each for each in status.milestones if each.due_before_issue), key=_due))
    return [
        *(DueMonths(_label(status, group), before_issue=False, milestones=group) for group in groups),
        *([DueMonths(_label(status, before), before_issue=True, milestones=before)] if before else []),
    ]


def due_month_figures(status: Status) -> Iterator[Figure]:
    """Of each of these months what was due and its parts, such as `due_month_1` and `due_month_1_in_time`."""
    text = status.messages.text
    for number, months in enumerate(due_months(status), 1):
        facts = {"months": months.label, "before_issue": months.before_issue}
        name = f"due_month_{number}"
        yield Figure(name, text("figure-due-months", **facts, part=""), months.keys(), _keys(status.milestones))
        for part in DueState:
            label = text("figure-due-months", **facts, part=text(f"due-part-{part}"))
            yield Figure(f"{name}_{DUE_PARTS[part]}", label, months.keys(part), months.keys())


def soon_until(as_of: date) -> date:
    """Up to when what falls due is soon: the end of the month, or of the next one where less than a week is left."""
    last = month_end(as_of.year, as_of.month)
    if (last - as_of).days >= _SHORTEST_LOOK:
        return last
    following = add_months(last, 1)
    return month_end(following.year, following.month)


def milestones_falling_due(status: Status) -> list[MilestoneStatus]:
    """Those that are not due yet, up to the day that is still soon; finished ones too."""
    as_of, last = status.as_of, soon_until(status.as_of)
    return [each for each in status.milestones if each.row.due and each.row.due <= last and not each.due_by(as_of)]


def milestones_due_soon(status: Status) -> list[MilestoneStatus]:
    """The same without what is finished."""
    return [milestone for milestone in milestones_falling_due(status) if not milestone.finished]


def coming_figures(status: Status) -> Iterator[Figure]:
    """What falls due soon, and of it what units declare, such as `coming` and `coming_on_track`.

    Its parts add up to it. A meaning that nobody declares has no figure.
    """
    text, coming = status.messages.text, milestones_falling_due(status)
    yield Figure("coming", text("figure-coming"), _keys(coming), _keys(status.milestones))
    for name, declared in coming_by_meaning(coming):
        label = text("figure-coming-part", part=text(f"coming-{name}"))
        yield Figure(f"coming_{name.replace('-', '_')}", label, _keys(declared), _keys(coming))


def coming_by_meaning(coming: Iterable[MilestoneStatus]) -> list[tuple[str, list[MilestoneStatus]]]:
    """What units declare of milestones, the best first: `done`, `on-track`, the bad news, `unsaid` for nothing."""
    groups: dict[str, list[MilestoneStatus]] = {}
    names = ["done", *(meaning for meaning in reversed(MEANINGS_WORST_FIRST) if meaning not in FINISHED_MEANINGS)]
    for milestone in coming:
        name = "done" if milestone.finished else milestone.meaning or _NOT_SAID
        groups.setdefault(name, []).append(milestone)
    return [(name, groups[name]) for name in (*names, _NOT_SAID) if name in groups]


def _label(status: Status, milestones: Sequence[MilestoneStatus]) -> str:
    """The months in which they were due; with the year where that is not the plan's."""
    first, last = _due(milestones[0]), _due(milestones[-1])
    ends = all(_due(milestone) == month_end(last.year, last.month) for milestone in milestones)
    facts = {"first": first, "last": last, "at_end": ends, "year": status.plan.year}
    return status.messages.text("due-months", **facts)


def _due(milestone: MilestoneStatus) -> date:
    return milestone.row.due or date.max


def _keys(milestones: Iterable[MilestoneStatus]) -> tuple[str, ...]:
    return tuple(milestone.row.key for milestone in milestones)
