"""The checks: what a reader would question in a return, beyond what each cell and row owes.

A check is a function of an `AnsweredForm`, and of the `History` if it compares with earlier returns; it yields
findings of its own code. Each module of this package is found by lying here.
"""

from duban.registry import import_submodules
from duban.returns.checks.answered_form import (
    AnsweredForm,
    build_answered_form,
    check_against_history,
    check_return,
    history_check,
    return_check,
)
from duban.returns.checks.explained import close_explained, drop_consequences

__all__ = [
    "AnsweredForm",
    "build_answered_form",
    "check_against_history",
    "check_return",
    "close_explained",
    "drop_consequences",
    "history_check",
    "return_check",
]

import_submodules(__name__)
