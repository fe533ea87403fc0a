"""All milestones of a plan as they stand, and the lights of its tasks."""

from collections.abc import Iterator
from functools import cache

from tests.recount.known import ORDER, Known, Verdict, _records, asks_state
from tests.recount.plan import Milestone, Task
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
    """All milestones of the plan, in its order."""
    return tuple(_known(t, task, milestone) for task, milestone in t.plan.milestones)


def _known(t: Timeline, task: Task, milestone: Milestone) -> Known:
    kinds = [kind for kind in (t.kind, *t.layout.beside) if kind in t.layouts and asks_state(t.layouts[kind])]
    filing = t.filings.get(t.filler(task))
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
    return [known for known in milestones(t) if known.task.number == task.number]


def task_verdict(t: Timeline, task: Task) -> Verdict:  # noqa: PLR0911
    """A task has the light of its worst milestone where that is a worry; else the whole of it speaks."""
    found = [known.verdict for known in of_task(t, task)]
    gravest = worst(found)
    if gravest.light in ("red", "yellow", "blue"):
        return gravest
    filing = t.filings.get(t.filler(task))
    if all(verdict.light == "green" for verdict in found):
        return Verdict("green", "已完成", "全部节点均已完成")
    unknown = [verdict for verdict in found if verdict.light == "grey"]
    if told := [verdict for verdict in unknown if verdict.word != "待报"]:
        return told[0]
    if filing and filing.status in SILENT:
        answered = any(known.record or known.faulty for known in of_task(t, task))
        return Verdict("grey", filing.status, (SILENT if answered else NEVER_TOLD)[filing.status])
    if unknown:
        return unknown[0]
    if any(verdict.light == "green" for verdict in found):
        return Verdict("green", "正常推进", "到期节点均已完成")
    return Verdict("none", "未到期", "尚无到期或完成的节点")
