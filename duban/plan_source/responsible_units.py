"""责任单位: 甲、乙、丙, one key for all who answer: read as 牵头 and 协办."""

from collections.abc import Iterator, Mapping
from typing import Any

from duban.key_path import KeyPath
from duban.model.plan_parts import ResponsibleUnits
from duban.model.unit import known_names
from duban.plan_source.key_synonyms import Origins
from duban.plan_source.typed_lists import IsName
from duban.plan_source.typed_plan import as_list

RESPONSIBLE_KEYS = ("责任单位", "责任部门", "责任科室", "责任股室", "承办单位", "落实单位")
"""How plans call those who answer for a task."""
_LEAD, _SUPPORTS = "牵头", "协办"


def with_leads_and_supports(
    typed: Any,  # noqa: ANN401  typed data can be anything
    is_name: IsName,
    origins: Origins,
) -> Any:  # noqa: ANN401
    """Plain typed data of plan.yaml in which each 责任单位 has become 牵头 and 协办.

    The first one leads, unless 牵头 is typed beside it, and the others support, before those that 协办 names; where the
    plan's head says 并列牵头 all of them lead. An empty cell of the table names nobody.

    Args:
        typed: with the standard keys; what has not the right shape is left as it is.
        is_name: of all units and groups.
        origins: where values were typed; what is read here is added.
    """
    if not isinstance(typed, Mapping):
        return typed
    head = typed.get("计划")
    meaning = head.get("责任单位") if isinstance(head, Mapping) else None
    all_lead = meaning == ResponsibleUnits.ALL_LEAD
    return {
        key: value if key == "计划" else _read(value, (key,), is_name, origins, all_lead=all_lead)
        for key, value in typed.items()
    }


def _read(value: Any, path: KeyPath, is_name: IsName, origins: Origins, *, all_lead: bool) -> Any:  # noqa: ANN401
    if isinstance(value, list):
        return [_read(entry, (*path, index), is_name, origins, all_lead=all_lead) for index, entry in enumerate(value)]
    if not isinstance(value, Mapping):
        return value
    read = {
        key: _read(entry, (*path, key), is_name, origins, all_lead=all_lead)
        for key, entry in value.items()
        if entry is not None or key not in RESPONSIBLE_KEYS
    }
    return _with_roles(value, path, read, is_name, origins, all_lead=all_lead)


def _with_roles(
    value: Mapping[Any, Any], path: KeyPath, read: dict[Any, Any], is_name: IsName, origins: Origins, *, all_lead: bool
) -> dict[Any, Any]:
    """What was read of a mapping, with 牵头 and 协办 in the place of its responsible units."""
    typed_key = next((key for key in RESPONSIBLE_KEYS if value.get(key) is not None), None)
    if typed_key is None:
        return read
    units = list(_units(read.pop(typed_key), is_name))
    for key, names in _roles(units, read, all_lead=all_lead).items():
        read[key] = names
        origins |= _origins((*path, key), names, (*path, typed_key), value[typed_key])
    return read


def _origins(path: KeyPath, names: Any, typed_path: KeyPath, typed: Any) -> Origins:  # noqa: ANN401
    """Where what became of a list, or of a text in its place, was typed."""
    typed_names = typed if isinstance(typed, list) else []
    places = {name: (*typed_path, index) for index, name in enumerate(typed_names) if isinstance(name, str)}
    if not isinstance(names, list):
        return {path: places.get(names, typed_path) if isinstance(names, str) else typed_path}
    typed_at = ((index, places.get(name)) for index, name in enumerate(names) if isinstance(name, str))
    entries = {(*path, index): place for index, place in typed_at if place}
    return {path: typed_path, **entries}


def _units(value: Any, is_name: IsName) -> Iterator[Any]:  # noqa: ANN401
    for entry in as_list(value):
        yield from known_names(entry, is_name) or [entry]


def _roles(units: list[Any], task: Mapping[str, Any], *, all_lead: bool) -> dict[str, Any]:
    """What 牵头 and 协办 of a task are."""
    supports = as_list(task[_SUPPORTS]) if task.get(_SUPPORTS) is not None else []
    if task.get(_LEAD) is not None:
        own = as_list(task[_LEAD])
        return {_SUPPORTS: [*(unit for unit in units if unit not in own), *supports]}
    if all_lead or not units:
        return {_LEAD: units[0] if len(units) == 1 else units}
    lead, *others = units
    return {_LEAD: lead, **({_SUPPORTS: [*others, *supports]} if others else {})}
