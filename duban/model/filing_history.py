"""What a return that counts says at large, and what came before it in its period."""

from enum import StrEnum


class NilReturn(StrEnum):
    """In which way a return that counts says that there is nothing new."""

    NO_CHANGE = "no-change"
    """By one tick for all of it (整表无变化)."""
    NO_PROGRESS = "no-progress"
    """In each of its rows (本期无新进展), and all else in them is as it was."""


class Lineage(StrEnum):
    """What came before the return that counts, in the same period."""

    RETURNED = "returned"
    """A return that had to be corrected or could not be used."""
    CORRECTED = "corrected"
    """A return that was right, which its unit corrected of its own accord."""
