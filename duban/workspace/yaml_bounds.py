"""How much a YAML file may hold; what is more is refused while it is parsed, before anything is made of it."""

from collections.abc import Sequence
from itertools import chain

import yaml

_MOST_PARTS = 200_000
"""Texts, lists and mappings of one file, those that aliases repeat counted each time."""
_DEEPEST = 41
"""Lists and mappings within each other, and what lies in the last."""
_LONGEST_LINE = 50_000
"""Characters of one line."""
_WHOLE_NUMBER, _NUMBER = "tag:yaml.org,2002:int", "tag:yaml.org,2002:float"
_LONGEST_NUMBER = {_WHOLE_NUMBER: 18, _NUMBER: 30}
"""Characters of a number in a template, by its tag: longer ones may take minutes, or have the hash of many others."""


class UnboundedError(Exception):
    """A text whose data would be too deep or too much, and the line where it begins to be."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class _BoundedLoader(yaml.CSafeLoader):
    """Makes the parts of a text, as many and as deep as they may be."""

    def __init__(self, text: str) -> None:
        """Begin to parse.

        Args:
            text: of one file.

        Raises:
            UnboundedError: a line is too long.
        """
        for number, line in enumerate(text.splitlines(), 1):
            if len(line) > _LONGEST_LINE:
                raise UnboundedError(number)
        super().__init__(text)
        self._may_repeat = "*" in text
        self._parts = self._depth = 0

    def descend_resolver(self, parent: yaml.Node | None, _index: object) -> None:
        """Go to the next part: PyYAML calls this before it makes one. Raises UnboundedError where it is too much."""
        self._parts += 1
        self._depth += 1
        if self._parts > _MOST_PARTS or self._depth > _DEEPEST:
            raise UnboundedError(parent.start_mark.line + 1 if parent else 1)

    def ascend_resolver(self) -> None:
        """Go back to the list or mapping in which a part lies."""
        self._depth -= 1

    def get_single_node(self) -> yaml.Node | None:
        """All of the text; None for an empty one. Raises UnboundedError where its aliases make it too much."""
        node = super().get_single_node()
        if node and self._may_repeat:
            _measure(node, {})
        return node


def _measure(node: yaml.Node, extents: dict[yaml.Node, tuple[int, int]]) -> tuple[int, int]:
    """How many parts a node has and how deep they lie, with all that aliases repeat.

    Args:
        node: perhaps a list or a mapping.
        extents: the same of the nodes before it; of one that is not closed yet, too many.

    Raises:
        UnboundedError: that is too much.
    """
    if node not in extents:
        extents[node] = _MOST_PARTS, 0
        inner = [_measure(child, extents) for child in _children(node)]
        parts, depth = 1 + sum(count for count, _ in inner), 1 + max((levels for _, levels in inner), default=0)
        if parts > _MOST_PARTS or depth > _DEEPEST:
            raise UnboundedError(node.start_mark.line + 1)
        extents[node] = parts, depth
    return extents[node]


def _children(node: yaml.Node) -> Sequence[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return tuple(chain.from_iterable(node.value))
    return node.value if isinstance(node, yaml.SequenceNode) else ()


class TypedLoader(_BoundedLoader):
    """For files that people type: every value is a text."""

    def resolve(self, *_part: object) -> str:
        """The tag of a part; nobody asks for it."""
        return ""


class TemplateLoader(_BoundedLoader):
    """For templates: plain values, and numbers that are no longer than _LONGEST_NUMBER."""

    def bounded_number(self, node: yaml.ScalarNode) -> int | float:
        """The number that a node says. Raises ValueError where it is too long."""
        if len(node.value) > _LONGEST_NUMBER[node.tag]:
            raise ValueError(len(node.value))
        is_whole = node.tag == _WHOLE_NUMBER
        return self.construct_yaml_int(node) if is_whole else self.construct_yaml_float(node)


for _tag in (_WHOLE_NUMBER, _NUMBER):
    TemplateLoader.add_constructor(_tag, TemplateLoader.bounded_number)
