"""What a unit declares of a milestone, what the program finds, and the light that follows by templates/lights.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, WithJsonSchema

from duban.model.plan import Milestone, Plan, Task
from duban.model.submission import Record
from duban.model.typed import Model, matches_pattern


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


Suggestion = Annotated[str, matches_pattern("(?!.*问责).+", "value-pattern"), WithJsonSchema({"type": "string"})]
"""What leaders may think about. Calling to account is theirs alone: no escalation of ours says it."""


class LightRule(Model):
    """What a verdict means."""

    light: Light = Field(description="How bad it is.")
    word: str = Field(description="The verdict in a word or two, printed beside the light.")
    reason: str = Field("", description="A template over the facts that the rule gives.")
    settings: dict[str, int] = Field({}, description="The settings of the rule, such as within_days.")


class LightWord(Model):
    """A light on paper."""

    symbol: str = Field(description="Survives a photocopy without colours.")
    name: str = Field(description="The word for the colour.")


class EscalationStep(Model):
    """A step of the office's own rule for milestones that lag: suggested to leaders, decided by them."""

    word: str = Field(description="What is so, in the words of the rule.")
    suggests: Suggestion = Field(description="What the rule provides for it.")
    lights: tuple[Light, ...] = Field((), description="Lights of a milestone to which it applies.")
    answers: dict[str, tuple[str, ...]] = Field(
        {}, description="Column key to answers about a milestone, in any kind of form, to which it applies as well."
    )
    year_over: bool = Field(default=False, description="It applies only once the plan's year is over.")


class LightRules(Model):
    """All verdicts with their lights and words."""

    rules: dict[str, LightRule] = Field(
        description="For milestones, by rule code; among equally bad ones the first in order counts."
    )
    tasks: dict[str, LightRule] = Field(description="The verdicts that only a whole task can have, by their codes.")
    declared: dict[str, str] = Field(description="The words for what a task declares, by meaning.")
    lights: dict[Light, LightWord] = Field(description="The lights on paper, in the order in which they are listed.")
    ladder: tuple[EscalationStep, ...] = Field(
        (), description="Steps for milestones that lag; the first that applies counts."
    )

    def rule(self, code: str) -> LightRule:
        """The rule of this code, of a milestone or of a task."""
        return self.rules.get(code) or self.tasks[code]
