"""JSON Schema of the files that people type, so that an editor completes their keys."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from duban.model.period import Holidays
from duban.model.typed import yaml_keys
from duban.model.unit import Directory
from duban.plan_source.typed_plan import PlanFile, ShortMilestone

JsonSchema = dict[str, Any]

_SECTIONS = {
    "PlanHead": "计划",
    "Cycle": "填报",
    "Inheritable": "任务",
    "Category": "类别",
    "TaskGroup": "组",
    "TypedTask": "任务",
    "ShortMilestone": "节点",
    "Erratum": "勘误",
    "Target": "指标",
    "Amendment": "调整",
    "Contact": "联系人",
    "Unit": "机构",
    "Group": "群组",
    "HolidayYear": "节假日",
}
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def make_json_schemas(descriptions: Mapping[str, Mapping[str, str]] | None = None) -> dict[str, JsonSchema]:
    """The schemas of plan.yaml, units.yaml and holidays.yaml, as `plan`, `units` and `holidays`.

    says: section → key → what an editor shows beside the key (docs/keys.yaml).
    """
    plan, units = make_json_schema(PlanFile, descriptions), make_json_schema(Directory, descriptions)
    long_form = plan["$defs"][ShortMilestone.__name__]
    short_form = {
        "type": "object",
        "minProperties": 1,
        "maxProperties": 1,
        "propertyNames": {"not": {"enum": [*yaml_keys(ShortMilestone)]}},
        "additionalProperties": {"type": "string"},
    }
    plan["$defs"][ShortMilestone.__name__] = {"anyOf": [long_form, short_form]}
    holidays = make_json_schema(Holidays, descriptions)
    years = {**holidays["properties"]["years"], "propertyNames": {"pattern": "^\\d{4}$"}}
    years = {key: value for key, value in years.items() if key not in {"title", "default"}}
    return {
        "plan": plan,
        "units": units,
        "holidays": {"$schema": _DIALECT, "$defs": holidays["$defs"], **years},
    }


def make_json_schema(model: type[BaseModel], descriptions: Mapping[str, Mapping[str, str]] | None = None) -> JsonSchema:
    """The schema of one model by its Chinese keys, without the docstrings that are meant for programmers."""
    made = model.model_json_schema(by_alias=True)
    told = {section: _dressed(section, inner, descriptions or {}) for section, inner in made.pop("$defs", {}).items()}
    return {"$schema": _DIALECT, **_dressed(model.__name__, made, descriptions or {}), "$defs": told}


def _dressed(name: str, made: JsonSchema, says: Mapping[str, Mapping[str, str]]) -> JsonSchema:
    words = {**says.get("任务", {}), **says.get(_SECTIONS.get(name, name), {})}
    bare = {key: value for key, value in made.items() if key not in {"title", "description"}}
    properties = {}
    for key, entry in made.get("properties", {}).items():
        kept = {inner: value for inner, value in entry.items() if inner not in {"title", "description"}}
        if isinstance(kept.get("default"), dict | list):
            del kept["default"]
        properties[key] = {"title": key, **({"description": words[key]} if key in words else {}), **kept}
    return {**bare, "properties": properties} if properties else bare
