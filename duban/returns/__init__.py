"""From a grid of raw cells to a submission: whose form is it, and what does it answer."""

from duban.returns.asking import table_count
from duban.returns.edits import edited
from duban.returns.identify import Identity, identify, only
from duban.returns.normalise import Intake, normalise
from duban.returns.propose import propose

__all__ = [
    "Identity",
    "Intake",
    "edited",
    "identify",
    "normalise",
    "only",
    "propose",
    "table_count",
]
