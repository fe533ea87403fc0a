"""序时差距: how far numbers are beside what is expected by now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from tests.recount.amounts import come_to, value_of
from tests.recount.plan import Task
from tests.recount.plan_lines import Milestone, Target
from tests.recount.records import Record
from tests.recount.sheets import ReportSheet, number
from tests.recount.timeline import Timeline
from tests.recount.words import brief, lead_of, leads_of


def recount_gaps(t: Timeline, sheet: ReportSheet) -> None:
    """Every number that grows through the year and was reported, the one furthest behind first."""
    for table in sheet.tables("指标", "序时进度", "差距"):
        table.compare(number_gaps(t))


def behind(t: Timeline) -> list[dict[str, object]]:
    """The numbers that are behind, as the first page lists them."""
    return [
        {
            **row,
            "目标": f"{number(Decimal(str(row['目标'])))}{row['单位']}",
            "完成": f"{number(Decimal(str(row['完成值'])))}{row['单位']}",
            "牵头": row["牵头单位"],
        }
        for row in number_gaps(t)
        if Decimal(str(row["差距"])) < 0
    ]


def number_gaps(t: Timeline) -> list[dict[str, object]]:
    """Every number that grows through the year and was reported, the one furthest behind first."""
    rows = [row for task in t.plan.tasks for row in _gaps(t, task)]
    return sorted(rows, key=lambda row: Decimal(str(row["差距"])))


@dataclass(frozen=True)
class _Promise:
    """What is promised under one name. of_year: by the task itself. shared: by its milestones."""

    of_year: tuple[Target, ...]
    shared: tuple[tuple[Milestone, Target], ...]

    @property
    def targets(self) -> list[Target]:
        return [*self.of_year, *(target for _, target in self.shared)]

    @property
    def curve(self) -> str:
        """How much is expected by a day; empty where the plan does not say."""
        return next((target.curve for target in self.targets if target.curve), "")

    @property
    def whole(self) -> Decimal:
        """The goal of the year, else what the milestones promise together."""
        together = come_to(self.shared, [target.goal for _, target in self.shared])
        return self.of_year[0].goal if self.of_year else together or Decimal(0)


def _promises(task: Task) -> Iterator[_Promise]:
    """Those that grow through the year, of one name and unit of measure each."""
    own = [target for target in task.targets if _grows(target)]
    parts = [(milestone, each) for milestone in task.milestones for each in milestone.targets if _grows(each)]
    for name in dict.fromkeys((target.name, target.unit) for target in (*own, *(target for _, target in parts))):
        yield _Promise(
            tuple(target for target in own if (target.name, target.unit) == name),
            tuple((milestone, target) for milestone, target in parts if (target.name, target.unit) == name),
        )


def _gaps(t: Timeline, task: Task) -> Iterator[dict[str, object]]:
    """In the order of the milestones on which the numbers hang."""
    found: list[tuple[date, dict[str, object]]] = []
    for promise in _promises(task):
        if promise.curve != "年底":
            is_by_milestones = promise.shared and promise.curve != "平均"
            found += _by_milestones(t, task, promise) if is_by_milestones else _of_year(t, task, promise)
    found.sort(key=lambda pair: pair[0])
    yield from (cells for _, cells in found)


def _by_milestones(t: Timeline, task: Task, promise: _Promise) -> Iterator[tuple[date, dict[str, object]]]:
    """By what the milestones that are over promise; nothing where none is, or one of them was told no number."""
    over = [(milestone, target) for milestone, target in promise.shared if milestone.due < t.as_of]
    if over and all(value_of(t, target)[0] is not None for _, target in over):
        told = come_to(promise.shared, [value_of(t, target)[0] for _, target in promise.shared]) or Decimal(0)
        promised = come_to(over, [target.goal for _, target in over]) or Decimal(0)
        yield over[-1][0].due, _gap(t, task, promise, told, promised / promise.whole)


def _of_year(t: Timeline, task: Task, promise: _Promise) -> Iterator[tuple[date, dict[str, object]]]:
    """Even through the months, or by equal parts at the milestones; nothing where none was told."""
    value, record = _of_parts(t, promise.shared) if promise.shared else value_of(t, promise.targets[0])
    if value is not None and record is not None:
        planned = _at_milestones(task, record) if promise.curve == "按节点" else _even(t, task, record)
        yield task.milestones[-1].due, _gap(t, task, promise, value, planned)


def _of_parts(t: Timeline, shared: Sequence[tuple[Milestone, Target]]) -> tuple[Decimal | None, Record | None]:
    """What milestones' numbers come to, those left out that nobody told, and the newest answer with one of them.

    Nothing as long as one of several units told none.
    """
    told = [(value_of(t, target), milestone, target) for milestone, target in shared]
    known = [(value, record, milestone, target) for (value, record), milestone, target in told if value is not None]
    if {milestone.unit for _, _, milestone, _ in known} != {milestone.unit for milestone, _ in shared}:
        return None, None
    records = [record for _, record, _, _ in known if record]
    value = come_to([(milestone, target) for *_, milestone, target in known], [value for value, *_ in known])
    return value, max(records, key=lambda record: record.seen, default=None)


def _grows(target: Target) -> bool:
    return target.compared in ("≥", "=") and target.unit != "%" and target.goal > 0


def _at_milestones(task: Task, record: Record) -> Fraction:
    """An equal part at each milestone; told by the end of its period."""
    return Fraction(sum(milestone.due <= record.period.end for milestone in task.milestones), len(task.milestones))


def _even(t: Timeline, task: Task, record: Record) -> Fraction:
    """Even through the months, up to that in which the task is due; told by the end of its period."""
    last = max(milestone.due for milestone in task.milestones)
    months = 12 if last.year > t.plan.year else last.month
    day = record.period.end + timedelta(days=1)
    told = 0 if day.year < t.plan.year else 12 if day.year > t.plan.year else day.month - 1
    return min(Fraction(1), Fraction(told, months))


def _gap(t: Timeline, task: Task, promise: _Promise, value: Decimal, planned: Fraction | Decimal) -> dict[str, object]:
    goal = promise.whole
    done, due = _percent(Fraction(value) / Fraction(goal)), _percent(min(Fraction(1), Fraction(planned)))
    return {
        "指标": f"{task.number} {promise.targets[0].name}",
        "任务": brief(task),
        "目标": goal,
        "单位": promise.targets[0].unit,
        "完成值": value,
        "完成率": done,
        "序时进度": due,
        "差距": done - due,
        "牵头单位": leads_of(t.plan, task) or lead_of(t.plan, task) or t.filler(task) or "待分工",
        "联系人": t.filler(task),
    }


def _percent(part: Fraction) -> Decimal:
    exact = Decimal(100 * part.numerator) / part.denominator
    return exact.quantize(Decimal("0.1"), ROUND_HALF_UP)
