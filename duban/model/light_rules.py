"""templates/lights.yaml: how bad each worry is, and in what words."""

from typing import Annotated

from pydantic import WithJsonSchema

from duban.model.base import Model
from duban.model.typed import matches_pattern
from duban.model.verdict import Light

Suggestion = Annotated[str, matches_pattern("(?!.*问责).+", "value-pattern"), WithJsonSchema({"type": "string"})]
"""What leaders may think about. Calling to account is theirs alone: no ladder of ours says it."""


class LightRule(Model):
    """What a rule means when it speaks. reason: a template over the facts that the rule gives."""

    light: Light
    word: str
    reason: str = ""
    settings: dict[str, int] = {}


class LightWord(Model):
    """A light on paper: the symbol survives a photocopy."""

    symbol: str
    name: str


class EscalationStep(Model):
    """A step of the ladder for what lags: suggested to leaders, decided by them.

    word: what is so, in the words of the office's own rule. suggests: what the rule provides for it.
    lights: verdicts to which it applies. answers: column key → answers to which it applies as well.
    year_over: only once the plan's year is over.
    """

    word: str
    suggests: Suggestion
    lights: tuple[Light, ...] = ()
    answers: dict[str, tuple[str, ...]] = {}
    year_over: bool = False


class LightRules(Model):
    """rules: for milestones, by rule code; among equally bad ones the first in order speaks.

    tasks: the verdicts that only a whole task can have: finished, on-course and so on.
    declared: the words for what a task declares.
    ladder: the steps for what lags; the first that applies speaks.
    """

    rules: dict[str, LightRule]
    tasks: dict[str, LightRule]
    declared: dict[str, str]
    lights: dict[Light, LightWord]
    ladder: tuple[EscalationStep, ...] = ()

    def rule(self, code: str) -> LightRule:
        """The rule of this code, of a milestone or of a task."""
        return self.rules.get(code) or self.tasks[code]
