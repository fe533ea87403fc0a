"""What 数据来源 calls a task, a milestone, a unit or an input in few signs, and how it says many of them at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from duban.model.milestone import Milestone
from duban.model.plan import Task
from duban.model.status import Status

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
_SHORTEST_RUN = 3


def milestone_sign(task: Task, milestone: Milestone | None) -> str:
    """`4②` for the second milestone of task 4; the number of the task where it is all of it."""
    if milestone is None or (task.is_undivided and len(task.milestones) == 1):
        return task.number
    place = task.milestones.index(milestone)
    return task.number + (_CIRCLED[place] if place < len(_CIRCLED) else f"({place + 1})")


@dataclass(frozen=True)
class SourceMarks:
    """The marks of all keys that figures count.

    Attributes:
        marks: key of a task, of a unit's share of one, of a milestone or a unit → its mark.
        places: the same keys → which of its kind it is in the plan's or the directory's order.
        labels: key of a column → its header.
    """

    marks: Mapping[str, str]
    places: Mapping[str, tuple[str, int]]
    labels: Mapping[str, str]

    @classmethod
    def of(cls, status: Status) -> "SourceMarks":
        """Of everything that a status has."""
        tasks = {task.row.key: task.task.number for task in status.tasks}
        milestones = {each.row.key: milestone_sign(each.row.task, each.row.milestone) for each in status.milestones}
        units = {unit.unit.code: unit.unit.name for unit in status.units}
        kinds = {"task": tasks, "milestone": milestones, "unit": units}
        places = {key: (kind, place) for kind, marks in kinds.items() for place, key in enumerate(marks)}
        shares = {share.row.key: task for task in status.tasks for share in task.shares}
        marks = {**milestones, **{key: task.task.number for key, task in shares.items()}, **tasks, **units}
        return cls(marks, places | {key: places[task.row.key] for key, task in shares.items()}, status.column_labels)

    def mark(self, key: str) -> str:
        """Of a key; of a single input (`key/column`) with the header of its column."""
        owner, _, column = key.partition("/")
        return self.marks.get(owner, owner) + self.labels.get(column, column)

    def runs(self, keys: Sequence[str]) -> Iterator[str]:
        """The marks of keys in their order; three or more neighbours as one: `4②—6①`."""
        for _, run in groupby(enumerate(keys), self._position):
            marks = [self.mark(key) for _, key in run]
            if len(marks) < _SHORTEST_RUN:
                yield from marks
            else:
                yield f"{marks[0]}—{marks[-1]}"

    def _position(self, numbered: tuple[int, str]) -> tuple[str, int]:
        """The same for keys that follow each other; one of its own for an input."""
        index, key = numbered
        kind, place = self.places.get(key, (key, index))
        return kind, place - index
