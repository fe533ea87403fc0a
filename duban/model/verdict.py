"""What a unit declares, what the program finds, and the light that follows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from duban.model.plan import Milestone, Plan, Task
from duban.model.submission import Record

FINISHED_MEANINGS = frozenset({"done", "done-late"})
"""Meanings of a state that say: it is finished."""

MEANINGS_WORST_FIRST = ("will-miss", "adjust", "trouble", "on-track", "done-late", "done")
"""Meanings of a state, the gravest first: a task declares the gravest of its milestones."""


CLAIM_MEANINGS = ("claim", "support", "decline")
"""Meanings of an opinion on who shall lead a task."""


class Light(StrEnum):
    """The colours; `none` says that there is nothing to judge yet, `grey` that nobody reported."""

    RED = "red"
    YELLOW = "yellow"
    BLUE = "blue"
    GREEN = "green"
    NONE = "none"
    GREY = "grey"


LIGHTS_WORST_FIRST = (Light.RED, Light.YELLOW, Light.BLUE, Light.GREEN, Light.GREY, Light.NONE)
"""The worst first."""

Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class MilestoneCase:
    """One milestone at the as-of day, and all that a rule may know of it.

    issued: the day the plan was issued, None if not known. first_report: no report was owed before this one.
    record: the last accepted answer, None if there never was one.
    asked_since: a return that could have told of the due day was owed (or came) after it.
    """

    plan: Plan
    task: Task
    milestone: Milestone
    as_of: date
    record: Record | None
    first_report: bool
    could_have_reported: bool

    @property
    def meaning(self) -> str:
        """What the unit declares; empty where it never answered."""
        return self.record.meaning if self.record else ""

    @property
    def finished(self) -> bool:
        """Whether the unit says that it is finished."""
        return self.meaning in FINISHED_MEANINGS

    @property
    def before_issue(self) -> bool:
        """Due before the plan was issued: nobody could be late before."""
        return self.plan.issued is not None and self.milestone.due < self.plan.issued


@dataclass(frozen=True, slots=True)
class Verdict:
    """A light with its reason. code: the rule that spoke; facts: what its sentence is filled with."""

    light: Light
    code: str
    facts: Facts = field(default_factory=dict)
