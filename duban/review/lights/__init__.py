"""The light rules: what is so about a milestone. templates/lights.yaml says how bad each of them is.

A rule is a function of a `MilestoneCase` and of its settings in the YAML; it gives the facts of its sentence where it
applies, None where it does not. A rule with a memory gets besides what the others found, and may make it another
light. Each module of this package is found by lying here.
"""

from collections.abc import Callable

from duban.model.verdict import Facts
from duban.registry import Registry, import_submodules

light_rule: Registry[Callable[..., Facts | None]] = Registry()
"""Files a rule under its code."""

memory_rule: Registry[Callable[..., Facts | None]] = Registry()
"""Files a rule that looks at what earlier reports said, once the worst verdict of the others is known."""

import_submodules(__name__)
