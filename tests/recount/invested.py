"""投资完成: numbers by quarters, due and done so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tests.recount.amounts import DASH, value_of
from tests.recount.plan import Task
from tests.recount.plan_lines import Milestone, Target
from tests.recount.sheets import ReportSheet, number, share
from tests.recount.timeline import Timeline
from tests.recount.words import made_of


@dataclass(frozen=True)
class Row:
    """A number by quarters: of all milestones that promise it, and of the year."""

    task: Task
    name: str
    unit: str
    steps: tuple[tuple[Milestone, Target], ...]
    year: Target | None


def rows_of(t: Timeline) -> list[Row]:
    found: list[Row] = []
    for task in t.plan.tasks:
        names: dict[tuple[str, str], None] = {}
        for target in [*task.targets, *(each for milestone in task.milestones for each in milestone.targets)]:
            names[target.name, target.unit] = None
        for name, unit in names:
            steps = tuple(
                (milestone, each)
                for milestone in task.milestones
                for each in milestone.targets
                if (each.name, each.unit) == (name, unit)
            )
            year = next((each for each in task.targets if (each.name, each.unit) == (name, unit)), None)
            found.append(Row(task, name, unit, steps, year))
    return found


def recount_invested(t: Timeline, sheet: ReportSheet) -> None:
    """投资完成: each number by quarters, due and done so far; the sum of the investments."""
    left = {(row.task.number, row.name, row.unit): row for row in rows_of(t)}
    for table in sheet.tables("任务序号", "指标", "至今应完成"):
        listed: list[Row] = []
        for line in table.lines:
            if table.value(line, "指标") == "合计":
                table.expect(line, _sum_cells(t, listed))
                continue
            key = (str(table.value(line, "任务序号")), str(table.value(line, "指标")), str(table.value(line, "单位")))
            row = left.pop(key, None)
            if row is None:
                sheet.fault(f"第{line}行没有这个指标 {key}")
                continue
            listed.append(row)
            table.expect(line, _row_cells(t, row))
    if left:
        sheet.fault(f"没有列出{list(left)}")


@dataclass(frozen=True)
class Numbers:
    """Of one row: what is promised and told, by quarter and so far. None: nothing."""

    plans: tuple[Decimal | None, ...]
    dones: tuple[Decimal | None, ...]
    lacks: tuple[int, ...]
    due: Decimal | None
    done: Decimal | None
    due_done: Decimal | None
    blank: int


def numbers(t: Timeline, row: Row) -> Numbers:
    steps = [(milestone, target, value_of(t, target)[0]) for milestone, target in row.steps]
    if not steps and row.year:
        value = value_of(t, row.year)[0]
        is_due = row.task.due <= t.as_of
        due = row.year.goal if is_due else None
        return Numbers(
            (None,) * 4, (None,) * 4, (0,) * 4, due, value, value if is_due else None, int(is_due and value is None)
        )
    plans, dones, lacks = [], [], []
    for quarter in range(4):
        own = [step for step in steps if (step[0].due.month - 1) // 3 == quarter]
        plans.append(total([target.goal for _, target, _ in own]))
        dones.append(total([value for _, _, value in own]))
        lacks.append(sum(1 for milestone, _, value in own if value is None and milestone.due <= t.as_of))
    owed = [(target, value) for milestone, target, value in steps if milestone.due <= t.as_of]
    return Numbers(
        tuple(plans),
        tuple(dones),
        tuple(lacks),
        total([target.goal for target, _ in owed]),
        total([value for _, _, value in steps]),
        total([value for _, value in owed]),
        sum(1 for _, value in owed if value is None),
    )


def total(values: Sequence[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def _row_cells(t: Timeline, row: Row) -> dict[str, object]:
    own = numbers(t, row)
    planned = total([target.goal for _, target in row.steps])
    year = row.year.goal if row.year else None
    return {"任务序号": row.task.number, "指标": row.name, "单位": row.unit, **_cells(own, planned, year)}


def _cells(own: Numbers, planned: Decimal | None, year: Decimal | None) -> dict[str, object]:
    quarters: dict[str, object] = {}
    for name, plan, done, lacks in zip("一二三四", own.plans, own.dones, own.lacks, strict=True):
        quarters[f"{name}季度计划"] = DASH if plan is None else plan
        blank = "未填" if lacks else DASH
        quarters[f"{name}季度完成"] = blank if done is None else f"{number(done)}（缺{lacks}处）" if lacks else done
    early = (own.done or Decimal(0)) - (own.due_done or Decimal(0))
    gap = abs((year or Decimal(0)) - (planned or Decimal(0)))
    pieces = [
        f"年度目标{number(year or Decimal(0))}",
        f"相加为{number(planned or Decimal(0))}",
        f"多{number(gap)}",
        f"少{number(gap)}",
    ]
    pieces += [f"未填{own.blank}处", f"未到期节点已报{number(early)}", "▲"]
    differs = year is not None and planned is not None and year != planned
    note = made_of(*pieces)
    return {
        **quarters,
        "至今应完成": DASH if own.due is None else own.due,
        "至今完成": DASH if own.done is None else own.done,
        "完成率": _rate(own),
        "各节点相加": DASH if planned is None else planned,
        "年度目标": DASH if year is None else year,
        "说明": lambda actual: (
            note(actual) and (f"多{number(gap)}" in str(actual) or f"少{number(gap)}" in str(actual) or not differs)
        ),
    }


def _rate(own: Numbers) -> object:
    """Of what is due; none where a number that is due was not told."""
    if own.due is None:
        return DASH
    if own.blank:
        return f"× 未填{own.blank}处"
    done = own.due_done or Decimal(0)
    return ("" if done >= own.due else "▲ ") + share(done, own.due)


def _sum_cells(t: Timeline, rows: list[Row]) -> dict[str, object]:
    found = [numbers(t, row) for row in rows]
    plans = tuple(total([each.plans[quarter] for each in found]) for quarter in range(4))
    dones = tuple(total([each.dones[quarter] for each in found]) for quarter in range(4))
    together = Numbers(
        plans,
        dones,
        tuple(sum(each.lacks[quarter] for each in found) for quarter in range(4)),
        total([each.due for each in found]),
        total([each.done for each in found]),
        total([each.due_done for each in found]),
        sum(each.blank for each in found),
    )
    planned = total([target.goal for row in rows for _, target in row.steps])
    year = total([row.year.goal if row.year else None for row in rows])
    return {"指标": "合计", **_cells(together, planned, year)}
