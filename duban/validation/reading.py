"""Plain data read into models: all that is wrong is told at once, each mistake at its path."""

from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from types import MappingProxyType, NoneType
from typing import Any, Literal, NamedTuple, TypeVar, cast, get_args, get_origin

from duban.key_path import KeyPath
from duban.validation.declaration import (
    AfterValidator,
    BeforeValidator,
    Field,
    ReadingContext,
    TypedError,
    Validator,
    split_annotation,
    union_parts,
)
from duban.validation.limits import refuse_beyond
from duban.validation.model import Model, TypedModel, fields_of_model
from duban.validation.scalars import SCALARS

ModelT = TypeVar("ModelT", bound=Model)


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
    path: KeyPath
    value: object
    facts: Mapping[str, object] = MappingProxyType({})
    instead: tuple[str, ...] = ()


class _Reading:
    """One file being read: what validators are told, and what was found wrong."""

    def __init__(self, context: ReadingContext) -> None:
        self.context = context
        self.mistakes: list[Mistake] = []

    def note(self, mistake: Mistake) -> object:
        """Keep a mistake, and return what stands in place of the value."""
        self.mistakes.append(mistake)
        return _WRONG

    def refused(self, error: TypedError, path: KeyPath, value: object) -> object:
        """Keep what a validator said of a value.

        Args:
            error: what it raised.
            path: the way to the value.
            value: as it was typed.

        Returns:
            What stands in its place.
        """
        return self.note(Mistake(error.code, path, value, error.facts))


_WRONG = object()
"""In place of a value that is none; whoever meets it has been told."""
_Reader = Callable[[object, KeyPath, _Reading], Any]


def read_model(model: type[ModelT], data: object, context: ReadingContext) -> tuple[ModelT | None, list[Mistake]]:
    """The data as a model, or None and all that is wrong with it, in the order of the fields.

    Args:
        model: what the data should be.
        data: mappings, lists, texts and numbers.
        context: what validators need to know.
    """
    reading = _Reading(context)
    value: ModelT = _reader_of_model(model)(data, (), reading)
    return None if reading.mistakes else value, reading.mistakes


def validated(model: type[ModelT], data: object) -> ModelT:
    """The data as a model, where they are known to be right. Raises ValueError with all that is wrong."""
    value, mistakes = read_model(model, data, {})
    if value is None:
        raise ValueError(mistakes)
    return value


class _ModelReader:
    """Reads one kind of model."""

    def __init__(self, model: type[Model]) -> None:
        self._model = model
        self._fields = [(field, _reader(field.annotation)) for field in fields_of_model(model).values()]
        self._keys = tuple(field.key for field, _ in self._fields)
        self._names = {*self._keys, *fields_of_model(model)}
        self._skips_blanks = issubclass(model, TypedModel)

    def __call__(self, data: object, path: KeyPath, reading: _Reading) -> Any:  # noqa: ANN401
        mistake_count = len(reading.mistakes)
        try:
            data = data if isinstance(data, self._model) else self._model.before_reading(data, reading.context)
            if isinstance(data, self._model):
                return data
            if not isinstance(data, Mapping):
                return reading.note(Mistake("value-shape", path, data, {"shape": "mapping"}))
            values = self._values(self._without_blanks(data), path, reading)
            return _WRONG if len(reading.mistakes) > mistake_count else self._model(**values)
        except TypedError as error:
            return reading.refused(error, path, data)

    def _without_blanks(self, data: Mapping[Any, object]) -> Mapping[Any, object]:
        if not self._skips_blanks or None not in data.values():
            return data
        return {key: value for key, value in data.items() if value is not None or key not in self._names}

    def _values(self, data: Mapping[Any, object], path: KeyPath, reading: _Reading) -> dict[str, Any]:
        """The values by the names of their fields; of a field that is typed under both its names, the key's."""
        values: dict[str, Any] = {}
        read_keys = set()
        for field, read in self._fields:
            key = field.key if field.key in data else field.name
            if key in data:
                read_keys.add(key)
                values[field.name] = read(data[key], (*path, key), reading)
            elif field.is_required:
                reading.note(Mistake("key-missing", (*path, field.key), data))
        if len(read_keys) < len(data):
            for key in data:
                if key not in read_keys:
                    reading.note(Mistake("key-unknown", (*path, key), data[key], instead=self._keys))
        return values


