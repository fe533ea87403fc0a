"""A template is filled to what jinja2's own Python for it makes of the same facts, and fails where that fails."""

import re
from collections.abc import Mapping
from datetime import date
from types import SimpleNamespace

from hypothesis import assume, example, given
from hypothesis import strategies as st

from duban.messages.template_work import STEPS, Steps, value_in_words
from duban.messages.text_template import (
    _HEADINGS,
    MOST_WORK,
    _environment,
    _fill_template,
    find_template_error,
)

JINJA = _environment.overlay(finalize=value_in_words)
FACTS: Mapping[str, object] = {
    "unit": SimpleNamespace(name="教育局", people=("张三", "李四"), empty=""),
    "tasks": [
        SimpleNamespace(number=3, light="red"),
        {"number": 1, "light": "红"},
        SimpleNamespace(number=2, light=""),
    ],
    "counts": {"甲": 1, "乙": 0},
    "day": date(2022, 6, 30),
    "word": lambda name, **facts: f"〔{name}{len(facts)}〕",
    "a": "事实",
}
FORMS = {
    "text": (
        *(
            "'甲'",
            "unit.name",
            "unit.empty",
            "day | cn_date",
            "counts | first",
            "a",
            "a",
            "b",
            "nobody | default('无')",
        ),
        *(
            "TEXT ~ ANY",
            "TEXT + TEXT",
            "TEXT | replace('局', TEXT)",
            "TEXT.strip('教')",
            "TEXT.partition('育')[NUMBER]",
        ),
        *("LIST | join('、')", "word('x', y=ANY)", "TEXT | heading", "TEXT[:NUMBER]", "TEXT[-1:]", "TEXT | trim(TEXT)"),
        *("{'甲': TEXT, TEXT: '乙'}['甲']", "TEXT if BOOL", "TEXT if BOOL else ANY", "TEXT or ANY", "unit['name']"),
    ),
    "number": (
        *(
            "0",
            "1",
            "counts['甲']",
            "loop.index",
            "tasks[0].number",
            "tasks | sum('number')",
            "LIST | length",
            "counts.丙",
        ),
        *("NUMBER + NUMBER", "NUMBER - NUMBER", "-NUMBER", "counts.get(TEXT, NUMBER)", "NUMBER and NUMBER", "b"),
    ),
    "list": (
        *("tasks", "unit.people", "counts.values() | list", "[]", "[ANY, ANY]", "(ANY,)", "counts", "b", "LIST[1:]"),
        *(
            "tasks | map(attribute='light') | list",
            "tasks | selectattr('light') | list",
            "LIST | select('ne', ANY) | list",
        ),
        *("tasks | sort(attribute='number', reverse=BOOL) | map(attribute='number') | list", "LIST + LIST"),
    ),
    "pairs": ("counts.items()", "[(ANY, ANY)]", "[(1, '甲'), (NUMBER, TEXT)]", "LIST"),
    "bool": (
        *(
            "true",
            "loop.last",
            "ANY is defined",
            "b is defined",
            "nobody is none",
            "ANY is not eq ANY",
            "not ANY",
            "ANY",
        ),
        *("NUMBER < NUMBER <= NUMBER", "ANY == ANY", "ANY != ANY == ANY", "NUMBER > NUMBER", "NUMBER >= NUMBER"),
        *("TEXT in LIST", "TEXT not in TEXT", "BOOL and ANY", "BOOL or BOOL"),
    ),
    "any": ("TEXT", "NUMBER", "LIST", "BOOL", "none", "nobody", "day"),
    "block": (
        *(
            "，",
            "{{ ANY }}",
            "{{ TEXT }}",
            "{% set a = TEXT %}",
            "{% set b = ANY %}",
            "{% if BOOL %}BLOCK BLOCK{% endif %}",
        ),
        *(
            "{% if BOOL %}BLOCK{% elif BOOL %}BLOCK{% else %}BLOCK{% endif %}",
            "{% for b in LIST %}BLOCK BLOCK{% endfor %}",
        ),
        *("{% for a in LIST if BOOL %}{{ loop.index }}BLOCK BLOCK{% else %}BLOCK{% endfor %}", "{% set a, b = LIST %}"),
        *("{% for a, b in PAIRS %}{{ a }}{{ b }}BLOCK{% endfor %}", "BLOCK BLOCK BLOCK"),
    ),
}
PLACE = re.compile("|".join(map(str.upper, FORMS)))


@st.composite
def templates(draw: st.DrawFn, kind: str = "block", deepest: int = 5) -> str:
    """A statement or an expression of a kind, and what it consists of."""
    forms = [form for form in FORMS[kind] if deepest or not PLACE.search(form)] or ["none"]
    form = draw(st.sampled_from(forms))
    text = PLACE.sub(lambda place: draw(templates(place[0].lower(), max(deepest - 1, 0))), form)
    return text if kind == "block" else f"({text})"


def by_jinja(source: str) -> str | None:
    """What jinja2 makes of a template; None where it fails."""
    try:
        return JINJA.from_string(source).render({**FACTS, STEPS: Steps(MOST_WORK), _HEADINGS: [0, 0]})
    except Exception:  # noqa: BLE001 — of many kinds
        return None


def by_steps(source: str) -> str | None:
    """What we make of it likewise."""
    try:
        return _fill_template(source, FACTS)
    except Exception:  # noqa: BLE001 — likewise
        return None


@given(templates())
@example("{% set b = 1 %}{% for a in tasks %}{{ b }}{% set b = 2 %}{{ b }}{% endfor %}{{ b }}{{ a }}")
@example("{% for a in tasks if loop is defined %}{{ a }}{% else %}{{ loop is defined }}{% endfor %}")
@example(
    "{% for a in tasks %}{% for b in tasks if loop.first %}{{ loop.index }}{% endfor %}{{ loop.index }}{% endfor %}"
)
def test_a_template_is_filled_as_jinja2_fills_it(source: str) -> None:
    assume(find_template_error(source) is None)  # `word` in a loop
    assert by_steps(source) == by_jinja(source)
