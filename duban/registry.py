"""How rules are found: a decorator that files a function under a code, and the import of all modules of a package."""

import sys
from collections.abc import Callable, ItemsView, Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Generic, TypeVar

F = TypeVar("F", bound=Callable[..., object])


class Registry(Generic[F]):
    """Functions by their code, in the order in which they were filed."""

    def __init__(self) -> None:
        self._filed: dict[str, F] = {}

    def __call__(self, code: str) -> Callable[[F], F]:
        """File the decorated function under this code. A code is taken once."""

        def file(function: F) -> F:
            if code in self._filed:
                message = f"{code} is filed twice"
                raise ValueError(message)
            self._filed[code] = function
            return function

        return file

    def __getitem__(self, code: str) -> F:
        return self._filed[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._filed)

    def items(self) -> ItemsView[str, F]:
        """Codes with their functions."""
        return self._filed.items()


def import_submodules(package: str) -> tuple[ModuleType, ...]:
    """Import every module directly in a package, so that what they register is registered.

    Args:
        package: dotted name of a package that is imported or being imported: its own `__init__` passes `__name__`.

    Returns:
        The modules by name, in alphabetical order. A sub-package is a subject of its own: whoever needs it imports it.
    """
    names = sorted(module.name for module in iter_modules(sys.modules[package].__path__) if not module.ispkg)
    return tuple(import_module(f"{package}.{name}") for name in names)
