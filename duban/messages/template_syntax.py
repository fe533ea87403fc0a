"""What a template may consist of: the syntax, filters, tests and methods that texts are made of, and nothing else."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from jinja2 import TemplateError, nodes

DEEPEST_NESTING = 30
"""Levels of a template's syntax."""
MOST_QUOTED_TEXTS = 20
"""Small texts that one template may quote by `word`."""

FORBIDDEN, FAULTY, ENDLESS = "template-forbidden", "template-text", "template-endless"
_QUOTE = "word"
_RESERVED = frozenset({_QUOTE, "self"})
"""Names that are facts of nobody: `word` may only be called, and `self` is jinja2's own."""
HIDDEN = "_"
"""How names begin that are no facts: Python's own, and those of the library that our models are made with."""
METHODS = frozenset({"get", "items", "partition", "removeprefix", "removesuffix", "rstrip", "strip", "values"})
"""Of texts and mappings, what a template may call."""
FILTERS = (
    *("count", "default", "first", "last", "length", "list", "map", "reject", "rejectattr", "select", "selectattr"),
    *("sort", "sum", "trim", "truncate", "unique", "join", "replace"),
    *("cn_date", "short_date", "day", "weekday", "period", "heading", "subheading", "clauses"),
)
TESTS = ("==", "defined", "eq", "equalto", "ne", "none", "string", "undefined")
_SYNTAX = frozenset(
    {
        *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Assign, nodes.If, nodes.CondExpr),
        *(nodes.Const, nodes.Dict, nodes.Pair, nodes.List, nodes.Tuple, nodes.Keyword),
        *(nodes.Getitem, nodes.Slice, nodes.Compare, nodes.Operand),
        *(nodes.And, nodes.Or, nodes.Not, nodes.Concat, nodes.Add, nodes.Sub, nodes.Neg),
    }
)
"""What a template may have, whatever stands in it."""
_NAMING_SYNTAX = frozenset({nodes.Name, nodes.Getattr, nodes.For})
"""What it may have under names that are not reserved, and in loops that do not call themselves."""
_CALLS: dict[tuple[type[nodes.Node], type[nodes.Node]], Collection[str]] = {
    (nodes.Filter, nodes.Filter): FILTERS,
    (nodes.Test, nodes.Test): TESTS,
    (nodes.Call, nodes.Getattr): METHODS,
    (nodes.Call, nodes.Name): {_QUOTE},
}
"""What does something, by what it is called on → the names that it may have."""


class TemplateFault(NamedTuple):
    """What is wrong with a template: the code of a finding, the word in question, and the line; empty, 0: not known."""

    code: str
    name: str
    line: int = 0


class RefusedTemplateError(TemplateError):
    """A template asks for what no template may have."""

    def __init__(self, code: str, name: str = "", line: int = 0) -> None:
        super().__init__(name)
        self.fault = TemplateFault(code, name, line)


def check_syntax(tree: nodes.Template) -> None:
    """Raise RefusedTemplateError where a template consists of more than it may."""
    quotes = 0
    for node, depth, in_loop in _nodes_in(tree, 0, in_loop=False):
        forbidden = _forbidden_name(node)
        if forbidden is not None or depth > DEEPEST_NESTING:
            raise RefusedTemplateError(FAULTY if forbidden is None else FORBIDDEN, forbidden or "", node.lineno)
        quotes += _is_quote(node)
        if quotes > MOST_QUOTED_TEXTS or (in_loop and _is_quote(node)):
            raise RefusedTemplateError(ENDLESS, line=node.lineno)


def _nodes_in(node: nodes.Node, depth: int, *, in_loop: bool) -> Iterator[tuple[nodes.Node, int, bool]]:
    """A piece of syntax and all below it, with how deep they lie and whether in a loop."""
    yield node, depth, in_loop
    in_loop = in_loop or isinstance(node, nodes.For)
    for child in node.iter_child_nodes(exclude=("node",) if _is_quote(node) else ()):
        yield from _nodes_in(child, depth + 1, in_loop=in_loop)


def _is_quote(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name)


def _forbidden_name(node: nodes.Node) -> str | None:
    """How a piece of syntax that no template may have is called; None where it may."""
    if type(node) in _SYNTAX:
        return None
    callee = node.node if isinstance(node, nodes.Call) else node
    choices = _CALLS.get((type(node), type(callee)))
    if choices is None and type(node) not in _NAMING_SYNTAX:
        return type(node).__name__.lower()
    name = str(getattr(callee, "attr", getattr(callee, "name", "")))
    is_reserved = isinstance(node, nodes.Name) and name in _RESERVED  # where `word` is called it is not looked at
    is_refused = is_reserved or _is_dynamic(node) or name.startswith(HIDDEN) or name not in (choices or {name})
    return name if is_refused else None


def _is_dynamic(node: nodes.Node) -> bool:
    """Whether a call takes a list as its arguments, or a loop calls itself."""
    return any(getattr(node, key, None) for key in ("dyn_args", "dyn_kwargs", "recursive"))
