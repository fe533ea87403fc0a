"""Patterns that are compiled when they are first used."""

import gc
import importlib
import pkgutil
import re

import pytest

import duban
from duban.text.lazy_pattern import lazy_pattern

LazyPattern = type(lazy_pattern(""))


def test_every_pattern_of_the_package_can_be_compiled() -> None:
    """A wrong one would be told only when a clerk comes by it."""
    for module in pkgutil.walk_packages(duban.__path__, "duban."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    patterns = [one for one in gc.get_objects() if type(one) is LazyPattern]
    assert len(patterns) > 200
    assert [one for one in patterns if one.groups < 0] == []


def test_it_does_what_the_compiled_one_does() -> None:
    lazy, compiled = lazy_pattern("(a)b+", re.IGNORECASE), re.compile("(a)b+", re.IGNORECASE)
    text = "xABBy ab"
    assert lazy.sub("-", text) == compiled.sub("-", text)
    assert lazy.findall(text) == compiled.findall(text)
    assert lazy.split(text) == compiled.split(text)
    assert (lazy.pattern, lazy.flags, lazy.groups) == (compiled.pattern, compiled.flags, compiled.groups)
    assert [one.span() for one in lazy.finditer(text)] == [one.span() for one in compiled.finditer(text)]


def test_a_wrong_one_is_told_at_its_first_use() -> None:
    wrong = lazy_pattern("(")
    with pytest.raises(re.error, match="unterminated"):
        wrong.search("")
    with pytest.raises(AttributeError):
        getattr(wrong, "nothing")  # noqa: B009 - a type checker would refuse it
