"""All milestones of a plan as they stand, and the lights of its tasks."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from tests.recount.decided import Ruling
from tests.recount.known import (
    FINISHED,
    ORDER,
    Known,
    Light,
    Verdict,
    _records,
    as_ruled,
    asks_state,
    is_adjusted,
    light_of,
)
from tests.recount.plan import Task
from tests.recount.plan_lines import Milestone
from tests.recount.records import Record
from tests.recount.timeline import Timeline

NEVER_TOLD = {
    "未报送": "责任单位本期未报送，这种表以前也没有报过，待核实",
    "来件不能采用": "责任单位本期来件不能采用，这种表以前也没有报过，待核实",
    "两个版本待确认": "责任单位本期报来两个不同版本，待确认后采用",
}
SILENT = {
    "未报送": "责任单位本期未报送，以下为以前所报，待核实",
    "来件不能采用": "责任单位本期来件不能采用，以下为以前所报，待核实",
    "两个版本待确认": "责任单位本期报来两个不同版本，待确认后采用",
}


@cache
def milestones(t: Timeline) -> tuple[Known, ...]:
    """All milestones of the plan, in its order; of a recurring duty the newest that is due and the next."""
    newest: dict[tuple[object, ...], str] = {}
    for known in all_milestones(t):
        own, is_due = known.milestone, known.is_due
        place = (known.task.number, own.place, known.unit, is_due)
        if own.duty == "recurring" and (is_due or place not in newest):
            newest[place] = own.key
    kept = set(newest.values())
    return tuple(
        known for known in all_milestones(t) if known.milestone.duty != "recurring" or known.milestone.key in kept
    )


def past_terms(t: Timeline, task: Task) -> list[Known]:
    """The terms of recurring duties that are due and that a later one which is due replaced."""
    kept = {known.milestone.key for known in milestones(t)}
    own = {milestone.key for milestone in task.milestones}
    due = [known for known in all_milestones(t) if known.milestone.key in own and known.is_due]
    return [known for known in due if known.milestone.key not in kept]


@cache
def all_milestones(t: Timeline) -> tuple[Known, ...]:
    """All milestones of the plan with every term of its recurring duties."""
    found = [_known(t, task, milestone) for task, milestone in t.plan.milestones]
    for ruling in sorted(t.rulings, key=lambda one: bool(one.unit)):  # what is of one unit alone comes last
        found = [
            replace(known, ruling=ruling)
            if (known.task.number, known.milestone.line) == (ruling.number, ruling.part) and _is_of(t, ruling, known)
            else known
            for known in found
        ]
    of_tasks = [ruling for ruling in t.rulings if not ruling.part]
    for ruling in sorted(of_tasks, key=lambda one: not one.unit):  # a share before the task as a whole
        own = [known for known in found if known.task.number == ruling.number and _is_of(t, ruling, known)]
        if not own:
            continue
        is_all = own[0].milestone.whole and len({known.unit for known in own}) == 1
        reached = {known.milestone.key for known in _reached(own, light_of(ruling.light), is_all=is_all)}
        found = [replace(known, ruling=ruling) if known.milestone.key in reached else known for known in found]
    return tuple(found)


def _is_of(t: Timeline, ruling: Ruling, known: Known) -> bool:
    """Whether a row of 审定 speaks for the unit of a milestone; of a task of one unit it says nothing of units."""
    return not ruling.unit or len(t.fillers(known.task)) == 1 or ruling.unit == known.unit


def _reached(own: list[Known], light: Light, *, is_all: bool) -> list[Known]:
    """The milestones whose light the ruling of their task decides: none is worse, and one is as bad.

    is_all: there is one, which is the task, or a unit's share of it.
    """
    free = [known for known in own if not known.ruling]
    if is_all:
        return free
    worries: tuple[Light, ...] = ("red", "yellow", "blue")
    as_bad = worries[: worries.index(light) + 1] if light in worries else worries
    reached = [known for known in free if known.verdict.light in as_bad]
    if light in worries and not any(known.verdict.light in as_bad for known in own):
        order = ("red", "yellow", "blue", "grey", "none", "green")
        still_open = [known for known in free if known.verdict.light != "green"] or free
        return sorted(still_open, key=lambda known: order.index(known.verdict.light))[:1]
    return reached


def _known(t: Timeline, task: Task, milestone: Milestone) -> Known:
    filing = t.filings.get(t.unit_of_milestone(task, milestone))
    kinds = [kind for kind in (t.kind, *t.layout.beside) if kind in t.layouts and asks_state(t.layouts[kind])]
    layouts = [t.layouts[kind] for kind in kinds] or [t.layout]
    faults: tuple[Record, ...] = ()
    faulty_layout = layouts[0]
    for kind, layout in zip(kinds, layouts, strict=False):
        records = _records(t, kind, task, milestone)
        sound = [each for each in records if not each.musts]
        newer = records[records.index(sound[-1]) + 1 :] if sound else records
        if newer and not faults:
            faults, faulty_layout = tuple(newer), layout
        if sound:
            return Known(t, task, milestone, layout, faulty_layout, sound[-1], faults, filing)
    return Known(t, task, milestone, layouts[0], faulty_layout, None, faults, filing)


def worst(verdicts: Iterator[Verdict] | list[Verdict]) -> Verdict:
    return min(verdicts, key=lambda verdict: ORDER.index(verdict.light))


def of_task(t: Timeline, task: Task) -> list[Known]:
    """The milestones of a task, or of a unit's share of one."""
    keys = {milestone.key for milestone in task.milestones}
    return [known for known in milestones(t) if known.milestone.key in keys]


