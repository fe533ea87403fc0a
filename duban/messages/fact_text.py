"""Texts that do nothing but name facts, such as `{{ unit.name }}：{{ count }}`: most sentences, filled without jinja2.

Making a template of a sentence takes a hundred times as long as filling it, and most sentences are filled a few times.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple

from duban.messages.template_syntax import HIDDEN, METHODS
from duban.messages.template_work import value_in_words
from duban.text.lazy_pattern import lazy_pattern

_FACT = lazy_pattern(r"\{\{ *([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*) *\}\}")
_SYNTAX = ("{{", "{%", "{#", "\r")
_NO_FACTS = frozenset(
    {
        *("and", "or", "not", "if", "else", "elif", "in", "is", "true", "false", "none", "import", "for"),
        *("self", "super", "loop", "caller", "varargs", "kwargs", "word"),
    }
)
"""What jinja2 takes for something else than the name of a fact, or might."""
_LONGEST_SOURCE, _LONGEST_TEXT = 2_000, 100_000
"""Characters; what is longer is left to jinja2, which knows what is too long."""


class FactText(NamedTuple):
    """Such a text, taken apart.

    Attributes:
        literals: what stands before each fact, and behind the last.
        paths: of each fact its name, and the attributes that lead from it.
    """

    literals: tuple[str, ...]
    paths: tuple[tuple[str, ...], ...]

    def fill(self, facts: Mapping[str, object], attribute: Callable[[object, str], object]) -> str | None:
        """The text with its facts filled in.

        Args:
            facts: by name.
            attribute: gives an attribute of a value, as jinja2 gets it; what there is not raises LookupError.

        Returns:
            None where a fact is not there or is very long: what is to be said of that, jinja2 says.
        """
        parts = [self.literals[0]]
        try:
            for literal, (name, *attributes) in zip(self.literals[1:], self.paths, strict=True):
                value = facts[name]
                for step in attributes:
                    value = attribute(value, step)
                parts += value_in_words(value), literal
        except LookupError:
            return None
        text = "".join(parts)
        return text if len(text) <= _LONGEST_TEXT else None


@cache
def parse_fact_text(source: str) -> FactText | None:
    """A text that does nothing but name facts; None for any other, and where that is not plain to see."""
    literals, names = _FACT.split(source)[::2], _FACT.findall(source)
    paths = [tuple(name.split(".")) for name in names]
    is_plain = (
        len(source) <= _LONGEST_SOURCE
        and not source.endswith("\n")
        and not any(sign in literal for literal in literals for sign in _SYNTAX)
        and not any(literal.endswith("{") for literal in literals)
        and not any(path[0] in _NO_FACTS or METHODS.intersection(path[1:]) for path in paths)
        and not any(step.startswith(HIDDEN) for path in paths for step in path)
    )
    return FactText(tuple(literals), tuple(paths)) if is_plain else None
