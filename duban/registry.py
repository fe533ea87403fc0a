"""A decorator that files a function under a code."""

from collections.abc import Callable, Iterator
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
