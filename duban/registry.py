"""How rules are found: a decorator that files a function under a code, and the import of all modules of a package."""

import sys
from collections.abc import Callable, ItemsView, Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Generic, TypeVar

F = TypeVar("F", bound=Callable[..., object])


class Registry(Generic[F]):
    """Functions by their code: in the order in which they were filed, or of a package in that of their codes."""

    def __init__(self, package: str = "") -> None:
        """Know no function yet.

        Args:
            package: whose modules file functions here: they are imported when one is first looked for. Empty where
                somebody else sees to that.
        """
        self._filed: dict[str, F] = {}
        self._package = package

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
        return self._complete()[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._complete())

    def __contains__(self, code: object) -> bool:
        return code in self._complete()

    def items(self) -> ItemsView[str, F]:
        """Codes with their functions."""
        return self._complete().items()

    def _complete(self) -> dict[str, F]:
        if self._package:
            package, self._package = self._package, ""
            import_submodules(package)
            self._filed = dict(sorted(self._filed.items()))  # whichever of the modules were imported before
        return self._filed


def import_submodules(package: str) -> tuple[ModuleType, ...]:
    """Import every module directly in a package, so that what they register is registered.

    Args:
        package: dotted name of a package that is imported or being imported; its own `__init__` may pass `__name__`.

    Returns:
        The modules by name, in alphabetical order. A sub-package is a subject of its own: whoever needs it imports it.
    """
    names = sorted(module.name for module in iter_modules(sys.modules[package].__path__) if not module.ispkg)
    return tuple(import_module(f"{package}.{name}") for name in names)
