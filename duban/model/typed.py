"""What people type, read: loose where it does no harm, and every mistake told by the path to it."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, TypeVar, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_core.core_schema import ValidationInfo

from duban.messages.finding import KeyPath, UnplacedFinding
from duban.model.base import Model
from duban.text.days import parse_deadline
from duban.text.display import shorten

ModelT = TypeVar("ModelT", bound=BaseModel)

_LEAP_YEAR = 2000
_SHOWN = 24
_CODES = {
    "enum": "value-choice",
    "extra_forbidden": "key-unknown",
    "missing": "key-missing",
    "too_short": "value-empty",
    "string_too_short": "value-empty",
    "literal_error": "value-choice",
    "bool_parsing": "value-yes-no",
    "bool_type": "value-yes-no",
    "int_parsing": "value-number",
    "int_type": "value-number",
    "decimal_parsing": "value-number",
    "decimal_type": "value-number",
    "finite_number": "value-number",
    "greater_than_equal": "value-range",
    "less_than_equal": "value-range",
    "date_type": "date-unreadable",
    "string_pattern_mismatch": "value-pattern",
}
_SHAPES = {"string_type": "text", "tuple_type": "list", "date_type": "text"}


class TypedModel(Model):
    """A model that people type: a key with nothing behind it counts as not written."""

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, data: object) -> object:
        if not isinstance(data, Mapping) or None not in data.values():
            return data
        known = _known(cls)
        return {key: value for key, value in data.items() if value is not None or key not in known}


@cache
def _known(model: type[BaseModel]) -> frozenset[str]:
    """Under what names a model's fields go; asked for each thing that is read."""
    return frozenset((*model.model_fields, *yaml_keys(model)))


def _day(value: object, info: ValidationInfo) -> object:
    if not isinstance(value, str):
        return value
    found = parse_deadline(value, _year(info))
    if found is None:
        raise unreadable_date_error(value)
    return found.day


def _readable(value: str, info: ValidationInfo) -> str:
    if parse_deadline(value, _year(info)) is None:
        raise unreadable_date_error(value)
    return value


def _year(info: ValidationInfo) -> int:
    year = (info.context or {}).get("year")
    return year if isinstance(year, int) else _LEAP_YEAR


def _yes_or_no(value: object) -> object:
    return {"是": True, "否": False}.get(value, value) if isinstance(value, str) else value


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def matches_pattern(pattern: str, code: str) -> AfterValidator:
    """The whole text matches the pattern; else a mistake of this code."""

    def match(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise PydanticCustomError(code, "does not match")
        return value

    return AfterValidator(match)


def choice_schema(choices: type[StrEnum]) -> WithJsonSchema:
    """In a JSON Schema: the values of an enumeration, in place."""
    return WithJsonSchema({"enum": [*choices], "type": "string"})


def unreadable_date_error(text: str) -> PydanticCustomError:
    """The mistake of a text that names no day."""
    return PydanticCustomError("date-unreadable", "no day can be read", {"text": text})


def _readable_if_any(value: str, info: ValidationInfo) -> str:
    return _readable(value, info) if value else value


Day = Annotated[date, BeforeValidator(_day, json_schema_input_type=str)]
"""A day in any way that people write it."""

DayText = Annotated[str, AfterValidator(_readable)]
"""The words of a deadline as printed, from which a day can be read."""

OptionalDayText = Annotated[str, AfterValidator(_readable_if_any)]
"""Likewise, or empty."""

YesNo = Annotated[bool, BeforeValidator(_yes_or_no), WithJsonSchema({"enum": ["是", "否", "yes", "no", True, False]})]

TextList = Annotated[tuple[str, ...], BeforeValidator(_listed, json_schema_input_type=str | list[str])]
"""A list of texts; a single one may be typed without the dash."""

TaskNumber = Annotated[
    str, matches_pattern(r"[^\s@/#+~]+", "task-number"), WithJsonSchema({"type": ["string", "number"]})
]
"""A task's number as printed; always text, so that 1-10 and 001 stay what they are."""


def validate_typed(
    model: type[ModelT], data: object, **context: object
) -> tuple[ModelT | None, tuple[UnplacedFinding, ...]]:
    """The typed data as a model, or None and everything that is wrong with it.

    context: what validators need to know; `year` for dates that name none.
    Facts of every remark: key, value (shortened), near (the nearest key or choice), choices, shape,
    low, high; and those that an error of our own validators brings.
    """
    try:
        return model.model_validate(data, context=context), ()
    except ValidationError as error:
        found = error.errors(include_url=False)
        return None, tuple(_remark(model, details) for details in found if not _follows(details, found))


def yaml_keys(model: type[BaseModel]) -> tuple[str, ...]:
    """The keys that people type for this model, in order."""
    return tuple(field.alias or name for name, field in model.model_fields.items())


def closest_match(word: str, choices: Sequence[str], cutoff: float = 0.4) -> str:
    """The most similar of the known words; empty where none comes near. cutoff: 1 is the word itself."""
    return next(iter(get_close_matches(word, choices, 1, cutoff)), "")


def _follows(details: ErrorDetails, found: list[ErrorDetails]) -> bool:
    """Whether a list is only too short because what stands in it is wrong."""
    loc = details["loc"]
    inside = (other["loc"] for other in found if other is not details)
    return details["type"] == "too_short" and any(other[: len(loc)] == loc for other in inside)


def _remark(model: type[BaseModel], details: ErrorDetails) -> UnplacedFinding:
    kind, loc, context = details["type"], details["loc"], details.get("ctx", {})
    key = next((str(step) for step in reversed(loc) if isinstance(step, str)), "")
    value = context.get("text", details["input"])
    value = str(value) if isinstance(value, str | int | float) else ""
    choices = tuple(re.findall("'([^']*)'", str(context.get("expected", ""))))
    known = yaml_keys(_model_at(model, loc[:-1])) if kind == "extra_forbidden" else choices
    facts = {
        "key": key,
        "value": shorten(value, _SHOWN, _SHOWN),
        "near": closest_match(key if kind == "extra_forbidden" else value, known),
        "choices": choices,
        "shape": _SHAPES.get(kind, "mapping"),
        "low": context.get("ge", ""),
        "high": context.get("le", ""),
    } | {name: value for name, value in context.items() if "-" in kind}  # an error of ours brings its own facts
    return UnplacedFinding(_CODES.get(kind, kind if "-" in kind else "value-shape"), loc, facts)


def _model_at(model: type[BaseModel], loc: KeyPath) -> type[BaseModel]:
    """The model that stands at the end of a path."""
    for step in loc:
        named = (field for name, field in model.model_fields.items() if step in {name, field.alias})
        inner = next((found for field in named for found in _models(field.annotation)), None)
        model = inner or model
    return model


def _models(annotation: Any) -> list[type[BaseModel]]:  # noqa: ANN401  an annotation can be anything
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for part in get_args(annotation) for found in _models(part)]
