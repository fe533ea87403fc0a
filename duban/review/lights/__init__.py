"""The light rules: what is so about a milestone. templates/lights.yaml says how bad each of them is.

A rule is a function of a `MilestoneCase` and of its settings in the YAML; it gives the facts of its sentence where it
applies, None where it does not. Each module of this package is found by lying here.
"""

from collections.abc import Callable

from duban.model.verdict import Facts
from duban.registry import Registry, import_submodules

light_rule: Registry[Callable[..., Facts | None]] = Registry()
"""Files a rule under its code."""

import_submodules(__name__)
