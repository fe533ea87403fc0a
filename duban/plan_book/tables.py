"""Which sheets and columns there are: a new key of a model is a new column, and needs no line here."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any, get_args, get_origin

from duban.model.typed import models_in
from duban.model.unit import Contact, Directory, Group, Unit, UnitChange
from duban.plan_source.responsible_units import RESPONSIBLE_KEYS
from duban.plan_source.typed_lists import UNIT_LIST_KEY
from duban.plan_source.typed_plan import Part, PlanFile, ShortMilestone, TypedTask
from duban.plan_source.unit_codes import CODE_KEY
from duban.validation.declaration import ModelField
from duban.validation.model import Model, fields_of_model
from duban.value_object import ValueObject

_OPENED = (PlanFile, Directory, TypedTask, ShortMilestone, Part)
"""The models whose models have sheets of their own."""
AnyModel = type[Model]
"""The class of what people type."""
YES_NO = ("是", "否")


class Shape(StrEnum):
    """How many entries a sheet has."""

    ONE = "one"
    """A single one, whose keys stand below each other."""
    ROWS = "rows"
    NAMED = "named"
    """Rows under names that the office chooses (群组)."""


_SHAPES = {str(tuple): Shape.ROWS, str(dict): Shape.NAMED}


class Holds(StrEnum):
    """What the value of a key is."""

    TEXT = "text"
    TEXTS = "texts"
    NAMED_TEXTS = "named texts"
    """Texts under names that the office chooses (自定)."""
    CONTACT = "contact"
    ENTRY = "entry"
    """What a model says, in one cell."""
    ENTRIES = "entries"


class Offer(StrEnum):
    """What a cell offers besides the choices of its key."""

    UNITS = "units"
    CATEGORIES = "categories"
    GROUPS = "groups"
    TASKS = "tasks"
    FORMS = "forms"


_OFFERS = {
    **dict.fromkeys(("牵头", UNIT_LIST_KEY, "拟牵头", "填报单位", "内部责任", "核定单位", "包含"), Offer.UNITS),
    **dict.fromkeys(RESPONSIBLE_KEYS, Offer.UNITS),
    "类别": Offer.CATEGORIES,
    "组": Offer.GROUPS,
    "任务": Offer.TASKS,
    "并入": Offer.TASKS,
    "表": Offer.FORMS,
}
"""Key → what may stand there; other words are let in, for several may be named."""
_UNITS_BY_MODEL = {(Group, "填报"), (UnitChange, "单位"), (UnitChange, "并入")}
"""Keys that name a unit in one model only."""
_MADE = {(Unit, CODE_KEY)}
"""Keys without which there is no entry, and which the program makes where nobody types them."""


class PlanColumn(ValueObject):
    """One key of a model.

    Attributes:
        field: of the model, for its description; empty for a key that the models read otherwise (责任单位).
        choices: the only words that it takes; empty for any.
        is_required: an entry without it is none.
    """

    key: str
    field: str = ""
    holds: Holds = Holds.TEXT
    choices: tuple[str, ...] = ()
    offer: Offer | None = None
    is_required: bool = False


class PlanTable(ValueObject):
    """What a sheet shows: the entries under one key."""

    key: str
    model: AnyModel
    shape: Shape


@cache
def tables_below(model: AnyModel) -> Mapping[str, PlanTable]:
    """The keys of a model whose entries have a sheet."""
    tables: dict[str, PlanTable] = {}
    for field in fields_of_model(model).values() if model in _OPENED else ():
        if inner := models_in(field.type):
            key = field.key
            tables[key] = PlanTable(key, inner[0], _SHAPES.get(str(get_origin(field.type)), Shape.ONE))
    return tables


@cache
def all_tables(root: AnyModel) -> Mapping[str, PlanTable]:
    """All sheets of a file, an outer one before those in it; what lies in several others has one sheet."""
    tables = dict(tables_below(root))
    for table in tuple(tables.values()):
        tables = {**tables, **{key: inner for key, inner in all_tables(table.model).items() if key not in tables}}
    return tables


@cache
def columns_of(model: AnyModel) -> Mapping[str, PlanColumn]:
    """The keys of a model that have no sheet, in order; what names a lead may be typed as 责任单位 instead."""
    fields = {field.key: (name, field) for name, field in fields_of_model(model).items()}
    columns = {
        key: _column(model, key, name, field)
        for key, (name, field) in _identity_first(fields).items()
        if key not in tables_below(model)
    }
    if UNIT_LIST_KEY in columns:
        responsible = PlanColumn(RESPONSIBLE_KEYS[0], holds=Holds.TEXTS, offer=Offer.UNITS)
        at = list(columns).index(UNIT_LIST_KEY) + 1
        entries = list(columns.items())
        columns = dict([*entries[:at], (responsible.key, responsible), *entries[at:]])
    return columns


def _identity_first(fields: Mapping[str, tuple[str, ModelField]]) -> Mapping[str, tuple[str, ModelField]]:
    """What an entry cannot do without stands first: a task is its number and its name, then all that it inherits."""
    required = {key: field for key, field in fields.items() if field[1].is_required}
    return required | dict(fields)


def _column(model: AnyModel, key: str, name: str, field: ModelField) -> PlanColumn:
    choices = _choices(field.type)
    offer = Offer.UNITS if (model, key) in _UNITS_BY_MODEL else _OFFERS.get(key)
    is_required = field.is_required and (model, key) not in _MADE
    return PlanColumn(key, name, _holds(field.type), choices, None if choices else offer, is_required)


def _holds(annotation: Any) -> Holds:  # noqa: ANN401  an annotation can be anything
    """What a field of this type holds."""
    inner, is_list = models_in(annotation), get_origin(annotation) is tuple
    if Contact in inner:
        return Holds.CONTACT
    if inner:
        return Holds.ENTRIES if is_list else Holds.ENTRY
    if get_origin(annotation) is dict:
        return Holds.NAMED_TEXTS
    return Holds.TEXTS if is_list else Holds.TEXT


def _choices(annotation: Any) -> tuple[str, ...]:  # noqa: ANN401  an annotation can be anything
    """The only words of an enumeration, or of yes and no."""
    if isinstance(annotation, type):
        if issubclass(annotation, StrEnum):
            return tuple(annotation)
        return YES_NO if annotation is bool else ()
    parts = [_choices(part) for part in get_args(annotation) if part is not type(None)]
    return parts[0] if len(parts) == 1 else ()
