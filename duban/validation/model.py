"""Values that files are read into: each field says under what key it is typed and what may stand there."""

from collections.abc import Mapping
from functools import cache
from typing import Any, dataclass_transform

from duban.validation.declaration import Field, ModelField, ReadingContext, split_annotation
from duban.value_object import NODEFAULT, StructMeta, ValueObject, field


class _KeywordsOnly(StructMeta):
    """Makes every field a keyword, so that one with a default may stand before one without."""

    def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any], **options: Any) -> Any:  # noqa: ANN401
        return super().__new__(cls, name, bases, body, **{"kw_only": True, **options})


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
class Model(ValueObject, metaclass=_KeywordsOnly, forbid_unknown_fields=True):
    """Frozen, compared and hashed by its parts; fields answer to their English name and their Chinese alias.

    Whoever makes one in Python is checked by mypy; what people typed is read by `validation.reading`.
    """

    @classmethod
    def before_reading(cls, data: object, context: ReadingContext, /) -> object:  # noqa: ARG003  a model overrides it
        """What takes the place of typed data, such as the long form of a short one. Raises TypedError.

        Args:
            data: as typed.
            context: see `ReadingContext`.
        """
        return data

    def written(self, data: dict[str, Any]) -> dict[str, Any]:
        """What takes the place of the plain data of the fields, by their names."""
        return data


class TypedModel(Model):
    """A model that people type: a key with nothing behind it counts as not written."""


@cache
def fields_of_model(model: type[Model]) -> Mapping[str, ModelField]:
    """The fields of a model by their names, those of its bases first."""
    fields: dict[str, ModelField] = {}
    for base in reversed(model.__mro__):
        if issubclass(base, Model):
            fields |= {name: _field(model, name, annotation) for name, annotation in base.__annotations__.items()}
    return fields


def _field(model: type[Model], name: str, annotation: object) -> ModelField:
    index = model.__struct_fields__.index(name)
    defaults = model.__struct_defaults__
    at = index - len(model.__struct_fields__) + len(defaults)
    default = defaults[at] if at >= 0 else NODEFAULT
    default = default.factory() if hasattr(default, "factory") else default
    options = _merged_options(annotation)
    return ModelField(name, options.alias or name, annotation, default, options)


def _merged_options(annotation: object) -> Field:
    """All that was declared of a field: of several `Field`s what each says."""
    declared = [entry for entry in split_annotation(annotation)[1] if isinstance(entry, Field)]
    if len(declared) == 1:
        return declared[0]
    values = {
        name: getattr(entry, name) for entry in declared for name in Field.__struct_fields__ if getattr(entry, name)
    }
    return Field(**values)
