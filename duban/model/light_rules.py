"""templates/lights.yaml: how bad each worry is, and in what words."""

from typing import Annotated

from pydantic import Field, WithJsonSchema

from duban.model.typed import Model, matches_pattern
from duban.model.verdict import Light

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
