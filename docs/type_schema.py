"""What may be typed for a field, in JSON Schema."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import EnumType
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from duban.validation.declaration import (
    BeforeValidator,
    Field,
    ModelField,
    WithJsonSchema,
    split_annotation,
    union_parts,
)
from duban.validation.model import Model
from duban.validation.writing import plain_data

JsonSchema = dict[str, Any]

_SCALARS: Mapping[Any, JsonSchema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    Decimal: {"anyOf": [{"type": "number"}, {"type": "string"}]},
    date: {"format": "date", "type": "string"},
    NoneType: {"type": "null"},
}


def field_schema(field: ModelField) -> JsonSchema:
    """What may be typed for a field, with its default where that is one text or number; models by reference."""
    schema = _type_schema(field.annotation)
    if not field.is_required and not isinstance(default := plain_data(field.default), dict | list):
        schema["default"] = default
    return dict(sorted(schema.items()))


def _type_schema(annotation: Any) -> JsonSchema:  # noqa: ANN401  an annotation can be anything
    inner, metadata = split_annotation(annotation)
    schema = _bare_schema(inner)
    for entry in metadata:
        if isinstance(entry, WithJsonSchema):
            schema = {**entry.schema}
        elif isinstance(entry, BeforeValidator) and entry.typed_as:
            schema = _type_schema(entry.typed_as)
        elif isinstance(entry, Field):
            schema |= _limits(entry, inner)
    return dict(sorted(schema.items()))


def _bare_schema(kind: Any) -> JsonSchema:  # noqa: ANN401
    if kind in _SCALARS:
        return {**_SCALARS[kind]}
    if isinstance(kind, type) and issubclass(kind, Model):
        return {"$ref": f"#/$defs/{kind.__name__}"}
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Literal or isinstance(kind, EnumType):
        return {"enum": [*(parts or kind)], "type": "string"}
    if origin in (tuple, frozenset, list):
        return {"items": _type_schema(parts[0]), "type": "array"}
    if origin in (dict, Mapping):
        return {"additionalProperties": _type_schema(parts[1]), "type": "object"}
    choices = (_type_schema(part) for part in union_parts(kind))
    return {"anyOf": [way for choice in choices for way in choice.get("anyOf", [choice])]}


def _limits(field: Field, kind: Any) -> JsonSchema:  # noqa: ANN401
    """The limits of a field. kind: what they are of; a text that stands for a list has those of the list."""
    counted = "Length" if kind is str else "Items"
    limits = {
        f"min{counted}": field.min_length or None,
        f"max{counted}": field.max_length,
        "minimum": field.ge,
        "exclusiveMinimum": field.gt,
        "maximum": field.le,
        "pattern": field.pattern or None,
    }
    return {name: limit for name, limit in limits.items() if limit is not None}