def task_verdict(t: Timeline, task: Task) -> Verdict:
    """The light that was ruled of the task; else what follows from its milestones, as each was ruled."""
    found = [known.verdict for known in of_task(t, task)]
    proposed = _task_verdict(t, task, [verdict.as_proposed for verdict in found])
    for ruling in t.rulings:
        if ruling.number == task.number and not ruling.part and _is_about(t, ruling, task):
            return as_ruled(proposed, light_of(ruling.light), ruling.basis)
    own = _task_verdict(t, task, found)
    if own.light == "none" and any(verdict.light == "green" for verdict in found):
        own = next(verdict for verdict in found if verdict.light == "green")
    if own.light == proposed.light or is_adjusted(own):
        return own
    adjusted = [verdict for verdict in found if is_adjusted(verdict)]
    adjusted.sort(key=lambda verdict: verdict.as_proposed.light != proposed.light)
    basis = adjusted[0].reason.partition("（依据")[2].partition("）。")[0]
    return as_ruled(proposed, own.light, basis)


def _is_about(t: Timeline, ruling: Ruling, task: Task) -> bool:
    """Whether a row of 审定 without a milestone is about a task, or about this share of one."""
    whole = next(each for each in t.plan.tasks if each.number == task.number)
    if len(t.fillers(whole)) == 1:
        return True
    return ruling.unit == ("" if task is whole else task.unit)


def _words_of_silence(t: Timeline, task: Task, status: str, some: list[str]) -> str:
    """What is said of a task of which nothing usable came. some: of several who answer for it, those meant."""
    if some:
        names = "、".join(some[:3]) + (f"等{len(some)}家" if len(some) > 3 else "")
        words = SILENT[status].replace("责任单位", names)
        return words.replace("，以下为以前所报", "")
    answered = any(known.record or known.faulty for known in of_task(t, task))
    return (SILENT if answered else NEVER_TOLD)[status]


def _task_verdict(t: Timeline, task: Task, found: list[Verdict]) -> Verdict:  # noqa: PLR0911
    """A task has the light of its worst milestone where that is a worry; else the whole of it speaks."""
    gravest = worst(found)
    if gravest.light in ("red", "yellow", "blue"):
        return gravest
    if all(verdict.as_proposed.light == "green" and verdict.as_proposed.word != "正常推进" for verdict in found):
        return Verdict("green", "已完成", "全部节点均已完成")
    unknown = [verdict for verdict in found if verdict.light == "grey"]
    if told := [verdict for verdict in unknown if verdict.word != "待报"]:
        return told[0]
    filings = {filler: t.filings[filler].status for filler in t.fillers(task) if filler in t.filings}
    for status in SILENT:
        silent = [unit for unit, its_status in filings.items() if its_status == status]
        if silent:
            return Verdict(
                "grey", status, _words_of_silence(t, task, status, silent if len(silent) < len(filings) else [])
            )
    if unknown:
        return unknown[0]
    if going_on := [verdict for verdict in found if verdict.as_proposed.reason.startswith("全年推进")]:
        return going_on[0].as_proposed
    if any(verdict.as_proposed.light == "green" for verdict in found):
        missed = sum(known.state not in FINISHED for known in past_terms(t, task))
        words = f"最近一次已完成，此前有{missed}次没有完成或不明" if missed else "到期节点均已完成"
        return Verdict("green", "正常推进", words)
    return Verdict("none", "未到期", "尚无到期或完成的节点")
