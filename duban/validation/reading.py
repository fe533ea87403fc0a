"""Plain data read into models: all that is wrong is told at once, each mistake at its path."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from types import NoneType
from typing import Any, Literal, NamedTuple, TypeVar, get_args, get_origin

from duban.validation.declaration import (
    AfterValidator,
    BeforeValidator,
    Context,
    Field,
    TypedError,
    split_annotation,
    union_parts,
)
from duban.validation.model import Model, TypedModel, fields_of_model

Path = tuple[str | int, ...]
ModelT = TypeVar("ModelT", bound=Model)
_MOST_DIGITS = 18  # before the point, of numbers that are not kept exact
_TRUE, _FALSE = {"true", "yes", "on", "1", "t", "y"}, {"false", "no", "off", "0", "f", "n"}


class Mistake(NamedTuple):
    """What is wrong with a value.

    Attributes:
        code: of its sentence.
        path: the way to the value.
        value: as it was typed.
        facts: for the sentence.
        instead: what could stand there, choices or keys; empty where that cannot be listed.
    """

    code: str
    path: Path
    value: object
    facts: Mapping[str, object]
    instead: tuple[str, ...] = ()


class _Reading:
    """One file being read: what validators are told, and what was found wrong."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.mistakes: list[Mistake] = []

    def wrong(self, code: str, path: Path, value: object, facts: Mapping[str, object] | None = None) -> object:
        """Note a mistake; see `Mistake`. Returns what stands in place of the value."""
        self.mistakes.append(Mistake(code, path, value, facts or {}))
        return _WRONG

    def refused(self, error: TypedError, path: Path, value: object) -> object:
        """Note what a validator said of a value. Returns what stands in its place."""
        return self.wrong(error.code, path, value, error.facts)


_WRONG = object()
"""In place of a value that is none; whoever meets it has been told."""
_Reader = Callable[[object, Path, _Reading], Any]


def read_model(model: type[ModelT], data: object, context: Context) -> tuple[ModelT | None, list[Mistake]]:
    """The data as a model, or None and all that is wrong with it, in the order of the fields.

    Args:
        model: what the data should be.
        data: mappings, lists, texts and numbers.
        context: what validators need to know.
    """
    reading = _Reading(context)
    value = _reader_of_model(model)(data, (), reading)
    return (None, reading.mistakes) if reading.mistakes else (value, [])


@cache
def _reader_of_model(model: type[Model]) -> _Reader:
    fields = [(field, _reader(field.annotation)) for field in fields_of_model(model).values()]
    keys = tuple(field.key for field, _ in fields)
    skips_blanks = issubclass(model, TypedModel)

    def read(data: object, path: Path, reading: _Reading) -> object:
        if isinstance(data, model):
            return data
        known = len(reading.mistakes)
        try:
            data = model.before_reading(data, reading.context)
            if isinstance(data, model):
                return data
            if not isinstance(data, Mapping):
                return reading.wrong("value-shape", path, data, {"shape": "mapping"})
            values = _read_fields(data, path, reading)
            return _WRONG if len(reading.mistakes) > known else model(**values)
        except TypedError as error:
            return reading.refused(error, path, data)

    def _read_fields(data: Mapping[Any, Any], path: Path, reading: _Reading) -> dict[str, Any]:
        values: dict[str, Any] = {}
        read_keys = 0
        for field, reader in fields:
            key = field.key if field.key in data else field.name
            typed = data.get(key, _WRONG)
            read_keys += typed is not _WRONG
            if typed is not _WRONG and not (typed is None and skips_blanks):
                values[field.name] = reader(typed, (*path, key), reading)
            elif field.is_required:
                reading.wrong("key-missing", (*path, field.key), data)
        if read_keys < len(data):
            known = {field.key if field.key in data else field.name for field, _ in fields}
            for key in data:
                if key not in known:
                    reading.mistakes.append(Mistake("key-unknown", (*path, key), data[key], {}, keys))
        return values

    return read


def _reader(annotation: Any) -> _Reader:  # noqa: ANN401  an annotation can be anything
    """The reader of a type, with all that was declared behind it, from inside to outside."""
    inner, metadata = split_annotation(annotation)
    read = _reader_of_type(inner)
    for entry in metadata:
        if isinstance(entry, BeforeValidator):
            read = _with_before(read, entry)
        elif isinstance(entry, AfterValidator):
            read = _with_after(read, entry)
        elif isinstance(entry, Field) and entry.has_limits:
            read = _with_limits(read, entry)
    return read


def _with_before(read: _Reader, validator: BeforeValidator) -> _Reader:
    def read_changed(value: object, path: Path, reading: _Reading) -> object:
        try:
            changed = validator.apply(value, reading.context)
        except TypedError as error:
            return reading.refused(error, path, value)
        return read(changed, path, reading)

    return read_changed


def _with_after(read: _Reader, validator: AfterValidator) -> _Reader:
    def read_checked(value: object, path: Path, reading: _Reading) -> object:
        result = read(value, path, reading)
        if result is _WRONG or result is None:
            return result
        try:
            return validator.apply(result, reading.context)
        except TypedError as error:
            return reading.refused(error, path, value)

    return read_checked


def _with_limits(read: _Reader, limits: Field) -> _Reader:
    def read_within(value: object, path: Path, reading: _Reading) -> object:
        result = read(value, path, reading)
        if result is _WRONG or result is None:
            return result
        code, facts = _beyond(result, limits)
        return reading.wrong(code, path, value, facts) if code else result

    return read_within


