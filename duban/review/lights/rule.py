"""The shelf of light rules. A rule gives its facts where it speaks, None where it does not."""

from collections.abc import Callable

from duban.model.verdict import Facts
from duban.registry import Registry

light_rule: Registry[Callable[..., Facts | None]] = Registry()
