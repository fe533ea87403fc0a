"""The texts that offices write, filled with facts: jinja2 as far as texts need it, and no further.

A template is data: it may come by mail. It reads the facts that it is given and nothing else, calls nothing but the
filters and methods listed in template_syntax, and has a bound on its work and on its length.
"""

import re
import types
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, Undefined, nodes, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from duban.messages.fact_text import parse_fact_text
from duban.messages.finding import Finding, InputError, Place
from duban.messages.template_statements import FillingStep, fill_steps, steps_of
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
from duban.messages.template_values import Filling
from duban.messages.template_work import STEPS, value_in_words
from duban.text.display import (
    chinese_numeral,
    day_text,
    join_list,
    leading_clauses,
    long_date_text,
    period_words,
    short_date_text,
    weekday_character,
)
from duban.text.folding import on_one_line, printable_text

LONGEST_SOURCE = 20_000
"""Characters of a template; the longest shipped one has a tenth of that."""
MOST_WORK = 1_000_000
"""Steps that filling one text may take: parts of the template, items of lists, characters of texts."""
LONGEST_MARKUP, MOST_MARKUP_WORK = 2_000_000, 40_000_000
"""The same of a part of a document, most of which is markup that nobody typed."""
MARKUP_OUTPUT = ("\ue000", "\ue001")
"""What stands around an expression in the markup of a document, in place of braces: no text of anybody's has it."""
MARKUP_BLOCK = ("\ue002", "\ue003")
"""Likewise around a condition or a loop."""
_MARKUP_COMMENT = ("\ue004", "\ue005")
_INSIDES = (
    *(type, types.FunctionType, types.MethodType, types.CodeType, types.FrameType, types.TracebackType),
    *(types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType),
)
"""Kinds of values of which jinja2, too, keeps attributes from templates, but asks each value anew what it is."""
_FULL_STOPS = "。；;. "
_HEADINGS = "_headings"
"""The fact that counts the headings of a text."""
_ERRORS = (
    *(TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError),
    *(RecursionError, SyntaxError, MemoryError),
)
"""What a template can do wrong when it is parsed or filled."""


@lru_cache(maxsize=1024)
def _leads_inside(kind: type) -> bool:
    """Whether what is of a kind leads from the facts into the program; no attribute of it is a field."""
    return issubclass(kind, _INSIDES)


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
        return not (callable(value) or attr.startswith(HIDDEN) or _leads_inside(type(obj)))  # type: ignore[arg-type]

    def unsafe_undefined(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401, ARG002  likewise
        raise RefusedTemplateError(FORBIDDEN, attribute)


@pass_context
def _join(context: Context, values: Any, separator: str = "", attribute: str = "") -> str:  # noqa: ANN401  likewise
    items = [context.environment.getitem(value, attribute) if attribute else value for value in values]
    work = context[STEPS]
    texts = [work.counted(value_in_words(item)) for item in items]
    work.take(len(separator) * len(texts))
    return join_list(texts, separator)


@pass_context
def _replace(context: Context, value: object, old: str, new: str) -> str:
    text = str(value)
    context[STEPS].take(text.count(old) * len(new))
    return text.replace(old, new)


@pass_context
def _heading(context: Context, words: object) -> str:
    """A heading with the next number, such as 一、."""
    context[_HEADINGS][:] = [context[_HEADINGS][0] + 1, 0]
    return f"{chinese_numeral(context[_HEADINGS][0])}、{words}"


@pass_context
def _subheading(context: Context, words: object) -> str:
    """A heading below that with its next number, such as （一）."""
    context[_HEADINGS][1] += 1
    return f"（{chinese_numeral(context[_HEADINGS][1])}）{words}"


def _clauses(text: str, longest: int) -> str:
    """The leading clauses of a text on one line, without the stop behind them; see `leading_clauses`."""
    return leading_clauses(on_one_line(text).strip(_FULL_STOPS), longest)


def _make_environment(**options: Any) -> _Environment:  # noqa: ANN401  jinja2's own
    environment = _Environment(undefined=StrictUndefined, **options)
    own: dict[str, Callable[..., str]] = {"cn_date": long_date_text, "short_date": short_date_text}
    own |= {"day": day_text}
    own |= {"weekday": weekday_character, "period": period_words, "join": _join, "replace": _replace}
    own |= {"heading": _heading, "subheading": _subheading, "clauses": _clauses}
    environment.filters = {name: own.get(name) or environment.filters[name] for name in FILTERS}
    environment.tests = {name: environment.tests[name] for name in TESTS}
    environment.globals = {}
    return environment


_environment = _make_environment(trim_blocks=True, lstrip_blocks=True)
_markup_environment = _make_environment(
    autoescape=True,
    **dict(zip(("variable_start_string", "variable_end_string"), MARKUP_OUTPUT, strict=True)),
    **dict(zip(("block_start_string", "block_end_string"), MARKUP_BLOCK, strict=True)),
    **dict(zip(("comment_start_string", "comment_end_string"), _MARKUP_COMMENT, strict=True)),
)
_page_environment = _make_environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)


