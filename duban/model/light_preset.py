"""The published rules of one place, laid over an office's own: which light is how bad there."""

from collections.abc import Mapping
from typing import Annotated

from duban.model.verdict import Light, LightRule, LightRules
from duban.validation.declaration import Field
from duban.validation.model import Model
from duban.value_object import asdict, replace


class RuleChange(Model):
    """What a preset says of a rule; what it does not say is as in lights.yaml."""

    rule: Annotated[
        str, Field(description="The rule of the program that it is; by default the one of its own code.")
    ] = ""
    light: Annotated[Light | None, Field(description="How bad it is.")] = None
    word: Annotated[str, Field(description="The verdict in a word or two, printed beside the light.")] = ""
    reason: Annotated[str, Field(description="A template over the facts that the rule gives.")] = ""
    settings: Annotated[
        dict[str, int] | None, Field(description="The settings of the rule, in place of the others.")
    ] = None

    def changed(self, base: LightRule) -> LightRule:
        """A rule with what this says; a further step of it has settings of its own."""
        changes: dict[str, object] = {name: value for name, value in asdict(self).items() if value not in ("", None)}
        return replace(base, **{"settings": {}, **changes} if self.rule else changes)


class LightPreset(Model):
    """The published rules of one place, laid over lights.yaml where config.yaml names it (亮灯规则)."""

    name: Annotated[str, Field(min_length=1, description="What config.yaml calls it.")]
    source: Annotated[
        str, Field(min_length=1, description="Where the rules are published, and what of them is left out.")
    ]
    rules: Annotated[
        dict[str, RuleChange], Field(description="By code: of a rule in lights.yaml, or a code of its own.")
    ]

    def base(self, code: str, rules: LightRules) -> LightRule | None:
        """The rule whose words one of the preset takes over where it has none; None where it has to say all itself."""
        change = self.rules[code]
        name = change.rule or code
        base = rules.rules.get(code) or rules.optional.get(name) or rules.rules.get(name)
        if base is None and change.light is not None and change.word:
            return LightRule(light=change.light, word=change.word)
        return base

    def over(self, rules: LightRules) -> LightRules:
        """The rules with those of the preset: a further step of a rule stands before it, a new rule at the end.

        A rule that has no light or word of its own, and takes over none, is left out; proof-reading tells of it.
        """
        bases = {code: self.base(code, rules) for code in self.rules}
        changed = {code: self.rules[code].changed(base) for code, base in bases.items() if base}
        steps = {code: rule for code, rule in changed.items() if rule.rule and code not in rules.rules}
        ordered: dict[str, LightRule] = {}
        for code, rule in (rules.rules | changed).items():
            if code not in steps:
                ordered |= _steps_of(code, steps) | {code: rule}
        return replace(rules, rules=ordered | steps, name=self.name)


def _steps_of(code: str, steps: Mapping[str, LightRule]) -> dict[str, LightRule]:
    """Those that are further steps of a rule. code: of the rule."""
    return {step: rule for step, rule in steps.items() if rule.rule == code}
