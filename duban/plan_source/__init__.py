"""A plan as people type it, and how it becomes the plan that is meant."""
