"""Letters in Word: what each of them says, unit by unit, as facts that the office's own template puts into words."""

from duban.registry import import_submodules
from duban.reports.letters.letter import LETTERS, Letter

__all__ = ["LETTERS", "Letter"]

import_submodules(__name__)
