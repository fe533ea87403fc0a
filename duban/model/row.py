"""A row of a form: a task, one of its milestones or targets, or a unit itself, as layouts may show it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Literal

from duban.model.period import Period
from duban.model.plan import Category, Milestone, Plan, Task, TaskGroup
from duban.model.target import Target
from duban.model.unit import Directory, Unit

MilestoneStage = Literal["due", "later", "finished"]

_NO_GROUP = TaskGroup.model_construct(number="")
_NO_HEADING = Category.model_construct(name="")


@dataclass(frozen=True)
class Row:
    """One row. What layouts `show` are paths into this, and what they `say` is filled from it.

    task: for a row about a unit itself, a task that stands for the unit.
    unit: who is asked. owed: whether an answer is owed whatever the day; None leaves it to the due day.
    next: whether it is the first milestone of its task that is not due yet.
    """

    key: str
    plan: Plan
    directory: Directory
    unit: Unit
    task: Task
    milestone: Milestone | None = None
    line: str = ""
    target: Target | None = None
    owed: bool | None = None
    is_next: bool = False
    place: int = 0

    @property
    def units(self) -> str:
        """Lead and supports as printed, one a line, the lead first."""
        return "\n".join(filter(None, (self.task.lead, *self.task.supports)))

    @property
    def supports(self) -> str:
        """The supports as printed, one a line."""
        return "\n".join(self.task.supports)

    @property
    def leaders(self) -> str:
        """Who leads, one a line: as the plan prints it, else as the directory knows of its units."""
        return "\n".join(self.task.leader or self._people("leader"))

    @property
    def heads(self) -> str:
        """The heads of its units, one a line."""
        return "\n".join(self._people("head"))

    @property
    def contacts(self) -> str:
        """The people to ask, one a line."""
        return "\n".join(self.task.contacts)

    @property
    def sources(self) -> str:
        """The task's sources, one a line."""
        return "\n".join(self.task.sources)

    @cached_property
    def group(self) -> TaskGroup:
        """The titled group of the task; an empty one where there is none."""
        return next((group for group in self.plan.groups if group.number == self.task.group), _NO_GROUP)

    @property
    def category(self) -> str:
        """The heading of the task; of `A/B` the first."""
        return self.task.category.partition("/")[0]

    @property
    def subcategory(self) -> str:
        """Of `A/B` the second."""
        return self.task.category.partition("/")[2]

    @cached_property
    def heading(self) -> Category:
        """The category of the first heading, with its points; an empty one where there is none."""
        named = (category for category in self.plan.categories if category.name == self.category)
        return next(named, _NO_HEADING)

    @property
    def due(self) -> date | None:
        """The milestone's due day, inclusive; that of the last one for a number of the whole year."""
        until = self._until
        return until.due if until else None

    @property
    def filing(self) -> date | None:
        """Until when its completion is filed."""
        until = self._until
        return until.filing if until else None

    def is_answer_due(self, period: Period) -> bool:
        """Whether an answer is owed: due, or to be filed, by the end of the period."""
        if self.owed is not None:
            return self.owed
        until = self._until
        return until is not None and until.answer_owed_from <= period.end

    def is_overdue(self, period: Period) -> bool:
        """Whether the due day has passed when the form is filled in: before its period, or before the filing day."""
        if self.due is None:
            return False
        return self.due < period.start or (self.filing is not None and self.due < self.filing <= period.end)

    def blank_rows(self, count: int, least: int) -> Iterable["Row"]:
        """So many blank rows in place of this one; the first `least` of them are owed."""
        for place in range(1, count + 1):
            yield replace(self, key=f"{self.key}+{place}", owed=place <= least, place=place)

    @property
    def _until(self) -> Milestone | None:
        return self.milestone or (self.task.milestones[-1] if self.target else None)

    def _people(self, what: Literal["leader", "head"]) -> Iterable[str]:
        named = (
            self.directory.find_group(name) or self.directory.find_unit(name)
            for name in (self.task.lead, *self.task.supports)
        )
        return dict.fromkeys(getattr(found, what) for found in named if found and getattr(found, what))
