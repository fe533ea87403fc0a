"""Models and types of what people type: loose where it does no harm, with every mistake as a finding at its path."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, TypeVar, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_core.core_schema import ValidationInfo

from duban.messages.finding import KeyPath, UnplacedFinding
from duban.text.dates import LEAP_YEAR, parse_deadline
from duban.text.display import shorten
from duban.text.schedule import comes_again, parse_schedule, unknown_day_name

ModelT = TypeVar("ModelT", bound=BaseModel)

_LONGEST_VALUE = 24  # characters of a wrong value that a finding shows
_LONGEST_NUMBER = 100  # digits before or behind the point that an exponent may stand for
_MOST_MISTAKES = 500  # of one file, told at once
_CODES = {
    "extra_forbidden": "key-unknown",
    "missing": "key-missing",
    "too_short": "value-empty",
    "string_too_short": "value-empty",
    "enum": "value-choice",
    "literal_error": "value-choice",
    "bool_parsing": "value-yes-no",
    "bool_type": "value-yes-no",
    "int_parsing": "value-number",
    "int_parsing_size": "value-number",
    "int_type": "value-number",
    "float_parsing": "value-number",
    "float_type": "value-number",
    "decimal_parsing": "value-number",
    "decimal_type": "value-number",
    "finite_number": "value-number",
    "greater_than": "value-range",
    "greater_than_equal": "value-range",
    "less_than_equal": "value-range",
    "date_type": "date-unreadable",
    "string_pattern_mismatch": "value-pattern",
    "string_too_long": "value-too-long",
    "too_long": "value-range",
}
"""Pydantic's type of error → our code; a code of ours, which has a hyphen, stands for itself."""
_SHAPES = {"string_type": "text", "tuple_type": "list", "date_type": "text"}


class Model(BaseModel):
    """Frozen; an unknown key is refused; fields answer to their English name and their Chinese alias."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class TypedModel(Model):
    """A model that people type: a key with nothing behind it counts as not written."""

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, data: object) -> object:
        if not isinstance(data, Mapping) or None not in data.values():
            return data
        names = _field_names(cls)
        return {key: value for key, value in data.items() if value is not None or key not in names}


@cache
def _field_names(model: type[BaseModel]) -> frozenset[str]:
    """Under what names a model's fields go, English and Chinese."""
    return frozenset((*model.model_fields, *yaml_keys(model)))


def _as_day(value: object, info: ValidationInfo) -> object:
    if not isinstance(value, str):
        return value
    deadline = parse_deadline(value, plan_year(info))
    if deadline is None:
        raise unreadable_date_error(value)
    return deadline.day


def _with_readable_day(value: str, info: ValidationInfo) -> str:
    if parse_deadline(value, plan_year(info)) is None:
        raise unreadable_date_error(value)
    return value


def _empty_or_with_readable_day(value: str, info: ValidationInfo) -> str:
    return _with_readable_day(value, info) if value else value


def _with_readable_schedule(value: str, info: ValidationInfo) -> str:
    named_days = (info.context or {}).get("named_days")
    if parse_schedule(value, plan_year(info), named_days) is None:
        if name := unknown_day_name(value):
            if named_days is None:
                return value  # of a plan that is resolved already, its day is known
            raise PydanticCustomError(
                "day-name-unknown", "a day of this name is not known", {"text": value, "name": name}
            )
        raise unreadable_date_error(value)
    return value


def _empty_or_with_readable_schedule(value: str, info: ValidationInfo) -> str:
    return _with_readable_schedule(value, info) if value else value


def _empty_or_due_once(value: str, info: ValidationInfo) -> str:
    text = _empty_or_with_readable_schedule(value, info)
    if text and comes_again(text, plan_year(info), (info.context or {}).get("named_days")):
        raise PydanticCustomError("date-comes-again", "not one day", {"text": text})
    return text


def plan_year(info: ValidationInfo) -> int:
    """The year of the plan that is read; a leap year where it is not known."""
    year = (info.context or {}).get("year")
    return year if isinstance(year, int) else LEAP_YEAR


