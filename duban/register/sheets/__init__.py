"""The sheets of 办公室登记, one a module. Each module of this package is found by lying here."""

from collections.abc import Mapping

from duban.register.sheet_rules import SheetRules, register_sheet
from duban.registry import import_submodules

import_submodules(__name__)

SHEET_RULES: Mapping[str, SheetRules] = {key: rules() for key, rules in register_sheet.items()}
"""Key of a sheet in the layout → its rules."""
SUBJECT_COLUMNS: Mapping[str, str] = {key: rules.key_columns[0] for key, rules in SHEET_RULES.items()}
"""Key of a sheet → the column that says what its rows are about."""
REQUIRED_COLUMNS: Mapping[str, frozenset[str]] = {key: rules.columns for key, rules in SHEET_RULES.items()}
"""Key of a sheet → the columns that a layout must have; an office may add others."""
