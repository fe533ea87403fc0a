"""Where a value stands in a typed file."""

KeyPath = tuple[str | int, ...]
"""The way into it, by its keys and 0-based positions: ("任务", 3, "牵头")."""
