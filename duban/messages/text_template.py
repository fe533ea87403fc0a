"""The texts that offices write, filled with facts: jinja2 as far as texts need it, and no further.

A template is data: it may come by mail. It reads the facts that it is given and nothing else, calls nothing but the
filters and methods listed in template_syntax, and has a bound on its work and on its length.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from duban.messages.finding import Finding, InputError, Place
from duban.messages.template_syntax import (
    ENDLESS,
    FAULTY,
    FILTERS,
    FORBIDDEN,
    HIDDEN,
    METHODS,
    TESTS,
    RefusedTemplateError,
    TemplateFault,
    check_syntax,
)
from duban.text.display import (
    display_text,
    join_list,
    long_date_text,
    period_words,
    short_date_text,
    weekday_character,
)
from duban.text.folding import printable_text

LONGEST_SOURCE = 20_000
"""Characters of a template; the longest shipped one has a tenth of that."""
MOST_WORK = 1_000_000
"""Steps that filling one text may take: parts of the template, items of lists, characters of texts."""
_STEPS = "_steps"
"""The fact that counts the work; a template cannot name it, for it begins with an underscore."""
_METERS = {
    (nodes.Concat,): "_as_text",
    (nodes.Filter, nodes.Call, nodes.Keyword, nodes.Compare, nodes.Operand, nodes.Add, nodes.Getitem): "_measured",
}
"""Syntax that makes texts or works on whole values, by the filter through which its parts go."""
_ERRORS = (
    *(TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError),
    *(RecursionError, SyntaxError, MemoryError),
)
"""What a template can do wrong when it is parsed, compiled or filled."""


class _Steps:
    """The work that is left for filling one text."""

    def __init__(self) -> None:
        self.left = MOST_WORK

    def take(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise RefusedTemplateError(ENDLESS)


class _Environment(ImmutableSandboxedEnvironment):
    """The fields of the facts can be read, and of their methods the listed ones of texts and mappings."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ANN401  a fact can be anything
        """Whether an attribute of a fact may be read.

        Args:
            obj: the fact, or a part of it.
            attr: the name of the attribute.
            value: what it is.
        """
        if attr in METHODS and callable(value):
            return isinstance(obj, str | Mapping)
        is_field = not callable(value) and not attr.startswith(HIDDEN)
        return is_field and super().is_safe_attribute(obj, attr, value)

    def unsafe_undefined(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401, ARG002  likewise
        raise RefusedTemplateError(FORBIDDEN, attribute)


@pass_context
def _measured(context: Context, value: object) -> object:
    """A value, its size counted as work."""
    context[_STEPS].take(len(value) if isinstance(value, str | tuple | list | dict) else 1)
    return value


@pass_context
def _as_text(context: Context, value: object) -> str:
    """A value in words; a number as people write it."""
    text = display_text(value) if isinstance(value, Decimal | float) else str(value)
    context[_STEPS].take(len(text))
    return text


@pass_context
def _items(context: Context, values: Any, weight: int) -> list[Any]:  # noqa: ANN401  any iterable fact
    """What a loop goes through; weight: the work that each item makes."""
    items = list(values)
    context[_STEPS].take(len(items) * weight)
    return items


@pass_context
def _join(context: Context, values: Any, separator: str = "", attribute: str = "") -> str:  # noqa: ANN401  likewise
    items = [context.environment.getitem(value, attribute) if attribute else value for value in values]
    texts = [_as_text(context, item) for item in items]
    context[_STEPS].take(len(separator) * len(texts))
    return join_list(texts, separator)


@pass_context
def _replace(context: Context, value: object, old: str, new: str) -> str:
    text = str(value)
    context[_STEPS].take(text.count(old) * len(new))
    return text.replace(old, new)


def _make_environment() -> _Environment:
    environment = _Environment(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_as_text,  # of each text that is put out
        optimized=False,  # what jinja2 works out beforehand is counted nowhere
    )
    own: dict[str, Callable[..., str]] = {"cn_date": long_date_text, "short_date": short_date_text}
    own |= {"weekday": weekday_character, "period": period_words, "join": _join, "replace": _replace}
    meters = {"_measured": _measured, "_as_text": _as_text, "_items": _items}
    environment.filters = {**{name: own.get(name) or environment.filters[name] for name in FILTERS}, **meters}
    environment.tests = {name: environment.tests[name] for name in TESTS}
    environment.globals = {}
    return environment


_environment = _make_environment()


class _Meter(NodeTransformer):
    """Counts the work: what operators, filters and methods take, each item of a loop, each text that is made."""

    def generic_visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> nodes.Node:  # noqa: ANN401
        super().generic_visit(node, *args, **kwargs)
        if isinstance(node, nodes.For):
            weight = 1 + sum(1 + len(str(getattr(inner, "data", ""))) for part in node.body for inner in _walk(part))
            node.iter = _filtered(node.iter, "_items", weight)
        for filter_name in (name for kinds, name in _METERS.items() if isinstance(node, kinds)):
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


def _parse(source: str) -> nodes.Template:
    """The syntax of a template in which nothing is forbidden. Raises one of _ERRORS."""
    if len(source) > LONGEST_SOURCE:
        raise RefusedTemplateError(ENDLESS)
    tree = _environment.parse(source)
    check_syntax(tree)
    return tree


@cache
def compile_template(source: str) -> Template:
    """A compiled template; the same source is compiled once."""
    return _environment.from_string(_Meter().visit(_parse(source)))


def _fill(source: str, facts: Mapping[str, object]) -> str:
    return printable_text(compile_template(source).render({**facts, _STEPS: _Steps()}))


def render_text(source: str, /, **facts: object) -> str:
    """A text with its facts filled in.

    Raises:
        InputError: where it names a fact that is not there, is no template, or asks for more than it may.
    """
    if "{" not in source:
        return source
    try:
        return _fill(source, facts)
    except _ERRORS as error:
        fault = _fault_of(error)
        raise InputError([Finding(fault.code, Place("templates"), {"text": source, "name": fault.name})]) from error


def find_template_error(source: str, facts: Mapping[str, object] | None = None) -> TemplateFault | None:
    """What is wrong with a text; None where nothing is.

    Args:
        source: perhaps a template.
        facts: what it may speak of; None asks only whether any facts could fill it.
    """
    if "{" not in source:
        return None
    try:
        if facts is None:
            _parse(source)  # a fraction of the time of a template that can be filled
        else:
            _fill(source, facts)
    except _ERRORS as error:
        return _fault_of(error)
    return None


def _fault_of(error: BaseException) -> TemplateFault:
    """What went wrong, with the name that jinja2 complains of, where it does."""
    if isinstance(error, RefusedTemplateError):
        return error.fault
    pattern = "named '([^']*)'" if isinstance(error, TemplateSyntaxError) else "'([^']*)'"
    quoted: list[str] = re.findall(pattern, str(error.message)) if isinstance(error, TemplateError) else []
    return TemplateFault(FAULTY, quoted[-1] if quoted else "")
