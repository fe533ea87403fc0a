"""量化指标: every number that the plan promises, what was reported of it, and whether it is reached."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from duban.model.number_pace import add_up_numbers, take_in_earlier
from duban.model.plan_parts import Comparison, Target
from duban.model.reported_number import reported_number
from duban.model.role import Role
from duban.model.row import Row
from duban.model.status import Status, TaskStatus
from duban.model.verdict import Light
from duban.reports.formatting import DASH, number_or_dash, percent_text, short_task_name, task_number
from duban.reports.latest_answers import newest_record
from duban.reports.table_rows import TABLES, ReportRow, ReportRows
from duban.text.display import period_words
from duban.value_object import ValueObject, replace
from duban.workbook.book import Cell


class Attainment(StrEnum):
    """Whether what was reported reaches a target."""

    MET = "met"
    SHORT = "short"
    """Not reached, and its day is over."""
    NOT_YET = "not-yet"
    """Not reached, and its day is not over."""
    WITHIN = "within"
    """As little as it may be at most, and its day is not over: it may still grow."""
    EXCEEDED = "exceeded"
    """More than it may be at most, and its day is not over."""
    JUDGE = "judge"
    """Only people can tell."""
    BLANK = "blank"
    """Its day has come, and nothing was reported: nobody knows."""
    OPEN = "open"
    """Its day has not come, and nothing was reported."""


_LIGHTS = {
    Attainment.MET: Light.GREEN,
    Attainment.SHORT: Light.RED,
    Attainment.NOT_YET: Light.NONE,
    Attainment.WITHIN: Light.NONE,
    Attainment.EXCEEDED: Light.YELLOW,
    Attainment.JUDGE: Light.YELLOW,
    Attainment.BLANK: Light.GREY,
    Attainment.OPEN: Light.NONE,
}
"""The light whose symbol and colour stand with the word."""
_WORST_FIRST = (
    *(Attainment.SHORT, Attainment.EXCEEDED, Attainment.BLANK, Attainment.JUDGE),
    *(Attainment.NOT_YET, Attainment.OPEN, Attainment.WITHIN, Attainment.MET),
)


class ReportedTarget(ValueObject):
    """One target of a task or of a milestone.

    Attributes:
        is_due: whether its day has come; that of a whole task is the day of its last milestone.
        is_over: whether that day is over: on the day itself there is still time.
        value: what was reported last; None where nothing was.
    """

    task: TaskStatus
    row: Row
    target: Target
    is_due: bool
    is_over: bool
    value: Decimal | None

    @property
    def attainment(self) -> Attainment:
        """Whether the value reaches it."""
        if self.value is None:
            return Attainment.BLANK if self.is_due else Attainment.OPEN
        is_met = self.target.is_met_by(self.value)
        if is_met is None:
            return Attainment.JUDGE
        if self.is_over:
            return Attainment.MET if is_met else Attainment.SHORT
        return self._attainment_so_far(self.value, is_met=is_met)

    def _attainment_so_far(self, value: Decimal, *, is_met: bool) -> Attainment:
        if self.target.most is not None and value > self.target.most:
            return Attainment.EXCEEDED
        if self.target.compare is Comparison.AT_MOST:
            return Attainment.WITHIN
        return Attainment.MET if is_met else Attainment.NOT_YET


def reported_targets(status: Status) -> Iterator[ReportedTarget]:
    """Every target of every task, its own first, then those of its milestones, in the plan's order.

    A number of the whole year that its milestones share is asked of these alone: what was reported is what theirs
    come to, as long as none that is due is missing.
    """
    for task in status.tasks:
        yield from reported_targets_of(status, task)


def reported_targets_of(status: Status, task: TaskStatus) -> Iterator[ReportedTarget]:
    """The same of one task."""
    targets = [_reported(status, task, row) for row in status.assignment.target_rows(task.task)]
    of_milestones = [reported for reported in targets if reported.row.milestone]
    for reported in targets:
        yield reported if reported.row.milestone else _with_value_of_parts(reported, of_milestones)


def add_up(parts: Sequence[ReportedTarget], numbers: Iterable[Decimal | None]) -> Decimal | None:
    """What numbers of some milestones come to.

    Args:
        parts: whose numbers they are.
        numbers: in the order of the milestones; None where there is none.

    Returns:
        Their sum, or what of it takes in the others (`add_up_numbers`). None where no number is known.
    """
    return add_up_numbers([part.target for part in parts], numbers, [part.row.share for part in parts])


def takes_in_earlier(parts: Sequence[ReportedTarget]) -> bool:
    """Whether a later number of these takes in the earlier ones."""
    return take_in_earlier(part.target for part in parts)


def _reported(status: Status, task: TaskStatus, row: Row) -> ReportedTarget:
    due, target = row.due or date.max, row.target or Target(name="-", goal=Decimal(0))
    number = reported_number((status.history, *status.related_histories.values()), row.key, target)
    return ReportedTarget(task, row, target, due <= status.as_of, due < status.as_of, number.value)


def _with_value_of_parts(of_year: ReportedTarget, of_milestones: Sequence[ReportedTarget]) -> ReportedTarget:
    """A number of the whole year; where milestones share it, with what theirs come to."""
    parts = [part for part in of_milestones if _is_same_number(part, of_year)]
    if not parts or any(part.is_due and part.value is None for part in parts):
        return of_year
    return replace(of_year, value=add_up(parts, (part.value for part in parts)))


def _is_same_number(one: ReportedTarget, other: ReportedTarget) -> bool:
    return (one.target.name, one.target.unit) == (other.target.name, other.target.unit)


@TABLES("targets")
def target_table(status: Status) -> ReportRows:
    """How many are reached in all; then each, the worst first, of the open ones the least advanced."""
    targets = tuple(reported_targets(status))
    if not targets:
        return
    yield _targets_total(status, targets)
    for reported in sorted(targets, key=_urgency):
        yield _target_row(status, reported)


def _urgency(reported: ReportedTarget) -> tuple[int, Decimal]:
    """What fell short first, what is reached last; what is not reached yet by how much of it is there."""
    value, goal = reported.value, reported.target.goal
    is_open = reported.attainment is Attainment.NOT_YET and value is not None and goal
    return _WORST_FIRST.index(reported.attainment), value / goal if is_open and value is not None else Decimal(0)


def _target_row(status: Status, reported: ReportedTarget) -> ReportRow:
    task, target, milestone = reported.task.task, reported.target, reported.row.milestone
    record = newest_record(status, Role.VALUE, reported.row.key)
    rate = DASH
    if target.compare in {Comparison.AT_LEAST, Comparison.EQUAL} and reported.value is not None:
        rate = percent_text(reported.value, target.goal)
    return {
        "number": task_number(task),
        "name": task.name,
        "brief": short_task_name(task),
        "category": reported.row.category,
        "part": milestone.label or reported.row.line if milestone else status.messages.text("target-of-year"),
        "target": target.name,
        "goal": target.words,
        "unit": target.unit,
        "value": number_or_dash(reported.value),
        "rate": rate,
        "reached": Cell(_attainment_text(status, reported.attainment), f"light-{_LIGHTS[reported.attainment]}"),
        "lead": task.lead or reported.task.unit.name,
        "period": period_words(record.period) if record else "",
    }


def _targets_total(status: Status, targets: Sequence[ReportedTarget]) -> ReportRow:
    counts = Counter(reported.attainment for reported in targets)
    words = [f"{_attainment_text(status, result)}{counts[result]}" for result in Attainment if result in counts]
    label = Cell(status.messages.text("target-total", count=len(targets)), "total-word")
    blank = ("number", "category", "part", "goal", "unit", "value", "rate", "lead", "period", "reached")
    return {
        **dict.fromkeys(blank, Cell("", "total")),
        **dict.fromkeys(("name", "brief"), label),
        "target": Cell("　".join(words), "total-word"),
    }


def _attainment_text(status: Status, attainment: Attainment) -> str:
    symbol = status.light_rules.lights[_LIGHTS[attainment]].symbol
    return f"{symbol} {status.messages.text(f'target-{attainment}')}"
