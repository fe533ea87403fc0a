"""A row of a form: a task, one of its milestones or targets, or a unit itself, as layouts may show it."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Literal

from duban.model.milestone import UNIT_SIGN, Milestone
from duban.model.period import Period
from duban.model.plan import Category, Inheritable, Plan, Task, TaskGroup
from duban.model.plan_parts import Target
from duban.model.unit import Directory, Unit
from duban.text.folding import remove_spaces
from duban.text.proof import numbered_items
from duban.text.schedule import ScheduleKind
from duban.validation.model import fields_of_model
from duban.value_object import ValueObject, replace


class Counting(StrEnum):
    """What a number counts that a row asks for."""

    YEAR = "year"
    """All from the year's start."""
    LEVEL = "level"
    """Nothing: how high it stands on the day of the report."""
    PERIOD = "period"
    """The period of the form alone."""
    MILESTONE = "milestone"
    """What one milestone adds."""


MilestoneStage = Literal["due", "open", "continuing", "later", "finished"]

_NO_GROUP = TaskGroup(number="")
_NO_HEADING = Category(name="")


class Row(ValueObject, dict=True):
    """One row. What layouts `show` are paths into this, and what they `say` is filled from it."""

    key: str
    """Unique in the plan: the task's number, a milestone's key, a target's, or one that holds a unit's code."""
    plan: Plan
    directory: Directory
    unit: Unit
    """Who is asked."""
    task: Task
    """For a row about a unit itself, a task that stands for the unit."""
    milestone: Milestone | None = None
    line: str = ""
    """The milestone as it is printed in its row."""
    target: Target | None = None
    owed: bool | None = None
    """Whether an answer is owed whatever the day; None leaves it to the due day."""
    is_unclaimed: bool = False
    """Whether nobody is proposed to lead its task, while the leads are decided."""
    is_next: bool = False
    """Whether it is the first milestone of its task that is not due yet."""
    place: int = 0
    """Of blank rows, the count from 1; else 0."""

    def of_unit(self, unit: Unit, *, owed: bool | None = None) -> "Row":
        """The same row for one of several units that answer for it. owed: whatever the day; None: by the due day."""
        return replace(self, key=f"{self.key}{UNIT_SIGN}{unit.code}", unit=unit, owed=owed)

    @property
    def share_key(self) -> str:
        """By which its unit's share of the task is known beside the task as a whole, whichever key its row has."""
        return self.task.key_of_share(self.task.share_codes.get(self.unit.code) or self.unit.code)

    @property
    def share(self) -> str:
        """The code at the end of its milestone's key, where several units answer for the line; else empty."""
        return self.milestone.share if self.milestone else ""

    @property
    def is_recurring(self) -> bool:
        """Whether it is about one interval of a recurring duty."""
        return self.milestone is not None and self.milestone.kind is ScheduleKind.RECURRING

    @property
    def is_continuing(self) -> bool:
        """Whether it is about a duty of the whole year, which is asked about in each period."""
        return self.milestone is not None and self.milestone.kind is ScheduleKind.CONTINUING

    @property
    def units(self) -> str:
        """Lead and supports as printed, one a line, the lead first; a unit that was made the lead stands once.

        Of a milestone that says who leads it, these.
        """
        return "\n".join(self._printed_names(*self._printed_units))

    @property
    def _printed_units(self) -> Sequence[str]:
        """The names of its units, as printed."""
        lead, supports = self.task.lead, self.task.supports
        if self.milestone and (self.milestone.lead or self.milestone.supports):
            lead, supports = self.milestone.lead or lead, self.milestone.supports or supports
            supports = tuple(name for name in supports if self.unit not in self.directory.find_members(name))
        return (*self.directory.names_in(lead), *supports)

    @property
    def supports(self) -> str:
        """The supports as printed, one a line, without the lead."""
        leads = self.directory.names_in(self.task.lead)
        names = self._printed_names(*leads, *self.task.supports)
        return "\n".join(name for name in names if name not in leads)

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
    def span(self) -> str:
        """Of a target, the part of the year that it is for: its milestone as the plan calls it; empty: the year."""
        return (self.milestone.label or self.line) if self.milestone and not self.is_share else ""

    @property
    def is_share(self) -> bool:
        """Whether it is a unit's part of a number of the whole task (分解), which hangs on the last milestone."""
        return bool(self.milestone and self.target and self.target.by_unit)

    @property
    def counting(self) -> Counting:
        """What the number of a target's row counts, as the plan says; else that of the whole year, or the milestone."""
        if self.target and self.target.is_level:
            return Counting.LEVEL
        if self.target is None or self.target.is_of_period:
            return Counting.PERIOD
        is_of_year = self.milestone is None or self.is_share or (self.milestone.implicit and not self.milestone.term)
        return Counting.YEAR if is_of_year or self.target.is_running else Counting.MILESTONE

    @property
    def term(self) -> str:
        """Which interval of a recurring duty it is about (6月); empty for none."""
        return self.milestone.term if self.milestone else ""

    @property
    def asks_total(self) -> bool:
        """Whether a target's number counts from the year's start."""
        return self.target is not None and self.counting is Counting.YEAR

    @property
    def targets(self) -> str:
        """What is promised in numbers, one a line: of its milestone, or of the task and then of its milestones."""
        owners: tuple[Task | Milestone, ...] = (
            (self.milestone,) if self.milestone else (self.task, *self.task.milestones)
        )
        lines = []
        for owner in owners:
            label = f"{owner.label} " if isinstance(owner, Milestone) and owner.label and not self.milestone else ""
            lines += [f"{label}{target.name}：{target.words}" for target in owner.targets]
        return "\n".join(dict.fromkeys(lines))

    @property
    def standards(self) -> str:
        """By what the task's milestones are judged, one a line under their names."""
        milestones = (self.milestone,) if self.milestone else self.task.milestones
        return "\n".join(
            f"{milestone.label}：{milestone.standard}" if milestone.label else milestone.standard
            for milestone in milestones
            if milestone.standard
        )

    @property
    def proof(self) -> tuple[str, ...]:
        """The items of proof of its milestone; of a task as a whole, where it is asked about as one, its own."""
        if self.milestone or self.task.is_undivided:
            return (self.milestone or self.task.milestones[0]).proof
        return ()

    @property
    def proof_items(self) -> str:
        """The same behind their signs, one a line."""
        return numbered_items(self.proof)

    @property
    def due_text(self) -> str:
        """The task's due day in the plan's words; not the usual one where milestones have days of their own."""
        is_usual = self.task.due_text == fields_of_model(Inheritable)["due_text"].default
        return "" if is_usual and not self.task.milestones[0].implicit else self.task.due_text

    @property
    def all_due_texts(self) -> str:
        """The same, and the due days of milestones that are printed under a name of their own, without the day."""
        named = [milestone for milestone in self.task.milestones if milestone.label]
        return "\n".join(filter(None, (self.due_text, *(f"{one.label}：{one.due_text}" for one in named))))

    @property
    def due(self) -> date | None:
        """The milestone's due day, inclusive; that of the last one for a number of the whole year."""
        milestone = self._last_milestone
        return milestone.due if milestone else None

    @property
    def filing(self) -> date | None:
        """Until when its completion is filed, inclusive; None where the plan does not say."""
        milestone = self._last_milestone
        return milestone.filing if milestone else None

    def is_asked_in(self, period: Period) -> bool:
        """Whether the form of a period asks about it.

        Of a recurring duty, where the interval runs in the period, or ended since the one before it began; what counts
        from the year's start, in every period.
        """
        milestone = self.milestone
        if milestone is None or milestone.begins is None or self.is_share or not self.is_recurring:
            return True
        return milestone.begins <= period.end and milestone.due >= period.start_before

    def is_answer_due(self, period: Period) -> bool:
        """Whether an answer is owed: due, or to be filed, by the end of the period."""
        if self.owed is not None:
            return self.owed
        milestone = self._last_milestone
        if milestone is not None and milestone.kind is ScheduleKind.CONTINUING:
            return milestone.begins is None or milestone.begins <= period.end
        return milestone is not None and milestone.answer_owed_from <= period.end

    def continues_beyond(self, period: Period) -> bool:
        """Whether it is about a duty of the whole year, which is asked about in a period and does not end with it."""
        return self.is_continuing and self.milestone is not None and self.milestone.due > period.end

    def is_overdue(self, period: Period) -> bool:
        """Whether the due day has passed when the form is filled in: before its period, or before the filing day."""
        if self.due is None:
            return False
        return self.due < period.start or (self.filing is not None and self.due < self.filing <= period.end)

    def blank_rows(self, count: int, least: int) -> Iterable["Row"]:
        """Blank rows in place of this one, their keys counted from 1.

        Args:
            count: how many.
            least: how many of them are owed, the first.
        """
        for place in range(1, count + 1):
            yield replace(self, key=f"{self.key}+{place}", owed=place <= least, place=place)

    def _printed_names(self, *names: str) -> list[str]:
        """The names that are not empty; a unit that two of them name, with the first. A group is no unit."""
        printed: dict[str, str] = {}
        for name in filter(None, names):
            unit = None if self.directory.find_group(name) else self.directory.find_unit(name)
            printed.setdefault(unit.code if unit else remove_spaces(name), name)
        return list(printed.values())

    @property
    def _last_milestone(self) -> Milestone | None:
        return self.milestone or (self.task.milestones[-1] if self.target else None)

    def _people(self, post: Literal["leader", "head"]) -> Iterable[str]:
        """Who holds this post in the row's units and groups, the lead's first, each once."""
        names = (*self.directory.names_in(self.task.lead), *self.task.supports)
        owners = (self.directory.find_group(name) or self.directory.find_unit(name) for name in names)
        return dict.fromkeys(filter(None, (getattr(owner, post, "") for owner in owners)))