def _beyond(value: Any, limits: Field) -> tuple[str, dict[str, object]]:  # noqa: ANN401
    """Which limit a value passes: the code of a mistake and its facts; an empty code where none."""
    if isinstance(value, str | tuple):
        if len(value) < limits.min_length:
            return "value-empty", {}
        if limits.max_length is not None and len(value) > limits.max_length:
            code = "value-too-long" if isinstance(value, str) else "value-range"
            return code, {"most": limits.max_length, "high": limits.max_length}
        if limits.pattern and isinstance(value, str) and not re.search(limits.pattern, value):
            return "value-pattern", {"pattern": limits.pattern}
        return "", {}
    if limits.ge is not None and value < limits.ge:
        return "value-range", {"low": limits.ge}
    if limits.gt is not None and value <= limits.gt:
        return "value-range", {"above": f"{limits.gt:g}"}
    if limits.le is not None and value > limits.le:
        return "value-range", {"high": limits.le}
    return "", {}


def _reader_of_type(kind: Any) -> _Reader:  # noqa: ANN401
    if kind in _SCALARS:
        return _SCALARS[kind]
    if isinstance(kind, type) and issubclass(kind, Model):
        return lambda value, path, reading: _reader_of_model(kind)(value, path, reading)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _reader_of_choices({str(member.value): member for member in kind})
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Literal:
        return _reader_of_choices({choice: choice for choice in parts})
    if origin in (tuple, frozenset):
        return _reader_of_items(origin, _reader(parts[0]))
    if origin in (dict, Mapping):
        return _reader_of_entries(*map(_reader, parts))
    return _reader_of_union(union_parts(kind))


def _reader_of_union(kinds: tuple[Any, ...]) -> _Reader:
    """The first of the kinds that a value is; where it is none, what is wrong with it as the first."""
    readers = [_reader(kind) for kind in kinds if kind is not NoneType]

    def read(value: object, path: Path, reading: _Reading) -> object:
        if value is None and NoneType in kinds:
            return None
        for read_kind in readers[1:] and readers:
            attempt = _Reading(reading.context)
            result = read_kind(value, path, attempt)
            if not attempt.mistakes:
                return result
        return readers[0](value, path, reading)

    return read


def _reader_of_choices(choices: Mapping[str, object]) -> _Reader:
    def read(value: object, path: Path, reading: _Reading) -> object:
        if isinstance(value, str) and value in choices:
            return choices[value]
        reading.mistakes.append(Mistake("value-choice", path, value, {}, tuple(choices)))
        return _WRONG

    return read


def _reader_of_items(kind: type[Any], read_item: _Reader) -> _Reader:
    def read(value: object, path: Path, reading: _Reading) -> object:
        if not isinstance(value, list | tuple | set | frozenset):
            return reading.wrong("value-shape", path, value, {"shape": "list"})
        known = len(reading.mistakes)
        items = [read_item(item, (*path, index), reading) for index, item in enumerate(value)]
        return _WRONG if len(reading.mistakes) > known else kind(items)

    return read


def _reader_of_entries(read_key: _Reader, read_value: _Reader) -> _Reader:
    def read(value: object, path: Path, reading: _Reading) -> object:
        if not isinstance(value, Mapping):
            return reading.wrong("value-shape", path, value, {"shape": "mapping"})
        known = len(reading.mistakes)
        entries = {
            read_key(key, (*path, key), reading): read_value(entry, (*path, key), reading)
            for key, entry in value.items()
        }
        return _WRONG if len(reading.mistakes) > known else entries

    return read


def _text(value: object, path: Path, reading: _Reading) -> object:
    return value if isinstance(value, str) else reading.wrong("value-shape", path, value, {"shape": "text"})


def _yes_or_no(value: object, path: Path, reading: _Reading) -> object:
    if isinstance(value, bool):
        return value
    word = str(value).lower() if isinstance(value, str | int) else ""
    return word in _TRUE if word in _TRUE | _FALSE else reading.wrong("value-yes-no", path, value)


def _whole_number(value: object, path: Path, reading: _Reading) -> object:
    number = _number(value)
    is_whole = number is not None and number.adjusted() < _MOST_DIGITS and number == number.to_integral_value()
    return int(number) if number is not None and is_whole else reading.wrong("value-number", path, value)


def _float(value: object, path: Path, reading: _Reading) -> object:
    number = _number(value)
    is_small = number is not None and number.adjusted() < _MOST_DIGITS
    return float(number) if number is not None and is_small else reading.wrong("value-number", path, value)


def _decimal(value: object, path: Path, reading: _Reading) -> object:
    number = _number(value)
    return reading.wrong("value-number", path, value) if number is None else number


def _number(value: object) -> Decimal | None:
    """What a number or its text says, exact; of a float what is printed. None: it is no finite number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    try:
        number = Decimal(str(value) if isinstance(value, float) else value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _day(value: object, path: Path, reading: _Reading) -> object:
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        return reading.wrong("date-unreadable", path, value, {"text": str(value)})


_SCALARS: Mapping[Any, _Reader] = {
    str: _text,
    bool: _yes_or_no,
    int: _whole_number,
    float: _float,
    Decimal: _decimal,
    date: _day,
}


def validated(model: type[ModelT], data: object) -> ModelT:
    """The data as a model, where they are known to be right. Raises ValueError with all that is wrong."""
    value, mistakes = read_model(model, data, {})
    if value is None:
        raise ValueError(mistakes)
    return value
