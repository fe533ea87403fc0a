"""From a grid of raw cells to a submission: whose form is it, what does it answer, and which return counts."""

from duban.intake.asking import table_count
from duban.intake.edits import edited
from duban.intake.identify import Identity, identify, only
from duban.intake.normalise import Intake, normalise
from duban.intake.propose import propose
from duban.intake.settle import Arrival, Settled, settle

__all__ = [
    "Arrival",
    "Identity",
    "Intake",
    "Settled",
    "edited",
    "identify",
    "normalise",
    "only",
    "propose",
    "settle",
    "table_count",
]
