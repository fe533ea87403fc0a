"""What the script element of a page has, with the names and texts that its tasks have by place put back."""

import json
from typing import Any


def read_page_data(text: str) -> dict[str, Any]:
    """The data of a page. text: its JSON."""
    data: dict[str, Any] = json.loads(text)
    data["tasks"] = [_named(data, task) for task in data["tasks"]]
    for task in data["tasks"]:
        task["milestones"] = [_named(data, milestone) for milestone in task["milestones"]]
    return data


def _named(data: dict[str, Any], packed: list[Any]) -> dict[str, Any]:
    shape, *values = packed
    return {
        name: value if name == "milestones" else _told(data, value)
        for name, value in zip(data["shapes"][shape], values, strict=True)
    }


def _told(data: dict[str, Any], value: object) -> object:
    if isinstance(value, list):
        return [_told(data, part) for part in value]
    return data["strings"][value] if isinstance(value, int) and not isinstance(value, bool) else value
