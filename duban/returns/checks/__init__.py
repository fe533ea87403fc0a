"""What a reader would question in a return, beyond what each cell and row owes; split by how much they need to see."""

from duban.returns.checks import days, growth, memory, numbers, words
from duban.returns.checks.explained import close_explained, drop_consequences
from duban.returns.checks.scope import build_answered_form, check_against_history, check_return

__all__ = [
    "build_answered_form",
    "check_against_history",
    "check_return",
    "close_explained",
    "days",
    "drop_consequences",
    "growth",
    "memory",
    "numbers",
    "words",
]