def _yes_or_no(value: object) -> object:
    return {"是": True, "否": False}.get(value, value) if isinstance(value, str) else value


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def matches_pattern(pattern: str, code: str) -> AfterValidator:
    """A validator: the whole text matches the pattern; else a mistake of this code."""

    def match(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise PydanticCustomError(code, "does not match", {"pattern": pattern})
        return value

    return AfterValidator(match)


def is_unsaid(value: object) -> bool:
    """Whether a field says nothing: left out of a snapshot, it changes no code of forms from before there was it."""
    return not value


def choice_schema(choices: type[StrEnum]) -> WithJsonSchema:
    """In a JSON Schema: the values of an enumeration, in place."""
    return WithJsonSchema({"enum": [*choices], "type": "string"})


def _of_writable_length(number: Decimal) -> Decimal:
    if abs(int(number.as_tuple().exponent)) > _LONGEST_NUMBER:
        raise PydanticCustomError("value-number", "too long to be written out", {})
    return number


def unreadable_date_error(text: str) -> PydanticCustomError:
    """The mistake of a text that names no day."""
    return PydanticCustomError("date-unreadable", "no day can be read", {"text": text})


Day = Annotated[date, BeforeValidator(_as_day, json_schema_input_type=str)]
"""A day in any way that people write it."""

DayText = Annotated[str, AfterValidator(_with_readable_day)]
"""The words of a deadline as printed, from which a day can be read."""

ScheduleText = Annotated[str, AfterValidator(_with_readable_schedule)]
"""The words of a due day, a span or a recurring or continuing duty as printed, from which days can be read."""

OptionalScheduleText = Annotated[str, AfterValidator(_empty_or_with_readable_schedule)]
"""Likewise, or empty."""

OptionalOnceText = Annotated[str, AfterValidator(_empty_or_due_once)]
"""The words of a due day, a named day or a span, or empty."""

OptionalDayText = Annotated[str, AfterValidator(_empty_or_with_readable_day)]
"""The words of a deadline, or empty."""

ExactNumber = Annotated[Decimal, AfterValidator(_of_writable_length)]
"""A number as typed, without rounding; not one such as 1e999999999, which would fill the memory when it is shown."""

YesNo = Annotated[bool, BeforeValidator(_yes_or_no), WithJsonSchema({"enum": ["是", "否", "yes", "no", True, False]})]
"""是 or 否, or YAML's own words."""

TextList = Annotated[tuple[str, ...], BeforeValidator(_as_tuple, json_schema_input_type=str | list[str])]
"""A list of texts; a single one may be typed without the dash."""

TaskNumber = Annotated[
    str, matches_pattern(r"[^\s@/#+~]+", "task-number"), WithJsonSchema({"type": ["string", "number"]})
]
"""A task's number as printed; always text, so that 1-10 and 001 stay what they are."""


def validate_typed(
    model: type[ModelT], data: object, **context: object
) -> tuple[ModelT | None, tuple[UnplacedFinding, ...]]:
    """The typed data as a model, or None and everything that is wrong with it.

    Args:
        model: what the data should be.
        data: plain data, as read from YAML.
        context: what validators need to know; `year` for dates that name none.

    Returns:
        Facts of every finding: key, value (shortened), near (the nearest key or choice), choices, shape, low, high,
        pattern; and those that an error of our own validators brings.
    """
    try:
        return model.model_validate(data, context=context), ()
    except ValidationError as error:
        errors = error.errors(include_url=False)[:_MOST_MISTAKES]
        return None, tuple(_finding(model, details) for details in errors if not _follows(details, errors))


def yaml_keys(model: type[BaseModel]) -> tuple[str, ...]:
    """The keys that people type for this model, in order."""
    return tuple(field.alias or name for name, field in model.model_fields.items())


def closest_match(word: str, choices: Sequence[str], cutoff: float = 0.4) -> str:
    """The most similar of the choices; empty where none comes near. To a single character no other word is near.

    Args:
        word: as typed.
        choices: what it may mean.
        cutoff: least similarity, from 0 to 1; 1 is the word itself.
    """
    words = [choice for choice in choices if len(choice) > 1]
    return next(iter(get_close_matches(word, words, 1, cutoff)), "")


def _follows(details: ErrorDetails, errors: list[ErrorDetails]) -> bool:
    """Whether a list is only too short because what stands in it is wrong."""
    path = details["loc"]
    paths = (other["loc"] for other in errors if other is not details)
    return details["type"] == "too_short" and any(other_path[: len(path)] == path for other_path in paths)


def _finding(model: type[BaseModel], details: ErrorDetails) -> UnplacedFinding:
    kind, path, context = details["type"], details["loc"], details.get("ctx", {})
    key = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
    value = context.get("text", details["input"])
    value = str(value) if isinstance(value, str | int | float) else ""
    choices = tuple(re.findall("'([^']*)'", str(context.get("expected", ""))))
    near = closest_match(value, choices)
    if kind == "extra_forbidden":
        near, choices = _keys_instead(key, yaml_keys(_model_at(model, path[:-1])))
    facts = {
        "key": key,
        "value": shorten(value, _LONGEST_VALUE, _LONGEST_VALUE),
        "near": near,
        "choices": choices,
        "shape": _SHAPES.get(kind, "mapping"),
        "low": context.get("ge", ""),
        "above": f"{context['gt']:g}" if "gt" in context else "",
        "most": context.get("max_length", ""),
        "high": context.get("le", context.get("max_length", "")),
        "pattern": context.get("pattern", ""),
    }
    if "-" in kind:
        return UnplacedFinding(kind, path, facts | context)
    return UnplacedFinding(_CODES.get(kind, "value-shape"), path, facts)


def _keys_instead(key: str, keys: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The key that an unknown one is most like, empty for none, and the Chinese ones that there are."""
    return closest_match(key, keys), tuple(name for name in keys if not name.isascii())


def _model_at(model: type[BaseModel], path: KeyPath) -> type[BaseModel]:
    """The model that stands at the end of a path."""
    for step in path:
        fields = [field for name, field in model.model_fields.items() if step in {name, field.alias}]
        model = next((inner for field in fields for inner in models_in(field.annotation)), model)
    return model


def models_in(annotation: Any) -> list[type[BaseModel]]:  # noqa: ANN401  an annotation can be anything
    """The models that a type consists of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in models_in(part)]
