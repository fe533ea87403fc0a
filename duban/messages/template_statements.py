"""The statements of a template as steps that fill it, one after the other."""

from collections.abc import Callable, Iterable
from functools import singledispatch
from typing import Any

from jinja2 import nodes
from jinja2.filters import FILTERS
from jinja2.runtime import LoopContext

from duban.messages.template_values import Filling, expression_value
from duban.messages.template_work import value_in_words

FillingStep = Callable[[Filling], object]
"""Does what a statement says."""
_Naming = Callable[[dict[str, Any], Any], object]
"""Adds a value to names, by the name that a template has for it."""


def fill_steps(steps: Iterable[FillingStep], filling: Filling) -> str:
    """The text that a template's steps make of what it is filled with."""
    _take(steps, filling)
    return "".join(filling.texts)


def _take(steps: Iterable[FillingStep], filling: Filling) -> None:
    for step in steps:
        step(filling)


def steps_of(statements: Iterable[nodes.Node]) -> tuple[FillingStep, ...]:
    """The steps that do what statements say. Raises KeyError for syntax that no template may have."""
    return tuple(step for statement in statements for step in _steps(statement))


@singledispatch
def _steps(node: nodes.Node) -> list[FillingStep]:
    raise KeyError(type(node))


@_steps.register
def _put_out(node: nodes.Output) -> list[FillingStep]:
    return [_put_out_text(part) for part in node.nodes]


def _put_out_text(node: nodes.Expr) -> FillingStep:
    if isinstance(node, nodes.TemplateData):
        text = node.data
        return lambda filling: filling.texts.append(text)
    value, line = expression_value(node), node.lineno
    in_markup: Callable[[str], str] = str
    if node.environment and node.environment.autoescape:
        in_markup = FILTERS["escape"]

    def put_out(filling: Filling) -> None:
        filling.line = line
        filling.texts.append(in_markup(filling.work.counted(value_in_words(value(filling)))))

    return put_out


@_steps.register
def _assign(node: nodes.Assign) -> list[FillingStep]:
    name, value, line = _naming(node.target), expression_value(node.node), node.lineno

    def assign(filling: Filling) -> None:
        filling.line = line
        name(filling.names, value(filling))

    return [assign]


def _naming(target: nodes.Node) -> _Naming:
    """What names a value; or its items, where the target is several names."""
    if isinstance(target, nodes.Name):
        key = target.name
        return lambda names, value: names.__setitem__(key, value)
    namings = [_naming(item) for item in target.iter_child_nodes()]

    def name_items(names: dict[str, Any], values: Iterable[object]) -> None:
        for name, value in zip(namings, values, strict=True):
            name(names, value)

    return name_items


@_steps.register
def _choose(node: nodes.If) -> list[FillingStep]:
    branches = [(branch.lineno, expression_value(branch.test), steps_of(branch.body)) for branch in (node, *node.elif_)]
    otherwise = steps_of(node.else_)

    def choose(filling: Filling) -> None:
        for line, test, steps in branches:
            filling.line = line
            if test(filling):
                return _take(steps, filling)
        return _take(otherwise, filling)

    return [choose]


@_steps.register
def _repeat(node: nodes.For) -> list[FillingStep]:
    name, values, line = _naming(node.target), expression_value(node.iter), node.lineno
    test = expression_value(node.test or nodes.Const(True))  # noqa: FBT003  a piece of syntax
    body, otherwise = steps_of(node.body), steps_of(node.else_)
    weight = 1 + sum(map(_weight, node.body))

    def repeat(filling: Filling) -> None:
        filling.line = line
        outer_names, items = filling.names, list(values(filling))
        filling.work.take(len(items) * weight)

        def is_chosen(item: object) -> object:
            filling.names = {**outer_names}
            name(filling.names, item)
            return test(filling)

        items = list(filter(is_chosen, items))
        for item, loop in LoopContext(items, filling.environment.undefined):
            filling.names = {**outer_names, "loop": loop}  # what is named in one round is unknown in the next
            name(filling.names, item)
            _take(body, filling)
        filling.names = outer_names
        if not items:
            _take(otherwise, filling)

    return [repeat]


def _weight(node: nodes.Node) -> int:
    """The work that a piece of syntax makes each time: its parts, and the letters that it puts out."""
    return 1 + len(getattr(node, "data", "")) + sum(map(_weight, node.iter_child_nodes()))
