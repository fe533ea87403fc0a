"""plan.yaml and units.yaml in the words of offices, read as the language of plans has it."""

from collections.abc import Iterator, Mapping
from typing import Any

from duban.key_path import KeyPath
from duban.model.unit import Directory
from duban.plan_source.key_synonyms import Origins, with_standard_keys
from duban.plan_source.responsible_units import with_leads_and_supports
from duban.plan_source.task_references import with_printed_numbers
from duban.plan_source.typed_lists import read_typed_lists
from duban.plan_source.typed_plan import PlanFile, as_list, mapping_at, mapping_entries
from duban.plan_source.unit_codes import NAME_KEY, missing_codes, with_codes
from duban.text.folding import remove_spaces
from duban.value_object import ValueObject, field


class StandardData(ValueObject):
    """Plain typed data with the keys, lists and numbers that the models know.

    Attributes:
        origins: the path of a value → the path under which it was typed, where the two differ.
        codes: the path of a unit that is typed without a code → the one that was made for it.
    """

    data: Any
    origins: Origins
    codes: Mapping[KeyPath, str] = field(default_factory=dict)


def standard_plan(typed: object, directory: Directory | None) -> StandardData:
    """plan.yaml as the models know it; what has not the right shape is left as it is.

    Args:
        typed: every scalar is text as typed.
        directory: the units by whose names lists of units are parted; None where units.yaml cannot be read.
    """
    data, origins = with_standard_keys(typed, PlanFile)
    is_name = directory.is_name if directory else _is_nobody
    data = with_leads_and_supports(data, is_name, origins)
    return StandardData(with_printed_numbers(read_typed_lists(data, is_name)), origins)


def standard_directory(typed: object) -> StandardData:
    """units.yaml as the models know it; what has not the right shape is left as it is."""
    data, origins = with_standard_keys(_with_named_units(typed), Directory)
    codes = missing_codes(data)
    data = with_codes(data, codes)
    names = {remove_spaces(name) for name in _typed_names(read_typed_lists(data, _is_nobody))}
    return StandardData(read_typed_lists(data, lambda name: remove_spaces(name) in names), origins, codes)


def _with_named_units(typed: object) -> object:
    """units.yaml in which a unit that is only a name has become a unit of that name."""
    units = typed.get("机构") if isinstance(typed, Mapping) else None
    if not isinstance(typed, Mapping) or not isinstance(units, list):
        return typed
    return {**typed, "机构": [{NAME_KEY: unit} if isinstance(unit, str) else unit for unit in units]}


def _is_nobody(_name: str) -> bool:
    return False


def _typed_names(directory: object) -> Iterator[str]:
    """The names of units.yaml, as far as they have the right shape."""
    if not isinstance(directory, Mapping):
        return
    yield from mapping_at(directory, "群组")
    for _, unit in mapping_entries(directory, "机构"):
        yield from (name for name in [unit.get("名称"), *as_list(unit.get("别名"))] if isinstance(name, str))
