"""Worries about a milestone: Python says what is so, templates/lights.yaml says how bad."""

from duban.lights import declared, finished, overdue
from duban.lights.survey import Survey

__all__ = ["Survey", "declared", "finished", "overdue"]
