"""The shape of a lint: it looks at a plan that loads, and doubts whether it says what was meant."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from duban.messages.finding import KeyPath, Place, UnplacedFinding
from duban.model.period import Holidays
from duban.model.plan import Milestone, Plan, Task
from duban.model.unit import Directory
from duban.plan_source.plan_file import PlanFile
from duban.registry import Registry

_MOST = 10


class PlanSource(Protocol):
    """A plan that loads, as its reader hands it over."""

    @property
    def plan(self) -> Plan:
        """With all that was decided since."""

    @property
    def typed(self) -> PlanFile:
        """As it was typed."""

    @property
    def directory(self) -> Directory:
        """Who answers for it."""

    def locate(self, loc: KeyPath) -> Place:
        """Where a path into the typed files stands."""


@dataclass(frozen=True)
class PlanProof:
    """A plan as it is proof-read; paths lead into what was typed."""

    plan: Plan
    typed: PlanFile
    directory: Directory
    holidays: Holidays

    @cached_property
    def tasks(self) -> tuple[tuple[KeyPath, Task], ...]:
        """Every task with the path to where it was typed: among the tasks, or in the amendment that added it."""
        homes: dict[str, KeyPath] = {}
        for index, task in enumerate(self.typed.tasks):
            homes.setdefault(task.number, ("任务", index))
        for index, amendment in enumerate(self.typed.amendments):
            if amendment.new is not None:
                homes.setdefault(amendment.new.number, ("调整", index, "任务内容"))
        return tuple((homes[task.number], task) for task in self.plan.tasks)

    @property
    def active_tasks(self) -> tuple[tuple[KeyPath, Task], ...]:
        """The tasks that were not dropped."""
        return tuple((loc, task) for loc, task in self.tasks if not task.dropped)

    @cached_property
    def milestones(self) -> tuple[tuple[KeyPath, Task, Milestone], ...]:
        """Every milestone with its path; an implicit one stands where its task's due day does."""
        staged = {
            amendment.task: ("调整", index)
            for index, amendment in enumerate(self.typed.amendments)
            if amendment.milestones
        }
        return tuple(
            ((*loc, "完成时限") if each.implicit else (*staged.get(task.number, loc), "节点", position), task, each)
            for loc, task in self.tasks
            for position, each in enumerate(task.milestones)
        )

    @property
    def due_places(self) -> tuple[tuple[KeyPath, Task, Milestone], ...]:
        """Every milestone with the path to where its due day was typed: at its own place, or where it was postponed."""
        moved = {
            (amendment.task, amendment.to): ("调整", index, "改为")
            for index, amendment in enumerate(self.typed.amendments)
            if amendment.to
        }
        return tuple(
            (moved.get((task.number, each.due_text), loc) if each.first_due_text else loc, task, each)
            for loc, task, each in self.milestones
        )


Lint = Callable[[PlanProof], Iterator[UnplacedFinding]]

lint: Registry[Lint] = Registry()


def merge_when_many(doubts: Sequence[tuple[KeyPath, str, str]]) -> Iterator[tuple[KeyPath, Mapping[str, str]]]:
    """One doubt about many tasks, as path, number and words: each at its place; more than ten once, at the first."""
    size = len(doubts) if len(doubts) > _MOST else 1
    for start in range(0, len(doubts), size):
        yield doubts[start][0], {number: words for _, number, words in doubts[start : start + size]}
