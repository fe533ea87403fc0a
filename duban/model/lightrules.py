"""templates/lights.yaml: how bad each worry is, and in what words."""

from duban.model.base import Model
from duban.model.verdict import Light


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


class LightRules(Model):
    """rules: for milestones, by rule code; among equally bad ones the first in order speaks.

    tasks: the verdicts that only a whole task can have: finished, on-course and so on.
    declared: the words for what a task declares.
    """

    rules: dict[str, LightRule]
    tasks: dict[str, LightRule]
    declared: dict[str, str]
    lights: dict[Light, LightWord]

    def rule(self, code: str) -> LightRule:
        """The rule of this code, of a milestone or of a task."""
        return self.rules.get(code) or self.tasks[code]
