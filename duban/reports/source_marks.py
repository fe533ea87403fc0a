"""What 数据来源 calls a task, a milestone, a unit or an input in few signs, and how it says many of them at once."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, groupby

from duban.model.plan import Task
from duban.model.status import Status
from duban.value_object import ValueObject

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
_SHORTEST_RUN = 3


def _milestone_signs(task: Task) -> Mapping[str, str]:
    """Milestone key → `4②` for the second milestone of task 4; the number of the task where it is all of it."""
    if task.is_undivided and len(task.milestones) == 1:
        return {task.milestones[0].key: task.number}
    signs = (_CIRCLED[place : place + 1] or f"({place + 1})" for place in range(len(task.milestones)))
    return {milestone.key: task.number + sign for milestone, sign in zip(task.milestones, signs, strict=True)}


def _marks_by_kind(status: Status) -> Mapping[str, Mapping[str, str]]:
    """Of tasks, milestones and units: key → mark."""
    signs = dict(chain.from_iterable(_milestone_signs(task.task).items() for task in status.tasks))
    return {
        "unit": {unit.unit.code: unit.unit.name for unit in status.units},
        "task": {task.row.key: task.task.number for task in status.tasks},
        "milestone": {each.row.key: signs[each.row.key] for each in status.milestones},
    }


class SourceMarks(ValueObject):
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
        kinds = _marks_by_kind(status)
        marks = {**kinds["milestone"], **kinds["task"], **kinds["unit"]}
        places = {key: (kind, place) for kind, of_kind in kinds.items() for place, key in enumerate(of_kind)}
        task_by_share = {share.row.key: task.row.key for task in status.tasks for share in task.shares}
        for share, task in task_by_share.items():
            marks.setdefault(share, marks[task])
            places[share] = places[task]
        return cls(marks, places, status.column_labels)

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
