"""An office's own words for things, 科室 for 股室, in every text that the templates print."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from duban.messages.text_template import MARKUP_BLOCK, MARKUP_OUTPUT
from duban.text.lazy_pattern import lazy_pattern
from duban.value_object import ValueObject, field

_EXPRESSION = lazy_pattern(
    rf"\{{\{{.*?\}}\}}|\{{%.*?%\}}|{MARKUP_OUTPUT[0]}.*?{MARKUP_OUTPUT[1]}|{MARKUP_BLOCK[0]}.*?{MARKUP_BLOCK[1]}",
    re.DOTALL,
)
_LITERAL = lazy_pattern(r"(?P<compared>[=!]=\s*)?(?P<text>'[^']*'|\"[^\"]*\")(?P<key>\s*(?::|in\b|[=!]=))?")
"""A text in an expression; what is compared with a fact, or is the key of a choice, is no printed word."""


class OwnWords(ValueObject, dict=True):
    """The words of an office.

    Attributes:
        words: a word of the shipped templates → the office's own; none of the new ones is replaced again.
    """

    words: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self.words, key=len, reverse=True)
        return re.compile(rf"(?P<word>{'|'.join(map(re.escape, longest_first))})(?P<bracket>（[^（）]*）)?")

    def in_text(self, template: str) -> str:
        """A text in the office's words, still a template: of its expressions only what they print changes.

        What is filled in later, a plan's or a unit's own texts, stays as it is.
        """
        if not self.words:
            return template
        parts, start = [], 0
        for expression in _EXPRESSION.finditer(template):
            parts += [self._said(template[start : expression.start()]), _LITERAL.sub(self._literal, expression[0])]
            start = expression.end()
        return "".join([*parts, self._said(template[start:])])

    def in_data(self, data: Any, but: str = "") -> Any:  # noqa: ANN401  a template can be anything
        """Plain data of a template file with every text in the office's words; keys are no texts.

        Args:
            data: of the file.
            but: a key whose text stays, wherever it stands: a name by which commands or other files know something.
        """
        if not self.words:
            return data
        if isinstance(data, str):
            return self.in_text(data)
        if isinstance(data, Mapping):
            return {key: value if but and key == but else self.in_data(value, but) for key, value in data.items()}
        return [self.in_data(entry, but) for entry in data] if isinstance(data, list) else data

    def _said(self, text: str) -> str:
        return self._pattern.sub(self._own, text) if text else text

    def _own(self, match: re.Match[str]) -> str:
        """The office's own word; a word in brackets that would say it again (责任单位（单位）) goes."""
        own, bracket = self.words[match["word"]], self._said(match["bracket"] or "")
        return own if bracket and own.endswith(bracket.strip("（）")) else own + bracket

    def _literal(self, literal: re.Match[str]) -> str:
        is_printed = not literal["compared"] and not literal["key"]
        return self._said(literal[0]) if is_printed else literal[0]


NO_WORDS = OwnWords()
"""Of an office that calls all things as the templates do."""
