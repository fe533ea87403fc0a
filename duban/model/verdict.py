"""What a unit declares of a milestone, what the program finds, and the light that follows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from duban.model.plan import Milestone, Plan, Task
from duban.model.submission import Record


class Meaning(StrEnum):
    """What a state that a unit chooses means to the program (`means` of its option), the gravest first."""

    WILL_MISS = "will-miss"
    ADJUST = "adjust"
    TROUBLE = "trouble"
    ON_TRACK = "on-track"
    DONE_LATE = "done-late"
    DONE = "done"


MEANINGS_WORST_FIRST = tuple(Meaning)
FINISHED_MEANINGS = frozenset({Meaning.DONE, Meaning.DONE_LATE})
ALL_FINISHED = "finished"
"""What a task declares when all of its milestones are finished."""

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
WORRYING_LIGHTS = (Light.RED, Light.YELLOW, Light.BLUE)

Facts = Mapping[str, object]
"""What the sentence of a rule is filled with."""


@dataclass(frozen=True, slots=True)
class MilestoneCase:
    """One milestone on a day, and all that a light rule may know of it.

    Attributes:
        record: the last accepted answer, None if there never was one.
        first_report: no report was owed before this one.
        could_have_reported: a return that could have told of the due day came after it, or was owed after it.
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
        """Whether it was due before the plan was issued: nobody could be late before."""
        return self.plan.issued is not None and self.milestone.due < self.plan.issued


@dataclass(frozen=True, slots=True)
class Verdict:
    """A light with its reason.

    Attributes:
        code: the rule that applies, of a milestone or of a whole task.
        facts: what its sentence is filled with.
    """

    light: Light
    code: str
    facts: Facts = field(default_factory=dict)
