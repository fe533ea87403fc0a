"""A text that an office wrote is data: it reads the facts that it is given, and neither runs nor hangs anything."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from duban.messages.finding import InputError
from duban.messages.template_work import value_in_words
from duban.messages.text_template import find_template_error, render_text
from duban.model.verdict import Light
from duban.validation.model import Model


class _Unit(Model):
    """A fact with fields."""

    name: str = "甲局"
    """Its name."""

    def rename(self) -> str:
        """What a template must not call."""
        return "乙局"


@dataclass(frozen=True)
class _Task:
    """Another fact."""

    name: str = "任务"


FACTS = {
    "unit": _Unit(),
    "task": _Task(),
    "day": date(2022, 6, 30),
    "names": ["甲", "乙", "丙"],
    "many": ["名称"] * 2_000,
    "counts": {"甲": 1, "乙": 2},
    "long": "长" * 400_000,
    "word": lambda name, **facts: f"{name}{len(facts)}",
}


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ unit.name }}：{{ day | cn_date }}", "甲局：2022年6月30日"),
        ("{{ day | day(2022) }}、{{ day | day(2023) }}", "6月30日、2022年6月30日"),
        ("{% for name in names %}{{ name }}{{ '' if loop.last else '、' }}{% endfor %}", "甲、乙、丙"),
        ("{% for name, count in counts.items() %}{{ name }}{{ count }}{% endfor %}", "甲1乙2"),
        ("{{ names[:2] | join('、') }}等{{ names | length }}家", "甲、乙等3家"),
        ("{{ names | select | map('replace', '甲', '丁') | join }}", "丁乙丙"),
        ("{{ [unit, unit] | map(attribute='name') | join('、') }}{{ [unit] | join('、', 'name') }}", "甲局、甲局甲局"),
        ("{{ {'a': '一'}.get('a') ~ 'a/b'.partition('/')[2] ~ 3 }}", "一b3"),
        ("{{ word('x', y=1) }}{% set kind = 1 + 1 %}{{ kind - 3 }}", "x1-1"),
        ("{% if extra is defined %}有{% else %}无{% endif %}", "无"),
        ("{{ '立项（含环评，初设），\n招标；施工。' | clauses(14) }}", "立项（含环评，初设）， 招标"),
    ],
)
def test_what_texts_are_made_of_is_filled(source: str, text: str) -> None:
    assert find_template_error(source) is None
    assert render_text(source, **FACTS) == text


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("{{ cycler.__init__.__globals__.os.system('id') }}", "system"),
        ("{{ unit.__class__ }}", "__class__"),
        ("{{ unit['__class__'] }}", "__class__"),
        ("{{ [unit] | map(attribute='__class__') | join }}", "__class__"),
        ("{{ [unit] | join('', '__class__') }}", "__class__"),
        ("{{ [unit] | sum('__class__') }}", "__class__"),
        ("{{ unit.rename() }}", "rename"),
        ("{{ unit.rename }}", "rename"),
        ("{{ unit.written }}", "written"),
        ("{{ unit.before_reading }}", "before_reading"),
        ("{{ unit.__struct_fields__ }}", "__struct_fields__"),
        ("{{ '{0.__class__}'.format(unit) }}", "format"),
        ("{{ '{0.__class__}' | format(unit) }}", "format"),
        ("{{ names.append(1) }}", "append"),
        ("{{ counts.update(x=1) }}", "update"),
        ("{{ unit | attr('__class__') }}", "attr"),
        ("{{ range(9) }}", "range"),
        ("{{ loop(9) }}", "loop"),
        ("{{ lipsum() }}", "lipsum"),
        ("{% set w = word %}{{ 1 }}", "word"),
        ("{{ word('x', word=word) }}", "word"),
        ("{{ word(*names) }}", "word"),
        ("{{ 'a' * 9 }}", "mul"),
        ("{{ 9 ** 9 }}", "pow"),
        ("{{ 'a' % 9 }}", "mod"),
        ("{{ 9 / 1 }}", "div"),
        ("{{ 'a' | center(9) }}", "center"),
        ("{{ 'a' | indent(9) }}", "indent"),
        ("{% include '/etc/passwd' %}", "include"),
        ("{% import 'a' as b %}", "import"),
        ("{% from 'a' import b %}", "fromimport"),
        ("{% extends 'a' %}", "extends"),
        ("{% macro a() %}{{ a() }}{% endmacro %}", "macro"),
        ("{% block a %}{% endblock %}", "block"),
        ("{% set unit.name = 'x' %}", "nsref"),
        ("{% set a %}x{% endset %}", "assignblock"),
        ("{% for a in names recursive %}{{ loop(names) }}{% endfor %}", ""),
        ("{{ _steps }}", "_steps"),
        ("{{ self }}", "self"),
    ],
)
def test_what_is_no_text_is_refused(source: str, name: str) -> None:
    """Most of it before any fact is there, the rest when it is filled."""
    fault = find_template_error(source) or find_template_error(source, FACTS)
    assert fault is not None
    assert fault.name in (name, source.partition("{{ ")[2].partition(".")[0])
    with pytest.raises(InputError):
        render_text(source, **FACTS)


@pytest.mark.parametrize(
    "source",
    [
        "{% for a in many %}{% for b in many %}{{ b }}{% endfor %}{% endfor %}",
        "{% for a in many %}{% for b in many %}{% endfor %}{% endfor %}",
        "{% for a in many %}" + "字" * 1_000 + "{% endfor %}",
        "{% for a in many %}{% if 'x' in long %}{% endif %}{% endfor %}",
        "{% for a in many %}{% if long == long ~ '' %}{% endif %}{% endfor %}",
        "{% set a = 'aaaaaaaa' %}" + "{% set a = a ~ a %}" * 60,
        "{% set a = 'aaaaaaaa' %}" + "{% set a = a + a %}" * 60,
        "{% set a = [1, 2] %}" + "{% set a = a + a %}" * 60,
        "{{ 'a'" + " | replace('a', 'aaaaaaaaaaaaaaaaaaaa')" * 12 + " }}",
        "{{ long | replace('', 'aaaaaaaaaaaaaaaaaaaa') }}",
        "{{ many | join(long) }}",
        "{{ [long, long, long] | join }}",
        "{{ long ~ long ~ long }}",
        "{{ long }}{{ long }}{{ long }}",
        "{% for a in many %}{{ long | clauses(300000) }}{% endfor %}",
        "{% for a in many %}{{ word('x') }}{% endfor %}",
        "{{ word('x') }}" * 21,
        "{{ 1 }}" + "字" * 20_000,
    ],
)
def test_what_would_hang_or_flood_is_refused(source: str) -> None:
    fault = find_template_error(source, FACTS)
    assert fault is not None
    assert fault.code == "template-endless"


@pytest.mark.parametrize(
    "source",
    [
        "{{ " + "(" * 6_000 + "1" + ")" * 6_000 + " }}",
        "{{ " + "not " * 4_000 + "1 }}",
        "{{ unit" + ".name" * 3_000 + " }}",
        "{{ 1" + " + 1" * 3_000 + " }}",
        "{% for a in names %}" * 25 + "{% endfor %}" * 25,
        "{% if 1 %}" * 110 + "{% endif %}" * 110,
        "{{ " + "9" * 5_000 + " }}",
        "{{ 1 + 'a' }}",
        "{{ 1 < 'a' }}",
        "{{ names | sum }}",
        "{{ 1 | cn_date }}",
        "{{ 1 | clauses(9) }}",
        "{{ 'a' | clauses('b') }}",
        "{{ counts['丁'] }}",
        "{{ names[9] }}",
        "{{ unit.nothing }}",
        "{% for a in 1 %}{% endfor %}",
        "{{ nobody }}",
        "{{ '",
        "{% if %}",
        "{{ word('a' }}",
    ],
)
def test_what_cannot_be_filled_is_a_sentence(source: str) -> None:
    """Never a traceback: too deep, of the wrong type, without end, a name that is none."""
    assert find_template_error(source, FACTS) is not None
    with pytest.raises(InputError):
        render_text(source, **FACTS)


@pytest.mark.parametrize(
    ("inside", "attribute"),
    [
        ((letter for letter in "甲乙"), "gi_frame"),
        ((letter for letter in "甲乙"), "gi_running"),
        (find_template_error, "func_code"),
        (find_template_error, "own_word"),
        (_Unit().rename, "im_self"),
        (find_template_error.__code__, "co_names"),
        (bool, "mro"),
        (_Unit, "own_word"),
    ],
)
def test_what_leads_into_the_program_has_no_fields(inside: object, attribute: str) -> None:
    """No fact is such a thing; were one to be, nothing could be read of it."""
    fault = find_template_error(f"{{{{ inside.{attribute} }}}}", {"inside": inside})
    assert fault is not None


@pytest.mark.parametrize("fact", [1, True, Decimal("1.00"), 1.0, Decimal(1), Light.RED, "red", date(2022, 6, 1)])
def test_equal_facts_of_other_kinds_do_not_stand_for_each_other(fact: object) -> None:
    """A text is filled once for the same facts; 1, True and 1.00 are equal, and not the same."""
    for other in (True, 1, Light.RED, "red", fact):
        assert render_text("一{{ fact }}", fact=other) == f"一{value_in_words(other)}"
