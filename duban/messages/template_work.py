"""The work that filling a template takes, counted while it is filled: no text hangs a run."""

from decimal import Decimal

from duban.messages.template_syntax import ENDLESS, RefusedTemplateError
from duban.text.display import display_text

STEPS = "_steps"
"""The fact that counts the work; a template cannot name it, for it begins with an underscore."""


class Steps:
    """The work that is left for filling one text."""

    def __init__(self, most: int) -> None:
        self.left = most

    def take(self, count: int) -> None:
        """Count so many steps. Raises RefusedTemplateError where none are left."""
        self.left -= count
        if self.left < 0:
            raise RefusedTemplateError(ENDLESS)

    def counted(self, text: str) -> str:
        """A text, its letters counted."""
        self.take(len(text))
        return text


def size_of(value: object) -> int:
    """The work that it takes to go over a value once."""
    return len(value) if isinstance(value, str | tuple | list | dict) else 1


def value_in_words(value: object) -> str:
    """A value in words; a number as people write it."""
    return display_text(value) if isinstance(value, Decimal | float) else str(value)
