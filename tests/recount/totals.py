"""Counts over milestones, tasks and units, and the sentences that say them."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tests.recount.known import FINISHED, SYMBOLS, Known
from tests.recount.plan import Task
from tests.recount.sheets import share
from tests.recount.standing import milestones, task_verdict
from tests.recount.timeline import Timeline
from tests.recount.words import Claim

NUMBER = re.compile(r"\d+(?:\.\d+)?%?")


@dataclass(frozen=True)
class Due:
    """Milestones that are due by the as-of day. The parts add up to the whole."""

    count: int
    in_time: int
    late: int
    unfinished: int
    unknown: int

    @property
    def done(self) -> int:
        return self.in_time + self.late


def due_part(known: Known) -> str:
    """Which part of what is due a milestone belongs to."""
    verdict = known.verdict.as_proposed
    if known.state in FINISHED:
        return "late" if verdict.word == "逾期完成" else "in_time"
    return "unfinished" if verdict.light == "red" or verdict.word == "印发前已到期" else "unknown"


def due_of(found: Iterable[Known], *, before_issue: bool = False) -> Due:
    """Those due since the plan's issue; or those due before it."""
    parts = Counter[str]()
    for known in found:
        issued, due = known.t.plan.issued, known.milestone.due
        old = bool(issued and due < issued)
        if known.is_due and old == before_issue:
            parts[due_part(known)] += 1
    return Due(sum(parts.values()), parts["in_time"], parts["late"], parts["unfinished"], parts["unknown"])


def lights(t: Timeline, tasks: Sequence[Task]) -> Counter[str]:
    return Counter(task_verdict(t, task).light for task in tasks)


def finished(t: Timeline, tasks: Sequence[Task]) -> int:
    return sum(1 for task in tasks if task_verdict(t, task).as_proposed.word == "已完成")


def sentence(*parts: tuple[str, Mapping[str, object]], pieces: Iterable[str] = ()) -> Claim:
    """A sentence whose every number is the one that its words say.

    Args:
        parts: a word from which on the names hold, and what stands behind which words.
        pieces: whole texts with numbers that are right.
    """

    def claim(actual: object) -> bool:
        text = str(actual or "")
        for piece in sorted(pieces, key=len, reverse=True):
            text = text.replace(piece, "")
        for match in NUMBER.finditer(text):
            before = text[: match.start()]
            known = max(
                ((before.rfind(word) if word else -1, values) for word, values in parts if word in before), key=_place
            )[1]
            names = [name for name in known if before.endswith(name)]
            if not names or str(known[max(names, key=len)]) != match[0]:
                return False
        return True

    claim.__qualname__ = f"{parts}"
    return claim


def _place(found: tuple[int, Mapping[str, object]]) -> int:
    return found[0]


def due_names(due: Due) -> dict[str, object]:
    """How a sentence may name the parts of what is due."""
    rate = share(due.in_time, due.count) if due.count else "—"
    done = share(due.done, due.count) if due.count else "—"
    return {
        "节点": due.count,
        "到期节点": due.count,
        "按期完成": due.in_time,
        "按期完成率": rate,
        "逾期完成": due.late,
        "未完成": due.unfinished,
        "待核实": due.unknown,
        "已完成": due.done,
        "仍未完成": due.unfinished,
        "完成率": done,
    }


def light_counts(counts: Mapping[str, int]) -> dict[str, object]:
    return {words: counts.get(light, 0) for light, words in SYMBOLS.items()}


def total_of_units(t: Timeline) -> str:
    """What the total below units is called: where several answer for a task, it says that the task counts once."""
    return "不重复合计" if any(len(t.fillers(task)) > 1 for task in t.plan.tasks) else "合计"


def of_unit(t: Timeline, unit: str) -> list[Known]:
    return [known for known in milestones(t) if known.unit == unit]


def of_tasks(t: Timeline, tasks: Sequence[Task]) -> list[Known]:
    keys = {milestone.key for task in tasks for milestone in task.counted}
    return [known for known in milestones(t) if known.milestone.key in keys]
