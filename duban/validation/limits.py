"""How long and how great a value may be."""

import re
from typing import Any

from duban.validation.declaration import Field, TypedError

_NO_ENDS: dict[str, object] = {"low": "", "above": "", "high": ""}
"""Of a range: its sentence asks for each of its ends."""


def refuse_beyond(value: Any, limits: Field) -> None:  # noqa: ANN401  of any type that has limits
    """Raise TypedError where a value passes a limit.

    Args:
        value: a text, a list as a tuple, or a number.
        limits: of its field.
    """
    if isinstance(value, str | tuple):
        _refuse_by_length(value, limits)
    else:
        _refuse_by_range(value, limits)
    if limits.pattern and isinstance(value, str) and not re.fullmatch(limits.pattern, value):
        raise TypedError("value-pattern", {"pattern": limits.pattern})


def _refuse_by_range(value: Any, limits: Field) -> None:  # noqa: ANN401  any kind of number
    if limits.ge is not None and value < limits.ge:
        raise TypedError("value-range", _NO_ENDS | {"low": limits.ge})
    if limits.gt is not None and value <= limits.gt:
        raise TypedError("value-range", _NO_ENDS | {"above": f"{limits.gt:g}"})
    if limits.le is not None and value > limits.le:
        raise TypedError("value-range", _NO_ENDS | {"high": limits.le})


def _refuse_by_length(value: str | tuple[Any, ...], limits: Field) -> None:
    if len(value) < limits.min_length:
        raise TypedError("value-empty")
    if limits.max_length is not None and len(value) > limits.max_length:
        code = "value-too-long" if isinstance(value, str) else "value-range"
        raise TypedError(code, _NO_ENDS | {"most": limits.max_length, "high": limits.max_length})
