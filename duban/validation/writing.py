"""Models written as plain data: what JSON and YAML are made of."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType
from typing import Any

from duban.validation.model import Model, fields_of_model
from duban.value_object import json_text

_PLAIN = frozenset({str, bool, int, float, NoneType})
"""Types whose values are plain data; most of a plan is of them, and asked for first."""


def plain_data(value: object, *, by_key: bool = False, without_defaults: bool = False) -> Any:  # noqa: ANN401
    """A model as mappings, lists, texts and numbers; fields that are excluded are left out.

    Args:
        value: a model, or a part of one.
        by_key: under the keys that people type, not under the fields' names.
        without_defaults: without fields that are as they would be if nobody said anything.
    """
    if type(value) in _PLAIN:
        return value
    if isinstance(value, Model):
        return value.written(_fields(value, by_key=by_key, without_defaults=without_defaults))
    if isinstance(value, tuple | list):
        return [plain_data(item, by_key=by_key, without_defaults=without_defaults) for item in value]
    if isinstance(value, dict):
        entries = value.items()
        return {_scalar(key): plain_data(it, by_key=by_key, without_defaults=without_defaults) for key, it in entries}
    return sorted(map(_scalar, value)) if isinstance(value, frozenset) else _scalar(value)


def _scalar(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, Decimal | date) else value


def _fields(model: Model, *, by_key: bool, without_defaults: bool) -> dict[str, Any]:
    data = {}
    for name, key, default, is_unsaid in _written_fields(type(model)):
        value = getattr(model, name)
        if (is_unsaid and is_unsaid(value)) or (without_defaults and value == default):
            continue
        is_plain = type(value) in _PLAIN
        written = value if is_plain else plain_data(value, by_key=by_key, without_defaults=without_defaults)
        data[key if by_key else name] = written
    return data


@cache
def _written_fields(model: type[Model]) -> list[tuple[str, str, Any, Callable[[Any], bool] | None]]:
    """Name, key, default of each, and when it is left out."""
    fields = [field for field in fields_of_model(model).values() if not field.options.exclude]
    return [(field.name, field.key, field.default, field.options.exclude_if) for field in fields]


def model_json(model: Model, indent: int = -1) -> str:
    """A model as JSON. indent: blanks a level; less than 0: all on one line."""
    return json_text(plain_data(model), indent)
