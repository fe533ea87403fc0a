"""Functions filed under codes, and packages whose modules are found by walking them."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from duban.registry import Registry, import_submodules


def test_a_module_is_found_by_lying_in_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing names `late` a second time, and it is imported; alphabetical, whatever the disk says."""
    package = tmp_path / "house_of_rules"
    package.mkdir()
    (package / "__init__.py").write_text("", encoding="utf-8")
    for name in ("late", "early"):
        (package / f"{name}.py").write_text(f"NAME = {name!r}\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    __import__("house_of_rules")
    assert [module.NAME for module in import_submodules("house_of_rules")] == ["early", "late"]
    for name in [name for name in sys.modules if name.startswith("house_of_rules")]:
        del sys.modules[name]


def test_a_code_is_taken_once() -> None:
    registry: Registry[Callable[..., object]] = Registry()
    registry("twice")(print)
    with pytest.raises(ValueError, match="twice"):
        registry("twice")(print)


def test_the_modules_of_a_package_are_imported_when_a_function_is_first_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever of them was imported before, the order is the same."""
    package = tmp_path / "lazy_rules"
    package.mkdir()
    (package / "__init__.py").write_text(
        "from duban.registry import Registry\nRULES = Registry(__name__)\n", encoding="utf-8"
    )
    for name in ("a", "b"):
        (package / f"{name}.py").write_text(f"from lazy_rules import RULES\nRULES('{name}')(print)\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    rules = __import__("lazy_rules.b").RULES
    assert "lazy_rules.a" not in sys.modules
    assert list(rules) == ["a", "b"]
    for name in [name for name in sys.modules if name.startswith("lazy_rules")]:
        del sys.modules[name]
