"""How a field is declared: behind its type, in `Annotated`, stand its key, its limits and its validators."""

from collections.abc import Callable, Mapping
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from duban.value_object import NODEFAULT, ValueObject

ReadingContext = Mapping[str, Any]
"""What validators are told besides the value: `year` and `named_days` of the plan."""
Validator = Callable[[Any, ReadingContext], object]
"""Takes a value, returns what takes its place. Raises TypedError."""


class TypedError(ValueError):
    """A value that cannot be. code: of the sentence for it. facts: what the sentence is filled with."""

    def __init__(self, code: str, facts: Mapping[str, object] | None = None) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts or {}


class Field(ValueObject):
    """What a field is besides its type.

    Attributes:
        alias: the key that people type.
        description: for reference, where no docstring stands below the field.
        min_length, max_length: of a text in characters, of a list in items.
        pattern: what the whole of a text must match.
        exclude: left out where a value is written as plain data.
        exclude_if: left out where this holds of its value.
    """

    alias: str = ""
    description: str = ""
    min_length: int = 0
    max_length: int | None = None
    ge: float | None = None
    gt: float | None = None
    le: float | None = None
    pattern: str = ""
    exclude: bool = False
    exclude_if: Callable[[Any], bool] | None = None

    @property
    def has_limits(self) -> bool:
        """Whether not every value of the type will do."""
        limits = (self.min_length, self.max_length, self.ge, self.gt, self.le, self.pattern)
        return any(limit not in (None, 0, "") for limit in limits) or self.ge == 0 or self.gt == 0


class BeforeValidator(ValueObject):
    """Changes what was typed before it is read as the type. typed_as: the JSON Schema type of what may be typed."""

    apply: Validator
    typed_as: Any = None


class AfterValidator(ValueObject):
    """Looks at a value of the type."""

    apply: Validator


class WithJsonSchema(ValueObject):
    """What a JSON Schema says of the type, in place of what would follow from it."""

    schema: Mapping[str, Any]


class ModelField(ValueObject):
    """A field of a model.

    Attributes:
        name: in Python.
        key: as people type it: the alias, or the name where there is none.
        annotation: its type with all that stands behind it.
        default: NODEFAULT where it must be given.
        options: all that was declared of it, one `Field`.
    """

    name: str
    key: str
    annotation: Any
    default: Any
    options: Field

    @property
    def is_required(self) -> bool:
        """Whether it must be given."""
        return self.default is NODEFAULT

    @property
    def type(self) -> Any:  # noqa: ANN401  a type can be anything
        """Its type without what was declared behind it."""
        return split_annotation(self.annotation)[0]


def split_annotation(annotation: Any) -> tuple[Any, tuple[Any, ...]]:  # noqa: ANN401
    """A type, and what stands behind it in `Annotated`, from inside to outside."""
    if get_origin(annotation) is Annotated:
        inner, *metadata = get_args(annotation)
        return inner, tuple(metadata)
    return annotation, ()


def union_parts(annotation: Any) -> tuple[Any, ...]:  # noqa: ANN401
    """The types of a union; none for other types."""
    return get_args(annotation) if get_origin(annotation) in {Union, UnionType} else ()
