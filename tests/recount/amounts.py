"""Numbers that were promised: 量化指标 of a year, and 投资完成 by quarters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from tests.recount.plan import Milestone, Target, Task
from tests.recount.sheets import ReportSheet, Table, number, same, share
from tests.recount.timeline import Record, Timeline
from tests.recount.words import brief, lead_of, made_of

DASH = "—"
REACHED, SHORT, NOT_YET = "● 达到", "■ 未达到", "○ 尚未达到"
JUDGED, BLANK, OPEN = "▲ 待人工判断", "× 未填", "○ 未到期"
VALUES = ("完成值", "累计完成数", "本节点完成数", "完成数")


def value_of(t: Timeline, key: str) -> tuple[Decimal | None, Record | None]:
    """The newest number that was accepted for a target, in this kind of form, else in one beside it."""
    for kind in (t.kind, *t.layout.beside):
        record = t.sound(kind).get(key) if kind in t.layouts else None
        cell = next((record.row[label] for label in record.row if label.endswith(VALUES)), None) if record else None
        if record and cell and cell.text:
            return as_number(cell.text), record
    return None, None


def as_number(text: str) -> Decimal | None:
    """A number as typed, its unit behind it or not."""
    try:
        return Decimal(text.rstrip("万元个所人次%亿"))
    except InvalidOperation:
        return None


@dataclass(frozen=True)
class Reached:
    """A year's target and how far it is."""

    task: Task
    target: Target
    value: Decimal | None
    record: Record | None
    word: str


def word_of(t: Timeline, due: date, target: Target, value: Decimal | None) -> str:
    if value is None:
        return BLANK if due <= t.as_of else OPEN
    if target.compared == "左右":
        return JUDGED
    high = target.high if target.high is not None else target.goal
    fits = {
        "≥": value >= target.goal,
        "≤": value <= target.goal,
        "=": value == target.goal,
        "区间": target.goal <= value <= high,
    }[target.compared]
    if fits:
        return REACHED
    return SHORT if due < t.as_of else NOT_YET


def goal_words(target: Target) -> str:
    goal = number(target.goal)
    if target.compared == "区间":
        return f"{goal}—{number(target.high or target.goal)}{target.unit}"
    if target.compared == "左右":
        return f"{goal}{target.unit}左右"
    return f"{'' if target.compared == '=' else target.compared}{goal}{target.unit}"


def promised(t: Timeline) -> list[Reached]:
    """Every number that the plan promises, for the year and for milestones."""
    found = []
    for task in t.plan.tasks:
        for target in task.targets:
            shared = [
                (each, milestone) for milestone in task.milestones for each in milestone.targets if _same(each, target)
            ]
            if shared:
                value, record = _come_to(t, shared)
            else:
                value, record = value_of(t, target.key)
            found.append(Reached(task, target, value, record, word_of(t, task.due, target, value)))
        for milestone in task.milestones:
            for target in milestone.targets:
                value, record = value_of(t, target.key)
                found.append(Reached(task, target, value, record, word_of(t, milestone.due, target, value)))
    return found


def _same(one: Target, other: Target) -> bool:
    return (one.name, one.unit) == (other.name, other.unit)


def _come_to(t: Timeline, shared: list[tuple[Target, Milestone]]) -> tuple[Decimal | None, Record | None]:
    """What the milestones' numbers come to; nothing as long as one that is due is blank."""
    values = [(milestone, *value_of(t, target.key)) for target, milestone in shared]
    if any(value is None and milestone.due <= t.as_of for milestone, value, _ in values):
        return None, None
    known = [(value, record) for _, value, record in values if value is not None]
    if not known:
        return None, None
    running = shared[0][0].unit == "%"
    return (known[-1][0] if running else sum((value for value, _ in known), Decimal(0))), None


def recount_targets(t: Timeline, sheet: ReportSheet) -> None:
    """量化指标: those that fell short stand first."""
    found = promised(t)
    counts = {
        word: sum(1 for each in found if each.word == word) for word in (REACHED, SHORT, NOT_YET, JUDGED, BLANK, OPEN)
    }
    pieces = [f"{word}{count}" for word, count in counts.items() if count]

    def said(actual: object) -> bool:
        return all(piece in str(actual) for piece in pieces) and made_of(*pieces)(actual)

    said.__qualname__ = f"{pieces}"
    for table in sheet.tables("任务（摘要）", "指标", "是否达到"):
        first, *lines = table.lines
        table.compare([{"任务（摘要）": f"合计（{len(found)}项指标）", "指标": said}], [first])
        left = list(found)
        words = []
        for row in lines:
            each = next((each for each in left if _is(table, row, each)), None)
            if each is None:
                sheet.fault(f"第{row}行没有这个指标")
                continue
            left.remove(each)
            words.append(each.word)
            table.expect(row, _target_cells(t, each))
        if left or words != sorted(words, key=lambda word: word != SHORT):
            sheet.fault(f"没有列出{[each.target.name for each in left]}，或未达到的不在前")


def _is(table: Table, row: int, each: Reached) -> bool:
    own = (str(table.value(row, "序号")), str(table.value(row, "指标")), str(table.value(row, "目标")))
    value = table.value(row, "完成值")
    plain = DASH if each.value is None else each.value
    return own == (each.task.number, each.target.name, goal_words(each.target)) and same(value, plain)


def _target_cells(t: Timeline, each: Reached) -> dict[str, object]:
    target, value = each.target, each.value
    plain = value is not None and target.compared in ("≥", "=")
    lead = lead_of(t.plan, each.task) or t.filler(each.task) or "待分工"
    return {
        "序号": each.task.number,
        "任务（摘要）": brief(each.task),
        "指标": target.name,
        "目标": goal_words(target),
        "完成值": DASH if value is None else value,
        "单位": target.unit,
        "完成率": share(value, target.goal) if plain and value is not None else DASH,
        "是否达到": each.word,
        "牵头单位": lead,
        "联系人": t.filler(each.task),
        "填报期次": each.record.period.code if each.record else "",
    }


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
    steps = [(milestone, target, value_of(t, target.key)[0]) for milestone, target in row.steps]
    if not steps and row.year:
        value = value_of(t, row.year.key)[0]
        is_due = row.task.due <= t.as_of
        due = row.year.goal if is_due else None
        return Numbers(
            (None,) * 4, (None,) * 4, (0,) * 4, due, value, value if is_due else None, int(is_due and value is None)
        )
    plans, dones, lacks = [], [], []
    for quarter in range(4):
        own = [(target, value) for milestone, target, value in steps if (milestone.due.month - 1) // 3 == quarter]
        plans.append(total([target.goal for target, _ in own]))
        dones.append(total([value for _, value in own]))
        late = any(milestone.due <= t.as_of for milestone, _, _ in steps if (milestone.due.month - 1) // 3 == quarter)
        lacks.append(sum(1 for _, value in own if value is None) if late else 0)
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
