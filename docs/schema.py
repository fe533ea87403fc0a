"""JSON Schemas and the reference of the keys that people type.

The keys are the models' aliases. What an editor shows beside a key stands in templates/texts/keys.toml, by model and
field; the English description stands at the field itself.
"""

import ast
import inspect
from collections.abc import Iterator, Mapping

from docs.type_schema import JsonSchema, field_schema
from duban.model.config import Config
from duban.model.palette import DEFAULT_PALETTE
from duban.model.period import Holidays
from duban.model.typed import models_in, yaml_keys
from duban.model.unit import Contact, Directory, Unit
from duban.plan_source.key_synonyms import KEY_SYNONYMS
from duban.plan_source.responsible_units import RESPONSIBLE_KEYS
from duban.plan_source.typed_plan import PlanFile, ShortMilestone
from duban.validation.model import Model, fields_of_model

KeyTexts = Mapping[str, Mapping[str, str]]
"""Model → field → the clerk's words for its key."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def make_json_schemas(key_texts: KeyTexts) -> dict[str, JsonSchema]:
    """The schemas of plan.yaml, units.yaml, holidays.yaml and config.yaml, as `plan`, `units`, `holidays`, `config`."""
    plan, units, config = (make_json_schema(model, key_texts) for model in (PlanFile, Directory, Config))
    units["$defs"][Unit.__name__]["required"].remove("代码")  # the first build writes it
    for schema in (plan, units):
        schema["$defs"] = {name: _with_synonyms(definition) for name, definition in schema["$defs"].items()}
        schema["$defs"][Contact.__name__] = {"anyOf": [schema["$defs"][Contact.__name__], {"type": "string"}]}
    units["properties"]["机构"]["items"] = {"anyOf": [units["properties"]["机构"]["items"], {"type": "string"}]}
    long_form = plan["$defs"][ShortMilestone.__name__]
    short_form = {
        "type": "object",
        "minProperties": 1,
        "maxProperties": 1,
        "propertyNames": {"not": {"enum": [*yaml_keys(ShortMilestone)]}},
        "additionalProperties": {"type": "string"},
    }
    plan["$defs"][ShortMilestone.__name__] = {"anyOf": [long_form, short_form, {"type": "string"}]}
    config["properties"]["颜色"]["propertyNames"] = {"enum": [*DEFAULT_PALETTE]}
    holidays = make_json_schema(Holidays, key_texts)
    years = {**holidays["properties"]["years"], "propertyNames": {"pattern": "^\\d{4}$"}}
    del years["title"]
    holidays = {"$schema": _DIALECT, "$defs": holidays["$defs"], **years}
    return {"plan": plan, "units": units, "holidays": holidays, "config": config}


def make_json_schema(model: type[Model], key_texts: KeyTexts) -> JsonSchema:
    """The schema of one model by its Chinese keys, without the docstrings that are meant for programmers."""
    parts = sorted(typed_models(model)[1:], key=lambda part: part.__name__)
    definitions = {part.__name__: _model_schema(part, key_texts) for part in parts}
    return {"$schema": _DIALECT, **_model_schema(model, key_texts), "$defs": definitions}


def _model_schema(model: type[Model], key_texts: KeyTexts) -> JsonSchema:
    fields = {field.key: field for field in fields_of_model(model).values()}
    properties = {
        key: {"title": key, **({"description": text} if text else {}), **field_schema(fields[key])}
        for key, text, _ in describe_keys(model, key_texts)
    }
    required = [key for key, field in fields.items() if field.is_required]
    return {
        "additionalProperties": False,
        "properties": properties,
        **({"required": required} if required else {}),
        "type": "object",
    }


def _with_synonyms(definition: JsonSchema) -> JsonSchema:
    """The schema of a model that takes the synonyms of its keys too: an editor marks none, and completes to none."""
    keys = definition.get("properties", {})
    synonyms = {word: [key for key in meant if key in keys] for word, meant in KEY_SYNONYMS.items() if word not in keys}
    if "牵头" in keys:
        synonyms |= {word: ["牵头", "协办"] for word in RESPONSIBLE_KEYS}
    words = [word for word, meant in synonyms.items() if meant]
    if not words:
        return definition
    ways = {key: [key, *(word for word in words if key in synonyms[word])] for key in definition.get("required", ())}
    required = {"required": [key for key, names in ways.items() if len(names) == 1]}
    choices = [{"anyOf": [{"required": [name]} for name in names]} for names in ways.values() if len(names) > 1]
    return {
        **definition,
        **required,
        **({"allOf": choices} if choices else {}),
        "patternProperties": {f"^({'|'.join(words)})$": {}},
    }


def describe_keys(model: type[Model], key_texts: KeyTexts) -> Iterator[tuple[str, str, str]]:
    """Each key of a model with the clerk's words and the English description; empty where one is missing."""
    chinese: dict[str, str] = {}
    english: dict[str, str] = {}
    for base in reversed(_typed_bases(model)):
        chinese |= key_texts.get(base.__name__, {})
        english |= field_docstrings(base)
    for name, field in fields_of_model(model).items():
        yield field.key, chinese.get(name, ""), english.get(name) or field.options.description or ""


def field_docstrings(model: type[Model]) -> dict[str, str]:
    """Field → the docstring under it, of the fields that this class itself defines; read from the source."""
    (definition,) = ast.parse(inspect.getsource(model)).body
    assert isinstance(definition, ast.ClassDef)
    docstrings = {}
    for statement, below in zip(definition.body, definition.body[1:], strict=False):
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            text = below.value.value if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) else ""
            docstrings[statement.target.id] = inspect.cleandoc(str(text))
    return docstrings


def typed_models(*roots: type[Model]) -> list[type[Model]]:
    """The models and all that stand in their fields, each once, outer ones first."""
    models = list(roots)
    for model in models:
        for field in fields_of_model(model).values():
            models += [inner for inner in models_in(field.annotation) if inner not in models]
    return models


def _typed_bases(model: type[Model]) -> list[type[Model]]:
    return [base for base in model.__mro__ if issubclass(base, Model) and base.__annotations__]
