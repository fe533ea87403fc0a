"""The work that filling a template takes, counted while it is filled: no text hangs a run."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from jinja2 import nodes, pass_context
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer

from duban.messages.template_syntax import ENDLESS, METHODS, RefusedTemplateError
from duban.text.display import display_text

STEPS = "_steps"
"""The fact that counts the work; a template cannot name it, for it begins with an underscore."""
_METERED_SYNTAX = {
    (nodes.Concat,): "_as_text",
    (nodes.Filter, nodes.Call, nodes.Keyword, nodes.Compare, nodes.Operand, nodes.Add, nodes.Getitem): "_measured",
}
"""Syntax that makes texts or works on whole values, by the filter through which its parts go."""


class Steps:
    """The work that is left for filling one text."""

    def __init__(self, most: int) -> None:
        self.left = most

    def take(self, count: int) -> None:
        """Count so many steps. Raises RefusedTemplateError where none are left."""
        self.left -= count
        if self.left < 0:
            raise RefusedTemplateError(ENDLESS)


@pass_context
def count_size(context: Context, value: object) -> object:
    """A value, its size counted as work."""
    context[STEPS].take(len(value) if isinstance(value, str | tuple | list | dict) else 1)
    return value


def value_in_words(value: object) -> str:
    """A value in words; a number as people write it."""
    return display_text(value) if isinstance(value, Decimal | float) else str(value)


@pass_context
def count_text(context: Context, value: object) -> str:
    """A value in words, their letters counted as work."""
    text = value_in_words(value)
    context[STEPS].take(len(text))
    return text


@pass_context
def count_items(context: Context, values: Any, weight: int) -> list[Any]:  # noqa: ANN401  any iterable fact
    """What a loop goes through.

    Args:
        context: of the text that is filled.
        values: any iterable fact.
        weight: the work that each item makes.
    """
    items = list(values)
    context[STEPS].take(len(items) * weight)
    return items


class WorkMeter(NodeTransformer):
    """Counts the work: what operators, filters and methods take, each item of a loop, each text that is made."""

    def generic_visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> nodes.Node:  # noqa: ANN401
        """A piece of syntax, what it works on and puts out counted."""
        super().generic_visit(node, *args, **kwargs)
        if isinstance(node, nodes.For):
            weight = 1 + sum(1 + len(str(getattr(inner, "data", ""))) for part in node.body for inner in _walk(part))
            node.iter = _filtered(node.iter, "_items", weight)
        for filter_name in (name for kinds, name in _METERED_SYNTAX.items() if isinstance(node, kinds)):
            for field, value in node.iter_fields():
                setattr(node, field, _metered(value, filter_name))
        return node


def _metered(part: Any, name: str) -> Any:  # noqa: ANN401  a field of a node can be anything
    """A part of an expression, through the filter of this name where it has a value; of a method, its text as well."""
    if isinstance(part, list):
        return [_metered(item, name) for item in part]
    if isinstance(part, nodes.Getattr) and part.attr in METHODS:
        part.node = _metered(part.node, "_measured")
    is_value = isinstance(part, nodes.Expr) and not isinstance(part, nodes.TemplateData | nodes.Const | nodes.Slice)
    return _filtered(part, name) if is_value else part


def _filtered(node: nodes.Node, name: str, *constants: object) -> nodes.Filter:
    arguments = [nodes.Const(constant, lineno=node.lineno) for constant in constants]
    return nodes.Filter(node, name, arguments, [], None, None, lineno=node.lineno)


def _walk(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    yield from node.find_all(nodes.Node)


METERS = {"_measured": count_size, "_as_text": count_text, "_items": count_items}
"""The filters that count, by the names under which no template can call them."""
