"""The kinds of cell that a layout may ask for: what Excel enforces and what we accept, side by side in one module."""

from duban.fields.kind import FIELD_KINDS, CellContext, NamedDays, Parsed, days_by_name
from duban.registry import import_submodules

__all__ = ["FIELD_KINDS", "CellContext", "NamedDays", "Parsed", "days_by_name"]

import_submodules(__name__)
