"""What a reader would question in a return, beyond what each cell and row owes; split by how much they need to see."""

from duban.returns.checks import days, growth, memory, numbers, words
from duban.returns.checks.explained import settled, spared
from duban.returns.checks.scope import check_file, check_past, returned

__all__ = [
    "check_file",
    "check_past",
    "days",
    "growth",
    "memory",
    "numbers",
    "returned",
    "settled",
    "spared",
    "words",
]
