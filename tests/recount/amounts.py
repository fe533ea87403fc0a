"""Numbers that were promised: 量化指标 of a year, and 投资完成 by quarters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from tests.recount.days import period_in_words
from tests.recount.plan import Task
from tests.recount.plan_lines import Milestone, Target
from tests.recount.records import Record
from tests.recount.sheets import ReportSheet, Table, number, same, share
from tests.recount.timeline import Timeline
from tests.recount.words import brief, lead_of, made_of

DASH = "—"
REACHED, SHORT, NOT_YET = "● 达到", "■ 未达到", "○ 尚未达到"
WITHIN, EXCEEDED = "○ 目前未超过", "▲ 目前已超过"
JUDGED, BLANK, OPEN = "▲ 待人工判断", "× 未填", "○ 未到期"
VALUES = ("完成值", "累计完成数", "本节点完成数", "完成数")


def value_of(t: Timeline, target: Target) -> tuple[Decimal | None, Record | None]:
    """The newest number that was accepted for a target, in this kind of form, else in one beside it.

    Of one that each period says alone, what all of them come to.
    """
    for kind in (kind for kind in (t.kind, *t.layout.beside) if kind in t.layouts):
        if target.of_period:
            records = [each for each in t.records(kind).get(target.key, ()) if not each.musts and _typed_number(each)]
            if records:
                return sum((as_number(_typed_number(each)) or Decimal(0) for each in records), Decimal(0)), records[-1]
        elif (record := t.sound(kind).get(target.key)) and (typed := _typed_number(record)):
            return as_number(typed), record
    return None, None


def _typed_number(record: Record) -> str:
    cell = next((record.row[label] for label in record.row if label.endswith(VALUES)), None)
    return cell.text if cell else ""


def as_number(text: str) -> Decimal | None:
    """A number as typed, its unit behind it or not."""
    try:
        return Decimal(text.rstrip("万元个所人次%亿"))
    except InvalidOperation:
        return None


@dataclass(frozen=True)
class Reached:
    """A year's target and how far it is. term: of the interval of which it is, where its duty comes again."""

    task: Task
    target: Target
    value: Decimal | None
    record: Record | None
    word: str
    term: str = ""


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
    if due < t.as_of:
        return REACHED if fits else SHORT
    if target.compared in ("≤", "区间") and value > high:
        return EXCEEDED
    if target.compared == "≤":
        return WITHIN
    return REACHED if fits else NOT_YET


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
                value, record = value_of(t, target)
            found.append(Reached(task, target, value, record, word_of(t, task.due, target, value)))
        for milestone in task.milestones:
            for target in milestone.targets:
                value, record = value_of(t, target)
                word = word_of(t, milestone.due, target, value)
                found.append(Reached(task, target, value, record, word, milestone.term))
    return found


def _same(one: Target, other: Target) -> bool:
    return (one.name, one.unit) == (other.name, other.unit)


def _come_to(t: Timeline, shared: list[tuple[Target, Milestone]]) -> tuple[Decimal | None, Record | None]:
    """What the milestones' numbers come to; nothing as long as one that is due is blank."""
    values = [(milestone, *value_of(t, target)) for target, milestone in shared]
    if any(value is None and milestone.due <= t.as_of for milestone, value, _ in values):
        return None, None
    return come_to([(milestone, target) for target, milestone in shared], [value for _, value, _ in values]), None


def come_to(parts: Sequence[tuple[Milestone, Target]], numbers: Sequence[Decimal | None]) -> Decimal | None:
    """What numbers of milestones come to: the sum, of running ones that of each unit's newest; of rates the newest."""
    known = [
        (milestone.unit, target, number)
        for (milestone, target), number in zip(parts, numbers, strict=True)
        if number is not None
    ]
    if not known:
        return None
    if known[0][1].unit == "%":
        return known[-1][2]
    newest = {unit: number for unit, _, number in known}
    return sum(newest.values() if known[0][1].running else [number for *_, number in known], Decimal(0))


def recount_targets(t: Timeline, sheet: ReportSheet) -> None:
    """量化指标: those that fell short stand first."""
    found = promised(t)
    counts = {
        word: sum(1 for each in found if each.word == word)
        for word in (REACHED, SHORT, NOT_YET, WITHIN, EXCEEDED, JUDGED, BLANK, OPEN)
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
        order = (SHORT, EXCEEDED, BLANK, JUDGED, NOT_YET, OPEN, WITHIN, REACHED)
        if left or words != sorted(words, key=order.index):
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
        "填报期次": period_in_words(each.record.period.code) if each.record else "",
    }
