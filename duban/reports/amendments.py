"""What a compiled form asks to change in the plan, as the entries that a person would type under 调整."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from duban.messages.catalogue import render_text
from duban.model.layout import AmendmentMapping, SheetLayout
from duban.model.row import Row
from duban.model.status import Status
from duban.model.submission import Record
from duban.registry import Registry
from duban.reports.claims import claims_by_task
from duban.text.days import format_deadline

AmendmentEntry = dict[str, Any]
"""One amendment by its typed keys."""

AMENDMENT_COLUMNS = {
    "阶段节点": ("时限", "内容"),
    "分工": ("协办", "责任领导", "完成时限"),
    "新增": ("名称", "来源", "协办", "完成时限"),
}
"""Kind of amendment → the keys for which a form must name its columns."""

AMENDMENT_BUILDERS: Registry[Callable[[Status, AmendmentMapping, SheetLayout], Iterator[AmendmentEntry]]] = Registry()

_NAMES = re.compile(r"[、，,;；\s]+")


def proposed_amendments(situation: Status) -> list[AmendmentEntry]:
    """The proposals that are complete and that nobody contests, in the plan's order; empty for most forms."""
    amends = situation.layout.amends
    if amends is None:
        return []
    sheet = next(sheet for sheet in situation.layout.sheets if sheet.key == amends.sheet)
    basis = situation.messages.text("amendment-basis", cycle=situation.cycle, period=situation.period)
    head = {"日期": situation.as_of.isoformat(), "类型": amends.kind}
    entries = ({**head, **entry, "依据": basis} for entry in AMENDMENT_BUILDERS[amends.kind](situation, amends, sheet))
    return [entry for entry in entries if not _decided(situation, entry)]


@AMENDMENT_BUILDERS("阶段节点")
def stage_amendments(situation: Status, amends: AmendmentMapping, sheet: SheetLayout) -> Iterator[AmendmentEntry]:
    """Dated steps of a task, in order of their days.

    A task with fewer steps than are owed is left out, and one with a step after its own due day.
    """
    for task in situation.tasks:
        slots = task.row.blank_rows(sheet.slots, sheet.least)
        steps = sorted(
            (day, content)
            for record in _answered(situation, slots)
            if isinstance(day := record.answer(amends.keys["时限"]), date)
            if (content := record.text(amends.keys["内容"]))
        )
        due = max(milestone.due for milestone in task.task.milestones)
        if len(steps) >= sheet.least and all(day <= due for day, _ in steps):
            year = situation.plan.year
            yield {"任务": task.task.number, "节点": [{format_deadline(day, year): content} for day, content in steps]}


@AMENDMENT_BUILDERS("分工")
def assignment_amendments(situation: Status, amends: AmendmentMapping, _sheet: SheetLayout) -> Iterator[AmendmentEntry]:
    """Who leads, where exactly one unit says so; the supports that it names, and those that offer themselves."""
    for claim in claims_by_task(situation):
        if claim.result not in {"agreed", "taken"}:
            continue
        ((unit, record),) = claim.answers_meaning("claim")
        entry: AmendmentEntry = {"任务": claim.task.task.number, "牵头": unit.name}
        named = _units(situation, record.text(amends.keys["协办"]))
        named += [other.name for other, _ in claim.answers_meaning("support")]
        if supports := [name for name in dict.fromkeys(named) if name != unit.name]:
            entry["协办"] = supports
        if leader := record.text(amends.keys["责任领导"]):
            entry["责任领导"] = leader
        if isinstance(due := record.answer(amends.keys["完成时限"]), date):
            entry["完成时限"] = format_deadline(due, situation.plan.year)
        yield entry


@AMENDMENT_BUILDERS("新增")
def new_task_amendments(situation: Status, amends: AmendmentMapping, sheet: SheetLayout) -> Iterator[AmendmentEntry]:
    """A task for each proposal of a unit, which leads it; numbered on from those that the plan has."""
    taken = {task.number for task in situation.plan.tasks}
    count = 0
    for unit in situation.assignment.units:
        for record in _answered(situation, situation.assignment.rows(sheet, unit)):
            content = record.text(amends.keys["名称"])
            if not content:
                continue
            count = next(n for n in range(count + 1, len(taken) + count + 2) if _numbered(amends, n) not in taken)
            task: AmendmentEntry = {"序号": _numbered(amends, count), **amends.adds, "名称": content, "牵头": unit.name}
            for key in ("来源", "协办"):
                if words := record.text(amends.keys[key]):
                    task[key] = words if key == "来源" else _units(situation, words)
            if isinstance(due := record.answer(amends.keys["完成时限"]), date):
                task["完成时限"] = format_deadline(due, situation.plan.year)
            yield {"任务内容": task}


def _answered(situation: Status, rows: Iterable[Row]) -> Iterator[Record]:
    for row in rows:
        if record := situation.history.last(row.key):
            yield record


def _units(situation: Status, words: str) -> list[str]:
    """The units that an answer names; what is no unit's name stays with the answer."""
    find = situation.assignment.directory.find_unit
    return [unit.name for name in _NAMES.split(words) if name and (unit := find(name))]


def _numbered(amends: AmendmentMapping, count: int) -> str:
    return render_text(amends.number, n=count)


def _decided(situation: Status, entry: AmendmentEntry) -> bool:
    """Whether the plan has it already: compiling again must not propose it twice."""
    new_name = entry.get("任务内容", {}).get("名称")
    return any(
        task.name == new_name
        or (task.number == entry.get("任务") and any(change.basis == entry["依据"] for change in task.changes))
        for task in situation.plan.tasks
    )
