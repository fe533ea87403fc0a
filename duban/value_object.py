"""Values that never change, by msgspec: a class of them is made twelve times as fast as a dataclass.

Whatever a command does, some hundred and fifty such classes are made first; as dataclasses they took a seventh of a
build of ten forms, so that there is none left. A value is filled six times as fast, too.
"""

from typing import Any, TypeVar, dataclass_transform

from msgspec import NODEFAULT, Struct, StructMeta, field, to_builtins
from msgspec.json import decode, encode
from msgspec.json import format as with_lines
from msgspec.structs import asdict, replace
from msgspec.structs import force_setattr as _force_setattr

__all__ = [
    "NODEFAULT",
    "MutableObject",
    "StructMeta",
    "ValueObject",
    "asdict",
    "complete",
    "decode_json",
    "field",
    "json_data",
    "json_text",
    "replace",
]

_Kind = TypeVar("_Kind")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class ValueObject(Struct, frozen=True):
    """Base of a value with named parts: compared, hashed and printed by them, as a frozen dataclass is.

    A class says `dict=True` where it has a `cached_property`, `order=True` where its values are sorted, and `eq=False`
    where nothing else is equal to it, or where it says itself what is, and `gc=False` where there are very many that
    are in no cycle: each takes 16 bytes less, and collections of garbage pass it by.
    """


@dataclass_transform(field_specifiers=(field,))
class MutableObject(Struct):
    """Base of what is filled in step by step: its named parts can be set anew, and it is not hashed."""


def complete(value: ValueObject, **parts: object) -> None:
    """Fill in parts that follow from others; for `__post_init__` alone, for a value never changes."""
    for name, part in parts.items():
        _force_setattr(value, name, part)


def decode_json(data: bytes | str, kind: type[_Kind]) -> _Kind:
    """A value from its JSON.

    Args:
        data: an object of its parts by name; what it does not have is ignored, unless it says `forbid_unknown_fields`.
        kind: what it is to be; its parts may be texts, numbers, days, enums, other values, and collections of these.

    Raises:
        ValueError: the bytes are not JSON, a part is missing or of another kind, or its `__post_init__` refuses it.
    """
    return decode(data, type=kind)


def json_data(value: ValueObject) -> Any:  # noqa: ANN401 - what JSON is made of
    """A value as dictionaries, lists, texts and numbers, each part by its name; of a set the items in their order."""
    return to_builtins(value, order="deterministic")


def json_text(data: object, indent: int = -1) -> str:
    """Plain data as JSON, letters as they are. indent: blanks a level, each value on a line; less than 0: one line."""
    packed = encode(data)
    return (packed if indent < 0 else with_lines(packed, indent=indent)).decode()