def _parse(source: str, environment: _Environment = _environment, longest: int = LONGEST_SOURCE) -> nodes.Template:
    """The syntax of a template in which nothing is forbidden. Raises one of _ERRORS."""
    if len(source) > longest:
        raise RefusedTemplateError(ENDLESS)
    tree = environment.parse(source)
    check_syntax(tree)
    return tree


@cache
def _parse_steps(source: str) -> tuple[FillingStep, ...]:
    """What fills a template; the same source is parsed once."""
    return steps_of(_parse(source).body)


def _fill(source: str, facts: Mapping[str, object]) -> str:
    fact_text = parse_fact_text(source)
    text = fact_text.fill(facts, _attribute) if fact_text else None
    return printable_text(_fill_template(source, facts) if text is None else text)


def _attribute(value: object, name: str) -> object:
    """An attribute of a fact as a template gets it. Raises LookupError where there is none."""
    attribute = _environment.getattr(value, name)
    if not isinstance(attribute, Undefined):
        return attribute
    raise LookupError(name)


def _fill_template(source: str, facts: Mapping[str, object]) -> str:
    return fill_steps(_parse_steps(source), Filling(_environment, {**facts, _HEADINGS: [0, 0]}, MOST_WORK))


def fill_markup(source: str, facts: Mapping[str, object] | None) -> str:
    """Markup with its facts filled in, each escaped: it stays text. Without facts, the source as it is.

    Args:
        source: with MARKUP_OUTPUT and MARKUP_BLOCK around what is filled.
        facts: None asks only whether any facts could fill it.

    Raises:
        RefusedTemplateError: with the line of the source that could not be filled.
    """
    return _fill_escaped(_markup_environment, source, facts)


def fill_page(source: str, facts: Mapping[str, object] | None) -> str:
    """HTML with its facts filled in between braces: as `fill_markup` does it."""
    return _fill_escaped(_page_environment, source, facts)


@lru_cache(maxsize=8)
def _parse_escaped(environment: _Environment, source: str) -> tuple[FillingStep, ...]:
    """What fills a template of markup: a letter to each of many units is filled from the parts of one document."""
    return steps_of(_parse(source, environment, LONGEST_MARKUP).body)


def _fill_escaped(environment: _Environment, source: str, facts: Mapping[str, object] | None) -> str:
    filling = Filling(environment, {**(facts or {}), _HEADINGS: [0, 0]}, MOST_MARKUP_WORK)
    try:
        steps = _parse_escaped(environment, source)
        return source if facts is None else printable_text(fill_steps(steps, filling))
    except _ERRORS as error:
        fault = _fault_of(error)
        line = error.lineno if isinstance(error, TemplateSyntaxError) else fault.line or filling.line
        raise RefusedTemplateError(fault.code, fault.name, line) from error


_EXACT = frozenset({str, int, bool, date, types.NoneType})
"""Types of facts of which equal ones of a type read alike: not numbers such as 1.0 and 1.00."""


def render_text(source: str, /, **facts: object) -> str:
    """A text with its facts filled in.

    Raises:
        InputError: where it names a fact that is not there, is no template, or asks for more than it may.
    """
    if "{" not in source:
        return source
    kinds = tuple(map(type, facts.values()))
    return _filled_once(source, tuple(facts.items()), kinds) if _EXACT.issuperset(kinds) else _filled(source, facts)


@lru_cache(maxsize=4096)  # in a report the same is said of a milestone in many places
def _filled_once(source: str, facts: tuple[tuple[str, object], ...], _kinds: tuple[type, ...]) -> str:
    return _filled(source, dict(facts))


def _filled(source: str, facts: Mapping[str, object]) -> str:
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
        if facts is not None:
            _fill(source, facts)
        elif not parse_fact_text(source):
            _parse(source)  # a fraction of the time of a template that can be filled
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
