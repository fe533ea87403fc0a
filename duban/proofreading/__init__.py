"""Proof-reading: what may be wrong in a plan though it loads, and in templates though they have the right shape.

A doubt about a plan is a function filed with `lint`: it looks at a plan that loads, and yields what may not have been
meant. Modules of this package are found by lying here. Mistakes in templates are generators in form_layouts and
templates.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

from duban.key_path import KeyPath
from duban.messages.finding import Finding, Place, in_file_order
from duban.model.milestone import Milestone
from duban.model.period import Holidays
from duban.model.plan import Plan, Task
from duban.model.unit import Directory
from duban.plan_source.typed_plan import Amendment, PlanFile
from duban.registry import Registry, import_submodules
from duban.value_object import ValueObject

_MOST_SINGLE_DOUBTS = 10


class PlanProof(ValueObject, dict=True):
    """A plan as it is proof-read; paths lead into what was typed.

    Attributes:
        plan: with all that was decided since it was issued.
        typed: plan.yaml as typed.
    """

    plan: Plan
    typed: PlanFile
    directory: Directory
    holidays: Holidays

    @cached_property
    def tasks(self) -> tuple[tuple[KeyPath, Task], ...]:
        """Every task with the path to where it was typed: among the tasks, or in the amendment that added it."""
        paths: dict[str, KeyPath] = {}
        for index, task in enumerate(self.typed.tasks):
            paths.setdefault(task.number, ("任务", index))
        for path, amendment in self._amendments:
            if amendment.new is not None:
                paths.setdefault(amendment.new.number, (*path, "任务内容"))
        return tuple((paths[task.number], task) for task in self.plan.tasks)

    @property
    def active_tasks(self) -> tuple[tuple[KeyPath, Task], ...]:
        """The tasks that were not dropped, with their paths."""
        return tuple((path, task) for path, task in self.tasks if not task.dropped)

    @cached_property
    def milestones(self) -> tuple[tuple[KeyPath, Task, Milestone], ...]:
        """The first milestone of every line with its path; an implicit one stands where its task's due day does."""
        staged = {amendment.task: path for path, amendment in self._amendments if amendment.milestones}
        milestones: list[tuple[KeyPath, Task, Milestone]] = []
        for path, task in self.tasks:
            steps_path = staged.get(task.number, path)
            for position, (milestone, *_) in enumerate(task.lines.values()):
                own_path = (*path, "完成时限") if milestone.implicit else (*steps_path, "节点", position)
                milestones.append((own_path, task, milestone))
        return tuple(milestones)

    @property
    def due_places(self) -> Iterator[tuple[KeyPath, Task, Milestone]]:
        """Every milestone with the path to where its due day was typed: at its own place, or where it was postponed."""
        postponed = {(amendment.task, amendment.to): path for path, amendment in self._amendments if amendment.to}
        for own_path, task, milestone in self.milestones:
            path = postponed.get((task.number, milestone.due_text)) if milestone.first_due_text else None
            yield (*path, "改为") if path else own_path, task, milestone

    @property
    def _amendments(self) -> list[tuple[KeyPath, Amendment]]:
        return [(("调整", index), amendment) for index, amendment in enumerate(self.typed.amendments)]


Doubt = tuple[KeyPath, Mapping[str, object]]
"""Where to look, and the facts of the sentence. The code of the sentence is the lint's."""

lint: Registry[Callable[[PlanProof], Iterator[Doubt]]] = Registry()


def merge_when_many(doubts: Sequence[tuple[KeyPath, str, str]]) -> Iterator[tuple[KeyPath, Mapping[str, str]]]:
    """The same doubt about many tasks: each at its place, but more than ten as one, at the first.

    Args:
        doubts: path, number of the task, and the words that are doubtful in it.

    Returns:
        Paths, each with number of the task → words.
    """
    size = len(doubts) if len(doubts) > _MOST_SINGLE_DOUBTS else 1
    for start in range(0, len(doubts), size):
        path = doubts[start][0]
        yield path, {number: words for _, number, words in doubts[start : start + size]}


def proofread_plan(proof: PlanProof, locate: Callable[[KeyPath], Place]) -> tuple[Finding, ...]:
    """What every lint finds, in the order of the files, each once: the parts of a task share its due day.

    Args:
        proof: a plan that loads.
        locate: where a path into the typed plan or units stands.

    Returns:
        Warnings and errors; how bad each code is stands in templates/texts/plan.yaml.
    """
    return in_file_order(
        Finding(code, locate(path), facts) for code, function in lint.items() for path, facts in function(proof)
    )


import_submodules(__name__)
