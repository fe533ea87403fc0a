"""The expressions of a template as functions: of each piece of syntax one that gives its value.

jinja2 parses, and says what filters, tests and attributes give. It would write Python for a template and compile that,
which takes longer than all of its fillings. Here no code is made: what has no function below cannot be done.
"""

import operator
from collections.abc import Callable, Mapping
from functools import cached_property, singledispatch
from typing import Any

from jinja2 import Undefined, nodes
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment

from duban.messages.template_work import STEPS, Steps, size_of, value_in_words


class Filling:
    """What a template is filled with, and what has been made of it so far.

    Attributes:
        environment: says what filters, tests and attributes give.
        names: the facts, and what the template itself has named.
        work: what may yet be done.
        texts: what was put out.
        line: of the template, that is being filled.
    """

    def __init__(self, environment: SandboxedEnvironment, facts: Mapping[str, object], most_work: int) -> None:
        self.environment = environment
        self.work = Steps(most_work)
        self.names: dict[str, Any] = {**facts, STEPS: self.work}
        self.texts: list[str] = []
        self.line = 0

    @cached_property
    def context(self) -> Context:
        """Where filters of jinja2 look for facts; few texts have any."""
        return self.environment.context_class(self.environment, self.names, None, {})


Value = Callable[[Filling], Any]
"""Gives the value of an expression."""

_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "lteq": operator.le,
    "gt": operator.gt,
    "gteq": operator.ge,
    "in": lambda value, values: value in values,
    "notin": lambda value, values: value not in values,
}
_OPERATIONS: dict[type[nodes.Node], Callable[..., Any]] = {
    nodes.Add: operator.add,
    nodes.Sub: operator.sub,
    nodes.Neg: operator.neg,
    nodes.Not: operator.not_,
    nodes.List: lambda *items: list(items),
    nodes.Tuple: lambda *items: items,
    nodes.Dict: lambda *pairs: dict(pairs),
    nodes.Pair: lambda key, value: (key, value),
}
"""What is done with the values of all parts of an expression, in their order."""


@singledispatch
def expression_value(node: nodes.Node) -> Value:
    """What gives the value of an expression. Raises KeyError for syntax that no template may have."""
    operation, values = _OPERATIONS[type(node)], [_measured(part) for part in node.iter_child_nodes()]
    return lambda filling: operation(*[value(filling) for value in values])


def _measured(node: nodes.Node) -> Value:
    """What gives the value of an expression, and counts its size as work."""
    value = expression_value(node)
    if isinstance(node, nodes.Const):
        return value

    def measured(filling: Filling) -> object:
        result = value(filling)
        filling.work.take(size_of(result))
        return result

    return measured


@expression_value.register
def _constant(node: nodes.Const) -> Value:
    constant = node.value
    return lambda _: constant


@expression_value.register
def _named(node: nodes.Name) -> Value:
    name = node.name

    def named(filling: Filling) -> object:
        names = filling.names
        return names[name] if name in names else filling.environment.undefined(name=name)

    return named


@expression_value.register
def _attribute(node: nodes.Getattr) -> Value:
    owner, name = _measured(node.node), node.attr
    return lambda filling: filling.environment.getattr(owner(filling), name)


@expression_value.register
def _item(node: nodes.Getitem) -> Value:
    owner, key = _measured(node.node), _measured(node.arg)
    if isinstance(node.arg, nodes.Slice):
        return lambda filling: owner(filling)[key(filling)]
    return lambda filling: filling.environment.getitem(owner(filling), key(filling))


@expression_value.register
def _slice(node: nodes.Slice) -> Value:
    ends = [_measured(end or nodes.Const(None)) for end in (node.start, node.stop, node.step)]
    return lambda filling: slice(*[end(filling) for end in ends])


@expression_value.register
def _filtered_or_tested(node: nodes.Filter | nodes.Test) -> Value:
    name, arguments, is_test = node.name, _arguments(node), isinstance(node, nodes.Test)

    def filtered_or_tested(filling: Filling) -> object:
        (value, *others), named = arguments(filling)
        call = filling.environment.call_test if is_test else filling.environment.call_filter
        return call(name, value, others, named, filling.context)

    return filtered_or_tested


@expression_value.register
def _called(node: nodes.Call) -> Value:
    arguments = _arguments(node)

    def called(filling: Filling) -> object:
        (function, *others), named = arguments(filling)
        return filling.environment.call(filling.context, function, *others, **named)

    return called


def _arguments(node: nodes.Filter | nodes.Test | nodes.Call) -> Callable[[Filling], tuple[list[Any], dict[str, Any]]]:
    """What gives the values of what is called or filtered and of what stands behind it, and those with a name."""
    values = [_measured(part) for part in node.iter_child_nodes() if not isinstance(part, nodes.Keyword)]
    named = [(str(keyword.key), _measured(keyword.value)) for keyword in node.kwargs]
    return lambda filling: ([value(filling) for value in values], {name: value(filling) for name, value in named})


@expression_value.register
def _either(node: nodes.CondExpr) -> Value:
    test, value = expression_value(node.test), expression_value(node.expr1)
    other = expression_value(node.expr2) if node.expr2 else lambda _: Undefined()  # is put out as nothing
    return lambda filling: value(filling) if test(filling) else other(filling)


@expression_value.register
def _and(node: nodes.And) -> Value:
    left, right = expression_value(node.left), expression_value(node.right)
    return lambda filling: left(filling) and right(filling)


@expression_value.register
def _or(node: nodes.Or) -> Value:
    left, right = expression_value(node.left), expression_value(node.right)
    return lambda filling: left(filling) or right(filling)


@expression_value.register
def _joined(node: nodes.Concat) -> Value:
    values = [expression_value(part) for part in node.nodes]
    return lambda filling: "".join([filling.work.counted(value_in_words(value(filling))) for value in values])


@expression_value.register
def _compared(node: nodes.Compare) -> Value:
    first = _measured(node.expr)
    others = [(_COMPARISONS[operand.op], _measured(operand.expr)) for operand in node.ops]

    def compared(filling: Filling) -> object:
        left, holds = first(filling), None
        for comparison, value in others:
            right = value(filling)
            holds = comparison(left, right)
            if not holds:
                break
            left = right
        return holds

    return compared