_reader_of_model = cache(_ModelReader)


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
            read = _with_after(read, AfterValidator(_within(entry)))
    return read


def _within(limits: Field) -> Validator:
    def refuse(value: object, _: ReadingContext) -> object:
        refuse_beyond(value, limits)
        return value

    return refuse


def _with_before(read: _Reader, validator: BeforeValidator) -> _Reader:
    def read_changed(value: object, path: KeyPath, reading: _Reading) -> object:
        try:
            changed = validator.apply(value, reading.context)
        except TypedError as error:
            return reading.refused(error, path, value)
        return read(changed, path, reading)

    return read_changed


def _with_after(read: _Reader, validator: AfterValidator) -> _Reader:
    def read_checked(value: object, path: KeyPath, reading: _Reading) -> object:
        result = read(value, path, reading)
        if result is _WRONG or result is None:
            return result
        try:
            return validator.apply(result, reading.context)
        except TypedError as error:
            return reading.refused(error, path, value)

    return read_checked


def _reader_of_type(kind: Any) -> _Reader:  # noqa: ANN401
    if isinstance(kind, type):
        return _reader_of_scalar(SCALARS[kind]) if kind in SCALARS else _reader_of_class(kind)
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Literal:
        return _reader_of_choices({choice: choice for choice in parts})
    if origin in (tuple, frozenset):
        return _reader_of_items(origin, _reader(parts[0]))
    if origin in (dict, Mapping):
        return _reader_of_entries(*map(_reader, parts))
    return _reader_of_union(union_parts(kind))


def _reader_of_scalar(make: Callable[[object], Any]) -> _Reader:
    def read(value: object, path: KeyPath, reading: _Reading) -> object:
        try:
            return make(value)
        except TypedError as error:
            return reading.refused(error, path, value)

    return read


def _reader_of_class(kind: type) -> _Reader:
    if issubclass(kind, Model):
        return _reader_of_model(kind)
    return _reader_of_choices({str(member.value): member for member in cast("type[Enum]", kind)})


def _reader_of_union(kinds: tuple[Any, ...]) -> _Reader:
    """The first of the kinds that a value is; where it is none, what is wrong with it as the first."""
    first, *others = (_reader(kind) for kind in kinds if kind is not NoneType)

    def read(value: object, path: KeyPath, reading: _Reading) -> object:
        if value is None and NoneType in kinds:
            return None
        for read_kind in (first, *others) if others else ():
            attempt = _Reading(reading.context)
            result = read_kind(value, path, attempt)
            if not attempt.mistakes:
                return result
        return first(value, path, reading)

    return read


def _reader_of_choices(choices: Mapping[str, object]) -> _Reader:
    def read(value: object, path: KeyPath, reading: _Reading) -> object:
        if isinstance(value, str) and value in choices:
            return choices[value]
        return reading.note(Mistake("value-choice", path, value, instead=tuple(choices)))

    return read


def _reader_of_items(kind: type[Any], read_item: _Reader) -> _Reader:
    def read(value: object, path: KeyPath, reading: _Reading) -> object:
        if not isinstance(value, list | tuple | set | frozenset):
            return reading.note(Mistake("value-shape", path, value, {"shape": "list"}))
        mistake_count = len(reading.mistakes)
        items = [read_item(item, (*path, index), reading) for index, item in enumerate(value)]
        return _WRONG if len(reading.mistakes) > mistake_count else kind(items)

    return read


def _reader_of_entries(read_key: _Reader, read_value: _Reader) -> _Reader:
    def read(value: object, path: KeyPath, reading: _Reading) -> object:
        if not isinstance(value, Mapping):
            return reading.note(Mistake("value-shape", path, value, {"shape": "mapping"}))
        mistake_count = len(reading.mistakes)
        entries = {
            read_key(key, (*path, key), reading): read_value(entry, (*path, key), reading)
            for key, entry in value.items()
        }
        return _WRONG if len(reading.mistakes) > mistake_count else entries

    return read
