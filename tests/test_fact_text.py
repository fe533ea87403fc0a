"""Texts that only name facts are filled without jinja2, to what jinja2 would make of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.messages.fact_text import FactText, parse_fact_text
from duban.messages.finding import InputError
from duban.messages.template_syntax import RefusedTemplateError
from duban.messages.text_template import (
    _attribute,
    _environment,
    _fill_template,
    _parse,
    find_template_error,
    render_text,
)
from duban.workspace.text_files import load_texts, shipped_text_files


@dataclass(frozen=True)
class Unit:
    """With a field, a mapping, and what no template may read."""

    name: str = "教育局"
    _secret: str = "密码"

    def secret(self) -> str:
        """No field."""
        return self._secret


FACTS: Mapping[str, object] = {
    "name": "一中",
    "unit": Unit(),
    "count": 1200,
    "share": Decimal("0.50"),
    "day": date(2022, 6, 30),
    "facts": {"name": "甲", "items": "乙", "count": {"sum": 3}},
    "none": "fact",
    "loop": "fact",
    "word": "fact",
}
PATHS = ("name", "unit.name", "facts.count.sum", "facts.items", "unit.secret", "nobody")
PIECES = ("{{", "}}", "{", "}", " ", "{%", "%}", "{#", "#}", "-", "|", ".", "\n", "\r", "，", *FACTS, "secret", "items")
SHIPPED = [text for path in shipped_text_files() for text in load_texts(path, "").values() if isinstance(text, str)]


def by_jinja(source: str) -> str | None:
    """What jinja2 makes of a text; None where it refuses it."""
    try:
        _parse(source)
        return _fill_template(source, FACTS)
    except Exception:  # noqa: BLE001 — of many kinds
        return None


def by_parts(source: str) -> str | None:
    """What it gives taken apart; None where it cannot be, or is refused."""
    fact_text = parse_fact_text(source)
    try:
        return fact_text.fill(FACTS, _attribute) if fact_text else None
    except RefusedTemplateError:
        return None


@given(st.lists(st.sampled_from([*PIECES, *(f"{{{{ {path} }}}}" for path in PATHS)])))
def test_a_text_that_is_taken_apart_is_what_jinja2_makes_of_it(pieces: list[str]) -> None:
    source = "".join(pieces)
    text = by_parts(source)
    assert text is None or text == by_jinja(source)


def test_the_shipped_sentences_are_filled_the_same() -> None:
    """Each fact is another word, so that none stands in the place of another."""
    parsed = [(source, fact_text) for source in SHIPPED if (fact_text := parse_fact_text(source)) and fact_text.paths]
    for source, fact_text in parsed:
        facts = named_words(fact_text)
        assert fact_text.fill(facts, _environment.getattr) == _fill_template(source, facts), source
    assert len(parsed) > 100


def named_words(fact_text: FactText) -> dict[str, object]:
    """Facts for every path, each leading to a word of its own."""
    tree = SimpleNamespace()
    for path in fact_text.paths:
        holder = tree
        for name in path[:-1]:
            holder.__dict__.setdefault(name, SimpleNamespace())
            holder = getattr(holder, name)
        setattr(holder, path[-1], f"〔{'的'.join(path)}〕")
    return vars(tree)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("{{ nobody }}", "nobody"),  # no such fact
        ("{{ unit.nobody }}", "nobody"),
        ("{{ unit.secret }}", "secret"),  # a method is no field
        ("{{ word }}", "word"),  # may only be called
    ],
)
def test_what_cannot_be_filled_is_said_as_jinja2_says_it(source: str, name: str) -> None:
    fault = find_template_error(source, {"unit": Unit()})
    assert fault
    assert fault.name == name
    with pytest.raises(InputError):
        render_text(source, unit=Unit())
