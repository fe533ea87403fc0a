"""Mistakes in lights.yaml and in its presets."""

from collections.abc import Callable, Iterator, Mapping
from inspect import signature
from typing import Any

from duban.key_path import KeyPath
from duban.messages.finding import UnplacedFinding
from duban.model.light_preset import LightPreset
from duban.model.verdict import DAILY_RULES, LightRule, LightRules
from duban.proofreading.templates import missing_key, template_text_errors, unknown_name

LightFunctions = Mapping[str, Callable[..., Any]]
"""All rules that there are, by code."""


def light_rule_errors(rules: LightRules, light_functions: LightFunctions) -> Iterator[UnplacedFinding]:
    """Rules that there are not or that are missing, settings that a rule does not have, reasons that cannot be filled.

    Args:
        rules: as the office wrote them.
        light_functions: all rules that there are, by code.
    """
    yield from (UnplacedFinding("light-rule-missing", ("rules",), {"code": code}) for code in rules.missing_rules)
    for section, listed in (("rules", rules.rules), ("optional", rules.optional)):
        for code, rule in listed.items():
            yield from unknown_name((section, code), rule.rule or code, light_functions, key=section)
            yield from _rule_errors((section, code), rule.rule or code, rule, light_functions)
    yield from _gap_errors(rules)


def light_preset_errors(
    preset: LightPreset, base: LightRules, light_functions: LightFunctions
) -> Iterator[UnplacedFinding]:
    """The same of a preset; also rules of its own that lack a light or a word.

    Args:
        preset: as typed.
        base: the rules over which it is laid.
        light_functions: all rules that there are, by code.
    """
    rules = preset.over(base)
    for code, change in preset.rules.items():
        path, name = ("rules", code), change.rule or code
        yield from unknown_name(path, name, light_functions, key="rules")
        if code in rules.rules:
            yield from _rule_errors(path, name, rules.rules[code], light_functions)
        elif name in light_functions:
            yield from (missing_key(path, name) for name in ("light", "word") if not getattr(change, name))
    yield from _gap_errors(rules)


def _gap_errors(rules: LightRules) -> Iterator[UnplacedFinding]:
    """Rules that begin only some days after the due day, with no entry for the days before: these had no light."""
    for code in DAILY_RULES:
        starts = {
            rule.settings.get("from_days", 1): own for own, rule in rules.rules.items() if (rule.rule or own) == code
        }
        first = min(starts, default=1)
        if first > 1:
            facts = {"code": code, "first": first, "before": first - 1}
            yield UnplacedFinding("light-rule-gap", ("rules", starts[first]), facts)


def _rule_errors(
    path: KeyPath, name: str, rule: LightRule, light_functions: LightFunctions
) -> Iterator[UnplacedFinding]:
    """What is wrong with one rule. name: of the program's rule."""
    if name in light_functions:
        yield from _setting_errors(path, rule, light_functions[name])
        yield from template_text_errors((*path, "reason"), rule.reason)


def _setting_errors(path: KeyPath, rule: LightRule, function: Callable[..., Any]) -> Iterator[UnplacedFinding]:
    """Settings that the function of a rule needs and that are missing, and settings that it does not have."""
    parameters = [one for one in signature(function).parameters.values() if one.kind is one.KEYWORD_ONLY]
    needed = [one.name for one in parameters if one.default is one.empty]
    yield from (missing_key(path, setting) for setting in needed if setting not in rule.settings)
    for setting in rule.settings:
        yield from unknown_name((*path, "settings", setting), setting, [one.name for one in parameters], key="settings")
