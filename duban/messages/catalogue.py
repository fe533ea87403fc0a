"""Sentences: what templates/texts says, filled with facts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, StrictUndefined, Template, TemplateError, TemplateSyntaxError

from duban.messages.finding import Finding, InputError, Place, Severity
from duban.text.display import long_date_text, short_date_text, weekday_character

_environment = Environment(  # noqa: S701 — plain text, never markup
    undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_environment.filters |= {"cn_date": long_date_text, "short_date": short_date_text, "weekday": weekday_character}


@cache
def compile_template(source: str) -> Template:
    """A compiled template; the same source is compiled once."""
    return _environment.from_string(source)


def render_text(source: str, /, **facts: object) -> str:
    """The text with its facts. Raises InputError where it cannot be filled: a template never guesses."""
    if "{" not in source:
        return source
    try:
        return compile_template(source).render(**facts)
    except TemplateError as error:
        told = {"text": source, "name": find_template_error(source, facts)}
        raise InputError([Finding("template-text", Place("templates"), told)]) from error


def find_template_error(source: str, facts: Mapping[str, object] | None = None) -> str | None:
    """What is wrong with a text: the name that it should not speak of, or "" for its signs; None where it is sound.

    facts: what it may speak of; None asks only whether any facts could fill it.
    """
    if "{" not in source:
        return None
    try:
        made = compile_template(source)
        if facts is not None:
            made.render(**facts)
    except TemplateError as error:
        said = str(error.message)
        quoted: list[str] = re.findall("named '([^']*)'", said)
        if not isinstance(error, TemplateSyntaxError):
            quoted = re.findall("'([^']*)'", said)
        return quoted[-1] if quoted else ""
    return None


@dataclass(frozen=True, slots=True)
class Message:
    """A finding as a person reads it: what is so, what to do, and how bad it is.

    hint: what whoever erred is to do. office: what the office itself may do instead, which nobody else is told.
    """

    severity: Severity
    text: str
    hint: str
    office_hint: str = ""

    @property
    def all_hints(self) -> str:
        """All that may be done about it, as the clerk reads it."""
        return "；".join(filter(None, (self.hint, self.office_hint)))


class Messages:
    """Every sentence by its code.

    sources: a finding's code → {severity, says, hint, perhaps office}, or the name of a small text → its words; the
    last counts. A sentence may quote a small text by `word(name, fact=…)`.
    """

    def __init__(self, *sources: Mapping[str, Any]) -> None:
        entries = [entry for source in sources for entry in source.items()]
        self._findings = {code: entry for code, entry in entries if isinstance(entry, Mapping)}
        self._words: dict[str, str] = {name: entry for name, entry in entries if isinstance(entry, str)}

    def severity(self, finding: Finding) -> Severity:
        """How bad this kind of finding is: said in the texts, so that an office may change it."""
        entry = self._findings.get(finding.code, {})
        return Severity(entry.get("severity", Severity.ERROR))

    def message(self, finding: Finding) -> Message:
        """The finding in words."""
        entry = self._findings.get(finding.code, {})
        facts = {"word": self.text, **finding.facts}
        says = render_text(entry.get("says", finding.code), **facts)
        hint, office = (render_text(entry.get(key, ""), **facts) for key in ("hint", "office"))
        return Message(self.severity(finding), says, hint, office)

    def text(self, name: str, /, **facts: object) -> str:
        """One of the small texts, filled."""
        return render_text(self._words[name], **facts)
