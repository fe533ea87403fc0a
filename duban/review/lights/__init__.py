"""Worries about a milestone: Python says what is so, templates/lights.yaml says how bad."""

from duban.review.lights import declared, finished, overdue

__all__ = ["declared", "finished", "overdue"]
